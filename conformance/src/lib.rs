//! The derive, the CLI and the API server must agree on every case.
//!
//! A case is a file of `testdata/crd`: a module as a user writes it. It may have functions that the tests call:
//!
//! * `pub fn samples() -> Vec<Kind>` (any name that begins so, one for each kind): objects that the API server must take,
//!   keep whole and give back.
//! * `pub fn accepted() -> Vec<serde_json::Value>`: values of `spec` for the first root type beside it that the API server
//!   must keep and the type must read, though it writes them in another way.
//! * `pub fn refused() -> Vec<(serde_json::Value, &'static str)>`: values of `spec` that the API server must
//!   refuse, with a part of its reason.
//! * `pub fn changed() -> Vec<(serde_json::Value, serde_json::Value, Option<&'static str>)>`: values of `spec` and their
//!   next ones, which the API server must reject with a part of its reason, or accept.
//!
//! Beside it lies `<case>.yaml` with the CRDs that it must give. `SNAPSHOTS=overwrite` rewrites them.

use kubewright_runtime::Described;
use kubewright_runtime::crd::CrdError;
use kubewright_runtime::k8s_openapi::apiextensions_apiserver::pkg::apis::apiextensions::v1::CustomResourceDefinition;
use kubewright_runtime::kube::{CustomResourceExt, Resource, core::ApiResource};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Value, json};

/// The modules, and the table of them.
pub mod cases {
    include!(concat!(env!("OUT_DIR"), "/cases.rs"));
}

/// Specs that must be taken.
pub type Accepted = fn() -> Vec<Value>;

/// Specs that must be refused, and why.
pub type Refused = fn() -> Vec<(Value, &'static str)>;

/// Specs, the next ones, and why these must be refused if they must.
pub type Changed = fn() -> Vec<(Value, Value, Option<&'static str>)>;

/// Makes an object of a spec.
pub type Make = fn(Value) -> Sample;

/// One file of `testdata/crd`.
pub struct Case {
    /// The file's name without `.rs`.
    pub name: &'static str,
    /// Where it lies.
    pub path: &'static str,
    /// Its text.
    pub source: &'static str,
    /// Its CRDs by the derive, sorted by group and kind.
    pub crds: &'static [fn() -> Result<CustomResourceDefinition, CrdError>],
    /// Objects that the API server must keep.
    pub samples: &'static [fn() -> Vec<Sample>],
    /// Specs that the API server must keep and the types read, and what makes an object of one.
    pub accepted: &'static [(Accepted, Make)],
    /// Specs that the API server must reject, and what makes an object of one.
    pub refused: &'static [(Refused, Make)],
    /// Changes of specs that the API server must accept or reject, and what makes an object of a spec.
    pub changed: &'static [(Changed, Make)],
}

/// An object as its type writes it.
pub struct Sample {
    /// The kind.
    pub resource: ApiResource,
    /// What serde wrote.
    pub object: Value,
    /// Reads an object by its type and writes it again.
    pub again: fn(&Value) -> Result<Value, serde_json::Error>,
}

/// The CRD of a kind with one version.
pub fn crd<K: CustomResourceExt + Described>() -> Result<CustomResourceDefinition, CrdError> {
    // What is wrong is told, where `crd()` could only panic.
    kubewright_runtime::crd::of::<K>().map(|_| K::crd())
}

/// Objects of one kind, without their types.
pub fn samples<K>(objects: Vec<K>) -> Vec<Sample>
where
    K: Resource<DynamicType = ()> + Serialize + DeserializeOwned,
{
    objects
        .iter()
        .map(|object| Sample::of::<K>(json!(object)))
        .collect()
}

impl Sample {
    fn of<K>(object: Value) -> Self
    where
        K: Resource<DynamicType = ()> + Serialize + DeserializeOwned,
    {
        Self {
            resource: ApiResource::erase::<K>(&()),
            object,
            again: |object| serde_json::to_value(K::deserialize(object)?),
        }
    }

    /// An object with this spec, which the type need not accept.
    pub fn of_spec<K>(spec: Value) -> Self
    where
        K: Resource<DynamicType = ()> + Serialize + DeserializeOwned,
    {
        let object = json!({
            "apiVersion": K::api_version(&()),
            "kind": K::kind(&()),
            "metadata": {},
            "spec": spec,
        });
        Self::of::<K>(object)
    }
}
