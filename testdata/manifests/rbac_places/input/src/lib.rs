//! Permissions in every place where Rust has docs.
#![doc = "+kubebuilder:rbac:groups=a,resources=inner-attribute,verbs=get"]
/*!
 * +kubebuilder:rbac:groups=a,resources=inner-block,verbs=get
 */

mod module {
    //! +kubebuilder:rbac:groups=a,resources=module-inner,verbs=get
}

#[doc = "+kubebuilder:rbac:groups=a,resources=function,verbs=get\n+kubebuilder:rbac:groups=a,resources=line,verbs=get"]
pub fn function() {}

impl Thing {
    //! +kubebuilder:rbac:groups=a,resources=impl-inner,verbs=get

    /** +kubebuilder:rbac:groups=a,resources=method,verbs=get */
    fn method() {}
}

#[cfg(test)]
impl Thing {
    //! +kubebuilder:rbac:groups=a,resources=not-in-tests,verbs=get
}

trait Acts {
    //! +kubebuilder:rbac:groups=a,resources=trait-inner,verbs=get

    /// +kubebuilder:rbac:groups=a,resources=associated-type,verbs=get
    type Other;
}

struct Thing {
    /// +kubebuilder:rbac:groups=a,resources=field,verbs=get
    field: u8,
}

#[derive(kubewright_runtime::Schema, serde::Serialize, serde::Deserialize)]
enum Choice {
    /// +kubebuilder:rbac:groups=a,resources=variant,verbs=get
    Word,
    /// +kubebuilder:rbac:groups=a,resources=skipped-variant,verbs=get
    #[serde(skip)]
    Skipped(
        /// +kubebuilder:rbac:groups=a,resources=skipped-payload,verbs=get
        u8,
    ),
}

/// +kubebuilder:rbac:groups=a,resources=union,verbs=get
union Bits {
    /// +kubebuilder:rbac:groups=a,resources=union-field,verbs=get
    byte: u8,
}

/// +kubebuilder:rbac:groups=a,resources=type-alias,verbs=get
type Alias = u8;

unsafe extern "C" {
    //! +kubebuilder:rbac:groups=a,resources=extern-inner,verbs=get

    /// +kubebuilder:rbac:groups=a,resources=foreign-function,verbs=get
    fn foreign();
}
