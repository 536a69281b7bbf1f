//! Owner references: garbage collection, and the controller of an object.

use k8s_openapi::apimachinery::pkg::apis::meta::v1::OwnerReference;
use kube::Resource;
use thiserror::Error;

use crate::objects::identified::{Identified, owner_reference};

/// Makes `owner` the controller of `owned`, which is deleted together with it.
///
/// ```
/// use kubewright_runtime::k8s_openapi::api::core::v1::{ConfigMap, Secret};
/// use kubewright_runtime::owner;
///
/// let mut owner = ConfigMap::default();
/// owner.metadata.name = Some("settings".into());
/// owner.metadata.namespace = Some("default".into());
/// owner.metadata.uid = Some("0c9a8d74".into());
/// let mut owned = Secret::default();
/// owned.metadata.namespace = Some("default".into());
/// owner::set_controller(&owner, &mut owned)?;
/// assert!(owner::is_controlled_by(&owned, &owner));
/// # Ok::<(), owner::OwnerError>(())
/// ```
///
/// # Errors
///
/// If `owned` has another controller, or `owner` cannot own it because it is not stored yet or is in another namespace.
pub fn set_controller<O, C>(owner: &O, owned: &mut C) -> Result<(), OwnerError>
where
    O: Identified,
    C: Resource,
{
    let reference = reference(owner, owned)?;
    let other = controller(owned).filter(|other| !same(other, &reference));
    if let Some(other) = other {
        return Err(OwnerError::AlreadyOwned {
            owned: name(owned),
            kind: other.kind.clone(),
            name: other.name.clone(),
        });
    }
    put(
        owned,
        OwnerReference {
            controller: Some(true),
            block_owner_deletion: Some(true),
            ..reference
        },
    );
    Ok(())
}

/// Makes `owner` one of the owners of `owned`, which is deleted together with the last of them.
///
/// # Errors
///
/// If `owner` cannot own it because it is not stored yet or is in another namespace.
pub fn set_owner<O, C>(owner: &O, owned: &mut C) -> Result<(), OwnerError>
where
    O: Identified,
    C: Resource,
{
    let reference = reference(owner, owned)?;
    put(owned, reference);
    Ok(())
}

/// Removes `owner` from the owners of `owned`, and returns whether it was one.
pub fn remove<O, C>(owner: &O, owned: &mut C) -> bool
where
    O: Identified,
    C: Resource,
{
    let Some(reference) = owner_reference(owner) else {
        return false;
    };
    let Some(references) = &mut owned.meta_mut().owner_references else {
        return false;
    };
    let before = references.len();
    references.retain(|other| !same(other, &reference));
    let removed = references.len() < before;
    if references.is_empty() {
        owned.meta_mut().owner_references = None;
    }
    removed
}

/// Methods for objects that are owned.
///
/// ```
/// use kubewright_runtime::k8s_openapi::api::core::v1::{ConfigMap, Secret};
/// use kubewright_runtime::owner::{OwnedExt as _, OwnerError};
///
/// /// The Secret of a ConfigMap, which is deleted with it.
/// fn secret(settings: &ConfigMap) -> Result<Secret, OwnerError> {
///     let mut secret = Secret::default();
///     secret.metadata.name = settings.metadata.name.clone();
///     secret.metadata.namespace = settings.metadata.namespace.clone();
///     secret.controlled_by(settings)
/// }
/// ```
pub trait OwnedExt: Resource + Sized {
    /// Makes `owner` the controller of this object, see [`set_controller`].
    ///
    /// # Errors
    ///
    /// Those of [`set_controller`].
    fn controlled_by<O: Identified>(mut self, owner: &O) -> Result<Self, OwnerError> {
        set_controller(owner, &mut self)?;
        Ok(self)
    }

    /// Makes `owner` one of the owners of this object, see [`set_owner`].
    ///
    /// # Errors
    ///
    /// Those of [`set_owner`].
    fn owned_by<O: Identified>(mut self, owner: &O) -> Result<Self, OwnerError> {
        set_owner(owner, &mut self)?;
        Ok(self)
    }

    /// Returns whether `owner` is the controller of this object, see [`is_controlled_by`].
    fn is_controlled_by<O: Resource>(&self, owner: &O) -> bool {
        is_controlled_by(self, owner)
    }
}

