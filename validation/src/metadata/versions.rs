//! The names of versions and kinds in objects.

use kubewright_cel::names::letter_label;

/// What is wrong with the `kind` of an object in an object.
pub(crate) fn kind_name(text: &str) -> Option<String> {
    let problems = letter_label(&text.to_lowercase());
    (!problems.is_empty()).then(|| {
        format!(
            "may have mixed case, but should otherwise match: {}",
            problems.join(",")
        )
    })
}

/// What is wrong with an `apiVersion`.
pub(crate) fn api_version(text: &str) -> Option<String> {
    (text.matches('/').count() > 1).then(|| format!("unexpected GroupVersion string: {text}"))
}
