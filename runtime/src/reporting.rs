//! What a program reports: errors with their causes, panics, log lines and spans.

#[cfg(any(feature = "controller", feature = "leader", feature = "webhook"))]
pub(crate) mod causes;
#[cfg(feature = "controller")]
pub(crate) mod logging;
#[cfg(feature = "otel")]
pub mod otel;
#[cfg(any(feature = "controller", feature = "webhook"))]
pub(crate) mod panics;
