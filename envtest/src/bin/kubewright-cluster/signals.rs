//! Signals that end the cluster.

use std::io;

use tokio::signal::unix::{Signal, SignalKind, signal};

/// A signal, by its name for `kill`.
pub(crate) type Name = &'static str;

pub(crate) const INTERRUPT: Name = "INT";
pub(crate) const TERMINATE: Name = "TERM";

/// The signals that end the cluster; from here on they end nothing by themselves.
pub(crate) struct Signals {
    interrupt: Signal,
    terminate: Signal,
    hangup: Signal,
}

impl Signals {
    pub(crate) fn listen() -> io::Result<Self> {
        Ok(Self {
            interrupt: signal(SignalKind::interrupt())?,
            terminate: signal(SignalKind::terminate())?,
            hangup: signal(SignalKind::hangup())?,
        })
    }

    pub(crate) async fn next(&mut self) -> Name {
        tokio::select! {
            _ = self.interrupt.recv() => INTERRUPT,
            _ = self.terminate.recv() => TERMINATE,
            _ = self.hangup.recv() => TERMINATE,
        }
    }
}
