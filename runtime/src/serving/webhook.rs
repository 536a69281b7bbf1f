//! Webhooks: admission, conversion, authentication and authorization.
//!
//! One HTTPS server answers all of them, at kubebuilder's paths `/mutate-GROUP-VERSION-KIND`, `/validate-GROUP-VERSION-KIND` and
//! `/convert`, or at paths that you choose.
//!
//! A request that is malformed, too large or of an unknown kind, and a webhook that panics, are answered with an error.

mod admission;
mod authentication;
mod authorization;
mod conversion;
mod field;
mod local;
mod merge;
mod refusal;
mod review;
#[cfg(test)]
mod tests;
mod typed;
mod undecodable;

use std::collections::BTreeMap;
use std::pin::Pin;
use std::sync::Arc;

use http::StatusCode;
use thiserror::Error;
use tracing::Instrument as _;

pub use admission::{Admission, AdmissionRequest, AdmissionResponse, Operation};
pub use authentication::{Authenticated, Authenticator};
pub use authorization::{Authorizer, Decision};
pub use conversion::{Conversion, Converter, same_fields};
pub use field::FieldError;
pub use kube::core::{GroupVersionKind, GroupVersionResource};
pub use refusal::Refusal;
pub use typed::{Defaulter, Object, Validator, Warnings};
pub use undecodable::UndecodablePolicy;

use conversion::Converts;
use review::{Review, Reviewed};
use typed::{Defaulting, Validating};

use crate::reporting::panics;
use crate::serving::server::{self, Handler, Request, Response};

/// Any error.
pub type BoxError = Box<dyn std::error::Error + Send + Sync>;

const CONVERT: &str = "/convert";

/// The webhooks of an operator, by path.
///
/// ```no_run
/// # use kubewright_runtime::k8s_openapi::api::core::v1::ConfigMap;
/// # use kubewright_runtime::webhook::{AdmissionRequest, Defaulter, Refusal};
/// # struct Owned;
/// # impl Defaulter for Owned {
/// #     type Object = ConfigMap;
/// #     async fn default(&self, _: &mut ConfigMap, _: &AdmissionRequest) -> Result<(), Refusal> { Ok(()) }
/// # }
/// # async fn example() -> Result<(), Box<dyn std::error::Error>> {
/// use kubewright_runtime::server::Listener;
/// use kubewright_runtime::tls::Certificates;
/// use kubewright_runtime::webhook::Webhooks;
///
/// let mut webhooks = Webhooks::new();
/// webhooks.defaulter(Owned)?;
///
/// let certificates = Certificates::from_folder("/tmp/k8s-webhook-server/serving-certs")?;
/// let listener = Listener::bind(":9443").await?.tls(certificates);
/// listener.serve(webhooks, async { /* until this ends */ }).await;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Default)]
pub struct Webhooks {
    routes: BTreeMap<String, Route>,
    conversions: BTreeMap<[String; 2], Arc<dyn Converts>>,
    #[cfg(feature = "metrics")]
    metrics: Option<crate::serving::metrics::Metrics>,
}

type Answer = Pin<Box<dyn Future<Output = Reviewed> + Send>>;

/// The webhook at one path.
#[derive(Clone)]
struct Route {
    kind: &'static str,
    versions: Vec<String>,
    review: Arc<dyn Fn(Review) -> Answer + Send + Sync>,
    panicked: Arc<dyn Fn(Review) -> Reviewed + Send + Sync>,
}

impl Route {
    fn new<R: Reviewer>(reviewer: R) -> Self {
        let reviewer = Arc::new(reviewer);
        let other = reviewer.clone();
        Self {
            kind: R::KIND,
            versions: reviewer.versions(),
            review: Arc::new(move |review| {
                let reviewer = reviewer.clone();
                Box::pin(async move { reviewer.review(review).await })
            }),
            panicked: Arc::new(move |review| other.panicked(review)),
        }
    }
}

