//! Classifies a line that begins with `+`: the tool that it belongs to, its name and its arguments.

mod near;

use super::{csv, declarative, find};
use crate::{diagnostic::Message, suggest};
pub use near::nearest;
use near::nearest_with_argument;

/// How the markers of other tools begin. None of ours is a typo away from what begins with such a prefix.
const TOOLS: &[&str] = &[
    "operator-sdk:",
    "kubebuilder:ac:",
    "kubebuilder:scaffold:",
    "openshift:",
    "kubebuilder:docs-gen:",
    "kubebuilder:object:",
];

/// How markers of other tools begin that are words like ours. Kubernetes' own types have them.
const WORDS: &[&str] = &[
    "genclient",
    "groupName=",
    "protobuf",
    "patch",
    "union",
    "featureGate",
    "resourceName",
];

/// The same, as whole names: longer ones may be typos of ours.
const NAMES: &[&str] = &["build", "deprecated", "enum", "oneOf", "zeroOrOneOf"];

fn begins(text: &str, prefixes: &[&str]) -> bool {
    prefixes.iter().any(|prefix| text.starts_with(prefix))
}

/// Returns whether a marker line belongs to another tool.
pub fn is_foreign(text: &str) -> bool {
    let name = text.split(['=', ':', ' ']).next().unwrap_or(text);
    let is_ours = text.starts_with(csv::PREFIX);
    (begins(text, TOOLS) && !is_ours)
        || begins(text, WORDS)
        || (NAMES.contains(&name) && !is_enum_with_values(text))
        || declarative::is_generator(text)
}

/// Kubernetes' own `+enum` has no values. Its `+oneOf` has one.
fn is_enum_with_values(text: &str) -> bool {
    text.strip_prefix("enum")
        .is_some_and(|rest| rest.trim_start().starts_with('='))
}

/// The result of classifying a line that begins with `+`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Split {
    /// A marker of ours.
    Marker {
        /// Its registered name.
        name: String,
        /// Its arguments.
        args: String,
    },
    /// A marker of another tool.
    Foreign,
    /// A marker that nobody knows.
    Unknown(Message),
}

/// Returns whether the text after the `+` is a marker of ours or a typo of one.
pub fn belongs_here(text: &str) -> bool {
    matches!(split(text), Split::Marker { .. } | Split::Unknown(_))
}

/// Splits the text after the `+` into name and arguments.
pub fn split(text: &str) -> Split {
    if let Some(rest) = text.strip_prefix('+') {
        // The arguments of a marker may span lines.
        let name = rest.trim_start_matches('+').lines().next().unwrap_or_default();
        let message = Message::new("a marker begins with one `+`");
        return Split::Unknown(message.help(format!("write `+{}`", short(name))));
    }
    let (left, right) = match text.split_once('=') {
        Some((left, right)) => (left.trim_end(), Some(right)),
        None => (text, None),
    };
    // A name has no spaces, so it ends at the first one.
    let (left, stray) = match left.split_once(char::is_whitespace) {
        Some((name, stray)) => (name, Some(stray.trim())),
        None => (left, None),
    };
    // `k8s:item(type: "A")=...`, where the argument may hold anything.
    if let Some((name, _)) = text.split_once('(')
        && declarative::is_unsupported(name)
    {
        return Split::Marker {
            name: name.to_owned(),
            args: text[name.len()..].to_owned(),
        };
    }
    if let Some(found) = find(left) {
        let args = match (stray, right) {
            (None, Some(_)) if found.def.is_named() => return with_stray_value(left, text),
            (None, right) => right.unwrap_or_default().trim().to_owned(),
            (Some(stray), None) => stray.to_owned(),
            (Some(stray), Some(right)) => format!("{stray}={right}"),
        };
        return Split::Marker {
            name: left.to_owned(),
            args,
        };
    }
    // `name:argument=value`, or `name:=value`.
    if let Some((name, argument)) = left.rsplit_once(':')
        && let Some(found) = find(name)
    {
        let value = right.unwrap_or_default();
        let args = match (argument.is_empty(), found.def.is_named()) {
            (true, _) => value.trim().to_owned(),
            (false, true) if right.is_some() => format!("{argument}={value}"),
            (false, _) => return unknown_argument(name, argument),
        };
        return Split::Marker {
            name: name.to_owned(),
            args,
        };
    }
    // To look for a typo takes long.
    if is_foreign(text) {
        return Split::Foreign;
    }
    let unknown = Message::new(format!("unknown marker `+{}`", short(left)));
    if is_enum_with_values(text) {
        return Split::Unknown(unknown.help("did you mean `+kubebuilder:validation:Enum=...`?"));
    }
    if let Some(near) = nearest(left).or_else(|| nearest_with_argument(left)) {
        return Split::Unknown(unknown.help(format!("did you mean `+{near}`?")));
    }
    if ["kubebuilder:", "kubewright:", declarative::PREFIX]
        .iter()
        .any(|prefix| left.starts_with(prefix))
    {
        return Split::Unknown(unknown.help("`kubewright markers` lists all markers"));
    }
    if left.contains(':') {
        return Split::Foreign;
    }
    Split::Unknown(unknown.help("`kubewright markers` lists all markers; write `+ text` for a list item"))
}

/// Enough of a name to recognize it.
fn short(name: &str) -> String {
    const LONGEST: usize = 60;
    match name.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}...", &name[..end]),
        None => name.to_owned(),
    }
}

fn with_stray_value(name: &str, text: &str) -> Split {
    Split::Unknown(
        Message::new(format!("`+{name}` takes named arguments")).help(format!(
            "write `+{name}:argument=value` instead of `+{}`",
            text.split_whitespace().next().unwrap_or(text)
        )),
    )
}

fn unknown_argument(name: &str, argument: &str) -> Split {
    let found = find(name);
    let known = found.iter().flat_map(|found| found.def.args).map(|arg| arg.name);
    let message = Message::new(format!("`+{name}` has no argument `{argument}`"));
    let near = suggest::nearest(argument, known.clone());
    Split::Unknown(match near {
        Some(near) => message.help(format!("did you mean `{near}`?")),
        None if known.clone().any(|known| known == argument) => {
            Message::new(format!("`+{name}`: `{argument}` has no value"))
                .help(format!("write `{argument}=...`"))
        }
        None => message.help(match known.clone().next() {
            None => format!("write `+{name}` alone"),
            Some("") => format!("write `+{name}=...`"),
            Some(_) => format!("its arguments are `{}`", known.collect::<Vec<_>>().join("`, `")),
        }),
    })
}
