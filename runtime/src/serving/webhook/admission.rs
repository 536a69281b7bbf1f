//! Admission: requests before an object is stored.

use std::collections::BTreeMap;

use k8s_openapi::api::authentication::v1::UserInfo;
use kube::core::{GroupVersionKind, GroupVersionResource};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::refusal::Refusal;
use super::review::{Review, Reviewed};

const GROUP: &str = "admission.k8s.io";

/// The requested operation.
///
/// ```
/// use kubewright_runtime::webhook::Operation;
///
/// let writes = |operation| matches!(operation, Operation::Create | Operation::Update);
/// assert!(writes(Operation::Create) && !writes(Operation::Connect));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Operation {
    /// Create an object.
    Create,
    /// Update an object.
    Update,
    /// Delete an object.
    Delete,
    /// Connect to an object, as `kubectl exec` does.
    Connect,
}

/// An admission request of the API server.
///
/// ```
/// use kubewright_runtime::webhook::{AdmissionRequest, Operation};
///
/// // As the API server sends it, for a test of a webhook.
/// let request: AdmissionRequest = serde_json::from_value(serde_json::json!({
///     "uid": "705ab4f5",
///     "kind": { "group": "", "version": "v1", "kind": "ConfigMap" },
///     "resource": { "group": "", "version": "v1", "resource": "configmaps" },
///     "operation": "CREATE",
///     "userInfo": { "username": "alice" },
///     "object": { "metadata": { "name": "settings" } },
/// }))?;
/// assert_eq!(request.operation, Operation::Create);
/// assert_eq!(request.user_info.username.as_deref(), Some("alice"));
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct AdmissionRequest {
    /// The id of the request.
    pub uid: String,
    /// The kind of [`object`](Self::object).
    pub kind: GroupVersionKind,
    /// The resource of [`object`](Self::object).
    pub resource: GroupVersionResource,
    /// The subresource of the request, for example `status`.
    #[serde(default)]
    pub sub_resource: Option<String>,
    /// The kind that the user sent, if the API server converted the object for this webhook.
    #[serde(default)]
    pub request_kind: Option<GroupVersionKind>,
    /// The name of the object; empty if the API server will generate it.
    #[serde(default)]
    pub name: String,
    /// The namespace of the object, if it has one.
    #[serde(default)]
    pub namespace: Option<String>,
    /// The requested operation.
    pub operation: Operation,
    /// The user.
    #[serde(default)]
    pub user_info: UserInfo,
    /// The new object; null for a delete.
    #[serde(default)]
    pub object: Value,
    /// The current object; null for a create.
    #[serde(default)]
    pub old_object: Value,
    /// Whether nothing will be stored. The webhook must not have side effects then.
    #[serde(default)]
    pub dry_run: bool,
    /// The options of the operation.
    #[serde(default)]
    pub options: Value,
}

/// The answer to an [`AdmissionRequest`].
///
/// ```
/// use kubewright_runtime::webhook::AdmissionResponse;
///
/// let response = AdmissionResponse::allow().warn("spec.size is deprecated; use spec.replicas");
/// # let _ = response;
/// ```
#[derive(Clone, Debug, Default)]
#[must_use]
pub struct AdmissionResponse {
    pub(super) allowed: bool,
    status: Option<Value>,
    patch: Option<json_patch::Patch>,
    warnings: Vec<String>,
    audit_annotations: BTreeMap<String, String>,
}

impl AdmissionResponse {
    /// Allows the request.
    pub fn allow() -> Self {
        Self {
            allowed: true,
            ..Self::default()
        }
    }

    /// Denies the request.
    pub fn refuse(request: &AdmissionRequest, refusal: &Refusal) -> Self {
        Self::with_status(refusal.status(&request.name, &request.kind.group, &request.kind.kind))
    }

    /// Allows the request and replaces the object.
    pub fn change(request: &AdmissionRequest, object: &Value) -> Self {
        let patch = json_patch::diff(&request.object, object);
        Self {
            patch: (!patch.0.is_empty()).then_some(patch),
            ..Self::allow()
        }
    }

    pub(super) fn error(code: u16, reason: &str, message: &str) -> Self {
        Self::with_status(json!({ "status": "Failure", "code": code, "reason": reason, "message": message }))
    }

    fn with_status(status: Value) -> Self {
        Self {
            status: Some(status),
            ..Self::default()
        }
    }

