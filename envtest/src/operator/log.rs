//! The operator's log in the output of the test.

use std::sync::Once;

use tracing_subscriber::EnvFilter;

/// Prints events in the way that the test harness captures, once for the program.
pub(super) fn to_test_output() {
    static SET: Once = Once::new();

    SET.call_once(|| {
        let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
        // Fails if the program has a subscriber, which then takes the log.
        let _ = tracing_subscriber::fmt()
            .with_env_filter(filter)
            .with_test_writer()
            .with_ansi(false)
            .try_init();
    });
}
