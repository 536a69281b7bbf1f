//! Versions of kube and schemars that give different CRDs.

/// The versions of kube and schemars whose output is wanted.
///
/// ```
/// use kubewright_kube_types::Era;
///
/// assert_eq!(Era::of(5, 0, 0), Some(Era::V3_1));
/// assert_eq!(Era::of(1, 1, 0), None);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Era {
    /// kube 3.1 to 5.0, with schemars 1.
    #[default]
    V3_1,
}

impl Era {
    /// Returns the era of a version of kube-derive; `None` if it is not supported.
    #[must_use]
    pub fn of(major: u64, minor: u64, _patch: u64) -> Option<Self> {
        match (major, minor) {
            (3, 1..) | (4 | 5, _) => Some(Self::V3_1),
            _ => None,
        }
    }
}
