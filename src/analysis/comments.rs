//! Markers in comments that no manifest is made from: plain comments, and the bodies of functions.

use std::ops::Range;

use kubewright_core::diagnostic::{Located, Message};
use kubewright_core::markers::{self, On, Split};

use crate::source::{Comment, comments};

/// The markers in comments that are not documentation of an item.
pub(super) fn errors(text: &str) -> Vec<Located<Range<usize>>> {
    // Finding comments requires a scan of all tokens, and hardly any file needs it.
    let begins_line = |(plus, _): (usize, &str)| {
        let start = text[..plus].rfind('\n').map_or(0, |end| end + 1);
        let before = text[start..plus].trim();
        let is_comment =
            before.starts_with("//") || before.starts_with("/*") || before.trim_matches('*').is_empty();
        is_comment && may_be_marker(text[plus..].lines().next().unwrap_or_default())
    };
    if !text.match_indices('+').any(begins_line) {
        return Vec::new();
    }
    let found = comments(text).into_iter();
    found.flat_map(|comment| of_comment(text, &comment)).collect()
}

fn may_be_marker(text: &str) -> bool {
    text.strip_prefix('+')
        .is_some_and(|rest| matches!(markers::split(rest), Split::Marker { .. }))
}

fn of_comment(text: &str, comment: &Comment) -> Vec<Located<Range<usize>>> {
    let written = &text[comment.range.clone()];
    let is_block = written.starts_with("/*");
    let is_doc = match written.as_bytes() {
        [b'/', b'/', b'!', ..] | [b'/', b'*', b'!', ..] => true,
        [b'/', b'/', b'/', rest @ ..] => rest.first() != Some(&b'/'),
        // `/**/` is empty, and `/***` begins a plain comment.
        [b'/', b'*', b'*', rest @ ..] => !matches!(rest.first(), Some(b'*' | b'/') | None),
        _ => false,
    };
    if is_doc && comment.body.is_none() {
        return Vec::new();
    }
    let mut found = Vec::new();
    let mut at = comment.range.start;
    for line in written.split_inclusive('\n') {
        let range = trimmed(text, at..at + line.len(), is_block);
        at += line.len();
        let Some(name) = marker(&text[range.clone()]) else {
            continue;
        };
        let message = match &comment.body {
            Some(_) if is_doc && is_local(&name, text, comment) => continue,
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
fn is_local(name: &str, text: &str, comment: &Comment) -> bool {
    let anywhere = markers::find(name).is_some_and(|found| found.def.on.contains(On::ITEM));
    let body = comment.body.clone().map_or("", |body| &text[body]);
    !anywhere
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
fn marker(line: &str) -> Option<String> {
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
        errors(text).into_iter().map(|error| &text[error.place]).collect()
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
                "/// +kubebuilder:rbac:groups=apps,resources=jobs,verbs=get",
            ]
        );
    }
}
