//! Authorization of users.

use k8s_openapi::api::authorization::v1::SubjectAccessReviewSpec;
use serde::Deserialize as _;
use serde_json::{Value, json};

use super::BoxError;
use super::review::{Review, Reviewed};

const GROUP: &str = "authorization.k8s.io";

/// The decision about a request.
///
/// ```
/// use kubewright_runtime::webhook::Decision;
///
/// /// Groups decide, and where they do not, somebody else.
/// fn decide(groups: &[String]) -> Decision {
///     match groups.iter().any(|group| group == "admins") {
///         true => Decision::Allow,
///         false => Decision::NoOpinion("not an admin".to_owned()),
///     }
/// }
/// assert_eq!(decide(&["admins".to_owned()]), Decision::Allow);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decision {
    /// Allow it.
    Allow,
    /// Deny it, for this reason; later authorizers are not asked.
    Deny(String),
    /// Ask the next authorizer, for this reason.
    NoOpinion(String),
}

/// Authorizes users.
///
/// ```
/// use kubewright_runtime::k8s_openapi::api::authorization::v1::SubjectAccessReviewSpec;
/// use kubewright_runtime::webhook::{Authorizer, BoxError, Decision, Webhooks};
///
/// struct NoSecrets;
///
/// impl Authorizer for NoSecrets {
///     async fn authorize(&self, asked: &SubjectAccessReviewSpec) -> Result<Decision, BoxError> {
///         let resource = asked.resource_attributes.as_ref().and_then(|about| about.resource.as_deref());
///         Ok(match resource {
///             Some("secrets") => Decision::Deny("secrets are nobody's affair".into()),
///             _ => Decision::NoOpinion(String::new()),
///         })
///     }
/// }
///
/// let mut webhooks = Webhooks::new();
/// webhooks.authorization("/authorize", NoSecrets)?;
/// # Ok::<(), BoxError>(())
/// ```
pub trait Authorizer: Send + Sync + 'static {
    /// Decides about one request.
    fn authorize(
        &self,
        asked: &SubjectAccessReviewSpec,
    ) -> impl Future<Output = Result<Decision, BoxError>> + Send;
}

/// A `SubjectAccessReview` of either version, answered in kind.
pub(super) struct Reviewer<A>(pub(super) A);

impl<A: Authorizer> super::Reviewer for Reviewer<A> {
    const KIND: &'static str = "SubjectAccessReview";

    fn versions(&self) -> Vec<String> {
        vec![format!("{GROUP}/v1"), format!("{GROUP}/v1beta1")]
    }

    async fn review(&self, review: Review) -> Reviewed {
        let mut spec: Value = match review.field("spec") {
            Ok(spec) => spec,
            Err(answer) => return answer,
        };
        // The name in v1beta1.
        if let Some(spec) = spec.as_object_mut()
            && let Some(groups) = spec.remove("group")
        {
            spec.insert(String::from("groups"), groups);
        }
        let asked = match SubjectAccessReviewSpec::deserialize(&spec) {
            Ok(asked) => asked,
            Err(error) => return Reviewed::bad(400, format!("spec: {error}")),
        };
        match self.0.authorize(&asked).await {
            Ok(Decision::Allow) => answer(&review, json!({ "allowed": true })),
            Ok(Decision::Deny(reason)) => answer(
                &review,
                json!({ "allowed": false, "denied": true, "reason": reason }),
            ),
            Ok(Decision::NoOpinion(reason)) => answer(&review, json!({ "allowed": false, "reason": reason })),
            Err(error) => failed(&review, &error.to_string()),
        }
    }

    fn panicked(&self, review: Review) -> Reviewed {
        failed(&review, "the webhook panicked; its log says more")
    }
}

/// Without an opinion, so that others are asked.
fn failed(review: &Review, error: &str) -> Reviewed {
    answer(review, json!({ "allowed": false, "evaluationError": error }))
}

fn answer(review: &Review, status: Value) -> Reviewed {
    review.answer(200, "status", status)
}
