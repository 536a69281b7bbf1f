//! Markers in lines that begin with something else.

use crate::{
    diagnostic::Message,
    markers::{self, Split},
};

/// The beginnings of names that prose does not have.
const PREFIXES: [&str; 3] = ["kubebuilder:", "k8s:", "kubewright:"];

/// Returns whether a line of a doc comment may be a marker, or an error about one.
pub fn may_be_marker(line: &str) -> bool {
    let line = line.trim_start();
    line.starts_with('+')
        || line
            .strip_prefix(['-', '*'])
            .is_some_and(|item| item.trim_start().starts_with('+'))
}

/// The name of the marker of ours that a line is.
pub(super) fn name_of(line: &str) -> Option<String> {
    match markers::split(line.strip_prefix('+')?) {
        Split::Marker { name, .. } => Some(name),
        Split::Foreign | Split::Unknown(_) => None,
    }
}

/// What is wrong with a trimmed line of text, if it is a marker after the sign of a list item or with a space after its `+`.
pub(super) fn error(line: &str) -> Option<Message> {
    let item = line
        .strip_prefix(['-', '*', '+'])
        .filter(|item| item.starts_with(char::is_whitespace))?
        .trim_start();
    let behind = item.strip_prefix('+');
    let text = behind
        .or_else(|| line.starts_with('+').then_some(item))?
        .trim_start();
    if !PREFIXES.iter().any(|prefix| text.starts_with(prefix)) {
        return None;
    }
    let name = name_of(&format!("+{text}"))?;
    let message = match item.starts_with('+') {
        true => Message::new(format!("`+{name}` is text, because it is a list item"))
            .help("write it without the sign of the list, or between backticks"),
        false => Message::new(format!("`+{name}` is text, because a space follows its `+`"))
            .help("remove the space, or write it between backticks"),
    };
    Some(message)
}

#[cfg(test)]
mod tests {
    use super::{error, may_be_marker};

    #[test]
    fn markers_with_a_sign_or_a_space_are_errors() {
        for line in [
            "+ kubebuilder:validation:Minimum=1",
            "- +kubebuilder:validation:Minimum=1",
            "* + kubebuilder:validation:Minimum=1",
            "+ +k8s:immutable",
            "-   +kubewright:schema={}",
            "- +kubebuilder:validation:XValidation:rule=\"true\"",
        ] {
            assert!(error(line).is_some() && may_be_marker(line), "{line}");
        }
    }

    #[test]
    fn other_items_are_text() {
        for line in [
            "",
            "+ optional extras",
            "- +optional",
            "- +1",
            "- kubebuilder:validation:Minimum=1",
            "- `+kubebuilder:validation:Minimum=1`",
            "- +kubebuilder:scaffold:imports",
            "*+kubebuilder:validation:Minimum=1",
            "--- +kubebuilder:validation:Minimum=1",
        ] {
            assert_eq!(error(line), None, "{line}");
        }
    }
}
