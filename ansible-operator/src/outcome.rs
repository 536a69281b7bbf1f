//! What a run came to, from its events.

use std::{collections::VecDeque, time::Duration};

use serde::Serialize;
use serde_json::Value;

use crate::events::{Event, Line};

/// How many lines are kept for the message of a run that breaks off.
const LINES: usize = 10;
/// How Ansible starts a message about what it cannot go on with, such as a file that is no YAML. Older versions have the second.
const ERRORS: [&str; 2] = ["[ERROR]", "ERROR!"];

/// A task that failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Failed {
    pub(crate) task: String,
    pub(crate) message: String,
}

/// The numbers of tasks by their results, as the status has them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub(crate) struct Stats {
    pub(crate) ok: u64,
    pub(crate) changed: u64,
    pub(crate) skipped: u64,
    pub(crate) failures: u64,
    #[serde(skip)]
    unreachable: u64,
    #[serde(skip)]
    rescued: u64,
}

/// What is known of a run.
#[derive(Debug, Default)]
pub(crate) struct Outcome {
    failed: Vec<Failed>,
    lines: VecDeque<String>,
    pub(crate) stats: Option<Stats>,
    /// How soon `requeue_after` asks for the next run.
    pub(crate) requeue: Option<Duration>,
    pub(crate) unreadable: u64,
}

impl Outcome {
    /// Takes a line into account.
    pub(crate) fn add(&mut self, line: &Line) {
        match line {
            Line::Event(event) => self.add_event(event),
            Line::Unreadable(_) => self.unreadable += 1,
            Line::Text(text) => self.print(text),
        }
    }

    /// Keeps a line for the message of a run that breaks off: of an error the first ones, which say what it is, else the last.
    fn print(&mut self, line: &str) {
        let starts = |line: &String| ERRORS.iter().any(|error| line.starts_with(error));
        let line = line.to_owned();
        if starts(&line) {
            self.lines.clear();
        }
        self.lines.push_back(line);
        if self.lines.len() > LINES {
            match self.lines.front().is_some_and(starts) {
                true => self.lines.pop_back(),
                false => self.lines.pop_front(),
            };
        }
    }

    fn add_event(&mut self, event: &Event) {
        match event.event.as_str() {
            _ if event.is_failure() => {
                self.failed.push(Failed {
                    task: event.task(),
                    message: event.message(),
                });
            }
            _ if event.answers("requeue_after") => {
                let seconds = event.result()["requeue_after_seconds"].as_f64();
                let after = seconds.and_then(|seconds| Duration::try_from_secs_f64(seconds).ok());
                self.requeue = after.or(self.requeue);
            }
            "playbook_on_stats" => {
                let sum = |name: &str| -> u64 {
                    let hosts = event.field(name).as_object().into_iter().flatten();
                    hosts.filter_map(|(_, count)| Value::as_u64(count)).sum()
                };
                self.stats = Some(Stats {
                    ok: sum("ok"),
                    changed: sum("changed"),
                    skipped: sum("skipped"),
                    failures: sum("failures"),
                    unreachable: sum("dark"),
                    rescued: sum("rescued"),
                });
            }
            // Of Ansible itself. Those of tasks, which may be hidden, are in the events of the tasks.
            "error" => {
                let printed = event.printed();
                let lines = printed.lines().map(str::trim_end);
                lines
                    .filter(|line| !line.is_empty())
                    .for_each(|line| self.print(line));
            }
            _ => {}
        }
    }

    /// Returns the tasks because of which the run failed; an empty list if it succeeded.
    pub(crate) fn failures(&self) -> &[Failed] {
        match &self.stats {
            Some(stats) if stats.failures + stats.unreachable == 0 => &[],
            // The events do not say which failures were rescued. The play goes on after those, so they are the first.
            Some(stats) => {
                let last = self.failed.len().saturating_sub(1);
                let rescued = usize::try_from(stats.rescued).unwrap_or(usize::MAX);
                self.failed.get(rescued.min(last)..).unwrap_or_default()
            }
            None => &self.failed,
        }
    }

    /// Returns the message of the failures, or of the end of a run that broke off.
    pub(crate) fn message(&self) -> String {
        let failures: Vec<_> = self
            .failures()
            .iter()
            .map(|failed| format!("task `{}`: {}", failed.task, failed.message))
            .collect();
        match failures.is_empty() {
            false => failures.join("\n"),
            true => Vec::from(self.lines.clone()).join("\n"),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn outcome(lines: &[Value]) -> Outcome {
        let mut outcome = Outcome::default();
        for line in lines {
            let text = match line {
                Value::String(text) => text.clone(),
                event => event.to_string(),
            };
            outcome.add(&Line::parse(&text).unwrap());
        }
        outcome
    }

    fn failed(task: &str, ignored: bool) -> Value {
        let data = json!({ "task": task, "res": { "msg": "no" }, "ignore_errors": ignored });
        json!({ "event": "runner_on_failed", "event_data": data })
    }

    fn stats(failures: u64, rescued: u64) -> Value {
        let data = json!({ "ok": { "localhost": 4 }, "failures": { "localhost": failures }, "rescued": { "localhost": rescued } });
        json!({ "event": "playbook_on_stats", "event_data": data })
    }

    #[test]
    fn ignored_and_rescued_failures_do_not_count() {
        let fine = outcome(&[failed("a", true), failed("b", false), stats(0, 1)]);
        assert_eq!((fine.failures(), fine.stats.as_ref().unwrap().ok), (&[][..], 4));
        let bad = outcome(&[
            failed("a", true),
            failed("b", false),
            failed("c", false),
            stats(1, 1),
        ]);
        assert_eq!(bad.message(), "task `c`: no");
    }

    #[test]
    fn a_run_that_breaks_off_has_its_last_lines_as_message() {
        let lines: Vec<_> = (0..20).map(|number| json!(format!("line {number}"))).collect();
        let broken = outcome(&lines);
        assert!(broken.stats.is_none() && broken.message().starts_with("line 10\n"));
        let broken = outcome(&[failed("a", false), json!("end"), json!("{")]);
        assert_eq!(
            (broken.message().as_str(), broken.unreadable),
            ("task `a`: no", 1)
        );
    }

    #[test]
    fn an_error_of_ansible_is_the_message_from_its_start() {
        let more = || (0..20).map(|number| json!(format!("line {number}")));
        let error = "[ERROR]: YAML parsing failed";
        let printed = json!({ "event": "error", "stdout": format!("\u{1b}[0;31m{error}\u{1b}[0m\r\n\r\n  ^ column 3\r\n") });
        for first in [
            json!(error),
            json!("ERROR! the role 'site' was not found"),
            printed,
        ] {
            let lines: Vec<_> = more().chain([first.clone()]).chain(more()).collect();
            let message = outcome(&lines).message();
            let text = first.as_str().unwrap_or(error);
            assert!(
                message.starts_with(text) && message.contains("line 0\n"),
                "{message}"
            );
            assert_eq!(message.lines().count(), LINES);
            assert_eq!(message.contains("\n  ^ column 3\n"), first.is_object());
        }
    }

    #[test]
    fn a_task_can_ask_for_the_next_run() {
        let data = json!({ "task_action": "operator_sdk.util.requeue_after", "res": { "requeue_after_seconds": 90.0 } });
        let asked = outcome(&[
            json!({ "event": "runner_on_ok", "event_data": data }),
            stats(0, 0),
        ]);
        assert_eq!(asked.requeue, Some(Duration::from_secs(90)));
    }
}
