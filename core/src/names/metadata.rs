//! Labels and annotations of objects, as the API server judges them.

use super::{InvalidName, is_label_part, is_subdomain};

/// How to fix a label or an annotation that [`check_object_label`] or [`check_annotation`] refuses.
pub const KEY_HELP: &str =
    "use up to 63 letters, digits, `-`, `_` and `.`; a key may begin with a DNS name and `/`";

/// Checks a label of an object.
///
/// ```
/// use kubewright_core::names::check_object_label;
///
/// assert!(check_object_label("example.com/team", "").is_ok());
/// let error = check_object_label("team", "platform team").unwrap_err();
/// assert_eq!(error.to_string(), "the label `team=platform team` has a value that Kubernetes does not allow");
/// ```
pub fn check_object_label(key: &str, value: &str) -> Result<(), InvalidName> {
    let reason = match wrong_key(key) {
        Some(reason) => reason,
        None if value.is_empty() || is_label_part(value) => return Ok(()),
        None => "has a value that Kubernetes does not allow",
    };
    // A value may have line breaks; a message has none.
    let label = format!("{key}={value}");
    let label = label.escape_debug();
    Err(InvalidName(format!("the label `{label}` {reason}")))
}

/// Checks the key of an annotation, which unlike that of a label may have a prefix with capital letters.
///
/// ```
/// use kubewright_core::names::check_annotation;
///
/// assert!(check_annotation("Example.com/owner").is_ok());
/// let error = check_annotation("owned by").unwrap_err();
/// assert_eq!(error.to_string(), "the annotation `owned by` has a key that Kubernetes does not allow");
/// ```
pub fn check_annotation(key: &str) -> Result<(), InvalidName> {
    let Some(reason) = wrong_key(&key.to_lowercase()) else {
        return Ok(());
    };
    let key = key.escape_debug();
    Err(InvalidName(format!("the annotation `{key}` {reason}")))
}

fn wrong_key(key: &str) -> Option<&'static str> {
    let (prefix, name) = key
        .split_once('/')
        .map_or((None, key), |(prefix, name)| (Some(prefix), name));
    if prefix.is_some_and(|prefix| !is_subdomain(prefix)) {
        return Some("has a prefix that is not a DNS name");
    }
    (!is_label_part(name)).then_some("has a key that Kubernetes does not allow")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels() {
        for (key, value) in [("a", ""), ("A_b.c-1", "X"), ("example.com/a", "v1.2_3-x")] {
            assert_eq!(check_object_label(key, value), Ok(()));
        }
        let long = "a".repeat(64);
        let wrong = [
            ("", "a"),
            ("a b", "c"),
            ("-a", "b"),
            ("/a", "b"),
            ("a/b/c", "d"),
            ("A.com/b", "c"),
            (long.as_str(), "a"),
            ("a", long.as_str()),
            ("a", " b"),
            ("a", "b-"),
        ];
        for (key, value) in wrong {
            assert!(check_object_label(key, value).is_err(), "{key}={value}");
        }
    }

    #[test]
    fn annotations() {
        let long = format!("{}.com/b", "a".repeat(64));
        for key in ["a", "A", "A.com/b", long.as_str()] {
            assert_eq!(check_annotation(key), Ok(()));
        }
        for key in ["", "a b", "a_b/c", "/a", "a/"] {
            assert!(check_annotation(key).is_err(), "{key}");
        }
    }
}
