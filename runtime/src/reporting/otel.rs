//! OpenTelemetry spans: one for every reconcile, webhook request and conversion. Spans that a reconciler creates are children of its
//! span.
//!
//! Behind the feature `otel`.

mod exporter;

use opentelemetry::trace::TracerProvider as _;
use opentelemetry_sdk::{
    Resource,
    trace::{SdkTracerProvider, SpanExporter},
};
use tracing_subscriber::{Layer, Registry};

pub use opentelemetry_sdk;

use exporter::Logged;

const SERVICE: &str = "OTEL_SERVICE_NAME";
const ENDPOINTS: [&str; 2] = [
    "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT",
    "OTEL_EXPORTER_OTLP_ENDPOINT",
];

/// Sends spans to a collector, in the background. Dropping it sends the remaining spans.
///
/// ```no_run
/// use clap::Parser;
/// use kubewright_runtime::logging::{self, LoggingArgs};
/// use kubewright_runtime::otel::Traces;
///
/// #[derive(Parser)]
/// struct Args {
///     #[command(flatten)]
///     logging: LoggingArgs,
/// }
///
/// #[tokio::main]
/// async fn main() -> anyhow::Result<()> {
///     let args = Args::parse();
///     let traces = Traces::from_env("memcached-operator")?;
///     logging::init_with(&args.logging, traces.as_ref().map(Traces::layer))?;
///     // The manager runs here.
///     drop(traces);
///     Ok(())
/// }
/// ```
#[derive(Debug)]
#[must_use = "no span is sent after it is dropped"]
pub struct Traces {
    provider: SdkTracerProvider,
}

/// The settings for spans are not valid.
///
/// ```
/// use kubewright_runtime::otel::{Traces, TracesError};
///
/// /// An operator without spans is better than none.
/// fn traces() -> Option<Traces> {
///     let traces: Result<Option<Traces>, TracesError> = Traces::from_env("memcached-operator");
///     traces.unwrap_or_else(|error| {
///         eprintln!("{error}");
///         None
///     })
/// }
/// assert!(traces().is_none());
/// ```
#[derive(Debug, thiserror::Error)]
#[error("cannot send spans: {reason}; check the variables `OTEL_EXPORTER_OTLP_*`")]
pub struct TracesError {
    reason: String,
}

impl Traces {
    /// Sends spans by OTLP as OpenTelemetry's environment variables say. Returns `None` if they name no endpoint. Call it in
    /// a multi-threaded tokio runtime.
    ///
    /// `OTEL_EXPORTER_OTLP_PROTOCOL` is `grpc`, which is the default, or `http/protobuf`. `OTEL_SERVICE_NAME` overrides the
    /// name of the service. If spans cannot be sent, one line is logged, and another one when they are sent again.
    ///
    /// # Errors
    ///
    /// If the value of a variable is not valid.
    pub fn from_env(service: &str) -> Result<Option<Self>, TracesError> {
        let Some(endpoint) = ENDPOINTS.into_iter().find_map(value) else {
            return Ok(None);
        };
        let exporter = exporter::from_env().map_err(|reason| TracesError { reason })?;
        Ok(Some(Self::with(service, Logged::new(exporter, Some(endpoint)))))
    }

    /// Sends spans through an exporter.
    pub fn new(service: &str, exporter: impl SpanExporter + 'static) -> Self {
        Self::with(service, Logged::new(exporter, None))
    }

    fn with(service: &str, exporter: impl SpanExporter + 'static) -> Self {
        let mut resource = Resource::builder();
        if value(SERVICE).is_none() {
            resource = resource.with_service_name(service.to_owned());
        }
        let provider = SdkTracerProvider::builder()
            .with_resource(resource.build())
            .with_batch_exporter(exporter)
            .build();
        Self { provider }
    }

    /// Returns the tracing layer that creates the spans, for [`logging::init_with`](crate::logging::init_with).
    pub fn layer(&self) -> impl Layer<Registry> + Send + Sync + use<> {
        let tracer = self.provider.tracer("kubewright-runtime");
        tracing_opentelemetry::layer().with_tracer(tracer)
    }
}

impl Drop for Traces {
    fn drop(&mut self) {
        if let Err(error) = self.provider.shutdown() {
            tracing::warn!(%error, "the last spans could not be sent");
        }
    }
}

/// The value of an environment variable; none if it is empty.
fn value(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}
