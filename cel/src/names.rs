//! The names that Kubernetes accepts. Each function returns what is wrong with a text, with the messages of the API server.
//!
//! ```
//! use kubewright_cel::names;
//!
//! assert!(names::label("my-name").is_empty());
//! assert_eq!(names::label("my.name"), ["must not contain dots"]);
//! ```

use crate::formats::is_label;

const LABEL: &str = "[a-z0-9]([-a-z0-9]*[a-z0-9])?";
const SUBDOMAIN: &str = r"[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*";
const LETTER_LABEL: &str = "[a-z]([-a-z0-9]*[a-z0-9])?";
const KEY: &str = "([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]";
const KEY_MESSAGE: &str = "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character";

fn is_subdomain(text: &str) -> bool {
    text.split('.').all(is_label)
}

/// The name of an object is measured in characters, a label in bytes, as the messages of the API server say.
fn too_long(most: usize, unit: &str) -> String {
    format!("must be no more than {most} {unit}")
}

fn mismatch(message: &str, pattern: &str, examples: &[&str]) -> String {
    let examples: Vec<_> = examples.iter().map(|example| format!("'{example}', ")).collect();
    format!(
        "{message} (e.g. {}regex used for validation is '{pattern}')",
        examples.join(" or ")
    )
}

/// A name of the kind that most objects have.
#[must_use]
pub fn subdomain(text: &str) -> Vec<String> {
    subdomain_of(text, "characters")
}

fn subdomain_of(text: &str, unit: &str) -> Vec<String> {
    let mut problems = Vec::new();
    if text.len() > 253 {
        problems.push(too_long(253, unit));
    }
    if !is_subdomain(text) {
        let message = "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', \
                       and must start and end with an alphanumeric character";
        problems.push(mismatch(message, SUBDOMAIN, &["example.com"]));
    }
    problems
}

/// The name of a namespace.
#[must_use]
pub fn label(text: &str) -> Vec<String> {
    let mut problems = Vec::new();
    if text.len() > 63 {
        problems.push(too_long(63, "characters"));
    }
    if !is_label(text) {
        if is_subdomain(text) {
            problems.push("must not contain dots".to_owned());
        } else {
            let message = "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', \
                           and must start and end with an alphanumeric character";
            problems.push(mismatch(message, LABEL, &["my-name", "123-abc"]));
        }
    }
    problems
}

/// A prefix of a name may end with a dash.
#[must_use]
pub fn without_dash(text: &str) -> String {
    match text.strip_suffix('-') {
        Some(rest) if !rest.is_empty() => format!("{rest}a"),
        _ => text.to_owned(),
    }
}

/// A name as a part of a URL.
#[must_use]
pub fn segment(text: &str, prefix: bool) -> Vec<String> {
    if !prefix && matches!(text, "." | "..") {
        return vec![format!("may not be '{text}'")];
    }
    let illegal = ["/", "%"].into_iter().filter(|sign| text.contains(sign));
    illegal.map(|sign| format!("may not contain '{sign}'")).collect()
}

fn is_key(text: &str) -> bool {
    let bytes = text.as_bytes();
    let ends = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_alphanumeric);
    ends(bytes.first())
        && ends(bytes.last())
        && bytes
            .iter()
            .all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(byte))
}

/// The key of a label, and the name of a finalizer.
#[must_use]
pub fn label_key(text: &str) -> Vec<String> {
    let parts: Vec<_> = text.split('/').collect();
    let mut problems = Vec::new();
    let name = match parts.as_slice() {
        [name] => name,
        [prefix, name] => {
            if prefix.is_empty() {
                problems.push("prefix part must be non-empty".to_owned());
            } else {
                let of_prefix = subdomain_of(prefix, "bytes");
                problems.extend(
                    of_prefix
                        .into_iter()
                        .map(|problem| format!("prefix part {problem}")),
                );
            }
            name
        }
        _ => {
            let problem = mismatch(KEY_MESSAGE, KEY, &["MyName", "my.name", "123-abc"]);
            return vec![format!(
                "a valid label key {problem} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')"
            )];
        }
    };
    if name.is_empty() {
        problems.push("name part must be non-empty".to_owned());
    } else if name.len() > 63 {
        problems.push(format!("name part {}", too_long(63, "bytes")));
    }
    if !is_key(name) {
        let problem = mismatch(KEY_MESSAGE, KEY, &["MyName", "my.name", "123-abc"]);
        problems.push(format!("name part {problem}"));
    }
    problems
}

/// The value of a label.
#[must_use]
pub fn label_value(text: &str) -> Vec<String> {
    let mut problems = Vec::new();
    if text.len() > 63 {
        problems.push(too_long(63, "bytes"));
    }
    if !text.is_empty() && !is_key(text) {
        let message = "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', \
                       and must start and end with an alphanumeric character";
        let pattern = format!("({KEY})?");
        problems.push(mismatch(message, &pattern, &["MyValue", "my_value", "12345"]));
    }
    problems
}

/// A label that begins with a letter, as the names of Services once had to.
#[must_use]
pub fn letter_label(text: &str) -> Vec<String> {
    let mut problems = Vec::new();
    if text.len() > 63 {
        problems.push(too_long(63, "characters"));
    }
    if !is_label(text) || !text.bytes().next().is_some_and(|byte| byte.is_ascii_lowercase()) {
        let message = "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an \
                       alphabetic character, and end with an alphanumeric character";
        problems.push(mismatch(message, LETTER_LABEL, &["my-name", "abc-123"]));
    }
    problems
}
