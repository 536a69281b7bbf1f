//! Which events are logged.

use clap::ValueEnum;

use super::Run;
use crate::events::{Event, Line};

/// Which events of runs are logged.
///
/// ```
/// use clap::ValueEnum;
/// use kubewright_ansible_operator::LogEvents;
///
/// assert_eq!(LogEvents::from_str("tasks", false), Ok(LogEvents::Tasks));
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
#[non_exhaustive]
pub enum LogEvents {
    /// The start of every task, and failures.
    #[default]
    Tasks,
    /// What Ansible prints.
    Everything,
    /// Only failures.
    Nothing,
}

impl LogEvents {
    pub(super) fn log(self, run: &Run<'_>, line: &Line) {
        let (object, ident) = (&run.object, run.ident);
        match line {
            Line::Event(event) => self.log_event(run, event),
            Line::Unreadable(error) => {
                tracing::warn!(
                    object,
                    run = ident,
                    error,
                    "an event of ansible-runner cannot be read"
                );
            }
            Line::Text(text) if self == Self::Everything => tracing::info!(object, run = ident, "{text}"),
            Line::Text(_) => {}
        }
    }

    fn log_event(self, run: &Run<'_>, event: &Event) {
        let (object, ident) = (&run.object, run.ident);
        match event.event.as_str() {
            _ if event.is_failure() => {
                tracing::error!(
                    object,
                    run = ident,
                    task = event.task(),
                    message = event.message(),
                    "a task failed"
                );
            }
            "playbook_on_task_start" if self == Self::Tasks => {
                tracing::info!(object, run = ident, task = event.task(), "a task starts");
            }
            _ => {}
        }
        if self == Self::Everything {
            for text in event.printed().lines().filter(|text| !text.trim().is_empty()) {
                tracing::info!(object, run = ident, "{text}");
            }
        }
    }
}
