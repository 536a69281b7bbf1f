//! The servers, and the public Go modules that they are built from.

const KUBERNETES: Module = Module {
    path: "k8s.io/kubernetes",
    version: "1.37.1",
    staged: true,
};
const ETCD_SERVER: Module = Module {
    path: "go.etcd.io/etcd/server/v3",
    version: "3.7.3",
    staged: false,
};
const KWOK: Module = Module {
    path: "sigs.k8s.io/kwok",
    version: "0.8.0",
    staged: false,
};

/// One server program.
///
/// A further one is a constant here; finding, building and reporting read it from the list they are given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Binary {
    name: &'static str,
    package: &'static str,
    module: Module,
    data: Option<Data>,
    build_minutes: u64,
}

/// A file that a server reads, of files of its module.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Data {
    pub(crate) name: &'static str,
    /// YAML, joined in this order.
    pub(crate) parts: &'static [&'static str],
}

/// A public Go module.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Module {
    pub(crate) path: &'static str,
    pub(crate) version: &'static str,
    /// Its `k8s.io/*` requirements are `v0.0.0` and stand beside it in its repository only.
    pub(crate) staged: bool,
}

impl Binary {
    /// The store of the API server.
    pub const ETCD: Self = Self {
        name: "etcd",
        package: "go.etcd.io/etcd/server/v3",
        module: ETCD_SERVER,
        data: None,
        build_minutes: 2,
    };

    /// The API server.
    pub const KUBE_APISERVER: Self = Self {
        name: "kube-apiserver",
        package: "k8s.io/kubernetes/cmd/kube-apiserver",
        module: KUBERNETES,
        data: None,
        build_minutes: 7,
    };

    /// Creates the Pods of Deployments, deletes objects whose owner is gone, and empties deleted namespaces.
    pub const KUBE_CONTROLLER_MANAGER: Self = Self {
        name: "kube-controller-manager",
        package: "k8s.io/kubernetes/cmd/kube-controller-manager",
        module: KUBERNETES,
        data: None,
        build_minutes: 3,
    };

    /// Assigns Pods to nodes.
    pub const KUBE_SCHEDULER: Self = Self {
        name: "kube-scheduler",
        package: "k8s.io/kubernetes/cmd/kube-scheduler",
        module: KUBERNETES,
        data: None,
        build_minutes: 1,
    };

    /// Simulates the nodes: Pods become ready at once, and no container runs.
    pub const KWOK: Self = Self {
        name: "kwok",
        package: "sigs.k8s.io/kwok/cmd/kwok",
        module: KWOK,
        data: Some(Data {
            name: "kwok-stages.yaml",
            parts: &[
                "kustomize/stage/node/fast/node-initialize.yaml",
                "kustomize/stage/pod/fast/pod-ready.yaml",
                "kustomize/stage/pod/fast/pod-complete.yaml",
                "kustomize/stage/pod/fast/pod-delete.yaml",
            ],
        }),
        build_minutes: 2,
    };

    /// The servers of an API server.
    pub const CONTROL_PLANE: &[Self] = &[Self::ETCD, Self::KUBE_APISERVER];

    /// The servers of a simulated cluster.
    pub const CLUSTER: &[Self] = &[
        Self::ETCD,
        Self::KUBE_APISERVER,
        Self::KUBE_CONTROLLER_MANAGER,
        Self::KUBE_SCHEDULER,
        Self::KWOK,
    ];

    /// Returns the file name.
    ///
    /// ```
    /// assert_eq!(kubewright_envtest::Binary::ETCD.name(), "etcd");
    /// ```
    #[must_use]
    pub const fn name(&self) -> &'static str {
        self.name
    }

    /// Returns the version that is built.
    #[must_use]
    pub const fn version(&self) -> &'static str {
        self.module.version
    }

    /// The path of its main package.
    pub(crate) const fn package(&self) -> &'static str {
        self.package
    }

    pub(crate) const fn module(&self) -> Module {
        self.module
    }

    /// How many minutes of one processor its build takes, after the builds of those before it in the lists above, with which
    /// it shares packages.
    pub(crate) const fn build_minutes(&self) -> u64 {
        self.build_minutes
    }

    /// A file that it needs beside it.
    pub(crate) const fn data(&self) -> Option<Data> {
        self.data
    }

    /// The files that it consists of.
    pub(crate) fn files(&self) -> impl Iterator<Item = &'static str> {
        [Some(self.name), self.data.map(|data| data.name)]
            .into_iter()
            .flatten()
    }
}

impl Module {
    /// What the linker must set, without which a server takes itself for `v0.0.0-master` and emulates that.
    pub(crate) fn linker_flags(&self) -> String {
        let mut flags = String::from("-s -w");
        if !self.staged {
            return flags;
        }
        let version = self.version;
        let mut parts = version.split('.');
        let (major, minor) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
        let set = [
            ("gitVersion", format!("v{version}")),
            ("gitMajor", major.to_owned()),
            ("gitMinor", minor.to_owned()),
            ("gitTreeState", "clean".to_owned()),
        ];
        for (name, value) in set {
            flags.push_str(&format!(" -X k8s.io/component-base/version.{name}={value}"));
        }
        flags
    }

    /// The version of the modules staged with it: `1.37.1` is published as `0.37.1` there.
    pub(crate) fn staged_version(&self) -> String {
        let rest = self
            .version
            .split_once('.')
            .map_or(self.version, |(_, rest)| rest);
        format!("v0.{rest}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::versions::KUBERNETES_VERSION;

    #[test]
    fn linker_sets_the_version_that_the_server_reports() {
        let flags = KUBERNETES.linker_flags();
        assert!(flags.contains("version.gitVersion=v1.37.1"), "{flags}");
        assert!(flags.contains("version.gitMajor=1 "), "{flags}");
        assert!(flags.contains("version.gitMinor=37 "), "{flags}");
        assert_eq!(ETCD_SERVER.linker_flags(), "-s -w");
    }

    #[test]
    fn the_api_server_gives_the_release_its_version() {
        assert_eq!(Binary::KUBE_APISERVER.version(), KUBERNETES_VERSION);
        assert_eq!(KUBERNETES.staged_version(), "v0.37.1");
    }
}