/// Answers reviews of one kind.
trait Reviewer: Send + Sync + 'static {
    const KIND: &'static str;

    /// Those that are answered, alike.
    fn versions(&self) -> Vec<String>;

    fn review(&self, review: Review) -> impl Future<Output = Reviewed> + Send;

    /// The answer when the user's code panicked.
    fn panicked(&self, review: Review) -> Reviewed;
}

impl Webhooks {
    /// Creates an empty set.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Counts requests, with controller-runtime's names.
    #[cfg(feature = "metrics")]
    pub fn metrics(&mut self, metrics: crate::serving::metrics::Metrics) -> &mut Self {
        self.metrics = Some(metrics);
        self
    }

    /// Adds a defaulter at the path of its type.
    ///
    /// # Errors
    ///
    /// If a webhook has this path already.
    pub fn defaulter<D: Defaulter>(&mut self, defaulter: D) -> Result<&mut Self, DuplicatePath> {
        self.defaulter_at(typed::path::<D::Object>("mutate"), defaulter)
    }

    /// Adds a defaulter at a path.
    ///
    /// # Errors
    ///
    /// If a webhook has this path already.
    pub fn defaulter_at<D: Defaulter>(
        &mut self,
        path: impl Into<String>,
        defaulter: D,
    ) -> Result<&mut Self, DuplicatePath> {
        self.admission(path, Defaulting(defaulter))
    }

    /// Adds a validator at the path of its type.
    ///
    /// # Errors
    ///
    /// If a webhook has this path already.
    pub fn validator<V: Validator>(&mut self, validator: V) -> Result<&mut Self, DuplicatePath> {
        self.validator_at(typed::path::<V::Object>("validate"), validator)
    }

    /// Adds a validator at a path.
    ///
    /// # Errors
    ///
    /// If a webhook has this path already.
    pub fn validator_at<V: Validator>(
        &mut self,
        path: impl Into<String>,
        validator: V,
    ) -> Result<&mut Self, DuplicatePath> {
        self.admission(path, Validating(validator))
    }

    /// Adds an admission webhook for untyped objects.
    ///
    /// ```
    /// use kubewright_runtime::webhook::{AdmissionRequest, AdmissionResponse, Refusal, Webhooks};
    ///
    /// let mut webhooks = Webhooks::new();
    /// webhooks.admission("/not-on-fridays", |request: AdmissionRequest| async move {
    ///     match request.object["metadata"]["labels"]["day"].as_str() {
    ///         Some("friday") => AdmissionResponse::refuse(&request, &Refusal::forbidden("not on fridays")),
    ///         _ => AdmissionResponse::allow(),
    ///     }
    /// })?;
    /// # Ok::<(), kubewright_runtime::webhook::DuplicatePath>(())
    /// ```
    ///
    /// # Errors
    ///
    /// If a webhook has this path already.
    pub fn admission(
        &mut self,
        path: impl Into<String>,
        admission: impl Admission,
    ) -> Result<&mut Self, DuplicatePath> {
        self.route(path.into(), Route::new(admission::Reviewer(admission)))
    }

    /// Adds the conversion of a kind, which `/convert` answers.
    ///
    /// # Errors
    ///
    /// If the kind has a conversion already.
    pub fn conversion<H: Object>(&mut self, conversion: Conversion<H>) -> Result<&mut Self, DuplicatePath> {
        let kind = [H::group(&()).into_owned(), H::kind(&()).into_owned()];
        if self.conversions.contains_key(&kind) {
            return Err(DuplicatePath {
                path: format!("{CONVERT} for {} of {}", kind[1], kind[0]),
            });
        }
        self.conversions.insert(kind, Arc::new(conversion));
        let route = Route::new(conversion::Reviewer(self.conversions.clone()));
        self.routes.insert(CONVERT.to_owned(), route);
        Ok(self)
    }

