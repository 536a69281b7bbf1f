//! Metrics of requests to the API server.

use std::pin::Pin;
use std::task::{Context, Poll};

use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use tower::{Layer, Service};

use super::Labels;

/// A tower layer that counts the requests of a client, from [`Metrics::requests`](super::Metrics::requests).
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), kubewright_runtime::kube::Error> {
/// use kubewright_runtime::kube::{Config, client::ClientBuilder};
/// use kubewright_runtime::metrics::{Metrics, RequestMetrics};
///
/// let config = Config::new("http://127.0.0.1:1".parse().unwrap());
/// let metrics = Metrics::new();
/// let requests: RequestMetrics = metrics.requests(&config);
/// let client = ClientBuilder::try_from(config)?.with_layer(&requests).build();
/// assert!(client.apiserver_version().await.is_err());
/// assert!(metrics.encode().contains("rest_client_requests_total{code=\"<error>\",method=\"GET\""));
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct RequestMetrics {
    requests: Family<Labels, Counter>,
    host: String,
}

impl RequestMetrics {
    pub(super) fn new(requests: Family<Labels, Counter>, host: String) -> Self {
        Self { requests, host }
    }
}

impl<S> Layer<S> for RequestMetrics {
    type Service = Counted<S>;

    fn layer(&self, inner: S) -> Counted<S> {
        Counted {
            inner,
            metrics: self.clone(),
        }
    }
}

/// A service whose requests are counted.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() {
/// use kubewright_runtime::metrics::{Counted, Metrics};
/// use tower::{Layer as _, Service as _, service_fn};
///
/// let metrics = Metrics::new();
/// let layer = metrics.requests(&kubewright_runtime::kube::Config::new("http://10.0.0.1".parse().unwrap()));
/// let mut counted: Counted<_> = layer.layer(service_fn(|_: http::Request<()>| async {
///     Ok::<_, std::io::Error>(http::Response::new(()))
/// }));
/// counted.call(http::Request::new(())).await.unwrap();
/// assert!(metrics.encode().contains("rest_client_requests_total{code=\"200\",method=\"GET\",host=\"10.0.0.1\"} 1\n"));
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct Counted<S> {
    inner: S,
    metrics: RequestMetrics,
}

impl<S, Body, Answer> Service<http::Request<Body>> for Counted<S>
where
    S: Service<http::Request<Body>, Response = http::Response<Answer>>,
    S::Future: Send + 'static,
{
    type Response = S::Response;
    type Error = S::Error;
    type Future = Pin<Box<dyn Future<Output = Result<S::Response, S::Error>> + Send>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, request: http::Request<Body>) -> Self::Future {
        let method = request.method().to_string();
        let RequestMetrics { requests, host } = self.metrics.clone();
        let answer = self.inner.call(request);
        Box::pin(async move {
            let answer = answer.await;
            let code = match &answer {
                Ok(response) => response.status().as_u16().to_string(),
                Err(_) => String::from("<error>"),
            };
            let labels = vec![("code", code), ("method", method), ("host", host)];
            requests.get_or_create(&labels).inc();
            answer
        })
    }
}
