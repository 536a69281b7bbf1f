//! Servers: webhooks and their certificates, metrics and health probes.

#[cfg(feature = "webhook")]
pub mod certs;
#[cfg(feature = "health")]
pub mod health;
#[cfg(feature = "metrics")]
pub mod metrics;
pub mod server;
#[cfg(feature = "tls")]
pub mod tls;
#[cfg(feature = "webhook")]
pub mod webhook;
