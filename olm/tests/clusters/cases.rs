//! Installations that succeed and that fail, each with the right reason.

use kube::api::{Api, DynamicObject, ListParams};
use kube::core::GroupVersionKind;
use serde_json::json;

use kubewright_olm::kinds::{CatalogSource, ClusterServiceVersion, InstallPlan, OperatorGroup, Subscription};

use super::bundle::Bundle;
use super::fixture::Place;

/// The names of objects of a kind that belong to a package.
async fn names(place: &Place, api_version: &str, kind: &str, namespaced: bool) -> Vec<String> {
    let namespace = namespaced.then_some(place.namespace);
    let api = super::fixture::api(&place.client, namespace, api_version, kind);
    let all = api.list(&ListParams::default()).await.unwrap();
    all.into_iter()
        .filter_map(|object| object.metadata.name)
        .collect()
}

/// What OLM and our program have created for the operator of a namespace, and not deleted.
async fn left(place: &Place) -> Vec<String> {
    let olm = "operators.coreos.com/v1alpha1";
    let rbac = "rbac.authorization.k8s.io/v1";
    let mut left = Vec::new();
    for (api_version, kind, namespaced) in [
        (olm, "Subscription", true),
        (olm, "CatalogSource", true),
        (olm, "InstallPlan", true),
        (olm, "ClusterServiceVersion", true),
        ("operators.coreos.com/v1", "OperatorGroup", true),
        ("operators.coreos.com/v2", "OperatorCondition", true),
        ("v1", "Secret", true),
        ("v1", "ConfigMap", true),
        ("v1", "ServiceAccount", true),
        ("v1", "Pod", true),
        ("apps/v1", "Deployment", true),
        (rbac, "Role", true),
        (rbac, "RoleBinding", true),
        (rbac, "ClusterRole", false),
        (rbac, "ClusterRoleBinding", false),
        ("apiextensions.k8s.io/v1", "CustomResourceDefinition", false),
    ] {
        let ours = |name: &String| match namespaced {
            // Of each namespace.
            true => name != "kube-root-ca.crt" && name != "default",
            false => name.contains(place.namespace),
        };
        let found = names(place, api_version, kind, namespaced).await;
        left.extend(
            found
                .into_iter()
                .filter(ours)
                .map(|name| format!("{kind} {name}")),
        );
    }
    left
}

async fn custom_resource_definitions(place: &Place) -> Vec<String> {
    names(
        place,
        "apiextensions.k8s.io/v1",
        "CustomResourceDefinition",
        false,
    )
    .await
}

/// An object that OLM wrote loses nothing when it is read as our kind and written again.
async fn keeps<K>(place: &Place)
where
    K: kube::Resource<DynamicType = ()> + serde::Serialize + serde::de::DeserializeOwned,
{
    let (api_version, kind) = (K::api_version(&()), K::kind(&()));
    let resource = kube::api::ApiResource::erase::<K>(&());
    let api: Api<DynamicObject> = Api::namespaced_with(place.client.clone(), place.namespace, &resource);
    let all = api.list(&ListParams::default()).await.unwrap().items;
    assert!(!all.is_empty(), "{kind}");
    for object in all {
        let mut written = serde_json::to_value(object).unwrap();
        written["apiVersion"] = api_version.as_ref().into();
        written["kind"] = kind.as_ref().into();
        let typed: K = serde_json::from_value(written.clone()).unwrap();
        assert_eq!(serde_json::to_value(typed).unwrap(), written);
    }
}

