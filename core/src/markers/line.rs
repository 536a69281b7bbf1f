//! Classifies a line that begins with `+`: the tool that it belongs to, its name and its arguments.

use super::{VALIDATION, all, find};
use crate::{diagnostic::Message, suggest};

/// The registered name that `name` is probably a typo of.
pub fn nearest(name: &str) -> Option<String> {
    if let Some(near) = suggest::nearest(name, all().map(|def| def.name)) {
        return Some(near.to_owned());
    }
    // `kubebuilder:MinLength`, `validation:MinLength`, `kubebuilder:validation:default`: the last segment is correct.
    let last = name.rsplit(':').next().unwrap_or(name);
    let by_last_word = |exact: bool| {
        all().map(|def| def.name).find(|known| {
            let word = known.rsplit(':').next().unwrap_or(known);
            if exact {
                word == last
            } else {
                word.eq_ignore_ascii_case(last)
            }
        })
    };
    if name.contains(':') {
        if let Some(known) = by_last_word(true).or_else(|| by_last_word(false)) {
            return Some(known.to_owned());
        }
        let prefix = &name[..name.len() - last.len()];
        let siblings = all()
            .map(|def| def.name)
            .filter_map(|known| known.strip_prefix(VALIDATION));
        if prefix.starts_with("kubebuilder:") {
            return suggest::nearest(last, siblings).map(|near| {
                let nested = ["items:", "values:"].iter().any(|step| prefix.ends_with(step));
                if nested {
                    format!("{prefix}{near}")
                } else {
                    format!("{VALIDATION}{near}")
                }
            });
        }
    }
    None
}

/// Prefixes of other tools' markers. No marker of ours is close to a name with such a prefix.
const TOOLS: &[&str] = &[
    "k8s:",
    "operator-sdk:",
    "kubebuilder:ac:",
    "kubebuilder:scaffold:",
    "openshift:",
    "kubebuilder:docs-gen:",
    "kubebuilder:object:",
];

/// Prefixes of other tools' markers that resemble ours.
const WORDS: &[&str] = &[
    "genclient",
    "groupName=",
    "protobuf",
    "patch",
    "union",
    "enum",
    "featureGate",
    "resourceName",
];

fn begins(text: &str, prefixes: &[&str]) -> bool {
    prefixes.iter().any(|prefix| text.starts_with(prefix))
}

/// Returns whether a marker line belongs to another tool.
pub fn is_foreign(text: &str) -> bool {
    begins(text, TOOLS) || begins(text, WORDS)
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
    /// Text that only looks like a marker.
    Prose,
    /// An unknown marker.
    Unknown(Message),
}

/// Returns whether the text after the `+` is a marker of ours or a typo of one.
pub fn belongs_here(text: &str) -> bool {
    matches!(split(text), Split::Marker { .. } | Split::Unknown(_))
}

/// Splits the text after the `+` into name and arguments.
pub fn split(text: &str) -> Split {
    let (left, right) = match text.split_once('=') {
        Some((left, right)) => (left.trim_end(), Some(right)),
        None => (text, None),
    };
    // A name has no spaces, so it ends at the first one.
    let (left, stray) = match left.split_once(char::is_whitespace) {
        Some((name, stray)) => (name, Some(stray.trim())),
        None => (left, None),
    };
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
    // The search for a close match is slow.
    if begins(text, TOOLS) {
        return Split::Foreign;
    }
    if let Some(near) = nearest(left) {
        return Split::Unknown(
            Message::new(format!("unknown marker `+{left}`")).help(format!("did you mean `+{near}`?")),
        );
    }
    if begins(text, WORDS) {
        return Split::Foreign;
    }
    if left.starts_with("kubebuilder:") {
        let message = Message::new(format!("unknown marker `+{left}`"));
        return Split::Unknown(message.help("run `kubewright markers` for the list"));
    }
    if left.contains(':') {
        Split::Foreign
    } else {
        Split::Prose
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
