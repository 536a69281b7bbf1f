//! The signals that end a program.

use tokio::signal::unix::{Signal, SignalKind, signal};

use super::error::ManagerError;

/// SIGTERM and SIGINT.
pub(super) struct Signals {
    terminate: Signal,
    interrupt: Signal,
}

impl Signals {
    /// From now on they do not end the program by themselves.
    pub(super) fn new() -> Result<Self, ManagerError> {
        let listen = |kind| signal(kind).map_err(|source| ManagerError::Signals { source });
        Ok(Self {
            terminate: listen(SignalKind::terminate())?,
            interrupt: listen(SignalKind::interrupt())?,
        })
    }

    /// Waits for one, and lets the next one end the program.
    pub(super) async fn first(mut self) {
        let name = self.next().await;
        tracing::info!(signal = name, "stopping; another signal ends the program at once");
        tokio::spawn(async move {
            let name = self.next().await;
            tracing::error!(signal = name, "ended by a second signal");
            end();
        });
    }

    async fn next(&mut self) -> &'static str {
        tokio::select! {
            _ = self.terminate.recv() => "SIGTERM",
            _ = self.interrupt.recv() => "SIGINT",
        }
    }
}

#[expect(
    clippy::exit,
    reason = "who asks twice does not want to wait for anything that still runs"
)]
fn end() {
    std::process::exit(1);
}
