//! Go comments → doc comments of Rust and markers.

use kubewright_core::docs::{self, Fence, may_be_marker};
use kubewright_core::markers::{self, Effect, On, Split};

use crate::model::Comment;
use crate::parse::marker;
use crate::syntax::Docs;
use crate::token::Line;

/// Markers that only generate Go code.
const OF_GO: &[&str] = &[
    "kubebuilder:object:",
    "kubebuilder:ac:",
    "k8s:deepcopy-gen",
    "genclient",
    "protobuf",
    "k8s:openapi-gen",
];

/// Markers as controller-gen sees them: in the order of the source, without the `+`.
pub(crate) fn markers(docs: &Docs) -> Vec<String> {
    let lines = docs.detached.iter().chain(&docs.own);
    lines.filter_map(marker).collect()
}

/// Returns whether a marker with one of these names exists.
pub(crate) fn has(markers: &[String], names: &[&str]) -> bool {
    value(markers, names).is_some()
}

/// The value of a marker, which is empty if it has none.
pub(crate) fn value<'a>(markers: &'a [String], names: &[&str]) -> Option<&'a str> {
    markers.iter().find_map(|text| {
        let (name, value) = text.split_once('=').unwrap_or((text, ""));
        let name = name.strip_suffix(':').unwrap_or(name);
        names.contains(&name).then_some(value.trim())
    })
}

/// The comment of an item at this place. `dropped` says which of our markers are left out.
pub(crate) fn comment(docs: &Docs, on: On, dropped: &dyn Fn(&str) -> bool) -> Comment {
    let mut comment = Comment::default();
    for line in &docs.detached {
        match marker(line) {
            Some(text) if is_kept(&text, on, dropped) => comment.lines.push(written(&text)),
            Some(_) => {}
            None if is_text(line) => comment.plain.push(line.text.trim_end().to_owned()),
            None => {}
        }
    }
    let mut fence = Fence::default();
    let mut late = Vec::new();
    for line in &docs.own {
        match marker(line) {
            Some(text) if !is_kept(&text, on, dropped) => {}
            // controller-gen does not know fences.
            Some(text) if fence.is_open() => late.push(written(&text)),
            Some(text) => comment.lines.push(written(&text)),
            None if is_text(line) => {
                let text = line.text.trim_end();
                fence.read(text);
                comment.lines.push(text.to_owned());
            }
            None => {}
        }
    }
    if let Some(end) = fence.end() {
        comment.lines.push(format!(" {end}"));
    }
    comment.lines.extend(late);
    comment
}

/// The line of a marker. An empty description of a column is none in Go.
fn written(text: &str) -> String {
    let column = text.starts_with("kubebuilder:printcolumn:");
    let text = if column {
        &text.replace(",description=\"\"", "")
    } else {
        text
    };
    format!(" +{text}")
}

/// The lines of a comment without markers.
pub(crate) fn prose(docs: &Docs) -> Vec<String> {
    let lines = docs
        .own
        .iter()
        .filter(|line| marker(line).is_none() && is_text(line));
    lines.map(|line| line.text.trim_end().to_owned()).collect()
}

/// Returns whether a line is text, and not a directive such as `//go:generate`, or a sign that Rust would read as a marker.
fn is_text(line: &Line) -> bool {
    let text = &line.text;
    let word = |text: &str| text.starts_with(|char: char| char.is_ascii_lowercase() || char.is_ascii_digit());
    let directive = match text.split_once(':') {
        Some((name, rest)) => {
            let plain = |char: char| char.is_ascii_lowercase() || char.is_ascii_digit();
            !line.block && word(rest) && !name.is_empty() && name.chars().all(plain)
        }
        None => false,
    };
    let refused = || may_be_marker(text) && !docs::Docs::read([(text.as_str(), 0)]).errors.is_empty();
    !directive && !text.trim_start().starts_with('+') && !refused()
}

fn is_kept(text: &str, on: On, dropped: &dyn Fn(&str) -> bool) -> bool {
    // controller-gen ignores defaults that are Go constants.
    let constant = ["default=ref(", "k8s:default=ref("]
        .iter()
        .any(|start| text.starts_with(start));
    if constant || OF_GO.iter().any(|prefix| text.starts_with(prefix)) {
        return false;
    }
    match markers::split(text) {
        Split::Marker { name, .. } => {
            let Some(found) = markers::find(&name) else {
                return false;
            };
            let fits = found.def.on.overlaps(on) && !matches!(found.def.effect, Effect::Refused(_));
            fits && !dropped(&name)
        }
        Split::Foreign => true,
        // controller-gen ignores it.
        Split::Unknown(_) => false,
    }
}
