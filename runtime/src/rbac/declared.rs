//! The types of a program that derive `Rbac`, to find those that are not registered.

use std::collections::BTreeSet;

/// A type with the derive, which declares it:
///
/// ```
/// use kubewright_runtime::Rbac;
///
/// /// +kubebuilder:rbac:groups=core,resources=secrets,verbs=get
/// #[derive(Rbac)]
/// struct Credentials;
/// # let _ = Credentials;
/// ```
#[derive(Debug)]
pub struct Declared {
    /// The module of the type.
    pub module: &'static str,
    /// The name of the type.
    pub name: &'static str,
}

inventory::collect!(Declared);

/// For the derive.
#[doc(hidden)]
#[macro_export]
macro_rules! __declare_rbac {
    ($name:literal) => {
        $crate::rbac::submit! {
            $crate::rbac::Declared { module: ::core::module_path!(), name: $name }
        }
    };
}

/// The types that a manager knows, by the compiler's names.
#[derive(Debug, Default)]
pub(crate) struct Registered(BTreeSet<&'static str>);

impl Registered {
    pub(crate) fn add<T>(&mut self) {
        self.0.insert(std::any::type_name::<T>());
    }

    /// Logs each type of the program that has RBAC markers and that nothing has registered.
    pub(crate) fn report(&self) {
        for declared in inventory::iter::<Declared> {
            if !self.knows(declared) {
                let Declared { module, name } = declared;
                tracing::warn!(
                    reconciler = format!("{module}::{name}"),
                    "has RBAC markers, but is not registered; call `{module}::register(&mut manager)?` in `main`, or \
                     `manager.rbac_preflight::<{name}>()` if it is not a reconciler"
                );
            }
        }
    }

    /// Finds a type also if it is inside another type or a function, or has parameters.
    fn knows(&self, declared: &Declared) -> bool {
        let Declared { module, name } = declared;
        self.0.iter().any(|known| {
            let mut names = known
                .split(|character: char| !character.is_alphanumeric() && !matches!(character, '_' | ':'));
            names.any(|path| {
                path.strip_prefix(module)
                    .and_then(|rest| rest.strip_suffix(name))
                    .is_some_and(|between| between.starts_with("::") && between.ends_with("::"))
            })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Wraps<T>(std::marker::PhantomData<T>);

    mod memcached {
        pub(super) struct Reconciler;
    }

    #[test]
    fn types_are_known_by_themselves_and_inside_of_others() {
        let declared = |name| Declared {
            module: "kubewright_runtime::rbac::declared::tests::memcached",
            name,
        };
        let mut registered = Registered::default();
        assert!(!registered.knows(&declared("Reconciler")));
        registered.add::<Wraps<memcached::Reconciler>>();
        assert!(registered.knows(&declared("Reconciler")));
        assert!(!registered.knows(&declared("Other")));
        assert!(!registered.knows(&declared("er")));
    }
}
