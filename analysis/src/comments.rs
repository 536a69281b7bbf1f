//! Markers in comments that no manifest is made from: plain comments, and the bodies of functions.

use std::ops::Range;

use kubewright_core::diagnostic::{Located, Message};
use kubewright_core::markers::{self, Split};

use crate::diagnostic::{Diagnostic, Level};
use crate::source::{Asides, comments};

/// The markers in comments that are not documentation of an item.
pub(super) fn errors(text: &str, asides: &Asides) -> Vec<Located<Range<usize>>> {
    let plain = asides.comments.iter();
    let mut found: Vec<_> = plain
        .flat_map(|comment| of_comment(text, comment, None))
        .collect();
    for body in asides
        .bodies
        .iter()
        .filter(|body| may_have_marker(&text[(*body).clone()]))
    {
        let inside = comments(text, body);
        found.extend(
            inside
                .iter()
                .flat_map(|comment| of_comment(text, comment, Some(body))),
        );
    }
    found.sort_by_key(|error| error.place.start);
    found
}

/// One warning for all of a file.
pub(super) fn warning(found: Vec<Diagnostic>) -> Option<Diagnostic> {
    let others = found.len().saturating_sub(1);
    let mut first = found.into_iter().next()?;
    first.level = Level::Warning;
    if others > 0 {
        first
            .message
            .text
            .push_str(&format!(" ({others} more in this file)"));
    }
    Some(first)
}

/// Whether a marker is behind the sign of a comment, or begins a line, as in block comments. Finding comments requires a scan of
/// all tokens, and hardly any body needs it.
fn may_have_marker(body: &str) -> bool {
    body.match_indices('+').any(|(plus, _)| {
        let before = body[..plus].trim_end_matches(|c: char| c.is_whitespace() && c != '\n');
        if !before.is_empty() && !before.ends_with(['\n', '/', '*', '!']) {
            return false;
        }
        let rest = body[plus..].lines().next().unwrap_or_default();
        matches!(markers::split(&rest[1..]), Split::Marker { .. })
    })
}

fn of_comment(text: &str, comment: &Range<usize>, body: Option<&Range<usize>>) -> Vec<Located<Range<usize>>> {
    let written = text[comment.clone()].trim_end();
    let is_block = written.starts_with("/*");
    let is_doc = match written.as_bytes() {
        [b'/', b'/', b'!', ..] | [b'/', b'*', b'!', ..] => true,
        [b'/', b'/', b'/', rest @ ..] => rest.first() != Some(&b'/'),
        // `/**/` is empty, and `/***` begins a plain comment.
        [b'/', b'*', b'*', rest @ ..] => !matches!(rest.first(), Some(b'*' | b'/') | None),
        _ => false,
    };
    if is_doc && body.is_none() {
        return Vec::new();
    }
    let mut found = Vec::new();
    let mut at = comment.start;
    for line in written.split_inclusive('\n') {
        let range = trimmed(text, at..at + line.len(), is_block);
        at += line.len();
        let Some(name) = marker(&text[range.clone()]) else {
            continue;
        };
        let message = match body {
            Some(body) if is_doc && is_local(&name, &text[body.clone()]) => continue,
            Some(_) if is_doc => Message::new(format!(
                "`+{name}` is in the body of a function, where it has no effect"
            ))
            .help("move it to the docs of the function or of another item"),
            Some(_) | None => {
                Message::new(format!("`+{name}` is in a plain comment, where it has no effect"))
                    .help(format!("write `/// +{name}`, before an item or a field"))
            }
        };
        found.push(message.at(range));
    }
    found
}

/// Whether the marker may belong to a type inside the function, which its derive reads.
fn is_local(name: &str, body: &str) -> bool {
    !markers::is_of_project(name)
        && ["Schema", "CustomResource"]
            .iter()
            .any(|derive| body.contains(derive))
}

/// A line of a comment without white space and the end of a block; what begins the comment belongs to it.
fn trimmed(text: &str, line: Range<usize>, is_block: bool) -> Range<usize> {
    let written = &text[line.clone()];
    let start = line.start + written.len() - written.trim_start().len();
    let end = written.trim_end();
    let end = if is_block {
        end.trim_end_matches("*/").trim_end()
    } else {
        end
    };
    start..(line.start + end.len()).max(start)
}

/// The name of the marker of ours that a line of a comment is.
pub(super) fn marker(line: &str) -> Option<String> {
    let text = line
        .trim_start_matches(['/', '*', '!'])
        .trim_start()
        .strip_prefix('+')?;
    match markers::split(text.trim_end()) {
        Split::Marker { name, .. } => Some(name),
        Split::Foreign | Split::Unknown(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<&str> {
        let asides = crate::source::asides(text).unwrap();
        let errors = errors(text, &asides).into_iter();
        errors.map(|error| &text[error.place]).collect()
    }

    #[test]
    fn only_comments_without_effect_with_our_markers() {
        let text = "\
//! +optional
/// +optional
// +optional
//+kubebuilder:default=1
// +kubebuilder:scaffold:imports
// + text
//// +nullable
/** +optional */
/* +required */
/*
 * +listType=map
   +nullable
 */
const A: &str = \"
// +optional
\";
const B: &str = r#\"
// +optional\"#;
fn f() {
    // +listType=set
    /// +kubebuilder:rbac:groups=apps,resources=deployments,verbs=get
    /** +optional */
    x();
    let pods = x(); // +kubebuilder:rbac:groups=core,resources=pods,verbs=list
}
fn quoted() {
    let url = \"http:// +optional\";
    let sum = a * +optional;
}
fn local() {
    #[derive(Schema)]
    struct A {
        /// +optional
        a: u8,
    }
    /// +kubebuilder:rbac:groups=apps,resources=jobs,verbs=get
    let x = 1;
}
";
        assert_eq!(
            found(text),
            [
                "// +optional",
                "//+kubebuilder:default=1",
                "//// +nullable",
                "/* +required",
                "* +listType=map",
                "+nullable",
                "// +listType=set",
                "/// +kubebuilder:rbac:groups=apps,resources=deployments,verbs=get",
                "/** +optional",
                "// +kubebuilder:rbac:groups=core,resources=pods,verbs=list",
                "/// +kubebuilder:rbac:groups=apps,resources=jobs,verbs=get",
            ]
        );
    }
}
