use std::fmt;
use std::str::FromStr;

/// A minor version of Kubernetes with a table, as in `1.37`.
///
/// ```
/// use kubewright_core::tables::Minor;
///
/// let minor: Minor = "1.35".parse().unwrap();
/// assert_eq!(minor, "v1_35".parse().unwrap()); // k8s-openapi's feature
/// assert_eq!(minor.to_string(), "1.35");
/// assert!("1.12".parse::<Minor>().is_err());
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Minor(u8);

/// The text or number does not name a minor version with a table.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("unknown Kubernetes version `{0}`; use one from {oldest} to {newest}", oldest = Minor::OLDEST, newest = Minor::NEWEST)]
pub struct NotAMinor(String);

impl Minor {
    /// The oldest version.
    pub const OLDEST: Self = Self(33);
    /// The newest version.
    pub const NEWEST: Self = Self(37);

    /// All versions, oldest first.
    pub fn all() -> impl Iterator<Item = Self> {
        (Self::OLDEST.0..=Self::NEWEST.0).map(Self)
    }

    /// Returns the number after the dot.
    pub fn number(self) -> u8 {
        self.0
    }

    /// Returns the name of k8s-openapi's feature for it, such as `v1_37`.
    pub fn feature(&self) -> String {
        format!("v1_{}", self.0)
    }

    /// Its bit in a line of the table.
    pub(super) fn bit(self) -> u8 {
        1 << (self.0 - Self::OLDEST.0)
    }
}

impl TryFrom<u8> for Minor {
    type Error = NotAMinor;

    fn try_from(number: u8) -> Result<Self, NotAMinor> {
        Self::all()
            .find(|minor| minor.0 == number)
            .ok_or_else(|| NotAMinor(format!("1.{number}")))
    }
}

impl FromStr for Minor {
    type Err = NotAMinor;

    fn from_str(text: &str) -> Result<Self, NotAMinor> {
        Self::all()
            .find(|minor| text == minor.to_string() || text == minor.feature())
            .ok_or_else(|| NotAMinor(text.to_owned()))
    }
}

impl fmt::Display for Minor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "1.{}", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_one_says_which_there_are() {
        let said = "1.12".parse::<Minor>().unwrap_err().to_string();
        assert_eq!(
            said,
            "unknown Kubernetes version `1.12`; use one from 1.33 to 1.37"
        );
    }
}
