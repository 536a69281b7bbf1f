//! Serves the catalog from a Pod.

use std::io::Write as _;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use flate2::Compression;
use flate2::write::GzEncoder;
use k8s_openapi::api::core::v1::Pod;
use kube::api::Api;
use kube::core::DynamicObject;
use serde_json::{Value, json};

use super::Installation;
use crate::SecurityContext;
use crate::diagnosis::pods;
use crate::failure::Result;
use crate::kinds::CatalogSource;
use crate::stage::Look;

/// A ConfigMap can have 1 MiB.
const PART: usize = 900 * 1024;
const PORT: u16 = 50051;
const KEY: &str = "part.gz";

/// Creates a CatalogSource with a Pod that serves a catalog, and waits until OLM is connected to it.
pub(super) async fn serve(installation: &Installation<'_>, catalog: &str) -> Result<()> {
    let target = &installation.target;
    let source = target.apply(&source(installation, None)).await?;
    let owner = owner(&source);
    let mut parts = Vec::new();
    for (index, part) in compressed(catalog).chunks(PART).enumerate() {
        let name = format!("{}-part-{index:03}", installation.catalog());
        let mut map = json!({
            "apiVersion": "v1", "kind": "ConfigMap",
            "metadata": installation.metadata(&name),
            "binaryData": { KEY: BASE64_STANDARD.encode(part) },
        });
        map["metadata"]["ownerReferences"] = json!([owner]);
        target.apply(&map).await?;
        parts.push(name);
    }
    let name = pod_name(installation);
    remove_pods(installation, &name).await?;
    let pod = pod(installation, &name, &parts, &owner);
    target.apply(&pod).await?;
    let address = run(installation, &name).await?;
    connect(installation, &name, address).await
}

/// Waits until the Pod runs, and returns its address.
async fn run(installation: &Installation<'_>, name: &str) -> Result<String> {
    let target = &installation.target;
    let pods: Api<Pod> = Api::namespaced(target.client.clone(), &target.namespace);
    let what = format!("starting the Pod `{name}` that serves the catalog");
    let look = async || {
        let pod = pods.get_opt(name).await;
        let pod = pod.map_err(|error| target.problem("reading the Pod", &error))?;
        let Some(pod) = pod else {
            return Ok(Look::Failed("somebody has deleted it".to_owned()));
        };
        Ok(match (pods::trouble(target, &pod).await?, address(&pod)) {
            (Some(trouble), _) => Look::Doubtful(trouble),
            (None, Some(address)) if pods::is_ready(&pod) => Look::Done(address),
            (None, _) => Look::Waiting(pods::state(&pod)),
        })
    };
    installation.stage(&what).run(look).await
}

/// Waits until OLM has connected. The address follows the Pod, whose address may change.
async fn connect(installation: &Installation<'_>, pod: &str, mut address: String) -> Result<()> {
    let target = &installation.target;
    let pods: Api<Pod> = Api::namespaced(target.client.clone(), &target.namespace);
    let sources: Api<CatalogSource> = Api::namespaced(target.client.clone(), &target.namespace);
    target.apply(&source(installation, Some(&address))).await?;
    let name = installation.catalog();
    let what = format!("connecting OLM to the CatalogSource `{name}`");
    let look = async || {
        let now = pods.get_opt(pod).await;
        let now = now.map_err(|error| target.problem("reading the Pod", &error))?;
        if let Some(now) = &now
            && let Some(trouble) = pods::trouble(target, now).await?
        {
            return Ok(Look::Doubtful(trouble));
        }
        if let Some(now) = now.as_ref().and_then(self::address)
            && now != address
        {
            target.apply(&source(installation, Some(&now))).await?;
            address = now;
        }
        let source = sources.get_opt(&name).await;
        let source = source.map_err(|error| target.problem("reading the CatalogSource", &error))?;
        let status = source.and_then(|source| source.status).unwrap_or_default();
        let connection = status.connection_state.unwrap_or_default();
        let state = connection.last_observed_state.unwrap_or_default();
        let current = connection.address.as_deref() == Some(&address);
        Ok(match state.as_str() {
            "READY" if current => Look::Done(()),
            "" => Look::Waiting("OLM has not looked at it; does the Pod `catalog-operator` run?".to_owned()),
            state => Look::Waiting(format!("the connection to {address} is {state}")),
        })
    };
    installation.stage(&what).run(look).await
}

