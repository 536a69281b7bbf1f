//! Names of groups, versions, kinds and resources.

mod metadata;
mod plural;

use thiserror::Error;

pub use metadata::{KEY_HELP, check_annotation, check_object_label};
pub use plural::plural;

/// Why a name is invalid, on one line.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[error("{0}")]
pub struct InvalidName(String);

// The API server's limits for one label and for a whole name.
const LABEL: usize = 63;
const SUBDOMAIN: usize = 253;

/// The default singular of a kind: `memcached` for `Memcached`.
pub fn singular(kind: &str) -> String {
    kind.to_lowercase()
}

/// The kind of the list: `MemcachedList` for `Memcached`.
pub fn list_kind(kind: &str) -> String {
    format!("{kind}List")
}

/// Checks an API group, such as `cache.example.com`.
pub fn check_group(group: &str) -> Result<(), InvalidName> {
    let reason = if group.is_empty() {
        "is empty; write a domain such as `cache.example.com`".to_owned()
    } else if group.len() > SUBDOMAIN {
        format!("has more than {SUBDOMAIN} characters")
    } else if is_dns_label(group) {
        format!("has no dot, which the API server requires; write a domain such as `{group}.example.com`")
    } else if !group.split('.').all(is_dns_label) {
        "is not a DNS name; use lower-case letters, digits and `-`, in parts joined by `.`".to_owned()
    } else {
        return Ok(());
    };
    Err(InvalidName(format!("the group `{group}` {reason}")))
}

/// Checks an API version as the API server does: any lower-case DNS label, such as `v1` or `v1api20230501`.
///
/// ```
/// use kubewright_core::names::check_version;
///
/// assert!(check_version("v1api20230501").is_ok());
/// let error = check_version("v1.2").unwrap_err();
/// assert_eq!(error.to_string(), "the version `v1.2` contains `.`; only a-z, 0-9 and `-` are allowed");
/// ```
pub fn check_version(version: &str) -> Result<(), InvalidName> {
    check_label("version", version)
}

/// Checks an API version against the conventions of Kubernetes: `v1`, `v1beta2`, `v2alpha1`.
pub fn check_conventional_version(version: &str) -> Result<(), InvalidName> {
    let is_valid = version.len() <= LABEL
        && version
            .strip_prefix('v')
            .and_then(after_number)
            .is_some_and(|stage| {
                let number = stage.strip_prefix("alpha").or_else(|| stage.strip_prefix("beta"));
                stage.is_empty() || number.and_then(after_number) == Some("")
            });
    let reason = "does not have the form `v1`, `v1beta1` or `v1alpha1`";
    is_valid
        .then_some(())
        .ok_or_else(|| InvalidName(format!("the version `{version}` {reason}")))
}

/// The text after a number without leading zeros.
fn after_number(text: &str) -> Option<&str> {
    let rest = text.trim_start_matches(|digit: char| digit.is_ascii_digit());
    (rest.len() < text.len() && !text.starts_with('0')).then_some(rest)
}

/// Checks a kind, such as `Memcached`.
pub fn check_kind(kind: &str) -> Result<(), InvalidName> {
    // The kind of the list has `List` appended.
    let longest = LABEL - list_kind("").len();
    let reason = if kind.len() > longest {
        format!("has more than {longest} characters")
    } else if !kind.starts_with(|first: char| first.is_ascii_uppercase()) {
        "does not begin with a capital A to Z".to_owned()
    } else if let Some(odd) = kind.chars().find(|char| !char.is_ascii_alphanumeric()) {
        format!("contains `{odd}`; only letters and digits are allowed")
    } else {
        return Ok(());
    };
    Err(InvalidName(format!("the kind `{kind}` {reason}")))
}

/// Checks a kind as the API server does: like the name of a resource, but in any case. `noun` is the word for it in the message.
///
/// ```
/// use kubewright_core::names::check_served_kind;
///
/// assert!(check_served_kind("kind", "my-Kind").is_ok());
/// let error = check_served_kind("kind", "My_Kind").unwrap_err();
/// assert_eq!(error.to_string(), "the kind `My_Kind` contains `_`; only letters, digits and `-` are allowed");
/// ```
pub fn check_served_kind(noun: &str, kind: &str) -> Result<(), InvalidName> {
    let label = kind.to_lowercase();
    check_label(noun, &label).map_err(|InvalidName(reason)| {
        let reason = reason.replacen(&label, kind, 1);
        InvalidName(reason.replace("only a-z, 0-9", "only letters, digits"))
    })
}

