//! The marker reference, from the list that the parser reads: for the terminal, as JSON and as a document.

use std::fmt::Write as _;

use serde::Serialize;

use super::{
    Arg, Def, Effect, VALIDATION, all, csv, declarative, examples, keys, keywords, kind, list, number,
    object, oneof, other, presence, project, resource, string, value,
};

pub use super::examples::Example;

/// The reference entry of a marker.
#[derive(Clone, Debug, Serialize)]
pub struct Entry {
    /// The name, without the `+`.
    pub name: &'static str,
    /// Its subject.
    pub group: &'static str,
    /// The places where it applies.
    pub on: Vec<&'static str>,
    /// A description of one sentence.
    pub help: &'static str,
    /// Its arguments.
    pub args: &'static [Arg],
    /// Whether it has `items:` and `values:` forms.
    pub nests: bool,
    /// Whether it has an effect, is rejected or is ignored.
    pub status: Status,
    /// An example, if the marker has an effect.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub example: Option<Example>,
}

/// How a marker is handled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// The marker has an effect.
    Used,
    /// The marker is an error that names the replacement.
    Refused,
    /// The marker is accepted and has no effect.
    Ignored,
}

const GROUPS: &[(&str, &[Def])] = &[
    ("Required and optional", presence::MARKERS),
    ("Numbers", number::MARKERS),
    ("Strings", string::MARKERS),
    ("Lists", list::MARKERS),
    ("Objects and maps", object::MARKERS),
    ("Keys of maps", keys::MARKERS),
    ("Values and rules", value::MARKERS),
    ("Types", kind::MARKERS),
    ("Any keyword", keywords::MARKERS),
    ("One of several fields", oneof::MARKERS),
    ("The resource", resource::MARKERS),
    ("RBAC and webhooks", project::MARKERS),
    ("Operator Lifecycle Manager", csv::MARKERS),
    ("Others", other::MARKERS),
    (
        "Declarative validation that is not supported",
        declarative::MARKERS,
    ),
];

/// Every marker, group by group.
///
/// ```
/// use kubewright_core::markers::reference::entries;
///
/// let minimum = entries().find(|entry| entry.name.ends_with(":Minimum")).unwrap();
/// assert_eq!(minimum.group, "Numbers");
/// assert_eq!(minimum.example.unwrap().marker, "+kubebuilder:validation:Minimum=1");
/// ```
pub fn entries() -> impl Iterator<Item = Entry> {
    let of_group = |(group, defs): &(&'static str, &'static [Def])| {
        let group = *group;
        defs.iter().map(move |def| entry(group, def))
    };
    GROUPS.iter().flat_map(of_group)
}

fn entry(group: &'static str, def: &'static Def) -> Entry {
    let status = match def.effect {
        Effect::Refused(_) => Status::Refused,
        Effect::Ignored => Status::Ignored,
        Effect::Schema { .. }
        | Effect::Resource(_)
        | Effect::Presence { .. }
        | Effect::Project(_)
        | Effect::Placed(_)
        | Effect::Lowerer(_) => Status::Used,
    };
    Entry {
        name: def.name,
        group,
        on: def.on.names(),
        help: def.help,
        args: def.args,
        nests: def.nests,
        status,
        example: examples::of(def.name),
    }
}

/// One line per marker, grouped.
pub fn overview() -> String {
    let width = all().map(|def| def.name.len()).max().unwrap_or_default();
    let mut out = String::new();
    let mut group = "";
    for entry in entries() {
        if entry.group != group {
            let gap = if group.is_empty() { "" } else { "\n" };
            let _ = writeln!(out, "{gap}{}", entry.group);
            group = entry.group;
        }
        let _ = writeln!(out, "  +{:width$}  {}", entry.name, entry.summary());
    }
    out
}

/// The full description of one marker, for the terminal.
pub fn details(entry: &Entry) -> String {
    let mut out = format!("+{}\n\n{}\n\n", entry.name, entry.summary());
    let _ = writeln!(out, "Applies to: {}", entry.on.join(", "));
    if !entry.args.is_empty() {
        out.push_str("Arguments:\n");
    }
    for arg in entry.args {
        let _ = writeln!(out, "  {}", argument(arg));
    }
    if entry.nests {
        let _ = writeln!(out, "For items and map values: {}", nested(entry.name).join(", "));
    }
    if let Some(example) = entry.example {
        let _ = writeln!(out, "Example:\n  /// {}\n  {}", example.marker, example.above);
    }
    out
}

fn argument(arg: &Arg) -> String {
    let name = match (arg.name, arg.optional) {
        ("", _) => String::new(),
        (name, true) => format!("{name}? "),
        (name, false) => format!("{name} "),
    };
    format!("{name}({}): {}", arg.ty, arg.help)
}

fn nested(name: &str) -> [String; 2] {
    let last = name.strip_prefix(VALIDATION).unwrap_or(name);
    ["items", "values"].map(|step| format!("+{VALIDATION}{step}:{last}"))
}

/// The reference document.
pub fn markdown() -> String {
    let mut out = String::from(
        "# Markers\n\n\
         Markers are lines of doc comments (`///`, `//!`) that start with `+`. This page is generated from the list that the\n\
         parser uses; `kubewright markers NAME` prints the same text. Arguments with a `?` are optional.\n",
    );
    let mut group = "";
    for entry in entries() {
        if entry.group != group {
            let _ = write!(
                out,
                "\n## {}\n\n| marker | applies to | effect |\n|---|---|---|\n",
                entry.group
            );
            group = entry.group;
        }
        let _ = writeln!(
            out,
            "| `+{}` | {} | {} |",
            entry.name,
            entry.on.join(", "),
            cell(&entry)
        );
    }
    out
}

fn cell(entry: &Entry) -> String {
    let mut out = entry.summary();
    for arg in entry.args {
        let _ = match arg.name {
            "" => write!(out, "<br>{}: {}", arg.ty, arg.help),
            name => {
                let mark = if arg.optional { "?" } else { "" };
                write!(out, "<br>`{name}`{mark} ({}): {}", arg.ty, arg.help)
            }
        };
    }
    if entry.nests {
        let _ = write!(out, "<br>Also as `items:` and `values:`.");
    }
    if let Some(Example { marker, above }) = entry.example {
        let marker = match marker.contains('`') {
            true => format!("`` {marker} ``"),
            false => format!("`{marker}`"),
        };
        let _ = write!(out, "<br>Example: {marker} above `{above}`");
    }
    out.replace('|', "\\|")
}

impl Entry {
    /// Its effect, or why it has none.
    fn summary(&self) -> String {
        match self.status {
            Status::Used | Status::Ignored => self.help.to_owned(),
            Status::Refused => format!("Not supported; {}.", self.help),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_marker_is_in_one_group() {
        let mut listed: Vec<_> = entries().map(|entry| entry.name).collect();
        let mut known: Vec<_> = all().map(|def| def.name).collect();
        listed.sort_unstable();
        known.sort_unstable();
        assert_eq!(listed, known);
        known.dedup();
        assert_eq!(listed, known);
    }

    #[test]
    fn every_marker_has_help() {
        for entry in entries() {
            assert!(!entry.help.is_empty() && !entry.on.is_empty(), "{}", entry.name);
            let has_effect = entry.status == Status::Used;
            assert_eq!(entry.example.is_some(), has_effect, "{}", entry.name);
            assert!(
                entry.args.iter().all(|arg| !arg.help.is_empty()),
                "{}",
                entry.name
            );
        }
    }
}
