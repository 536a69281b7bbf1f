//! Stages of a long operation: each has a sentence, a time budget, and a reason when it fails.

use std::time::{Duration, Instant};

use crate::failure::{Failure, Result};
use crate::output::Output;

/// How often a stage looks at the cluster.
const INTERVAL: Duration = Duration::from_millis(300);
/// How long a failure may last that OLM tries to overcome by itself.
const PATIENCE: Duration = Duration::from_secs(10);

/// What a look at the cluster shows.
pub(crate) enum Look<T> {
    /// The stage is complete.
    Done(T),
    /// Nothing is wrong so far; the text says what is waited for.
    Waiting(String),
    /// Something is wrong, and may become right without help.
    Doubtful(String),
    /// Nothing more will happen.
    Failed(String),
}

/// A stage.
pub(crate) struct Stage<'a> {
    pub(crate) what: &'a str,
    pub(crate) budget: Duration,
    pub(crate) output: Output,
}

impl Stage<'_> {
    /// Looks until the stage is complete, has failed, or has taken too long.
    pub(crate) async fn run<T>(&self, mut look: impl AsyncFnMut() -> Result<Look<T>>) -> Result<T> {
        self.output.status(&format!("{} …", self.what));
        let start = Instant::now();
        let mut shown = String::new();
        let mut doubt: Option<(String, Instant)> = None;
        loop {
            let seen = match look().await? {
                Look::Done(value) => return Ok(value),
                Look::Failed(reason) => return Err(self.failed(&reason)),
                Look::Waiting(seen) => {
                    doubt = None;
                    seen
                }
                Look::Doubtful(reason) => {
                    let since = match &doubt {
                        Some((same, since)) if *same == reason => *since,
                        _ => Instant::now(),
                    };
                    if since.elapsed() > PATIENCE {
                        return Err(self.failed(&reason));
                    }
                    doubt = Some((reason.clone(), since));
                    reason
                }
            };
            if seen != shown {
                self.output.status(&format!("  {seen}"));
                shown.clone_from(&seen);
            }
            if start.elapsed() > self.budget {
                let seconds = self.budget.as_secs();
                return Err(Failure::new(format!(
                    "{} has taken more than {seconds} s: {seen}; `--timeout` gives each stage more time",
                    self.what
                )));
            }
            tokio::time::sleep(INTERVAL).await;
        }
    }

    fn failed(&self, reason: &str) -> Failure {
        Failure::new(format!("{} failed: {reason}", self.what))
    }
}
