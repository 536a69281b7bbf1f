//! The command that runs in the cluster.

use std::ffi::OsString;
use std::io::{self, IsTerminal as _, stdin};
use std::os::unix::process::ExitStatusExt as _;
use std::process::ExitStatus;
use std::time::Duration;

use tokio::process::{Child, Command};
use tokio::time::timeout;

use crate::signals::{INTERRUPT, Name, TERMINATE};

/// How long the command may take to stop: an operator's own thirty seconds, and a few more.
const LIMIT: Duration = Duration::from_secs(35);

/// The command, running.
pub(crate) struct Guest {
    child: Child,
}

impl Guest {
    pub(crate) fn start(command: &[OsString], variables: &[(&str, String)]) -> Result<Self, String> {
        let [program, arguments @ ..] = command else {
            return Err(String::from("no command to run"));
        };
        let child = Command::new(program)
            .args(arguments)
            .envs(variables.iter().map(|(name, value)| (name, value)))
            .kill_on_drop(true)
            .spawn()
            .map_err(|error| format!("cannot run {}: {error}", program.display()))?;
        Ok(Self { child })
    }

    /// Its exit status, as a shell would give it.
    pub(crate) async fn wait(&mut self) -> io::Result<u8> {
        Ok(code(self.child.wait().await?))
    }

    /// Passes a signal on and waits until the command has ended.
    pub(crate) async fn stop(&mut self, signal: Name) -> io::Result<u8> {
        // Ctrl-C on a terminal has reached the command already; a second signal would end an operator at once.
        if signal != INTERRUPT || !stdin().is_terminal() {
            self.signal(TERMINATE).await?;
        }
        match timeout(LIMIT, self.child.wait()).await {
            Ok(status) => Ok(code(status?)),
            Err(_) => {
                self.child.kill().await?;
                self.wait().await
            }
        }
    }

    async fn signal(&self, name: Name) -> io::Result<()> {
        if let Some(id) = self.child.id() {
            let kill = ["-s", name, &id.to_string()].map(str::to_owned);
            // Fails if the command has just ended.
            Command::new("kill").args(kill).status().await?;
        }
        Ok(())
    }
}

fn code(status: ExitStatus) -> u8 {
    let code = status
        .code()
        .or_else(|| status.signal().map(|signal| 128 + signal));
    code.and_then(|code| u8::try_from(code).ok()).unwrap_or(1)
}