#[tokio::test]
async fn an_operator_is_installed_and_nothing_is_left_after_cleanup() {
    let place = Place::new("good").await;
    Bundle::new("good", "1.0.0").write(&place.path().join("bundle"));
    let said = place
        .run(&["run", "bundle", "bundle", "--install-mode", "OwnNamespace"])
        .await;
    said.succeeds();
    assert!(
        said.err.ends_with("`good.v1.0.0` runs in the namespace `good`\n"),
        "{}",
        said.err
    );
    keeps::<Subscription>(&place).await;
    keeps::<CatalogSource>(&place).await;
    keeps::<OperatorGroup>(&place).await;
    keeps::<InstallPlan>(&place).await;
    keeps::<ClusterServiceVersion>(&place).await;
    let twice = place.run(&["run", "bundle", "bundle"]).await.failure();
    assert_eq!(
        twice,
        "`good.v1.0.0` is installed in the namespace `good` already; `kubewright cleanup good -n good` deletes it"
    );

    // OLM labels the CRD some time later.
    let label = "operators.coreos.com/good.good";
    let resource = kube::api::ApiResource::from_gvk(&GroupVersionKind::gvk(
        "apiextensions.k8s.io",
        "v1",
        "CustomResourceDefinition",
    ));
    let crds: Api<DynamicObject> = Api::all_with(place.client.clone(), &resource);
    while crds
        .list(&ListParams::default().labels(label))
        .await
        .unwrap()
        .items
        .is_empty()
    {
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    let said = place.run(&["cleanup", "good"]).await;
    said.succeeds();
    assert!(
        said.err.contains(
            "note: the CRDs lamps.good.example.com stay, with all objects; `--delete-crds` deletes them\n"
        ),
        "{}",
        said.err
    );
    let crd = "lamps.good.example.com".to_owned();
    // OLM's roles for users of a CRD belong to the CRD.
    let of_crd = format!("ClusterRole {crd}-v1-");
    let mut left = left(&place).await;
    left.retain(|name| !name.starts_with(&of_crd));
    assert_eq!(left, [format!("CustomResourceDefinition {crd}")]);
    // The CRD is found by its label although nothing else is left.
    place.run(&["cleanup", "good", "--delete-crds"]).await.succeeds();
    assert!(!custom_resource_definitions(&place).await.contains(&crd));
    let nothing = place.run(&["cleanup", "good"]).await.failure();
    assert_eq!(
        nothing,
        "nothing of the package `good` is in the namespace `good`; `kubectl get subscriptions -A` lists what is installed"
    );
}

/// The bundle of a package, in the folder `bundle`.
fn write(place: &Place, change: impl FnOnce(&mut Bundle)) {
    let mut bundle = Bundle::new(place.namespace, "1.0.0");
    change(&mut bundle);
    bundle.write(&place.path().join("bundle"));
}

/// What `run bundle` says, up to the list of what it has created.
async fn fails(place: &Place, more: &[&str]) -> String {
    let said = place.run(&[&["run", "bundle", "bundle"], more].concat()).await;
    let failure = said.failure();
    let (reason, created) = failure
        .split_once("\n  created so far: ")
        .unwrap_or((&failure, ""));
    let cleanup = format!("`kubewright cleanup {0} -n {0}` deletes it", place.namespace);
    assert!(created.is_empty() || created.ends_with(&cleanup), "{failure}");
    reason.to_owned()
}

const OWN: [&str; 2] = ["--install-mode", "OwnNamespace"];

#[tokio::test]
async fn a_kind_that_the_cluster_does_not_have_is_named() {
    let place = Place::new("kindless").await;
    write(&place, |bundle| {
        bundle.others.push(json!({
            "apiVersion": "monitoring.coreos.com/v1", "kind": "ServiceMonitor", "metadata": { "name": "metrics" },
            "spec": { "endpoints": [], "selector": {} },
        }));
    });
    let reason = fails(&place, &OWN).await;
    let expected = "the cluster does not have the kind ServiceMonitor of `monitoring.coreos.com/v1`, which the bundle's object `metrics` needs; install its CRD, or remove the object from the bundle (";
    assert!(
        reason.starts_with("creating the objects of the InstallPlan `install-"),
        "{reason}"
    );
    assert!(reason.contains(expected), "{reason}");
    place
        .run(&["cleanup", "kindless", "--delete-crds"])
        .await
        .succeeds();
}

#[tokio::test]
async fn a_group_that_does_not_fit_is_found_before_anything_is_created() {
    let place = Place::new("groups").await;
    let supports = |bundle: &mut Bundle, name: &str| {
        bundle.csv["spec"]["installModes"] = json!([{ "type": name, "supported": true }]);
    };
    write(&place, |bundle| supports(bundle, "AllNamespaces"));
    let group = |name: &str, namespaces: &[&str]| {
        json!({
            "apiVersion": "operators.coreos.com/v1", "kind": "OperatorGroup", "metadata": { "name": name },
            "spec": { "targetNamespaces": namespaces },
        })
    };
    place.apply(&group("first", &["groups"])).await;
    assert_eq!(
        fails(&place, &[]).await,
        "the OperatorGroup `first` of the namespace `groups` selects `groups`, which is OwnNamespace, but `groups.v1.0.0` supports AllNamespaces; use another namespace, or change the group"
    );
    assert_eq!(
        fails(&place, &["--install-mode", "AllNamespaces"]).await,
        "the OperatorGroup `first` of the namespace `groups` selects `groups`, which is not AllNamespaces; use another namespace, or change the group"
    );
    assert_eq!(
        fails(&place, &["--install-mode", "MultiNamespace=a,b"]).await,
        "`groups.v1.0.0` does not support the install mode MultiNamespace; it supports AllNamespaces"
    );
    place.apply(&group("second", &["default"])).await;
    assert_eq!(
        fails(&place, &[]).await,
        "the namespace `groups` has 2 OperatorGroups (first, second), and OLM installs nothing then; keep only one"
    );
    assert_eq!(
        names(&place, "operators.coreos.com/v1alpha1", "CatalogSource", true).await,
        [""; 0]
    );
}

#[tokio::test]
async fn a_dependency_that_no_catalog_has_is_named() {
    let place = Place::new("needy").await;
    write(&place, |bundle| {
        bundle.csv["spec"]["customresourcedefinitions"]["required"] =
            json!([{ "name": "switches.other.example.com", "version": "v1", "kind": "Switch" }]);
    });
    let reason = fails(&place, &OWN).await;
    assert!(
        reason.starts_with("resolving the Subscription `needy-v1-0-0-sub` failed: OLM finds no solution: constraints not satisfiable: "),
        "{reason}"
    );
    assert!(
        reason.contains("group: other.example.com, version: v1, kind: Switch"),
        "{reason}"
    );
    place.run(&["cleanup", "needy"]).await.succeeds();
}

#[tokio::test]
async fn pods_that_the_namespace_forbids_are_named() {
    let place = Place::new("strict").await;
    place
        .label("pod-security.kubernetes.io/enforce", "restricted")
        .await;
    write(&place, |_| {});
    let reason = fails(&place, &OWN).await;
    let expected = "starting `strict.v1.0.0` failed: the Deployment `strict-manager` has no Pods: pods \"strict-manager-";
    assert!(
        reason.starts_with(expected) && reason.contains("violates PodSecurity \"restricted:latest\""),
        "{reason}"
    );
    place
        .run(&["cleanup", "strict", "--delete-crds"])
        .await
        .succeeds();
}

#[tokio::test]
async fn a_version_of_package_manifests_is_installed() {
    let place = Place::new("packed").await;
    Bundle::new("packed", "1.0.0").write(&place.path().join("bundle"));
    let folder = place.path().join("packagemanifests");
    std::fs::create_dir(&folder).unwrap();
    std::fs::rename(place.path().join("bundle/manifests"), folder.join("1.0.0")).unwrap();
    assert_eq!(
        place.run(&["run", "packagemanifests"]).await.failure(),
        "`packagemanifests` has no package manifests: it has no file `*.package.yaml`, which lists the channels"
    );
    let package = "packageName: packed\nchannels: [{ name: stable, currentCSV: packed.v1.0.0 }]\n";
    std::fs::write(folder.join("packed.package.yaml"), package).unwrap();
    assert_eq!(
        place.run(&["run", "pm", "--version", "2.0.0"]).await.failure(),
        "`packagemanifests` has no version `2.0.0`; it has 1.0.0"
    );
    let said = place
        .run(&["run", "packagemanifests", "--install-mode", "OwnNamespace"])
        .await;
    said.succeeds();
    assert!(
        said.err
            .ends_with("`packed.v1.0.0` runs in the namespace `packed`\n"),
        "{}",
        said.err
    );
    place
        .run(&["cleanup", "packed", "--delete-crds"])
        .await
        .succeeds();
}

#[tokio::test]
async fn an_image_that_cannot_be_pulled_is_named() {
    let place = Place::new("imageless").await;
    write(&place, |_| {});
    let reason = fails(&place, &["--index-image", "example.com/absent:v1"]).await;
    let expected = "failed: the container `serve` of the Pod `imageless-catalog-imageless-v1-0-0` is in ImagePullBackOff: not found; can the node pull `example.com/absent:v1`?";
    assert!(reason.ends_with(expected), "{reason}");
    place.run(&["cleanup", "imageless"]).await.succeeds();
}

#[tokio::test]
async fn an_account_without_the_permissions_to_install_is_named() {
    let place = Place::new("powerless").await;
    place
        .apply(&json!({ "apiVersion": "v1", "kind": "ServiceAccount", "metadata": { "name": "installer" } }))
        .await;
    place
        .apply(&json!({
            "apiVersion": "operators.coreos.com/v1", "kind": "OperatorGroup", "metadata": { "name": "limited" },
            "spec": { "targetNamespaces": ["powerless"], "serviceAccountName": "installer" },
        }))
        .await;
    write(&place, |_| {});
    let reason = fails(&place, &[]).await;
    assert!(
        reason.contains("system:serviceaccount:powerless:installer"),
        "{reason}"
    );
    assert!(reason.contains("cannot"), "{reason}");
}

#[tokio::test]
async fn an_interrupted_installation_names_what_it_has_created() {
    let place = Place::new("hurried").await;
    write(&place, |_| {});
    // The Pod never runs, so the installation waits.
    let args = [
        "run",
        "bundle",
        "bundle",
        "--index-image",
        "example.com/absent:v1",
        "--install-mode",
        "OwnNamespace",
    ];
    let child = place.command(&args).spawn().unwrap();
    while !names(&place, "v1", "Pod", true)
        .await
        .iter()
        .any(|name| name.starts_with("hurried-catalog"))
    {
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    let id = child.id().unwrap().to_string();
    assert!(
        std::process::Command::new("kill")
            .args(["-INT", &id])
            .status()
            .unwrap()
            .success()
    );
    let said = super::fixture::said(child.wait_with_output().await.unwrap());
    let expected = "interrupted\n  created so far: CatalogSource `hurried-catalog`, ConfigMap `hurried-catalog-hurried-v1-0-0-part-000`, Pod `hurried-catalog-hurried-v1-0-0`; `kubewright cleanup hurried -n hurried` deletes it";
    assert_eq!(said.failure(), expected);
    place.run(&["cleanup", "hurried"]).await.succeeds();
    assert_eq!(
        names(&place, "operators.coreos.com/v1alpha1", "CatalogSource", true).await,
        [""; 0]
    );
    // Not its own, and the Pod goes with its CatalogSource.
    assert_eq!(names(&place, "v1", "ConfigMap", true).await, ["kube-root-ca.crt"]);
}

#[tokio::test]
async fn what_is_no_bundle_or_no_namespace_is_named() {
    let mut place = Place::new("wrong").await;
    let said = place.run(&["run", "bundle", "./absent"]).await.failure();
    assert!(
        said.starts_with("no folder has the name `./absent`, and `./absent` is not the name of an image: "),
        "{said}"
    );
    write(&place, |bundle| bundle.others.push(bundle.csv.clone()));
    assert_eq!(
        fails(&place, &[]).await,
        "the bundle has 2 ClusterServiceVersions; it must have one"
    );
    write(&place, |bundle| bundle.csv["kind"] = json!("ConfigMap"));
    assert_eq!(
        fails(&place, &[]).await,
        "`bundle` is not a bundle: `manifests/` has no ClusterServiceVersion"
    );
    write(&place, |bundle| {
        drop(bundle.csv["spec"].as_object_mut().unwrap().remove("version"));
    });
    assert_eq!(
        fails(&place, &OWN).await,
        "`manifests/csv.yaml` has no `spec.version`"
    );
    place.namespace = "absent";
    assert_eq!(
        fails(&place, &[]).await,
        "the namespace `absent` does not exist; `kubectl create namespace absent` creates it"
    );
}

#[tokio::test]
async fn an_operator_is_upgraded() {
    let place = Place::new("risen").await;
    write(&place, |_| {});
    let missing = place.run(&["run", "bundle-upgrade", "bundle"]).await.failure();
    assert_eq!(
        missing,
        "the package `risen` is not installed in the namespace `risen`; `kubewright run bundle` installs it"
    );
    place
        .run(&["run", "bundle", "bundle", "--install-mode", "OwnNamespace"])
        .await
        .succeeds();
    let same = place.run(&["run", "bundle-upgrade", "bundle"]).await.failure();
    assert_eq!(
        same,
        "`risen.v1.0.0` is installed already; the new bundle needs another name and version"
    );
    // OLM still deletes the first version when the second upgrade starts.
    for version in ["1.1.0", "1.2.0"] {
        Bundle::new("risen", version).write(&place.path().join("bundle"));
        let said = place.run(&["run", "bundle-upgrade", "bundle"]).await;
        said.succeeds();
        let last = format!("`risen.v{version}` runs in the namespace `risen`\n");
        assert!(said.err.ends_with(&last), "{}", said.err);
        let versions = names(
            &place,
            "operators.coreos.com/v1alpha1",
            "ClusterServiceVersion",
            true,
        )
        .await;
        assert_eq!(versions, [format!("risen.v{version}")]);
    }
    let said = place.run(&["cleanup", "risen", "--delete-crds"]).await;
    said.succeeds();
    assert_eq!(left(&place).await, [""; 0], "{}", said.err);
}
