//! Types of Kubernetes, recognized by their schemas.

use kubewright_core::lower::{Options, known};
use kubewright_core::schema::Schema;

const OPENAPI: &str = "k8s_openapi::";
pub(crate) const INT_OR_STRING: &str = "k8s_openapi::apimachinery::pkg::util::intstr::IntOrString";
pub(crate) const QUANTITY: &str = "k8s_openapi::apimachinery::pkg::api::resource::Quantity";
pub(crate) const TIME: &str = "k8s_openapi::apimachinery::pkg::apis::meta::v1::Time";
pub(crate) const RAW_EXTENSION: &str = "k8s_openapi::apimachinery::pkg::runtime::RawExtension";
pub(crate) const OBJECT_META: &str = known::OBJECT_META;

/// Types of k8s-openapi without `Default`.
const WITHOUT_DEFAULT: &[&str] = &["Condition", "EventSeries", "MicroTime", "Time"];

/// The schema that kubewright gives to a type.
pub(crate) fn schema(path: &str) -> Schema {
    known::schema(path, &Options::default()).unwrap_or_default()
}

/// Whether the type has `Default`.
pub(crate) fn has_default(path: &str) -> bool {
    let name = path.rsplit("::").next().unwrap_or(path);
    !path.starts_with(OPENAPI) || !WITHOUT_DEFAULT.contains(&name)
}
