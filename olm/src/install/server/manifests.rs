//! The manifests of the objects that serve a catalog.

use std::io::Write as _;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use flate2::Compression;
use flate2::write::GzEncoder;
use kube::core::DynamicObject;
use serde_json::{Value, json};

use super::super::Installation;
use crate::{PullPolicy, SecurityContext};

/// A ConfigMap can have 1 MiB.
const PART: usize = 900 * 1024;
pub(super) const PORT: u16 = 50051;
const KEY: &str = "part.gz";
/// The label of Pods and ConfigMaps of a catalog; its value is `catalog`.
pub(super) const COMPONENT: &str = "app.kubernetes.io/component";

/// The CatalogSource. Without an address, OLM says that it is not complete; for an image, OLM would start a Pod of its own.
pub(super) fn source(installation: &Installation<'_>, address: Option<&str>) -> Value {
    let serving = installation.serving;
    let mut spec = json!({
        "sourceType": "grpc",
        "displayName": installation.source.package,
        "publisher": "kubewright",
        "grpcPodConfig": { "securityContextConfig": profile(security(installation)) },
    });
    if let Some(address) = address {
        spec["address"] = json!(address);
    }
    if let Some(secret) = &serving.pull_secret_name {
        spec["secrets"] = json!([secret]);
    }
    json!({
        "apiVersion": "operators.coreos.com/v1alpha1", "kind": "CatalogSource",
        "metadata": installation.metadata(&installation.catalog()),
        "spec": spec,
    })
}

fn security(installation: &Installation<'_>) -> SecurityContext {
    let wanted = installation.serving.security_context_config;
    wanted.unwrap_or(SecurityContext::Restricted)
}

fn profile(context: SecurityContext) -> &'static str {
    match context {
        SecurityContext::Legacy => "legacy",
        SecurityContext::Restricted => "restricted",
    }
}

/// A name that says which version it serves. The end of a long one is kept, because it has the version.
pub(super) fn pod_name(installation: &Installation<'_>) -> String {
    let name = format!("{}-{}", installation.catalog(), installation.source.csv).replace('.', "-");
    let from = name.len().saturating_sub(63);
    name.get(from..).unwrap_or(&name).trim_matches('-').to_owned()
}

/// The ConfigMaps with the catalog. Each Pod has its own: a node may give the former content of a ConfigMap to a new Pod.
pub(super) fn parts(installation: &Installation<'_>, pod: &str, catalog: &str, owner: &Value) -> Vec<Value> {
    let compressed = compressed(catalog);
    let part = |(index, part): (usize, &[u8])| {
        let name = format!("{pod}-part-{index:03}");
        json!({
            "apiVersion": "v1", "kind": "ConfigMap",
            "metadata": metadata(installation, &name, owner),
            "binaryData": { KEY: BASE64_STANDARD.encode(part) },
        })
    };
    compressed.chunks(PART).enumerate().map(part).collect()
}

/// Metadata of an object that goes with the CatalogSource.
fn metadata(installation: &Installation<'_>, name: &str, owner: &Value) -> Value {
    let mut metadata = installation.metadata(name);
    metadata["labels"][COMPONENT] = json!("catalog");
    metadata["ownerReferences"] = json!([owner]);
    metadata
}

pub(super) fn pod(installation: &Installation<'_>, name: &str, parts: &[String], owner: &Value) -> Value {
    let serving = installation.serving;
    let mount = json!({ "name": "catalog", "mountPath": "/catalog" });
    let files: Vec<_> = parts
        .iter()
        .enumerate()
        .map(|(index, _)| format!("/parts/{index:03}/{KEY}"))
        .collect();
    let unpack = format!("cat {} | gunzip > /catalog/index.json", files.join(" "));
    let restricted = security(installation) == SecurityContext::Restricted;
    let container_context = if restricted {
        json!({ "allowPrivilegeEscalation": false, "readOnlyRootFilesystem": true, "capabilities": { "drop": ["ALL"] } })
    } else {
        json!({})
    };
    let mut mounts = vec![mount.clone()];
    let mut volumes = vec![
        json!({ "name": "catalog", "emptyDir": {} }),
        json!({ "name": "tmp", "emptyDir": {} }),
    ];
    for (index, part) in parts.iter().enumerate() {
        let volume = format!("part-{index:03}");
        mounts.push(json!({ "name": volume, "mountPath": format!("/parts/{index:03}"), "readOnly": true }));
        volumes.push(json!({ "name": volume, "configMap": { "name": part } }));
    }
    let mut spec = json!({
        "initContainers": [{
            "name": "unpack", "image": serving.decompression_image.as_deref().unwrap_or("docker.io/library/busybox:1.37"), "command": ["sh", "-c", unpack],
            "volumeMounts": mounts, "securityContext": container_context,
        }],
        "containers": [{
            "name": "serve", "image": serving.index_image.as_deref().unwrap_or("quay.io/operator-framework/opm:latest"),
            "imagePullPolicy": format!("{:?}", serving.image_pull_policy.unwrap_or(PullPolicy::Always)),
            "command": ["opm", "serve", "/catalog", "--port", PORT.to_string()],
            "ports": [{ "containerPort": PORT, "name": "grpc" }],
            "readinessProbe": { "grpc": { "port": PORT }, "periodSeconds": 2 },
            "volumeMounts": [mount, { "name": "tmp", "mountPath": "/tmp" }],
            "securityContext": container_context,
        }],
        "volumes": volumes,
    });
    if restricted {
        spec["securityContext"] = json!({ "runAsNonRoot": true, "runAsUser": 1001, "seccompProfile": { "type": "RuntimeDefault" } });
    }
    if let Some(account) = &serving.service_account {
        spec["serviceAccountName"] = json!(account);
    }
    if let Some(secret) = &serving.pull_secret_name {
        spec["imagePullSecrets"] = json!([{ "name": secret }]);
    }
    let metadata = metadata(installation, name, owner);
    json!({ "apiVersion": "v1", "kind": "Pod", "metadata": metadata, "spec": spec })
}

/// The reference to the CatalogSource.
pub(super) fn owner(source: &DynamicObject) -> Value {
    json!({
        "apiVersion": "operators.coreos.com/v1alpha1", "kind": "CatalogSource",
        "name": source.metadata.name, "uid": source.metadata.uid,
    })
}

fn compressed(text: &str) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    // Writing to memory does not fail.
    let _ = encoder.write_all(text.as_bytes());
    encoder.finish().unwrap_or_default()
}
