//! How spans are sent: by OTLP over gRPC or HTTP, with a line in the log when that fails.

use std::{
    future::poll_fn,
    pin::pin,
    sync::atomic::{AtomicBool, Ordering},
    time::Duration,
};

use hyper_rustls::HttpsConnectorBuilder;
use opentelemetry_http::{HttpClient, hyper::HyperClient};
use opentelemetry_otlp::{SpanExporter as Otlp, WithHttpConfig as _};
use opentelemetry_sdk::{
    Resource,
    error::{OTelSdkError, OTelSdkResult},
    trace::{SpanData, SpanExporter},
};
use rustls::crypto::ring;
use tokio::runtime::Handle;

use super::value;

const PROTOCOLS: [&str; 2] = [
    "OTEL_EXPORTER_OTLP_TRACES_PROTOCOL",
    "OTEL_EXPORTER_OTLP_PROTOCOL",
];
/// In milliseconds.
const TIMEOUTS: [&str; 2] = ["OTEL_EXPORTER_OTLP_TRACES_TIMEOUT", "OTEL_EXPORTER_OTLP_TIMEOUT"];
const TIMEOUT: Duration = Duration::from_secs(10);

/// The exporter that the variables ask for.
///
/// # Errors
///
/// Why there is none.
pub(super) fn from_env() -> Result<Otlp, String> {
    let protocol = PROTOCOLS.into_iter().find_map(value);
    let built = match protocol.as_deref() {
        None | Some("grpc") => Otlp::builder().with_tonic().build(),
        Some("http/protobuf") => Otlp::builder().with_http().with_http_client(http()?).build(),
        Some(other) => {
            return Err(format!(
                "the protocol `{other}` is not supported; use `grpc` or `http/protobuf`"
            ));
        }
    };
    built.map_err(|error| error.to_string())
}

fn http() -> Result<impl HttpClient, String> {
    let timeout = match TIMEOUTS.into_iter().find_map(value) {
        Some(text) => match text.parse() {
            Ok(milliseconds) => Duration::from_millis(milliseconds),
            Err(_) => return Err(format!("the timeout `{text}` is not a number of milliseconds")),
        },
        None => TIMEOUT,
    };
    let roots = HttpsConnectorBuilder::new()
        .with_provider_and_native_roots(ring::default_provider())
        .map_err(|error| format!("cannot read the trusted certificates: {error}"))?;
    let connector = roots.https_or_http().enable_http1().build();
    Ok(HyperClient::new(connector, timeout, None))
}

/// Logs when spans cannot be sent, and when they are sent again. The SDK itself does so only in a log of its own.
#[derive(Debug)]
pub(super) struct Logged<E> {
    exporter: E,
    endpoint: Option<String>,
    /// The SDK calls exporters in a thread of its own, where timers and connections have no runtime.
    runtime: Option<Handle>,
    failing: AtomicBool,
}

impl<E> Logged<E> {
    pub(super) fn new(exporter: E, endpoint: Option<String>) -> Self {
        Self {
            exporter,
            endpoint,
            runtime: Handle::try_current().ok(),
            failing: AtomicBool::new(false),
        }
    }

    fn log(&self, result: &OTelSdkResult) {
        let failed = result.as_ref().err();
        if self.failing.swap(failed.is_some(), Ordering::Relaxed) == failed.is_some() {
            return;
        }
        let endpoint = self.endpoint.as_deref();
        match failed {
            Some(OTelSdkError::InternalFailure(error)) => {
                tracing::warn!(endpoint, error, "spans cannot be sent and are lost");
            }
            Some(error) => tracing::warn!(endpoint, %error, "spans cannot be sent and are lost"),
            None => tracing::info!(endpoint, "spans are sent again"),
        }
    }
}

impl<E: SpanExporter> SpanExporter for Logged<E> {
    async fn export(&self, batch: Vec<SpanData>) -> OTelSdkResult {
        let result = {
            let mut export = pin!(self.exporter.export(batch));
            poll_fn(|context| {
                let _entered = self.runtime.as_ref().map(Handle::enter);
                export.as_mut().poll(context)
            })
            .await
        };
        self.log(&result);
        result
    }

    fn shutdown_with_timeout(&self, timeout: Duration) -> OTelSdkResult {
        self.exporter.shutdown_with_timeout(timeout)
    }

    fn force_flush(&self) -> OTelSdkResult {
        self.exporter.force_flush()
    }

    fn set_resource(&mut self, resource: &Resource) {
        self.exporter.set_resource(resource);
    }
}

#[cfg(test)]
mod tests {
    use std::{
        io::{self, Write},
        sync::{Arc, Mutex, atomic::AtomicUsize},
    };

    use super::*;

    /// Fails twice, then works.
    #[derive(Debug, Default)]
    struct Recovers(AtomicUsize);

    impl SpanExporter for Recovers {
        async fn export(&self, _: Vec<SpanData>) -> OTelSdkResult {
            // A timer, which needs the runtime.
            tokio::time::sleep(Duration::from_millis(1)).await;
            match self.0.fetch_add(1, Ordering::SeqCst) {
                0 | 1 => Err(OTelSdkError::InternalFailure("connection refused".to_owned())),
                _ => Ok(()),
            }
        }
    }

    #[derive(Clone, Default)]
    struct Lines(Arc<Mutex<Vec<u8>>>);

    impl Write for Lines {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap().write(bytes)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn a_line_says_that_nothing_can_be_sent_and_another_that_it_can_again() {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .enable_all()
            .build()
            .unwrap();
        let exporter = {
            let _entered = runtime.enter();
            Logged::new(Recovers::default(), Some("http://collector:4317".to_owned()))
        };
        let lines = Lines::default();
        let writer = lines.clone();
        let subscriber = tracing_subscriber::fmt()
            .with_ansi(false)
            .without_time()
            .with_target(false)
            .with_writer(move || writer.clone())
            .finish();
        tracing::subscriber::with_default(subscriber, || {
            for _ in 0..4 {
                // As the SDK does it, in a thread without a runtime.
                drop(futures::executor::block_on(exporter.export(Vec::new())));
            }
        });
        let text = String::from_utf8(lines.0.lock().unwrap().clone()).unwrap();
        let expected = " WARN spans cannot be sent and are lost endpoint=\"http://collector:4317\" error=\"connection refused\"\n \
                        INFO spans are sent again endpoint=\"http://collector:4317\"\n";
        assert_eq!(text, expected);
    }
}