    /// Adds a warning for the user, which `kubectl` shows. Keep it under 120 characters; 256 are the limit.
    pub fn warn(mut self, warning: impl Into<String>) -> Self {
        self.warnings.push(warning.into());
        self
    }

    /// Adds an annotation to the audit log, under the name of the webhook.
    pub fn audit(mut self, key: impl Into<String>, value: impl Into<String>) -> Self {
        self.audit_annotations.insert(key.into(), value.into());
        self
    }

    pub(super) fn code(&self) -> u16 {
        let code = self.status.as_ref().and_then(|status| status["code"].as_u64());
        code.and_then(|code| u16::try_from(code).ok()).unwrap_or(200)
    }

    fn into_value(self, uid: &str) -> Result<Value, serde_json::Error> {
        use base64::Engine as _;
        use base64::prelude::BASE64_STANDARD;

        let Self {
            allowed,
            status,
            patch,
            warnings,
            audit_annotations,
        } = self;
        let mut response = json!({ "uid": uid, "allowed": allowed });
        if let Some(status) = status {
            response["status"] = status;
        }
        if let Some(patch) = patch {
            response["patchType"] = json!("JSONPatch");
            response["patch"] = json!(BASE64_STANDARD.encode(serde_json::to_vec(&patch)?));
        }
        if !warnings.is_empty() {
            response["warnings"] = json!(warnings);
        }
        if !audit_annotations.is_empty() {
            response["auditAnnotations"] = json!(audit_annotations);
        }
        Ok(response)
    }
}

/// Answers admission requests for untyped objects. Functions that take an [`AdmissionRequest`] and return a future of an
/// [`AdmissionResponse`] implement it.
///
/// For objects of one type, implement [`Defaulter`](super::Defaulter) or [`Validator`](super::Validator) instead.
///
/// ```
/// use kubewright_runtime::webhook::{Admission, AdmissionRequest, AdmissionResponse, BoxError, Refusal, Webhooks};
///
/// /// Nobody opens a shell in a Pod.
/// struct NoShells;
///
/// impl Admission for NoShells {
///     async fn admit(&self, request: AdmissionRequest) -> AdmissionResponse {
///         match request.sub_resource.as_deref() {
///             Some("exec") => AdmissionResponse::refuse(&request, &Refusal::forbidden("no shells here")),
///             _ => AdmissionResponse::allow(),
///         }
///     }
/// }
///
/// let mut webhooks = Webhooks::new();
/// webhooks.admission("/no-shells", NoShells)?;
/// # Ok::<(), BoxError>(())
/// ```
pub trait Admission: Send + Sync + 'static {
    /// Answers one request.
    fn admit(&self, request: AdmissionRequest) -> impl Future<Output = AdmissionResponse> + Send;
}

impl<F, Answer> Admission for F
where
    F: Fn(AdmissionRequest) -> Answer + Send + Sync + 'static,
    Answer: Future<Output = AdmissionResponse> + Send,
{
    fn admit(&self, request: AdmissionRequest) -> impl Future<Output = AdmissionResponse> + Send {
        self(request)
    }
}

/// An `AdmissionReview` of either version, answered in kind.
pub(super) struct Reviewer<A>(pub(super) A);

impl<A: Admission> super::Reviewer for Reviewer<A> {
    const KIND: &'static str = "AdmissionReview";

    fn versions(&self) -> Vec<String> {
        vec![format!("{GROUP}/v1"), format!("{GROUP}/v1beta1")]
    }

    async fn review(&self, review: Review) -> Reviewed {
        let request: AdmissionRequest = match review.field("request") {
            Ok(request) => request,
            Err(answer) => return answer,
        };
        let uid = request.uid.clone();
        let response = self.0.admit(request).await;
        let code = response.code();
        match response.into_value(&uid) {
            Ok(response) => review.answer(code, "response", response),
            Err(error) => Reviewed::bad(500, format!("cannot write the answer: {error}")),
        }
    }

    fn panicked(&self, review: Review) -> Reviewed {
        let uid = review.uid();
        let response =
            AdmissionResponse::error(500, "InternalError", "the webhook panicked; its log says more");
        match response.into_value(&uid) {
            Ok(response) => review.answer(500, "response", response),
            Err(error) => Reviewed::bad(500, error.to_string()),
        }
    }
}
