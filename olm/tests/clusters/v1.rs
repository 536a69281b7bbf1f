//! Operators are installed, upgraded and deleted with OLM v1: the real catalogd, and a part of operator-controller that the test
//! plays, because its Go module cannot be built from public modules only.

mod catalogd;
mod controller;

use std::fs;

use kube::api::Api;
use kubewright_olm::kinds::{ClusterCatalog, ClusterExtension};
use serde_json::json;

use super::bundle::Bundle;
use super::fixture::Said;
use super::page::commands;
use catalogd::Place;

async fn extension(place: &Place, name: &str) -> Option<ClusterExtension> {
    let extensions: Api<ClusterExtension> = Api::all(place.client.clone());
    extensions.get_opt(name).await.unwrap()
}

#[tokio::test]
async fn an_operator_is_installed_upgraded_and_deleted() {
    let place = Place::new("tower").await;
    let image = place.image();
    let image = ["--catalog-image", &image];
    place.write(&Bundle::new("tower", "1.0.0"));
    let none = place.install("bundle-upgrade", &image).failure();
    assert_eq!(
        none,
        "no ClusterExtension installs the package `tower`; `kubewright run bundle` installs it"
    );
    let said = place.install("bundle", &image);
    said.succeeds();
    assert!(
        said.err
            .ends_with("`tower.v1.0.0` runs in the namespace `tower`\n"),
        "{}",
        said.err
    );

    // The real catalogd has unpacked our image.
    let catalogs: Api<ClusterCatalog> = Api::all(place.client.clone());
    let catalog = catalogs.get("tower-catalog").await.unwrap();
    let served = fs::read_to_string(place.served()).unwrap();
    assert!(served.contains(r#""name":"tower.v1.0.0""#), "{served}");
    let reference = catalog.spec.source.image.unwrap().r#ref;
    assert!(reference.contains("/tower-catalog@sha256:"), "{reference}");

    let twice = place.install("bundle", &image).failure();
    assert_eq!(
        twice,
        "the ClusterExtension `tower` installs the package `tower` already; `kubewright run bundle-upgrade` upgrades it, and `kubewright cleanup tower --olm v1` deletes it"
    );
    let same = place.install("bundle-upgrade", &image).failure();
    assert_eq!(
        same,
        "`tower.v1.0.0` is installed already; the new bundle needs another name and version"
    );
    place.write(&Bundle::new("tower", "1.1.0"));
    place.install("bundle-upgrade", &image).succeeds();
    let spec = extension(&place, "tower").await.unwrap().spec;
    let source = spec.source.catalog.unwrap();
    assert_eq!(source.version.as_deref(), Some("1.1.0"));
    assert_eq!(
        source.upgrade_constraint_policy.as_deref(),
        Some("CatalogProvided")
    );
    let served = fs::read_to_string(place.served()).unwrap();
    assert!(served.contains(r#""replaces":"tower.v1.0.0""#), "{served}");

    // OLM v1 deletes the CRDs with the operator, and the objects of users with them.
    place
        .apply(
            &json!({ "apiVersion": "tower.example.com/v1", "kind": "Lamp", "metadata": { "name": "red" } }),
        )
        .await;
    let refused = place.run(&["cleanup", "tower"]).failure();
    assert_eq!(
        refused,
        "1 Lamp objects exist, such as `red` in the namespace `tower`, and OLM v1 deletes them with the CRDs of the operator; delete or move them, or pass `--delete-crds`"
    );
    assert!(extension(&place, "tower").await.is_some());
    let other = place.run(&["cleanup", "tower", "-n", "default"]).failure();
    assert_eq!(
        other,
        "the ClusterExtension `tower` installs into the namespace `tower`, not into `default`"
    );
    let said = place.run(&["cleanup", "tower", "--delete-crds"]);
    said.succeeds();
    assert!(
        said.err
            .starts_with("note: OLM v1 deletes the CRDs lamps.tower.example.com with the operator\n"),
        "{}",
        said.err
    );
    let olm = "olm.operatorframework.io/v1";
    for (api_version, kind) in [
        (olm, "ClusterExtension"),
        (olm, "ClusterCatalog"),
        ("apiextensions.k8s.io/v1", "CustomResourceDefinition"),
        ("apps/v1", "Deployment"),
    ] {
        place.wait_until_gone(api_version, kind).await;
    }
    assert_eq!(place.named("v1", "Namespace").await, ["tower"]);
    let nothing = place.run(&["cleanup", "tower"]).failure();
    assert_eq!(
        nothing,
        "OLM v1 has nothing of the package `tower`; `kubectl get clusterextensions` lists what is installed"
    );
}

#[tokio::test]
async fn the_page_of_the_guide_can_be_followed() {
    let place = Place::new("cache").await;
    let commands = commands(
        "olm-v1.md",
        "text",
        &["kubectl create namespace cache", "kubewright "],
    );
    let verbs: Vec<_> = commands.iter().map(|words| words[1..3].join(" ")).collect();
    assert_eq!(
        verbs,
        [
            "create namespace",
            "run bundle",
            "run bundle-upgrade",
            "cleanup cache-operator"
        ]
    );
    for words in &commands[1..] {
        let version = if words[2] == "bundle-upgrade" {
            "0.2.0"
        } else {
            "0.1.0"
        };
        place.write(&Bundle::new("cache-operator", version));
        let mut words: Vec<_> = words[1..].iter().map(|word| place.in_registry(word)).collect();
        if words[0] == "run" {
            words.push("--use-http".to_owned());
        }
        let words: Vec<_> = words.iter().map(String::as_str).collect();
        place.run(&words).succeeds();
    }
    place
        .wait_until_gone("olm.operatorframework.io/v1", "ClusterExtension")
        .await;
}

/// What a command says, up to the list of what it has created.
fn reason(place: &Place, said: &Said) -> String {
    let failure = said.failure();
    let (reason, created) = failure
        .split_once("\n  created so far: ")
        .unwrap_or((&failure, ""));
    let cleanup = format!("`kubewright cleanup {} --olm v1` deletes it", place.namespace);
    assert!(created.is_empty() || created.ends_with(&cleanup), "{failure}");
    reason.to_owned()
}

#[tokio::test]
async fn what_is_missing_is_found_before_anything_is_pushed() {
    let mut place = Place::new("early").await;
    place.write(&Bundle::new("early", "1.0.0"));
    let image = place.image();
    let fails = |place: &Place, more: &[&str]| reason(place, &place.install("bundle", more));
    assert_eq!(
        fails(&place, &[]),
        "OLM v1 reads catalogs from images only; `--catalog-image IMAGE` names the image, which is pushed first"
    );
    assert_eq!(
        fails(
            &place,
            &["--catalog-image", &image, "--index-image", "example.com/opm:v1"]
        ),
        "`--index-image` is for OLM v0 only; leave it out, or choose the other OLM with `--olm`"
    );
    assert_eq!(
        fails(&place, &["--catalog-image", &image, "--olm", "v0"]),
        "the cluster has OLM v1 but not OLM v0; leave out `--olm v0`"
    );
    assert_eq!(
        fails(
            &place,
            &["--catalog-image", &image, "--install-mode", "MultiNamespace=a,b"]
        ),
        "OLM v1 does not support the install mode MultiNamespace; choose another with `--install-mode`"
    );
    let digest = format!("{}@sha256:{}", "example.com/early-catalog", "0a".repeat(32));
    assert_eq!(
        fails(&place, &["--catalog-image", &digest]),
        format!("`{digest}` names an image by its digest, but it is still to be pushed; name a tag")
    );
    let mut bundle = Bundle::new("early", "1.0.0");
    bundle.others.clear();
    place.write(&bundle);
    let refused = fails(&place, &["--catalog-image", &image]);
    assert!(
        refused.starts_with("OLM v1 does not install `early.v1.0.0`: "),
        "{refused}"
    );
    place.namespace = "absent";
    assert_eq!(
        fails(&place, &["--catalog-image", &image]),
        "the namespace `absent` does not exist; `kubectl create namespace absent` creates it"
    );
    place.namespace = "early";
    assert_eq!(
        place.named("olm.operatorframework.io/v1", "ClusterCatalog").await,
        [""; 0]
    );
    assert!(!place.is_pushed());
}

#[tokio::test]
async fn a_catalog_that_olm_cannot_pull_is_named() {
    let place = Place::new("closed").await;
    place.write(&Bundle::new("closed", "1.0.0"));
    // OLM does not know that this registry has no TLS.
    let other = catalogd::other_registry();
    let image = other.image("closed-catalog:v1");
    let said = place.install("bundle", &["--catalog-image", &image]);
    let reason = reason(&place, &said);
    assert!(
        reason.starts_with("serving the ClusterCatalog `closed-catalog` failed: source catalog content: "),
        "{reason}"
    );
    place.run(&["cleanup", "closed", "--olm", "v1"]).succeeds();
}

#[tokio::test]
async fn what_blocks_an_installation_is_named() {
    let place = Place::new("blocked").await;
    let image = place.image();
    let image = ["--catalog-image", &image];
    place.write(&Bundle::new("blocked", "1.0.0"));
    place
        .controller
        .say("blocked", "Blocked", "the package has two versions");
    assert_eq!(
        reason(&place, &place.install("bundle", &image)),
        "installing the ClusterExtension `blocked` failed: the package has two versions"
    );
    place.run(&["cleanup", "blocked"]).succeeds();
    place
        .controller
        .say("blocked", "Retrying", "no bundles found for package \"blocked\"");
    assert_eq!(
        reason(&place, &place.install("bundle", &image)),
        "installing the ClusterExtension `blocked` failed: no bundles found for package \"blocked\""
    );
    place.run(&["cleanup", "blocked"]).succeeds();
}

#[tokio::test]
async fn pods_that_the_namespace_forbids_are_named() {
    let place = Place::new("narrow").await;
    place.restrict().await;
    let image = place.image();
    place.write(&Bundle::new("narrow", "1.0.0"));
    let said = place.install("bundle", &["--catalog-image", &image]);
    let reason = reason(&place, &said);
    let expected = "starting `narrow.v1.0.0` failed: the Deployment `narrow-manager` has no Pods: pods \"narrow-manager-";
    assert!(
        reason.starts_with(expected) && reason.contains("violates PodSecurity"),
        "{reason}"
    );
    place.run(&["cleanup", "narrow"]).succeeds();
}

#[tokio::test]
async fn the_cluster_is_found_to_have_olm_v1() {
    let place = Place::new("status").await;
    let said = place.run(&["olm", "status"]);
    said.succeeds();
    assert_eq!(
        said.out,
        "OLM v1 is installed; `--file` lists the objects of its manifests\n"
    );
}
