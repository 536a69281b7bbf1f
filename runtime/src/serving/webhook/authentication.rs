//! Authentication of tokens.

use k8s_openapi::api::authentication::v1::UserInfo;
use serde::Deserialize;
use serde_json::{Value, json};

use super::BoxError;
use super::review::{Review, Reviewed};

const GROUP: &str = "authentication.k8s.io";

/// The user of a token.
///
/// ```
/// use kubewright_runtime::k8s_openapi::api::authentication::v1::UserInfo;
/// use kubewright_runtime::webhook::Authenticated;
///
/// let user = UserInfo { username: Some("alice".to_owned()), ..UserInfo::default() };
/// let alice = Authenticated { user, audiences: vec!["https://kubernetes.default.svc".to_owned()] };
/// # let _ = alice;
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Authenticated {
    /// The user.
    pub user: UserInfo,
    /// The audiences of the token among those of the request; empty if they are not known.
    pub audiences: Vec<String>,
}

/// Authenticates tokens.
///
/// ```
/// use kubewright_runtime::k8s_openapi::api::authentication::v1::UserInfo;
/// use kubewright_runtime::webhook::{Authenticated, Authenticator, BoxError, Webhooks};
///
/// struct OneToken;
///
/// impl Authenticator for OneToken {
///     async fn authenticate(&self, token: &str, _: &[String]) -> Result<Option<Authenticated>, BoxError> {
///         let user = UserInfo { username: Some("alice".into()), ..UserInfo::default() };
///         Ok((token == "secret").then(|| Authenticated { user, audiences: Vec::new() }))
///     }
/// }
///
/// let mut webhooks = Webhooks::new();
/// webhooks.authentication("/authenticate", OneToken)?;
/// # Ok::<(), BoxError>(())
/// ```
pub trait Authenticator: Send + Sync + 'static {
    /// Returns the user of a token, or `None` if the token is not known.
    fn authenticate(
        &self,
        token: &str,
        audiences: &[String],
    ) -> impl Future<Output = Result<Option<Authenticated>, BoxError>> + Send;
}

#[derive(Deserialize)]
struct Spec {
    #[serde(default)]
    token: String,
    #[serde(default)]
    audiences: Vec<String>,
}

/// A `TokenReview` of either version, answered in kind.
pub(super) struct Reviewer<A>(pub(super) A);

impl<A: Authenticator> super::Reviewer for Reviewer<A> {
    const KIND: &'static str = "TokenReview";

    fn versions(&self) -> Vec<String> {
        vec![format!("{GROUP}/v1"), format!("{GROUP}/v1beta1")]
    }

    async fn review(&self, review: Review) -> Reviewed {
        let Spec { token, audiences } = match review.field("spec") {
            Ok(spec) => spec,
            Err(answer) => return answer,
        };
        if token.is_empty() {
            return failed(&review, "the token is empty");
        }
        match self.0.authenticate(&token, &audiences).await {
            Ok(Some(Authenticated { user, audiences })) => {
                let mut status = json!({ "authenticated": true, "user": user });
                if !audiences.is_empty() {
                    status["audiences"] = json!(audiences);
                }
                answer(&review, status)
            }
            Ok(None) => answer(&review, json!({ "authenticated": false })),
            Err(error) => failed(&review, &error.to_string()),
        }
    }

    fn panicked(&self, review: Review) -> Reviewed {
        failed(&review, "the webhook panicked; its log says more")
    }
}

fn failed(review: &Review, error: &str) -> Reviewed {
    answer(review, json!({ "authenticated": false, "error": error }))
}

fn answer(review: &Review, status: Value) -> Reviewed {
    review.answer(200, "status", status)
}
