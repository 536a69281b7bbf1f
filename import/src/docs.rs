//! Descriptions as doc comments.

use kubewright_core::docs::Docs;

use crate::quote::is_strange;

/// The lines of the doc comment that kubewright reads as this description; `None` if there is no such comment.
pub(crate) fn lines(description: &str) -> Option<Vec<String>> {
    let is_refused = |char| char != '\n' && char != '\t' && is_strange(char);
    if description.is_empty() || description.chars().any(is_refused) {
        return None;
    }
    let lines: Vec<String> = description
        .split('\n')
        .map(|line| {
            if line.is_empty() {
                String::new()
            } else {
                format!(" {line}")
            }
        })
        .collect();
    // A fence that stays open would swallow the markers below.
    let probe = lines.iter().map(String::as_str).chain([" +optional"]);
    let read = Docs::read(probe.map(|line| (line, 0)));
    let same = read.description == description && read.markers.len() == 1 && read.errors.is_empty();
    same.then_some(lines)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_read_back_the_same() {
        for text in [
            "One line.",
            "Two\nlines.",
            "A\n\n  b\n- c",
            "```\n+optional\n```",
            "```5m``` is the default.",
        ] {
            assert!(lines(text).is_some(), "{text}");
        }
        for text in [
            "",
            "end ",
            "a\n\n\nb",
            "\na",
            "TODO: x",
            "a\n---\nb",
            "+optional",
            "```\nopen",
            "- +kubebuilder:validation:Minimum=1",
            "a\r\nb",
            "\u{202e}a",
        ] {
            assert!(lines(text).is_none(), "{text:?}");
        }
    }
}
