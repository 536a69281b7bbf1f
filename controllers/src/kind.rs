//! Kinds, and where the API server serves them.

use std::borrow::Cow;
use std::fmt;

/// A kind with its group, such as `Pod` or `Deployment.apps`.
///
/// ```
/// use kubewright_controllers::Kind;
///
/// assert_eq!(Kind::in_group("apps", "Deployment").to_string(), "Deployment.apps");
/// assert_eq!(Kind::in_group("", "Pod").to_string(), "Pod");
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Kind(Cow<'static, str>);

macro_rules! kinds {
    ($($name:ident = $text:literal,)*) => {
        impl Kind {
            $(#[doc = concat!("`", $text, "`.")] pub(crate) const $name: Self = Self(Cow::Borrowed($text));)*

            /// The kinds that controllers read as a whole. Of all others, metadata is enough.
            pub(crate) const WHOLE: &[Self] = &[$(Self::$name),*];
        }
    };
}

kinds! {
    CLUSTER_ROLE = "ClusterRole.rbac.authorization.k8s.io",
    CONFIG_MAP = "ConfigMap",
    CONTROLLER_REVISION = "ControllerRevision.apps",
    CRD = "CustomResourceDefinition.apiextensions.k8s.io",
    CRON_JOB = "CronJob.batch",
    DAEMON_SET = "DaemonSet.apps",
    DEPLOYMENT = "Deployment.apps",
    ENDPOINTS = "Endpoints",
    ENDPOINT_SLICE = "EndpointSlice.discovery.k8s.io",
    JOB = "Job.batch",
    NAMESPACE = "Namespace",
    NODE = "Node",
    POD = "Pod",
    POD_DISRUPTION_BUDGET = "PodDisruptionBudget.policy",
    REPLICA_SET = "ReplicaSet.apps",
    SERVICE = "Service",
    SERVICE_ACCOUNT = "ServiceAccount",
    STATEFUL_SET = "StatefulSet.apps",
}

impl Kind {
    /// The kind of an object with this `apiVersion` and `kind`.
    pub(crate) fn of(api_version: &str, kind: &str) -> Self {
        match api_version.rsplit_once('/') {
            Some((group, _)) => Self::in_group(group, kind),
            None => Self::in_group("", kind),
        }
    }

    /// Returns a kind of a group, which is empty for the core group.
    #[must_use]
    pub fn in_group(group: &str, kind: &str) -> Self {
        Self(if group.is_empty() {
            Cow::Owned(kind.to_owned())
        } else {
            Cow::Owned(format!("{kind}.{group}"))
        })
    }

    /// The kind without its group.
    pub(crate) fn name(&self) -> &str {
        self.0.split_once('.').map_or(&*self.0, |(kind, _)| kind)
    }

    /// Whether controllers read its objects as a whole.
    pub(crate) fn is_whole(&self) -> bool {
        Self::WHOLE.contains(self)
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// Where the API server serves a kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Resource {
    /// The group, empty for the core group.
    pub(crate) group: String,
    /// The version that is read and written.
    pub(crate) version: String,
    /// The kind, without its group.
    pub(crate) kind: String,
    /// The plural.
    pub(crate) plural: String,
    /// Whether its objects are in namespaces.
    pub(crate) namespaced: bool,
    /// Whether it can be listed and watched.
    pub(crate) watched: bool,
    /// Whether its objects can be deleted.
    pub(crate) deletable: bool,
}

impl Resource {
    /// Creates one that can be watched and deleted.
    pub(crate) fn new(group: &str, version: &str, kind: &str, plural: &str, namespaced: bool) -> Self {
        Self {
            group: group.to_owned(),
            version: version.to_owned(),
            kind: kind.to_owned(),
            plural: plural.to_owned(),
            namespaced,
            watched: true,
            deletable: true,
        }
    }

    /// Returns its kind.
    pub(crate) fn kind(&self) -> Kind {
        Kind::in_group(&self.group, &self.kind)
    }

    /// Returns the `apiVersion` of its objects.
    pub(crate) fn api_version(&self) -> String {
        if self.group.is_empty() {
            self.version.clone()
        } else {
            format!("{}/{}", self.group, self.version)
        }
    }

    /// Returns the path of its objects, in one namespace or in all.
    pub(crate) fn path(&self, namespace: Option<&str>) -> String {
        let root = if self.group.is_empty() { "/api" } else { "/apis" };
        let version = self.api_version();
        match namespace.filter(|namespace| self.namespaced && !namespace.is_empty()) {
            Some(namespace) => format!("{root}/{version}/namespaces/{namespace}/{}", self.plural),
            None => format!("{root}/{version}/{}", self.plural),
        }
    }
}
