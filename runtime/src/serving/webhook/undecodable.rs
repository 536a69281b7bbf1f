//! Objects that do not match the type of a webhook.

use serde_json::Value;

use super::admission::{AdmissionRequest, AdmissionResponse, Operation};
use super::field::FieldError;
use super::refusal::Refusal;
use crate::objects::decode::DecodeError;

/// Whether a webhook allows an object that it cannot decode, because a field does not match its Rust type.
///
/// The API server calls mutating webhooks before it validates an object by its schema, and validating webhooks after
/// that. So a [`Defaulter`](super::Defaulter) allows such an object: the schema rejects it next, with a better message that
/// names every error. A [`Validator`](super::Validator) denies it, because nothing after it does.
///
/// If the schema is looser than the Rust type, an object can pass both the defaulter and the schema. Let the defaulter deny
/// it if something depends on the defaults and the kind has no validator:
///
/// ```
/// # use kubewright_runtime::k8s_openapi::api::core::v1::ConfigMap;
/// use kubewright_runtime::webhook::{AdmissionRequest, Defaulter, Refusal, UndecodablePolicy};
///
/// struct Quotas;
///
/// impl Defaulter for Quotas {
///     type Object = ConfigMap;
///     const UNDECODABLE: UndecodablePolicy = UndecodablePolicy::Deny;
///
///     async fn default(&self, object: &mut ConfigMap, _: &AdmissionRequest) -> Result<(), Refusal> {
///         object.data.get_or_insert_default().entry("quota".into()).or_insert("1".into());
///         Ok(())
///     }
/// }
/// ```
///
/// A validator allows two kinds of objects under either policy. One is an undecodable object that is being deleted and whose
/// metadata alone changes, so that its finalizers can be removed. The other is an object that corrects a stored,
/// undecodable one: it is validated as a new object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum UndecodablePolicy {
    /// Deny it with `422`, reason `Invalid` and the field as the cause.
    Deny,
    /// Allow it unchanged, with a warning that names the field.
    Allow,
}

impl UndecodablePolicy {
    pub(super) fn answer(self, request: &AdmissionRequest, error: &DecodeError) -> AdmissionResponse {
        let allowed = self == Self::Allow || is_cleanup(request);
        let error = FieldError::undecodable(error);
        if allowed {
            let warning = format!("passed a webhook that cannot decode it: {error}");
            tracing::info!(%error, "the webhook passes an object that it cannot decode");
            return AdmissionResponse::allow().warn(warning);
        }
        tracing::info!(%error, "the webhook refuses an object that it cannot decode");
        let response = AdmissionResponse::refuse(request, &Refusal::from(error));
        match request.operation {
            Operation::Delete => response.warn("correct the object by an update, then delete it"),
            Operation::Create | Operation::Update | Operation::Connect => response,
        }
    }
}

/// The warning for an object that replaces an undecodable one.
pub(super) fn old(error: &DecodeError) -> String {
    let error = FieldError::undecodable(error);
    format!("validated as a new object, because the stored one cannot be decoded: {error}")
}

/// Whether the object is being deleted and only its metadata change, as when a finalizer is removed.
fn is_cleanup(request: &AdmissionRequest) -> bool {
    request.operation == Operation::Update
        && !request.object["metadata"]["deletionTimestamp"].is_null()
        && without_metadata(&request.object) == without_metadata(&request.old_object)
}

fn without_metadata(object: &Value) -> Value {
    let mut object = object.clone();
    if let Some(fields) = object.as_object_mut() {
        fields.remove("metadata");
    }
    object
}
