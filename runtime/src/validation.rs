//! Objects of derived types, checked as the API server checks them, without one: for unit tests of types and their rules.
//!
//! ```
//! use kubewright_runtime::validation::Validate;
//! use kubewright_runtime::{CustomResource, Schema, k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta};
//! use serde::{Deserialize, Serialize};
//!
//! /// +kubebuilder:validation:XValidation:rule="self.size >= oldSelf.size",message="size cannot shrink"
//! #[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Schema)]
//! pub struct MemcachedSpec {
//!     /// +kubebuilder:validation:Maximum=5
//!     pub size: i32,
//!     /// +kubebuilder:default=11211
//!     pub port: Option<i32>,
//! }
//!
//! #[derive(Clone, Debug, PartialEq, CustomResource)]
//! #[resource(group = "cache.example.com", version = "v1alpha1")]
//! pub struct Memcached {
//!     pub metadata: ObjectMeta,
//!     pub spec: MemcachedSpec,
//! }
//!
//! let memcached = |size| Memcached::new("sample", MemcachedSpec { size, port: None });
//!
//! let stored = memcached(3).validate().unwrap();
//! assert_eq!(stored.spec.port, Some(11211));
//!
//! let rejected = memcached(9).validate().unwrap_err();
//! assert_eq!(rejected.causes[0].field, "spec.size");
//!
//! let rejected = memcached(1).validate_update(&memcached(3)).unwrap_err();
//! assert!(rejected.to_string().ends_with("spec: Invalid value: size cannot shrink"), "{rejected}");
//! ```

use std::any::TypeId;
use std::collections::HashMap;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use kube::CustomResourceExt;
pub use kubewright_validation::{Cause, Reason};
use kubewright_validation::{Kind, Verdict};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use thiserror::Error;

/// Why the API server rejects an object.
///
/// ```
/// # use kubewright_runtime::validation::{Cause, Reason, Rejected};
/// let rejected = Rejected {
///     object: "Memcached sample".to_owned(),
///     causes: vec![Cause::new(Reason::Required, "spec.size", "Required value")],
/// };
/// assert_eq!(rejected.to_string(), "Memcached sample is invalid: spec.size: Required value");
/// ```
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[error("{object} is invalid: {}", lines(causes))]
pub struct Rejected {
    /// The kind and the name of the object.
    pub object: String,
    /// The causes, with the paths and the texts of the API server.
    pub causes: Vec<Cause>,
}

fn lines(causes: &[Cause]) -> String {
    let lines: Vec<_> = causes.iter().map(ToString::to_string).collect();
    lines.join("\n")
}

/// Checks objects of a custom resource by the CRD of its type.
///
/// Every check returns the object as the API server stores it, with defaults. A field that the schema does not have is an error: the API
/// server silently drops it.
///
/// ```
/// # use kubewright_runtime::k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
/// use kubewright_runtime::{CustomResource, validation::Validate};
///
/// #[derive(Clone, Debug, PartialEq, CustomResource)]
/// #[resource(group = "cache.example.com", version = "v1alpha1")]
/// pub struct Memcached {
///     pub metadata: ObjectMeta,
/// }
///
/// assert!(Memcached::new("sample").validate().is_ok());
/// assert!(Memcached::new("not a name").validate().is_err());
/// ```
pub trait Validate: Sized {
    /// Checks a new object.
    ///
    /// # Errors
    ///
    /// If the API server rejects the object, or drops a field of it.
    fn validate(&self) -> Result<Self, Rejected>;

    /// Checks an object that replaces another, with the rules that compare `self` with `oldSelf`. What is wrong in the old object already
    /// and does not change is accepted.
    ///
    /// # Errors
    ///
    /// If the API server rejects the object, or drops a field of it.
    fn validate_update(&self, old: &Self) -> Result<Self, Rejected>;

    /// Checks a write to the status subresource, of which only the status counts.
    ///
    /// # Errors
    ///
    /// If the API server rejects the object, or drops a field of it.
    fn validate_status(&self, old: &Self) -> Result<Self, Rejected>;
}

impl<K> Validate for K
where
    K: CustomResourceExt + kube::Resource<DynamicType = ()> + Serialize + DeserializeOwned + 'static,
{
    fn validate(&self) -> Result<Self, Rejected> {
        judged(self, |kind, object| Ok(kind.create(&object)))
    }

    fn validate_update(&self, old: &Self) -> Result<Self, Rejected> {
        judged(self, |kind, object| Ok(kind.update(&object, &json(old)?)))
    }

    fn validate_status(&self, old: &Self) -> Result<Self, Rejected> {
        judged(self, |kind, object| Ok(kind.update_status(&object, &json(old)?)))
    }
}

fn judged<K>(object: &K, judge: impl FnOnce(&Kind, Value) -> Result<Verdict, String>) -> Result<K, Rejected>
where
    K: CustomResourceExt + kube::Resource<DynamicType = ()> + Serialize + DeserializeOwned + 'static,
{
    let rejected = |causes| {
        let name = object.meta().name.as_deref().unwrap_or_default();
        Rejected {
            object: format!("{} {name}", K::kind(&())).trim_end().to_owned(),
            causes,
        }
    };
    let failed = |problem: String| rejected(vec![Cause::new(Reason::Undecodable, "<nil>", &problem)]);
    let verdict = kind::<K>()
        .and_then(|kind| judge(&kind, json(object)?))
        .map_err(failed)?;
    let unknown = verdict.unknown.iter().map(|unknown| {
        Cause::new(
            Reason::Invalid,
            &unknown.field,
            "unknown field, which the API server drops",
        )
    });
    let causes: Vec<_> = unknown.chain(verdict.causes).collect();
    if !causes.is_empty() {
        return Err(rejected(causes));
    }
    serde_json::from_value(verdict.object)
        .map_err(|error| failed(format!("the stored object does not match its Rust type: {error}")))
}

fn json<K: Serialize>(object: &K) -> Result<Value, String> {
    serde_json::to_value(object).map_err(|error| format!("cannot be written as JSON: {error}"))
}

/// The compiled schema of a type, which every test of the process shares.
fn kind<K>() -> Result<Arc<Kind>, String>
where
    K: CustomResourceExt + kube::Resource<DynamicType = ()> + 'static,
{
    static KINDS: LazyLock<Mutex<HashMap<TypeId, Arc<Kind>>>> = LazyLock::new(Mutex::default);
    let mut kinds = KINDS.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(kind) = kinds.get(&TypeId::of::<K>()) {
        return Ok(Arc::clone(kind));
    }
    let version = K::version(&());
    let crd: kubewright_core::crd::Crd = json(&K::crd())
        .and_then(|crd| serde_json::from_value(crd).map_err(|error| error.to_string()))
        .map_err(|error| format!("the CRD of the type cannot be read: {error}"))?;
    let found = crd.spec.versions.iter().find(|known| known.name == version);
    let found = found.ok_or_else(|| format!("the CRD of the type has no version `{version}`"))?;
    let kind = Arc::new(Kind::new(&crd, found));
    kinds.insert(TypeId::of::<K>(), Arc::clone(&kind));
    Ok(kind)
}
