//! Markers in plain comments, which are invisible to a derive.

use kubewright_core::diagnostic::Message;
use kubewright_core::markers::{self, Split};

use super::item::Fault;
use crate::source::line_comments;

/// Finds markers in `//` comments.
pub(super) fn faults(text: &str) -> Vec<Fault> {
    // Finding comments requires a scan of all tokens, and hardly any file needs it.
    let stands_alone = |(plus, _): (usize, &str)| {
        let start = text[..plus].rfind('\n').map_or(0, |end| end + 1);
        let line = text[start..].lines().next().unwrap_or_default();
        marker(line.trim_start()).is_some()
    };
    if !text.match_indices('+').any(stands_alone) {
        return Vec::new();
    }
    let comments = line_comments(text).into_iter();
    comments
        .filter_map(|range| {
            let name = marker(&text[range.clone()])?;
            let message = Message::new(format!(
                "`+{name}` is in a plain comment, which the derive cannot see"
            ));
            Some((range, message.help(format!("write `/// +{name}`"))))
        })
        .collect()
}

/// The name of our marker in a plain comment.
fn marker(comment: &str) -> Option<String> {
    let rest = comment.strip_prefix("//")?;
    if rest.starts_with('!') || (rest.starts_with('/') && !rest.starts_with("//")) {
        return None;
    }
    let text = rest.trim_start_matches('/').trim_start().strip_prefix('+')?;
    match markers::split(text.trim_end()) {
        Split::Marker { name, .. } => Some(name),
        Split::Foreign | Split::Prose | Split::Unknown(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<&str> {
        faults(text).into_iter().map(|(range, _)| &text[range]).collect()
    }

    #[test]
    fn only_plain_comments_with_our_markers() {
        let text = "\
//! +optional
/// +optional
// +optional
//+kubebuilder:default=1
// +kubebuilder:scaffold:imports
// + text
//// +nullable
const A: &str = \"
// +optional
\";
const B: &str = r#\"
// +optional\"#;
fn f() {
    // +listType=set
}
";
        assert_eq!(
            found(text),
            [
                "// +optional",
                "//+kubebuilder:default=1",
                "//// +nullable",
                "// +listType=set"
            ]
        );
    }
}
