//! Versions of kube and schemars that give different CRDs.

/// The versions of kube and schemars whose output is wanted. Kubernetes types come from the version of k8s-openapi that the project has.
///
/// ```
/// use kubewright_kube_types::Era;
///
/// assert_eq!(Era::of(5, 0, 0), Some(Era::V4));
/// assert_eq!(Era::of(3, 0, 1), Some(Era::V3_0_1));
/// assert_eq!(Era::of(0, 99, 0), Some(Era::V1));
/// assert_eq!(Era::of(0, 87, 0), None);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Era {
    /// kube 0.91 to 1.1, with schemars 0.8.
    V1,
    /// kube 2.0, the first with schemars 1.
    V2,
    /// kube 3.0.0.
    V3_0_0,
    /// kube 3.0.1.
    V3_0_1,
    /// kube 3.1.
    V3_1,
    /// kube 4.0 to 5.0.
    #[default]
    V4,
}

impl Era {
    /// Returns the era of a version of kube-derive; `None` if it is not supported.
    #[must_use]
    pub fn of(major: u64, minor: u64, patch: u64) -> Option<Self> {
        match (major, minor, patch) {
            (0, 91.., _) | (1, _, _) => Some(Self::V1),
            (2, _, _) => Some(Self::V2),
            (3, 0, 0) => Some(Self::V3_0_0),
            (3, 0, _) => Some(Self::V3_0_1),
            (3, _, _) => Some(Self::V3_1),
            (4 | 5, _, _) => Some(Self::V4),
            _ => None,
        }
    }

    /// Whether it is one with schemars 0.8.
    pub(crate) fn is_old(self) -> bool {
        self == Self::V1
    }
}