    /// Adds a webhook that authenticates tokens, for `--authentication-token-webhook-config-file` of kube-apiserver.
    ///
    /// # Errors
    ///
    /// If a webhook has this path already.
    pub fn authentication(
        &mut self,
        path: impl Into<String>,
        authenticator: impl Authenticator,
    ) -> Result<&mut Self, DuplicatePath> {
        self.route(path.into(), Route::new(authentication::Reviewer(authenticator)))
    }

    /// Adds a webhook that authorizes users, for `--authorization-webhook-config-file` of kube-apiserver.
    ///
    /// # Errors
    ///
    /// If a webhook has this path already.
    pub fn authorization(
        &mut self,
        path: impl Into<String>,
        authorizer: impl Authorizer,
    ) -> Result<&mut Self, DuplicatePath> {
        self.route(path.into(), Route::new(authorization::Reviewer(authorizer)))
    }

    /// Returns the paths of the webhooks, sorted.
    pub fn paths(&self) -> impl Iterator<Item = &str> {
        self.routes.keys().map(String::as_str)
    }

    /// Returns the names of the CRDs with a conversion, sorted.
    pub fn crds(&self) -> impl Iterator<Item = String> {
        self.conversions.values().map(|conversion| conversion.crd())
    }

    fn route(&mut self, path: String, route: Route) -> Result<&mut Self, DuplicatePath> {
        if self.routes.contains_key(&path) || path == CONVERT {
            return Err(DuplicatePath { path });
        }
        self.routes.insert(path, route);
        Ok(self)
    }

    async fn answer(&self, request: Request) -> Response {
        let path = request.uri().path();
        let Some(route) = self.routes.get(path) else {
            let known: Vec<&str> = self.paths().collect();
            tracing::warn!(
                path,
                ?known,
                "the API server calls a webhook that is not registered"
            );
            return server::text(StatusCode::NOT_FOUND, format!("no webhook at {path}"));
        };
        #[cfg(feature = "metrics")]
        let reviewing = self.metrics.as_ref().map(|metrics| metrics.webhook(path).begin());
        let review = match Review::read(&request, route.kind, &route.versions) {
            Ok(review) => {
                let answer = panics::catch_future((route.review)(review.clone()));
                answer
                    .instrument(review.span(path))
                    .await
                    .map_err(|panic| (review, panic))
            }
            Err(bad) => Ok(bad),
        };
        let reviewed = match review {
            Ok(reviewed) => reviewed,
            Err((review, panic)) => {
                let backtrace = panic.backtrace();
                panic
                    .span()
                    .in_scope(|| tracing::error!(%panic, backtrace, "the webhook panicked"));
                #[cfg(feature = "metrics")]
                if let Some(reviewing) = &reviewing {
                    match path {
                        CONVERT => reviewing.conversion_panicked(),
                        _ => reviewing.panicked(),
                    }
                }
                (route.panicked)(review)
            }
        };
        #[cfg(feature = "metrics")]
        if let Some(reviewing) = reviewing {
            reviewing.end(reviewed.code);
        }
        reviewed.into_response()
    }
}

impl Handler for Webhooks {
    fn handle(&self, request: Request) -> Pin<Box<dyn Future<Output = Response> + Send + '_>> {
        Box::pin(self.answer(request))
    }
}

impl std::fmt::Debug for Webhooks {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Webhooks")
            .field("paths", &self.routes.keys())
            .finish_non_exhaustive()
    }
}

/// A path has a webhook already.
///
/// ```
/// use kubewright_runtime::webhook::{AdmissionRequest, AdmissionResponse, Webhooks};
///
/// let mut webhooks = Webhooks::new();
/// let pass = |_: AdmissionRequest| async { AdmissionResponse::allow() };
/// webhooks.admission("/pass", pass)?;
/// assert_eq!(webhooks.admission("/pass", pass).unwrap_err().path, "/pass");
/// # Ok::<(), kubewright_runtime::webhook::DuplicatePath>(())
/// ```
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[error("there is a webhook at {path} already; give the second one a path of its own")]
pub struct DuplicatePath {
    /// The path.
    pub path: String,
}