impl<K: Resource> OwnedExt for K {}

/// Returns the owner reference of the controller.
#[must_use]
pub fn controller<C: Resource>(owned: &C) -> Option<&OwnerReference> {
    let references = owned.meta().owner_references.iter().flatten();
    references
        .into_iter()
        .find(|reference| reference.controller == Some(true))
}

/// Returns whether `owner` is the controller of `owned`. An earlier object with the same name is not.
#[must_use]
pub fn is_controlled_by<O: Resource, C: Resource>(owned: &C, owner: &O) -> bool {
    controller(owned).is_some_and(|reference| Some(&reference.uid) == owner.meta().uid.as_ref())
}

fn reference<O, C>(owner: &O, owned: &C) -> Result<OwnerReference, OwnerError>
where
    O: Identified,
    C: Resource,
{
    let types = owner
        .type_meta()
        .ok_or_else(|| OwnerError::NoKind { name: name(owner) })?;
    let reference = owner_reference(owner).ok_or_else(|| OwnerError::NotStored {
        kind: types.kind,
        name: name(owner),
    })?;
    let (outer, inner) = (&owner.meta().namespace, &owned.meta().namespace);
    if outer.is_some() && outer != inner {
        return Err(OwnerError::OtherNamespace {
            owner: name(owner),
            namespace: outer.clone().unwrap_or_default(),
            owned: name(owned),
        });
    }
    Ok(reference)
}

/// Compares kinds without their version, as the garbage collector does.
fn same(one: &OwnerReference, other: &OwnerReference) -> bool {
    let group = |reference: &OwnerReference| {
        let version = &reference.api_version;
        version
            .split_once('/')
            .map_or(String::new(), |(group, _)| group.to_owned())
    };
    (group(one), &one.kind, &one.name) == (group(other), &other.kind, &other.name)
}

fn put<C: Resource>(owned: &mut C, reference: OwnerReference) {
    let references = owned.meta_mut().owner_references.get_or_insert_default();
    match references.iter_mut().find(|other| same(other, &reference)) {
        Some(other) => *other = reference,
        None => references.push(reference),
    }
}

fn name<K: Resource>(object: &K) -> String {
    let meta = object.meta();
    let name = meta.name.clone().or_else(|| meta.generate_name.clone());
    name.unwrap_or_default()
}

/// Why an object cannot get an owner.
///
/// ```
/// use kubewright_runtime::k8s_openapi::api::core::v1::{ConfigMap, Secret};
/// use kubewright_runtime::owner::{self, OwnerError};
///
/// let error = owner::set_controller(&ConfigMap::default(), &mut Secret::default()).unwrap_err();
/// assert!(matches!(error, OwnerError::NotStored { .. }));
/// ```
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[non_exhaustive]
pub enum OwnerError {
    /// The owner does not have a UID yet.
    #[error(
        "{kind} {name} owns nothing yet: it has no uid; create it first, or take it as the API server answers it"
    )]
    NotStored {
        /// The owner's kind.
        kind: String,
        /// Its name.
        name: String,
    },

    /// The owner is a `DynamicObject` without `apiVersion` and `kind`.
    #[error("{name} cannot own objects: it has no `apiVersion` and `kind`; set `types`")]
    NoKind {
        /// The owner's name.
        name: String,
    },

    /// The owner is in a namespace that the owned object is not in, so that it would be deleted at once.
    #[error(
        "{owner} of namespace {namespace} cannot own {owned}, which is not in it; let them be in one namespace"
    )]
    OtherNamespace {
        /// The owner.
        owner: String,
        /// Its namespace.
        namespace: String,
        /// What it was to own.
        owned: String,
    },

    /// The object has another controller.
    #[error("{owned} is managed by {kind} {name} already; give it another name, or let that one go first")]
    AlreadyOwned {
        /// The object that was not changed.
        owned: String,
        /// The kind of the one that manages it.
        kind: String,
        /// The name of the one that manages it.
        name: String,
    },
}

#[cfg(test)]
mod tests {
    use k8s_openapi::api::core::v1::{ConfigMap, Namespace, Secret};
    use kube::api::ObjectMeta;
    use kube::core::{ApiResource, DynamicObject, GroupVersionKind};

