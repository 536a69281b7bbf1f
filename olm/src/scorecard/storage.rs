//! Files that a test stores.
//!
//! A second container prints them as an archive once the annotation of the Pod says that the test has ended, so no permission to
//! execute commands in Pods is needed.

use std::path::{Component, Path, PathBuf};

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use kube::api::{Patch, PatchParams};
use kubewright_bundle::image;
use kubewright_bundle::pointer::text;
use kubewright_bundle::scorecard::Test;
use serde_json::{Value, json};

use super::Run;
use crate::failure::{Failure, Result};
use crate::images::disk;

/// The container that collects the files.
const GATHER: &str = "scorecard-gather";
/// The annotation that tells it to.
const ENDED: &str = "kubewright.dev/scorecard-test-ended";
const VOLUME: &str = "scorecard-storage";

/// Where a test stores files, and where they go.
pub(super) struct Storage {
    mount: String,
    /// Below the folder for all files.
    folder: PathBuf,
}

impl Storage {
    /// The storage of a test, if it has one.
    pub(super) fn of(test: &Test) -> Result<Option<Self>> {
        let mount = text(&test.storage, "/spec/mountPath/path");
        if mount.is_empty() {
            return match test.storage.is_null() {
                true => Ok(None),
                false => Err(Failure::new("`storage` has no `spec.mountPath.path`")),
            };
        }
        let suite = test.labels.get("suite").map(String::as_str).unwrap_or_default();
        Ok(Some(Self {
            mount: mount.to_owned(),
            folder: Path::new(suite).join(test.name().replace('/', "-")),
        }))
    }

    /// Adds the volume and the second container.
    pub(super) fn add_to(&self, spec: &mut Value, image: &str, context: &Value) {
        let mount =
            |is_read_only: bool| json!({ "name": VOLUME, "mountPath": self.mount, "readOnly": is_read_only });
        let told = json!({ "name": "scorecard-podinfo", "mountPath": "/podinfo", "readOnly": true });
        let script = format!(
            "until [ -s /podinfo/ended ]; do sleep 1; done; tar cf - -C '{}' . | base64",
            self.mount
        );
        let mut add = |pointer: &str, value: Value| {
            if let Some(list) = spec.pointer_mut(pointer).and_then(Value::as_array_mut) {
                list.push(value);
            }
        };
        add("/volumes", json!({ "name": VOLUME, "emptyDir": {} }));
        let field = json!({ "fieldPath": format!("metadata.annotations['{ENDED}']") });
        let items = json!([{ "path": "ended", "fieldRef": field }]);
        add(
            "/volumes",
            json!({ "name": "scorecard-podinfo", "downwardAPI": { "items": items } }),
        );
        add("/containers/0/volumeMounts", mount(false));
        add(
            "/containers/0/env",
            json!({ "name": "SCORECARD_STORAGE", "value": self.mount }),
        );
        add(
            "/containers",
            json!({
                "name": GATHER, "image": image, "imagePullPolicy": "IfNotPresent", "command": ["sh", "-c", script],
                "volumeMounts": [mount(true), told], "securityContext": context,
            }),
        );
    }

    /// Writes the files below the folder that the user named.
    pub(super) async fn collect(&self, run: &Run<'_>, pod: &str) -> Result<()> {
        let ended = Patch::Merge(json!({ "metadata": { "annotations": { ENDED: "true" } } }));
        let patched = run.pods().patch(pod, &PatchParams::default(), &ended).await;
        patched.map_err(|error| run.target.problem("annotating the Pod", &error))?;
        run.ended(pod, GATHER).await?;
        let printed: String = run.log(pod, GATHER).await?.split_whitespace().collect();
        let damaged = |reason: &str| {
            Failure::new(format!(
                "the files of the test cannot be read from the log of the container `{GATHER}`: {reason}"
            ))
        };
        let archive = BASE64_STANDARD.decode(printed);
        let archive = archive.map_err(|error| damaged(&error.to_string()))?;
        let files = image::from_tar(&archive).map_err(|error| damaged(&error.to_string()))?;
        let is_inside = |path: &Path| {
            path.components()
                .all(|component| matches!(component, Component::Normal(_)))
        };
        if let Some((path, _)) = files.iter().find(|(path, _)| !is_inside(path)) {
            return Err(damaged(&format!("`{}` is not inside the folder", path.display())));
        }
        disk::replace(&files, &run.args.pods.test_output.join(&self.folder))
    }
}
