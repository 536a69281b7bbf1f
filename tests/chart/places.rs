//! CRDs in `crds/` and in a chart of their own.

use super::{Cluster, NAMESPACE};
use crate::project::Project;
use kubewright_oracles::Tool;

/// Helm installs what is in `crds/`, and leaves it alone after that; `make helm-deploy` applies it.
#[test]
fn helm_does_not_own_the_crds_of_the_folder() {
    const CRD: &str = "crd/tenants.tenancy.example.com";
    let namespace = "tenant-operator-system";
    let cluster = Cluster::start(namespace);
    for helm in Tool::HELMS {
        let project = Project::small(&[]);
        let in_folder = ["edit", "--plugins", "helm", "--crds", "crds"];
        project.kubewright(&in_folder).unwrap();
        let short_names = || cluster.kubectl(&["get", CRD, "-o", "jsonpath={.spec.names.shortNames}"]);
        // Without make, which would apply the CRDs first.
        let mut command = std::process::Command::new(helm.program());
        let install = ["install", "tenant-operator", &project.chart(), "-n", namespace];
        command.args(install).env("KUBECONFIG", cluster.config());
        super::output(&mut command).unwrap();
        assert_eq!(short_names(), "");
        let owner = ["get", CRD, "-o", "jsonpath={.metadata.annotations}"];
        assert!(!cluster.kubectl(&owner).contains("meta.helm.sh"));

        let path = "dist/chart/crds/tenants.tenancy.example.com.yaml";
        let crd = project.read(path);
        let changed = crd.replace(
            "    singular: tenant\n",
            "    shortNames: [tnt]\n    singular: tenant\n",
        );
        assert_ne!(changed, crd);
        project.write(path, &changed);
        let mut command = std::process::Command::new(helm.program());
        let upgrade = ["upgrade", "tenant-operator", &project.chart(), "-n", namespace];
        command.args(upgrade).env("KUBECONFIG", cluster.config());
        super::output(&mut command).unwrap();
        assert_eq!(short_names(), "", "{helm:?}");
        cluster.make(helm, &project, &["helm-deploy"]);
        assert_eq!(short_names(), r#"["tnt"]"#, "{helm:?}");
        cluster.make(helm, &project, &["helm-status"]);
        cluster.make(helm, &project, &["helm-uninstall"]);
        cluster.kubectl(&["delete", CRD]);
    }
}

#[test]
fn a_chart_of_crds_has_its_own_release() {
    const CRD: &str = "crd/memcacheds.cache.example.com";
    let cluster = Cluster::start(NAMESPACE);
    let project = Project::new();
    project.kubewright(&["edit", "--own-certificates"]).unwrap();
    let own_chart = ["edit", "--plugins", "helm", "--crds", "chart"];
    project.kubewright(&own_chart).unwrap();
    for helm in Tool::HELMS {
        let make = |arguments: &[&str]| cluster.make(helm, &project, arguments);
        make(&["helm-deploy"]);
        let service = "jsonpath={.spec.conversion.webhook.clientConfig.service.namespace}/\
                       {.spec.conversion.webhook.clientConfig.service.name}";
        let called = cluster.kubectl(&["get", CRD, "-o", service]);
        assert_eq!(called, format!("{NAMESPACE}/memcached-operator-webhook-service"));
        let releases = cluster.helm(helm, &["list", "--short"]);
        assert_eq!(releases, "memcached-operator\nmemcached-operator-crds\n");
        make(&["helm-uninstall"]);
        make(&["helm-uninstall-crds"]);
        assert_eq!(cluster.cluster_wide().len(), 1, "{:?}", cluster.cluster_wide());
        // The CRDs were kept, so the release takes them over.
        make(&["helm-deploy-crds", "HELM_CRDS_ARGS=--set crds.keep=false"]);
        make(&["helm-uninstall-crds"]);
        assert_eq!(cluster.cluster_wide(), [""; 0], "{helm:?}");
    }
}
