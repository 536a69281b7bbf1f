//! What `main` returns.

use std::{io::Write as _, process::ExitCode};

use tracing::Level;

use super::ManagerError;
use crate::reporting::causes::causes;

/// Logs the error that ends the program as one line, and returns the exit code for `main`.
///
/// Errors that [`Manager::run`](crate::Manager::run) has logged are not logged again. Where logging is not set up, the error
/// goes to stderr as text.
///
/// ```
/// use kubewright_runtime::logging::{self, LoggingArgs};
/// use std::process::ExitCode;
///
/// fn main() -> ExitCode {
///     logging::exit_code(run())
/// }
///
/// fn run() -> anyhow::Result<()> {
///     logging::init(&LoggingArgs::default())?;
///     Ok(())
/// }
/// ```
#[must_use = "return it from `main`"]
pub fn exit_code(result: anyhow::Result<()>) -> ExitCode {
    let Err(error) = result else {
        return ExitCode::SUCCESS;
    };
    if !error
        .downcast_ref::<ManagerError>()
        .is_some_and(ManagerError::is_logged)
    {
        let error = causes(error.as_ref());
        if tracing::enabled!(Level::ERROR) {
            tracing::error!(error, "the program failed");
        } else {
            // If this fails too, nothing can be done.
            writeln!(std::io::stderr(), "error: {error}").unwrap_or_default();
        }
    }
    ExitCode::FAILURE
}
