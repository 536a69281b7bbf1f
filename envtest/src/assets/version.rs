//! Kubernetes releases, and how to choose one.

use std::fmt;
use std::str::FromStr;

use crate::error::Error;

/// A Kubernetes release.
///
/// ```
/// use kubewright_envtest::Version;
///
/// let version: Version = "v1.37.1".parse()?;
/// assert_eq!(version.to_string(), "1.37.1");
/// assert!(version > "1.9.10".parse()?);
/// # Ok::<(), kubewright_envtest::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Version {
    major: u32,
    minor: u32,
    patch: u32,
}

/// Which releases match: one, the newest of a minor, or the newest.
///
/// ```
/// use kubewright_envtest::{Version, Wanted};
///
/// let wanted: Wanted = "1.37.x".parse()?;
/// assert!(wanted.takes("1.37.2".parse()?) && !wanted.takes("1.38.0".parse()?));
/// # Ok::<(), kubewright_envtest::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Wanted {
    /// This release.
    Exactly(Version),
    /// The newest patch release of the same minor that is not older: `~1.37.1`.
    From(Version),
    /// The newest of all.
    Latest,
}

impl Wanted {
    /// Returns whether a release matches. If several do, the newest is used.
    #[must_use]
    pub fn takes(self, version: Version) -> bool {
        match self {
            Self::Exactly(wanted) => version == wanted,
            Self::From(wanted) => {
                (version.major, version.minor) == (wanted.major, wanted.minor) && version >= wanted
            }
            Self::Latest => true,
        }
    }
}

impl FromStr for Version {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        match parts(text).as_deref() {
            Some(&[major, minor, patch]) => Ok(Self { major, minor, patch }),
            Some(_) | None => Err(no_version(text)),
        }
    }
}

impl FromStr for Wanted {
    type Err = Error;

    /// Reads `1.37.1`, `1.37`, `1.37.x`, `1.37.*`, `~1.37.1` and `latest`, with or without a `v`.
    fn from_str(text: &str) -> Result<Self, Error> {
        if text == "latest" {
            return Ok(Self::Latest);
        }
        let (from, rest) = match text.strip_prefix('~') {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let minor = rest.strip_suffix(".x").or_else(|| rest.strip_suffix(".*"));
        match (parts(minor.unwrap_or(rest)).as_deref(), from, minor.is_some()) {
            (Some(&[major, minor]), false, _) => Ok(Self::From(Version {
                major,
                minor,
                patch: 0,
            })),
            (Some(&[major, minor, patch]), true, false) => Ok(Self::From(Version { major, minor, patch })),
            (Some(&[major, minor, patch]), false, false) => {
                Ok(Self::Exactly(Version { major, minor, patch }))
            }
            (Some(_) | None, _, _) => Err(no_version(text)),
        }
    }
}

impl fmt::Display for Version {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}.{}.{}", self.major, self.minor, self.patch)
    }
}

impl fmt::Display for Wanted {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Exactly(version) => version.fmt(formatter),
            Self::From(Version {
                major,
                minor,
                patch: 0,
            }) => write!(formatter, "{major}.{minor}.x"),
            Self::From(version) => write!(formatter, "~{version}"),
            Self::Latest => formatter.write_str("latest"),
        }
    }
}

fn parts(text: &str) -> Option<Vec<u32>> {
    let text = text.strip_prefix('v').unwrap_or(text);
    text.split('.')
        .map(|part| {
            // `parse` accepts a sign, but no release is called `1.+2.3`.
            let digits = part.bytes().all(|byte| byte.is_ascii_digit());
            part.parse().ok().filter(|_| digits)
        })
        .collect()
}

fn no_version(text: &str) -> Error {
    Error::Version {
        text: text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_choose_as_setup_envtest_has_them() {
        let releases = ["1.36.4", "1.37.0", "1.37.1", "1.37.12", "1.38.0"];
        let taken = |words: &str| {
            let wanted: Wanted = words.parse().unwrap();
            releases
                .iter()
                .filter(|release| wanted.takes(release.parse().unwrap()))
                .copied()
                .collect::<Vec<_>>()
        };
        assert_eq!(taken("1.37.1"), ["1.37.1"]);
        assert_eq!(taken("v1.37.1"), ["1.37.1"]);
        for minor in ["1.37", "1.37.x", "1.37.*", "v1.37"] {
            assert_eq!(taken(minor), ["1.37.0", "1.37.1", "1.37.12"], "{minor}");
        }
        assert_eq!(taken("~1.37.1"), ["1.37.1", "1.37.12"]);
        assert_eq!(taken("latest"), releases);
    }

    #[test]
    fn what_is_no_version_is_an_error() {
        for text in [
            "",
            "1",
            "1.x.2",
            "~1.37",
            "1.37.1.x",
            "1.37.1-rc.1",
            "newest",
            "1.+3.2",
            "1..2",
        ] {
            let error = text.parse::<Wanted>().unwrap_err().to_string();
            assert!(
                error.starts_with(&format!("`{text}` is not a version; ")),
                "{error}"
            );
        }
    }

    #[test]
    fn a_choice_is_shown_as_it_is_written() {
        for text in ["1.37.1", "1.37.x", "~1.37.1", "latest"] {
            assert_eq!(text.parse::<Wanted>().unwrap().to_string(), text);
        }
    }
}
