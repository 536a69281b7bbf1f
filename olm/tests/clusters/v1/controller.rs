//! Plays operator-controller: reads the catalog that catalogd has unpacked, renders the bundle from its image, applies the objects, and
//! writes the conditions. Its Go module needs another one that the public proxy does not give out.

use std::collections::HashMap;
use std::fs;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use hyper::body::Bytes;
use kube::Client;
use kube::api::{Api, ListParams, Patch, PatchParams};
use kubewright_bundle::Bundle;
use kubewright_bundle::image::Image;
use kubewright_bundle::v1::{Install, render};
use kubewright_envtest::Environment;
use kubewright_olm::kinds::ClusterExtension;
use serde_json::{Value, json};

use crate::clusters::fixture::apply;

/// What a registry has stored: media types and contents by digest and tag.
type Stored = Arc<Mutex<HashMap<String, (String, Bytes)>>>;

pub(super) struct Controller {
    catalogs: PathBuf,
    stored: Stored,
    /// What it says of some extensions instead of installing them.
    said: Mutex<HashMap<String, (String, String)>>,
}

impl Controller {
    /// Watches for extensions until this program ends.
    pub(super) fn start(environment: &'static Environment, catalogs: PathBuf, stored: Stored) -> Arc<Self> {
        let controller = Arc::new(Self {
            catalogs,
            stored,
            said: Mutex::default(),
        });
        let running = Arc::clone(&controller);
        std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build()
                .unwrap();
            runtime.block_on(async { running.watch(environment.client()).await });
        });
        controller
    }

    /// Makes it say the same of an extension from now on.
    pub(super) fn say(&self, extension: &str, reason: &str, message: &str) {
        let said = (reason.to_owned(), message.to_owned());
        self.said.lock().unwrap().insert(extension.to_owned(), said);
    }

    async fn watch(&self, client: Client) {
        let extensions: Api<ClusterExtension> = Api::all(client.clone());
        loop {
            for extension in extensions.list(&ListParams::default()).await.unwrap() {
                let generation = extension.metadata.generation.unwrap_or_default();
                let status = extension.status.clone().unwrap_or_default();
                let mut conditions = status.conditions.iter();
                let seen = conditions.any(|condition| condition.observed_generation == Some(generation));
                if !seen && extension.metadata.deletion_timestamp.is_none() {
                    self.reconcile(&client, &extension).await;
                }
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }

    async fn reconcile(&self, client: &Client, extension: &ClusterExtension) {
        let name = extension.metadata.name.as_deref().unwrap();
        let said = self.said.lock().unwrap().get(name).cloned();
        let bundle = self.resolve(extension);
        let status = match (said, bundle) {
            (Some((reason, message)), _) => not_installed(extension, &reason, &message),
            (None, None) => not_installed(extension, "Retrying", "no bundles found"),
            (None, Some(bundle)) => {
                install(client, extension, &bundle).await;
                installed(extension, &bundle)
            }
        };
        let extensions: Api<ClusterExtension> = Api::all(client.clone());
        let patch = Patch::Merge(json!({ "status": status }));
        extensions
            .patch_status(name, &PatchParams::default(), &patch)
            .await
            .unwrap();
    }

    /// The bundle of the catalog that an extension selects, from the image that the catalog names.
    fn resolve(&self, extension: &ClusterExtension) -> Option<Bundle> {
        let wanted = extension.spec.source.catalog.as_ref()?;
        let selected =
            wanted.selector.as_ref()?["matchLabels"]["olm.operatorframework.io/metadata.name"].as_str()?;
        let file = self.catalogs.join(selected).join("catalog.jsonl");
        let text = fs::read_to_string(file).ok()?;
        let mut objects = serde_json::Deserializer::from_str(&text)
            .into_iter::<Value>()
            .map(Result::unwrap);
        let bundle = objects.find(|object| {
            let version = json!({
                "type": "olm.package", "value": { "packageName": wanted.package_name, "version": wanted.version },
            });
            object["schema"] == "olm.bundle"
                && object["properties"].as_array().is_some_and(|all| all.contains(&version))
        })?;
        let (_, digest) = bundle["image"].as_str()?.split_once('@')?;
        let stored = self.stored.lock().unwrap();
        let blob = |digest: &str| stored[digest].1.to_vec();
        let manifest: Value = serde_json::from_slice(&blob(digest)).unwrap();
        let layers = manifest["layers"].as_array()?.iter();
        let image = Image {
            config: blob(manifest["config"]["digest"].as_str()?),
            layers: layers
                .map(|layer| blob(layer["digest"].as_str().unwrap()))
                .collect(),
            manifest: blob(digest),
        };
        Some(Bundle::parse(&image.files().unwrap()).unwrap())
    }
}

async fn install(client: &Client, extension: &ClusterExtension, bundle: &Bundle) {
    let (name, uid) = (&extension.metadata.name, &extension.metadata.uid);
    let owner = json!({
        "apiVersion": "olm.operatorframework.io/v1", "kind": "ClusterExtension", "name": name, "uid": uid, "controller": true,
    });
    for mut object in render(bundle, &Install::new(&extension.spec.namespace)).unwrap() {
        let metadata = &mut object["metadata"];
        metadata["ownerReferences"] = json!([owner]);
        metadata["labels"]["olm.operatorframework.io/owner-kind"] = json!("ClusterExtension");
        metadata["labels"]["olm.operatorframework.io/owner-name"] = json!(name);
        let namespace = metadata["namespace"].as_str().map(str::to_owned);
        apply(client, namespace.as_deref(), &object).await;
    }
}

fn condition(extension: &ClusterExtension, name: &str, status: &str, reason: &str, message: &str) -> Value {
    json!({
        "type": name, "status": status, "reason": reason, "message": message,
        "observedGeneration": extension.metadata.generation, "lastTransitionTime": "2026-01-01T00:00:00Z",
    })
}

fn not_installed(extension: &ClusterExtension, reason: &str, message: &str) -> Value {
    let progressing = if reason == "Blocked" { "False" } else { "True" };
    json!({ "conditions": [
        condition(extension, "Installed", "False", "Failed", "No bundle installed"),
        condition(extension, "Progressing", progressing, reason, message),
    ] })
}

fn installed(extension: &ClusterExtension, bundle: &Bundle) -> Value {
    let csv = &bundle.csv().unwrap().object;
    json!({
        "conditions": [
            condition(extension, "Installed", "True", "Succeeded", "Installed bundle successfully"),
            condition(extension, "Progressing", "True", "Succeeded", "Desired state reached"),
        ],
        "install": { "bundle": { "name": csv["metadata"]["name"], "version": csv["spec"]["version"] } },
    })
}
