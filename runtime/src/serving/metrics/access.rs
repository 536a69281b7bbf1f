//! Access to metrics: the API server checks the token and the permissions.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use http::header::AUTHORIZATION;
use http::request::Parts;
use k8s_openapi::api::authentication::v1::{TokenReview, UserInfo};
use k8s_openapi::api::authorization::v1::{
    NonResourceAttributes, SubjectAccessReview, SubjectAccessReviewSpec,
};
use kube::api::PostParams;
use kube::{Api, Client};
use thiserror::Error;
use tokio::time::Instant;

const TOKEN_KEPT: Duration = Duration::from_secs(60);
const ALLOWED_KEPT: Duration = Duration::from_secs(5 * 60);
const DENIED_KEPT: Duration = Duration::from_secs(30);
/// A scraper has one token; strangers who try many may not fill the memory.
const KEPT_AT_MOST: usize = 1000;

/// Authenticates a request by its token (`TokenReview`), authorizes its method and path (`SubjectAccessReview`), and caches
/// the answers for a short time.
///
/// The operator needs the permissions to `create` `tokenreviews` and `subjectaccessreviews`; a client needs `nonResourceURLs:
/// ["/metrics"], verbs: ["get"]`.
///
/// ```no_run
/// # async fn example(client: kube::Client) -> Result<(), Box<dyn std::error::Error>> {
/// use kubewright_runtime::metrics::Access;
///
/// let access = Access::new(client);
/// let (request, ()) = http::Request::get("/metrics").header("Authorization", "Bearer ...").body(())?.into_parts();
/// let user = access.check(&request).await?;
/// # Ok(())
/// # }
/// ```
pub struct Access {
    tokens: Api<TokenReview>,
    rights: Api<SubjectAccessReview>,
    users: Kept<String, Option<UserInfo>>,
    decisions: Kept<String, bool>,
}

impl Access {
    /// Creates checks that use this client.
    #[must_use]
    pub fn new(client: Client) -> Self {
        Self {
            tokens: Api::all(client.clone()),
            rights: Api::all(client),
            users: Kept::default(),
            decisions: Kept::default(),
        }
    }

    /// Returns the name of the user, if the request is allowed.
    ///
    /// # Errors
    ///
    /// If the token is missing or unknown, the user lacks the permission, or the API server does not answer.
    pub async fn check(&self, request: &Parts) -> Result<String, AccessError> {
        let token = request
            .headers
            .get(AUTHORIZATION)
            .and_then(|value| value.to_str().ok())
            .and_then(|value| value.split_once(' '))
            .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"))
            .map(|(_, token)| token.trim())
            .filter(|token| !token.is_empty())
            .ok_or(AccessError::Unauthenticated)?;
        let user = self.user(token).await?.ok_or(AccessError::Unauthenticated)?;
        let verb = request.method.as_str().to_ascii_lowercase();
        let name = user.username.clone().unwrap_or_default();
        if self.may(user, verb, request.uri.path().to_owned()).await? {
            Ok(name)
        } else {
            Err(AccessError::Denied { user: name })
        }
    }

    async fn user(&self, token: &str) -> Result<Option<UserInfo>, AccessError> {
        if let Some(user) = self.users.get(token) {
            return Ok(user);
        }
        // As JSON, because the type of `token` depends on the Kubernetes version that k8s-openapi is compiled for.
        let review = serde_json::json!({ "metadata": {}, "spec": { "token": token } }).to_string();
        let review = serde_json::from_str(&review).map_err(AccessError::failed)?;
        let answer = self
            .tokens
            .create(&PostParams::default(), &review)
            .await
            .map_err(AccessError::failed)?;
        let status = answer.status.unwrap_or_default();
        let user = status.user.filter(|_| status.authenticated == Some(true));
        self.users.put(token.to_owned(), user.clone(), TOKEN_KEPT);
        Ok(user)
    }

    async fn may(&self, user: UserInfo, verb: String, path: String) -> Result<bool, AccessError> {
        let review = SubjectAccessReview {
            spec: SubjectAccessReviewSpec {
                user: user.username,
                groups: user.groups,
                uid: user.uid,
                extra: user.extra,
                non_resource_attributes: Some(NonResourceAttributes {
                    path: Some(path),
                    verb: Some(verb),
                }),
                ..SubjectAccessReviewSpec::default()
            },
            ..SubjectAccessReview::default()
        };
        let key = serde_json::to_string(&review.spec).map_err(AccessError::failed)?;
        if let Some(allowed) = self.decisions.get(&key) {
            return Ok(allowed);
        }
        let answer = self
            .rights
            .create(&PostParams::default(), &review)
            .await
            .map_err(AccessError::failed)?;
        let allowed = answer.status.is_some_and(|status| status.allowed);
        self.decisions
            .put(key, allowed, if allowed { ALLOWED_KEPT } else { DENIED_KEPT });
        Ok(allowed)
    }
}

impl std::fmt::Debug for Access {
    /// Without the tokens.
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Access").finish_non_exhaustive()
    }
}

/// Why a request is denied.
///
/// ```
/// use kubewright_runtime::metrics::AccessError;
///
/// let error = AccessError::Denied { user: "prometheus".to_owned() };
/// assert!(error.to_string().starts_with("prometheus may not read this: bind a role"));
/// ```
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum AccessError {
    /// The request has no token that the API server knows.
    #[error("not authenticated: send a token of this cluster as `Authorization: Bearer`")]
    Unauthenticated,

    /// The user lacks the permission.
    #[error("{user} may not read this: bind a role with nonResourceURLs [\"/metrics\"] and verbs [\"get\"]")]
    Denied {
        /// The user.
        user: String,
    },

    /// The API server did not answer.
    #[error("cannot ask the API server whether this is allowed: {0}")]
    Failed(Box<dyn std::error::Error + Send + Sync>),
}

impl AccessError {
    fn failed(error: impl std::error::Error + Send + Sync + 'static) -> Self {
        Self::Failed(Box::new(error))
    }
}

/// Answers that hold for a time.
struct Kept<K, V>(Mutex<BTreeMap<K, (V, Instant)>>);

impl<K, V> Default for Kept<K, V> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl<V: Clone> Kept<String, V> {
    fn get(&self, key: &str) -> Option<V> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (value, until) = kept.get(key)?;
        (Instant::now() < *until).then(|| value.clone())
    }

    fn put(&self, key: String, value: V, time: Duration) {
        let now = Instant::now();
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() >= KEPT_AT_MOST {
            kept.retain(|_, (_, until)| now < *until);
        }
        if kept.len() >= KEPT_AT_MOST {
            kept.clear();
        }
        kept.insert(key, (value, now + time));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn answers_hold_for_their_time() {
        let kept = Kept::default();
        kept.put(String::from("a"), 1, Duration::from_secs(60));
        tokio::time::sleep(Duration::from_secs(59)).await;
        assert_eq!(kept.get("a"), Some(1));
        tokio::time::sleep(Duration::from_secs(1)).await;
        assert_eq!(kept.get("a"), None);
    }

    #[tokio::test(start_paused = true)]
    async fn strangers_do_not_fill_the_memory() {
        let kept = Kept::default();
        for index in 0..5000 {
            kept.put(index.to_string(), (), Duration::from_secs(60));
            assert!(kept.0.lock().unwrap().len() <= KEPT_AT_MOST);
        }
        assert_eq!(kept.get("4999"), Some(()));
    }
}
