//! Time: the clock, and how long to wait after a failure.

#[cfg(feature = "controller")]
pub(crate) mod backoff;
pub mod clock;