fn address(pod: &Pod) -> Option<String> {
    let address = pod.status.as_ref()?.pod_ip.as_ref()?;
    Some(match address.contains(':') {
        true => format!("[{address}]:{PORT}"),
        false => format!("{address}:{PORT}"),
    })
}

fn source(installation: &Installation<'_>, address: Option<&str>) -> Value {
    let serving = installation.serving;
    let mut spec = json!({
        "sourceType": "grpc",
        "displayName": installation.source.package,
        "publisher": "kubewright",
        "grpcPodConfig": { "securityContextConfig": profile(serving.security_context_config) },
        // Until the Pod has an address. OLM would start a Pod of its own for an image.
        "address": address.unwrap_or("catalog.invalid:50051"),
    });
    if let Some(secret) = &serving.pull_secret_name {
        spec["secrets"] = json!([secret]);
    }
    json!({
        "apiVersion": "operators.coreos.com/v1alpha1", "kind": "CatalogSource",
        "metadata": installation.metadata(&installation.catalog()),
        "spec": spec,
    })
}

fn profile(context: SecurityContext) -> &'static str {
    match context {
        SecurityContext::Legacy => "legacy",
        SecurityContext::Restricted => "restricted",
    }
}

/// A name that says which version it serves.
fn pod_name(installation: &Installation<'_>) -> String {
    let name = format!("{}-{}", installation.catalog(), installation.source.csv);
    let name: String = name
        .chars()
        .map(|character| if character == '.' { '-' } else { character })
        .collect();
    name.chars()
        .take(63)
        .collect::<String>()
        .trim_end_matches('-')
        .to_owned()
}

/// Removes Pods of the catalog that serve another version, or have the same name and cannot be changed.
async fn remove_pods(installation: &Installation<'_>, name: &str) -> Result<()> {
    let target = &installation.target;
    let selector = format!(
        "{}={},{}=catalog",
        super::LABEL,
        installation.source.package,
        COMPONENT
    );
    let api = target.api("v1", "Pod");
    for pod in target.list("v1", "Pod", &selector).await? {
        target.delete(&api, &pod, "Pod").await?;
    }
    let look = async || {
        let pod = api.get_opt(name).await;
        Ok(
            match pod.map_err(|error| target.problem("reading the Pod", &error))? {
                None => Look::Done(()),
                Some(_) => Look::Waiting("it still exists".to_owned()),
            },
        )
    };
    let what = format!("replacing the Pod `{name}`");
    let quiet = crate::stage::Stage {
        output: crate::output::Output { quiet: true },
        ..installation.stage(&what)
    };
    quiet.run(look).await
}

/// The label of the parts of a catalog.
const COMPONENT: &str = "app.kubernetes.io/component";

fn pod(installation: &Installation<'_>, name: &str, parts: &[String], owner: &Value) -> Value {
    let serving = installation.serving;
    let mount = json!({ "name": "catalog", "mountPath": "/catalog" });
    let files: Vec<_> = parts
        .iter()
        .enumerate()
        .map(|(index, _)| format!("/parts/{index:03}/{KEY}"))
        .collect();
    let unpack = format!("cat {} | gunzip > /catalog/index.json", files.join(" "));
    let restricted = serving.security_context_config == SecurityContext::Restricted;
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
            "name": "unpack", "image": serving.decompression_image, "command": ["sh", "-c", unpack],
            "volumeMounts": mounts, "securityContext": container_context,
        }],
        "containers": [{
            "name": "serve", "image": serving.index_image,
            "imagePullPolicy": format!("{:?}", serving.image_pull_policy),
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
    let mut metadata = installation.metadata(name);
    metadata["labels"][COMPONENT] = json!("catalog");
    metadata["ownerReferences"] = json!([owner]);
    json!({ "apiVersion": "v1", "kind": "Pod", "metadata": metadata, "spec": spec })
}

fn owner(source: &DynamicObject) -> Value {
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
