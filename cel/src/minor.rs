//! The minor version of Kubernetes whose API server is asked.

/// A minor version of Kubernetes: `Minor(37)` is 1.37.
///
/// An API server compiles new rules with the libraries of the version before it, so that a rollback finds no rule that the older
/// version cannot read.
///
/// ```
/// use kubewright_cel::Minor;
///
/// assert!(Minor::OLDEST < Minor(35));
/// assert_eq!(Minor(12).supported(), Minor::OLDEST);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Minor(pub u32);

impl Minor {
    /// The oldest version with a table of functions.
    pub const OLDEST: Self = Self(33);
    /// The newest version with a table of functions.
    pub const NEWEST: Self = Self(37);

    /// Returns this version, or the closest one that has a table.
    #[must_use]
    pub fn supported(self) -> Self {
        self.clamp(Self::OLDEST, Self::NEWEST)
    }
}
