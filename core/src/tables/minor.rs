use std::fmt;
use std::str::FromStr;

/// A minor version of Kubernetes that there is a table for, as in `1.37`.
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

/// The text or number names no minor that there is a table for.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no Kubernetes version known here; use one from {oldest} to {newest}", oldest = Minor::OLDEST, newest = Minor::NEWEST)]
pub struct NotAMinor(String);

impl Minor {
    /// The oldest.
    pub const OLDEST: Self = Self(33);
    /// The newest.
    pub const NEWEST: Self = Self(37);

    /// All, from the oldest on.
    pub fn all() -> impl Iterator<Item = Self> {
        (Self::OLDEST.0..=Self::NEWEST.0).map(Self)
    }

    /// The number after the dot.
    pub fn number(self) -> u8 {
        self.0
    }

    /// The name of k8s-openapi's feature for it, such as `v1_37`.
    pub fn feature(&self) -> String {
        format!("v1_{}", self.0)
    }

    /// Its place in the bits of a line.
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
            "`1.12` is no Kubernetes version known here; use one from 1.33 to 1.37"
        );
    }
}
