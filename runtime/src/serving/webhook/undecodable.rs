//! Objects that do not match the type of a webhook.

use serde_json::Value;

use super::admission::{AdmissionRequest, AdmissionResponse, Operation};
use super::field::FieldError;
use super::refusal::Refusal;
use crate::objects::decode::DecodeError;

/// What a webhook does with an object that it cannot decode, because a field does not match its Rust type.
///
/// The API server calls mutating webhooks before it validates an object by the schema, and validating webhooks after
/// that. So a [`Defaulter`](super::Defaulter) passes such an object: the schema rejects it next, with a better message that
/// names every error. A [`Validator`](super::Validator) refuses it, for nothing else does.
///
/// If the schema is looser than the Rust type, an object can pass both the defaulter and the schema. Refuse it in the
/// defaulter too where something depends on the defaults and the kind has no validator:
///
/// ```
/// # use kubewright_runtime::k8s_openapi::api::core::v1::ConfigMap;
/// use kubewright_runtime::webhook::{AdmissionRequest, Defaulter, Refusal, Undecodable};
///
/// struct Quotas;
///
/// impl Defaulter for Quotas {
///     type Object = ConfigMap;
///     const UNDECODABLE: Undecodable = Undecodable::Refuse;
///
///     async fn default(&self, object: &mut ConfigMap, _: &AdmissionRequest) -> Result<(), Refusal> {
///         object.data.get_or_insert_default().entry("quota".into()).or_insert("1".into());
///         Ok(())
///     }
/// }
/// ```
///
/// Two objects pass a validator in any case. One is an undecodable object that is being deleted and of which only the
/// metadata change, so that its finalizers can be removed. The other is an object that corrects a stored, undecodable one: it
/// is validated as a new object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Undecodable {
    /// Refuse it with `422`, reason `Invalid` and the field as the cause.
    Refuse,
    /// Allow it unchanged, with a warning that names the field.
    Pass,
}

impl Undecodable {
    pub(super) fn answer(self, request: &AdmissionRequest, error: &DecodeError) -> AdmissionResponse {
        let passes = self == Self::Pass || is_cleanup(request);
        let error = FieldError::undecodable(error);
        if passes {
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