    use super::*;

    fn owner(name: &str, uid: &str) -> ConfigMap {
        ConfigMap {
            metadata: meta(Some("default"), name, uid),
            ..ConfigMap::default()
        }
    }

    fn meta(namespace: Option<&str>, name: &str, uid: &str) -> ObjectMeta {
        ObjectMeta {
            namespace: namespace.map(str::to_owned),
            name: Some(name.to_owned()),
            uid: (!uid.is_empty()).then(|| uid.to_owned()),
            ..ObjectMeta::default()
        }
    }

    fn owned() -> Secret {
        Secret {
            metadata: meta(Some("default"), "owned", ""),
            ..Secret::default()
        }
    }

    #[test]
    fn one_manages_and_others_may_own() {
        let mut secret = owned();
        set_controller(&owner("a", "1"), &mut secret).unwrap();
        set_controller(&owner("a", "1"), &mut secret).unwrap();
        set_owner(&owner("b", "2"), &mut secret).unwrap();
        assert_eq!(secret.metadata.owner_references.as_ref().unwrap().len(), 2);
        assert_eq!(controller(&secret).unwrap().name, "a");
        let error = set_controller(&owner("b", "2"), &mut secret).unwrap_err();
        assert!(
            error.to_string().contains("managed by ConfigMap a already"),
            "{error}"
        );

        assert!(remove(&owner("a", "1"), &mut secret));
        assert!(!remove(&owner("a", "1"), &mut secret));
        set_controller(&owner("b", "2"), &mut secret).unwrap();
        assert_eq!(secret.metadata.owner_references.as_ref().unwrap().len(), 1);
        assert!(remove(&owner("b", "2"), &mut secret));
        assert_eq!(secret.metadata.owner_references, None);
    }

    #[test]
    fn a_later_owner_of_the_same_name_takes_the_place() {
        let mut secret = owned();
        set_controller(&owner("a", "1"), &mut secret).unwrap();
        assert!(!is_controlled_by(&secret, &owner("a", "2")));
        set_controller(&owner("a", "2"), &mut secret).unwrap();
        assert!(is_controlled_by(&secret, &owner("a", "2")));
        assert_eq!(secret.metadata.owner_references.unwrap().len(), 1);
    }

    #[test]
    fn namespaces_are_heeded() {
        let mut elsewhere = owned();
        elsewhere.metadata.namespace = Some(String::from("other"));
        let error = set_controller(&owner("a", "1"), &mut elsewhere).unwrap_err();
        assert!(error.to_string().contains("cannot own owned"), "{error}");
        let mut everywhere = Namespace {
            metadata: meta(None, "everywhere", ""),
            ..Namespace::default()
        };
        set_owner(&owner("a", "1"), &mut everywhere).unwrap_err();
        everywhere.metadata.uid = Some(String::from("3"));
        set_controller(&everywhere, &mut owned()).unwrap();
    }

    #[test]
    fn a_dynamic_object_owns_and_is_owned() {
        let lamps = ApiResource::from_gvk(&GroupVersionKind::gvk("example.com", "v1", "Lamp"));
        let mut lamp = DynamicObject::new("hall", &lamps).within("default");
        lamp.metadata.uid = Some(String::from("1"));
        let secret = owned().controlled_by(&lamp).unwrap();
        let reference = controller(&secret).unwrap();
        assert_eq!(
            (&*reference.api_version, &*reference.kind),
            ("example.com/v1", "Lamp")
        );
        assert!(secret.is_controlled_by(&lamp));

        let bulb = DynamicObject::new("bulb", &lamps).within("default");
        let bulb = bulb.owned_by(&owner("a", "2")).unwrap();
        assert_eq!(bulb.metadata.owner_references.unwrap()[0].kind, "ConfigMap");

        lamp.types = None;
        let error = owned().controlled_by(&lamp).unwrap_err();
        assert!(
            error.to_string().contains("no `apiVersion` and `kind`"),
            "{error}"
        );
    }

    #[test]
    fn what_is_not_stored_owns_nothing() {
        let error = set_owner(&owner("a", ""), &mut owned()).unwrap_err();
        assert!(
            error.to_string().starts_with("ConfigMap a owns nothing yet"),
            "{error}"
        );
    }
}
