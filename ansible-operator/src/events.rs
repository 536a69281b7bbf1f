//! The events that ansible-runner prints, one JSON object per line.

use serde::Deserialize;
use serde_json::{Map, Value};

/// A line of ansible-runner.
#[derive(Debug)]
pub(crate) enum Line {
    Event(Box<Event>),
    /// Output that belongs to no event, such as a warning.
    Text(String),
    /// It looks like an event, and is none.
    Unreadable(String),
}

/// What happened in a run.
#[derive(Clone, Debug, Default, Deserialize)]
pub(crate) struct Event {
    pub(crate) event: String,
    #[serde(default)]
    pub(crate) uuid: String,
    #[serde(default)]
    pub(crate) counter: u64,
    #[serde(default)]
    stdout: String,
    #[serde(default)]
    event_data: Map<String, Value>,
}

/// The message in place of one that `no_log` hides.
pub(crate) const HIDDEN: &str = "the output is hidden because the task has `no_log: true`";

impl Line {
    pub(crate) fn parse(line: &str) -> Option<Self> {
        let text = plain(line);
        // What points to a column stays where it is.
        let text = text.trim_end();
        if text.is_empty() {
            return None;
        }
        if !text.trim_start().starts_with('{') {
            return Some(Self::Text(text.to_owned()));
        }
        Some(match serde_json::from_str::<Event>(line) {
            Ok(event) => Self::Event(Box::new(event)),
            // Without the line itself, which may contain what a task hides.
            Err(error) => Self::Unreadable(error.to_string()),
        })
    }
}

impl Event {
    pub(crate) fn field(&self, name: &str) -> &Value {
        self.event_data.get(name).unwrap_or(&Value::Null)
    }

    fn text(&self, name: &str) -> &str {
        self.field(name).as_str().unwrap_or_default()
    }

    /// The name of the task, with its role.
    pub(crate) fn task(&self) -> String {
        match (self.text("role"), self.text("task")) {
            ("", task) => task.to_owned(),
            (role, task) => format!("{role} : {task}"),
        }
    }

    /// The module that the task runs.
    fn action(&self) -> &str {
        match self.text("resolved_action") {
            "" => self.text("task_action"),
            action => action,
        }
    }

    pub(crate) fn result(&self) -> &Value {
        self.field("res")
    }

    /// Whether `no_log` hides the result.
    pub(crate) fn is_hidden(&self) -> bool {
        is_hidden(self.result())
    }

    /// Whether a task has failed, and the play does not go on regardless.
    pub(crate) fn is_failure(&self) -> bool {
        let failed = matches!(self.event.as_str(), "runner_on_failed" | "runner_on_unreachable");
        failed && self.field("ignore_errors") != true
    }

    /// Whether it has the result of a module that talks to the operator.
    pub(crate) fn answers(&self, module: &str) -> bool {
        self.event == "runner_on_ok" && self.action().ends_with(module)
    }

    /// What Ansible printed. Ansible 2.19 prints the errors of hidden tasks, so nothing is returned for them.
    pub(crate) fn printed(&self) -> String {
        match self.is_hidden() {
            true => HIDDEN.to_owned(),
            false => plain(&self.stdout),
        }
    }

    /// Why the task failed.
    pub(crate) fn message(&self) -> String {
        message(self.result())
    }
}

fn is_hidden(result: &Value) -> bool {
    let mut items = result["results"].as_array().into_iter().flatten();
    result.get("censored").is_some() || result["_ansible_no_log"] == true || items.any(is_hidden)
}

fn message(result: &Value) -> String {
    if is_hidden(result) {
        return HIDDEN.to_owned();
    }
    let failed = |item: &&Value| item["failed"] == true;
    if let Some(items) = result["results"].as_array()
        && items.iter().any(|item| failed(&item))
    {
        let messages: Vec<_> = items.iter().filter(failed).map(message).collect();
        return messages.join("; ");
    }
    let text = |name: &str| match &result[name] {
        Value::Null => None,
        Value::String(text) if text.trim().is_empty() => None,
        Value::String(text) => Some(text.trim().to_owned()),
        other => Some(other.to_string()),
    };
    // The second is that of a file of tasks that cannot be included.
    let said = text("msg").or_else(|| text("reason")).unwrap_or_default();
    match text("stderr").or_else(|| text("module_stderr")) {
        // "non-zero return code", and the reason elsewhere.
        Some(stderr) if !said.contains(&stderr) && !said.is_empty() => format!("{said}: {stderr}"),
        Some(stderr) if said.is_empty() => stderr,
        _ if said.is_empty() => "the task failed without a message".to_owned(),
        _ => said,
    }
}

/// Returns a text without the colors of a terminal.
fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars();
    while let Some(char) = chars.next() {
        match char {
            '\u{1b}' => {
                // `ESC [ ... letter`
                for char in chars.by_ref() {
                    if char.is_ascii_alphabetic() {
                        break;
                    }
                }
            }
            '\r' => {}
            char => out.push(char),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn event(result: &Value) -> Event {
        let line = json!({
            "event": "runner_on_failed", "stdout": "\u{1b}[0;31mfatal: hunter2\u{1b}[0m\r\n",
            "event_data": { "role": "site", "task": "Log in", "task_action": "fail", "res": result },
        });
        match Line::parse(&line.to_string()) {
            Some(Line::Event(event)) => *event,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn lines_are_events_texts_or_neither() {
        let event = event(&json!({ "msg": "no" }));
        assert_eq!(
            (event.task(), event.action()),
            ("site : Log in".to_owned(), "fail")
        );
        assert_eq!(event.printed(), "fatal: hunter2\n");
        assert!(
            matches!(Line::parse("\u{1b}[1;35m[WARNING]: a\u{1b}[0m"), Some(Line::Text(text)) if text == "[WARNING]: a")
        );
        assert!(Line::parse("\u{1b}[0m\r").is_none());
        for line in ["{\"event\": ", "{}", "{\"event\": 1}"] {
            assert!(matches!(Line::parse(line), Some(Line::Unreadable(_))), "{line}");
        }
    }

    #[test]
    fn the_message_says_why() {
        for (result, message) in [
            (json!({ "msg": " too large " }), "too large"),
            (json!({ "msg": ["a", 1] }), "[\"a\",1]"),
            (
                json!({ "msg": "non-zero return code", "stderr": "no such file\n" }),
                "non-zero return code: no such file",
            ),
            (json!({ "module_stderr": "Traceback" }), "Traceback"),
            (
                json!({ "reason": "Could not find or access 'a.yml'\n", "include": "a.yml" }),
                "Could not find or access 'a.yml'",
            ),
            (
                json!({ "results": [{ "msg": "one", "failed": true }, { "msg": "fine" }, { "msg": "two", "failed": true }] }),
                "one; two",
            ),
            (json!(null), "the task failed without a message"),
        ] {
            assert_eq!(event(&result).message(), message);
        }
    }

    #[test]
    fn what_is_hidden_is_never_shown() {
        for result in [
            json!({ "censored": "the output has been hidden", "msg": "hunter2" }),
            json!({ "_ansible_no_log": true, "msg": "hunter2" }),
            json!({ "results": [{ "censored": "hidden", "failed": true, "msg": "hunter2" }], "msg": "hunter2" }),
        ] {
            let event = event(&result);
            assert_eq!(
                (event.message().as_str(), event.printed().as_str()),
                (HIDDEN, HIDDEN)
            );
        }
    }
}
