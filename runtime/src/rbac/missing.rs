//! Permissions that a program lacks, and what needs them.

use std::fmt;

/// What needs a right, and what grants it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Need {
    by: String,
    grant: String,
}

impl Need {
    pub(crate) fn new(by: impl Into<String>, grant: impl Into<String>) -> Self {
        Self {
            by: by.into(),
            grant: grant.into(),
        }
    }

    pub(super) fn missing(self, verbs: Vec<String>, thing: String) -> Missing {
        let Self { by, grant } = self;
        Missing {
            verbs,
            thing,
            needed_by: by,
            granted_by: grant,
        }
    }
}

/// The permissions that a program needs and does not have.
///
/// [`Manager::run`](crate::Manager::run) ends with this error.
///
/// ```
/// use kubewright_runtime::manager::ManagerError;
/// use kubewright_runtime::rbac::{Missing, MissingRights};
///
/// let missing = Missing {
///     verbs: vec!["create".to_owned()],
///     thing: "leases.coordination.k8s.io in namespace memcached-system".to_owned(),
///     needed_by: "`--leader-elect`".to_owned(),
///     granted_by: "the Role `leader-election-role`".to_owned(),
/// };
/// let error = ManagerError::from(MissingRights(vec![missing]));
/// assert!(error.to_string().contains("needed by `--leader-elect`, granted by the Role `leader-election-role`"));
/// ```
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub struct MissingRights(pub Vec<Missing>);

/// A missing permission.
///
/// ```
/// use kubewright_runtime::rbac::Missing;
///
/// /// The verbs that a role lacks, for a message of your own.
/// fn words(missing: &Missing) -> String {
///     format!("{} {}", missing.verbs.join(" and "), missing.thing)
/// }
/// # let _ = words;
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Missing {
    /// The verbs: `get`, `watch`.
    pub verbs: Vec<String>,
    /// The resource or URL: `deployments.apps in namespace default`, `pods/status`, `/metrics`.
    pub thing: String,
    /// The reconciler, call or flag that needs the permission.
    pub needed_by: String,
    /// The marker or role that grants the permission once it is applied.
    pub granted_by: String,
}

impl fmt::Display for Missing {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            verbs,
            thing,
            needed_by,
            granted_by,
        } = self;
        let verbs = verbs.join(", ");
        write!(
            formatter,
            "{verbs} {thing} (needed by {needed_by}, granted by {granted_by})"
        )
    }
}

impl fmt::Display for MissingRights {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let missing: Vec<String> = self.0.iter().map(ToString::to_string).collect();
        let missing = missing.join("; ");
        write!(
            formatter,
            "the program lacks permissions: it may not {missing}; write the roles with `kubewright manifests`, apply them and \
             bind them to the program's service account, or start it with `--rbac-preflight=false`"
        )
    }
}