/// Checks a plural, singular, short name or category; `noun` is the word for it in the message.
///
/// ```
/// use kubewright_core::names::check_label;
///
/// assert!(check_label("short name", "mc").is_ok());
/// let error = check_label("plural", "Mice").unwrap_err();
/// assert_eq!(error.to_string(), "the plural `Mice` contains `M`; only a-z, 0-9 and `-` are allowed");
/// ```
pub fn check_label(noun: &str, label: &str) -> Result<(), InvalidName> {
    let allowed = |char: &char| char.is_ascii_lowercase() || char.is_ascii_digit() || *char == '-';
    let reason = if label.is_empty() {
        "is empty".to_owned()
    } else if label.len() > LABEL {
        format!("has more than {LABEL} characters")
    } else if let Some(odd) = label.chars().find(|char| !allowed(char)) {
        format!("contains `{odd}`; only a-z, 0-9 and `-` are allowed")
    } else if !label.starts_with(|first: char| first.is_ascii_lowercase()) {
        "does not begin with a letter".to_owned()
    } else if label.ends_with('-') {
        "ends with `-`".to_owned()
    } else {
        return Ok(());
    };
    Err(InvalidName(format!("the {noun} `{label}` {reason}")))
}

/// Checks a DNS label, which unlike a resource name may begin with a digit.
pub(crate) fn is_dns_label(label: &str) -> bool {
    kubewright_cel::formats::fits("k8s-short-name", label) == Some(true)
}

/// Checks DNS labels joined by dots. Only the whole has a limit, of 253 characters.
pub(crate) fn is_subdomain(name: &str) -> bool {
    kubewright_cel::formats::fits("k8s-long-name", name) == Some(true)
}

/// Checks the name in a label's key, or a label's value.
pub(crate) fn is_label_part(part: &str) -> bool {
    let is_end = |char: Option<char>| char.is_some_and(|char| char.is_ascii_alphanumeric());
    part.len() <= LABEL
        && part
            .chars()
            .all(|char| char.is_ascii_alphanumeric() || "-_.".contains(char))
        && is_end(part.chars().next())
        && is_end(part.chars().last())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups() {
        for group in ["cache.example.com", "a.b", "x-1.y2", "3scale.net"] {
            assert_eq!(check_group(group), Ok(()));
        }
        for group in [
            "",
            "apps",
            "Cache.example.com",
            "a..b",
            ".a",
            "a.",
            "-a.b",
            "a_b.c",
            "ü.de",
        ] {
            assert!(check_group(group).is_err(), "{group}");
        }
        assert!(check_group(&format!("{}b", "a.".repeat(130))).is_err());
    }

    #[test]
    fn versions() {
        for version in ["v1", "v10", "v1alpha1", "v2beta12"] {
            assert_eq!(check_version(version), Ok(()));
            assert_eq!(check_conventional_version(version), Ok(()));
        }
        for version in ["foo", "v", "v1api20230501", "v1-a", "v0"] {
            assert_eq!(check_version(version), Ok(()));
        }
        for version in ["", "1", "V1", "v1.2", "v1-"] {
            assert!(check_version(version).is_err(), "{version}");
        }
        for version in [
            "",
            "v",
            "1",
            "v0",
            "v01",
            "V1",
            "v1alpha",
            "v1gamma1",
            "v1alpha0",
            "v1alpha1x",
            "v1.2",
            "v1-a",
        ] {
            assert!(check_conventional_version(version).is_err(), "{version}");
        }
    }

    #[test]
    fn kinds() {
        for kind in ["Memcached", "DNSRecord", "S3Bucket", "A"] {
            assert_eq!(check_kind(kind), Ok(()));
        }
        for kind in ["", "memcached", "Foo_Bar", "Größe", "1A", "Foo Bar"] {
            assert!(check_kind(kind).is_err(), "{kind}");
        }
        assert_eq!(check_kind(&"A".repeat(59)), Ok(()));
        assert!(check_kind(&"A".repeat(60)).is_err());
    }

    #[test]
    fn labels() {
        for label in ["mice", "a-b", "a1"] {
            assert_eq!(check_label("plural", label), Ok(()));
        }
        for label in ["", "1a", "-a", "a-", "a.b", "A", "a_b"] {
            assert!(check_label("plural", label).is_err(), "{label}");
        }
        assert!(check_label("plural", &"a".repeat(64)).is_err());
    }

    #[test]
    fn derived_names() {
        assert_eq!(singular("CronJob"), "cronjob");
        assert_eq!(list_kind("CronJob"), "CronJobList");
    }
}
