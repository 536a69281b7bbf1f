//! The ClusterCatalog.

use kube::api::Api;
use kubewright_bundle::image::Reference;
use serde_json::json;

use super::{API, Session};
use crate::cluster::LABEL;
use crate::failure::{Failure, Result};
use crate::kinds::{ClusterCatalog, Condition};
use crate::stage::Look;

/// The label by which extensions select a catalog. OLM v1 sets it, too.
const NAME: &str = "olm.operatorframework.io/metadata.name";

/// Creates or changes the ClusterCatalog, and waits until OLM v1 serves the image.
pub(super) async fn serve(session: &Session<'_>, image: &Reference) -> Result<()> {
    let target = &session.target;
    let catalogs: Api<ClusterCatalog> = Api::all(target.client.clone());
    let name = session.catalog();
    let existing = catalogs.get_opt(&name).await;
    let existing = existing.map_err(|error| target.problem("reading the ClusterCatalog", &error))?;
    let package = &session.source.package;
    if let Some(existing) = existing
        && existing.metadata.labels.unwrap_or_default().get(LABEL) != Some(package)
    {
        return Err(Failure::new(format!(
            "the cluster has a ClusterCatalog `{name}` that `run bundle` did not create; rename it"
        )));
    }
    let labels = json!({ LABEL: package, NAME: name, "app.kubernetes.io/managed-by": "kubewright" });
    let catalog = json!({
        "apiVersion": API, "kind": "ClusterCatalog",
        "metadata": { "name": name, "labels": labels },
        "spec": {
            "source": { "type": "Image", "image": { "ref": image.to_string() } },
            "availabilityMode": "Available",
        },
    });
    target.apply_to_cluster(&catalog).await?;
    let what = format!("serving the ClusterCatalog `{name}`");
    let look = async || {
        let catalog = catalogs.get_opt(&name).await;
        let catalog = catalog.map_err(|error| target.problem("reading the ClusterCatalog", &error))?;
        let Some(catalog) = catalog else {
            return Ok(Look::Failed("somebody has deleted it".to_owned()));
        };
        Ok(state(&catalog, image))
    };
    session.stage(&what).run(look).await
}

fn state(catalog: &ClusterCatalog, image: &Reference) -> Look<()> {
    let generation = catalog.metadata.generation.unwrap_or_default();
    let status = catalog.status.clone().unwrap_or_default();
    let current = |name: &str| current(&status.conditions, name, generation);
    let resolved = status.resolved_source.as_ref();
    let resolved = resolved
        .and_then(|source| source.pointer("/image/ref"))
        .and_then(|found| found.as_str());
    let is_resolved =
        resolved.is_some_and(|found| image.digest().is_some_and(|digest| found.ends_with(digest)));
    let (serving, progressing) = (current("Serving"), current("Progressing"));
    if is_resolved && serving.is_some_and(Condition::is_true) {
        return Look::Done(());
    }
    match progressing {
        None => Look::Waiting(
            "OLM has not looked at it; does the Pod `catalogd-controller-manager` run?".to_owned(),
        ),
        Some(condition) => match progress(condition) {
            Progress::Retrying(message) => Look::Doubtful(message),
            Progress::Blocked(message) => Look::Failed(message),
            Progress::Other(message) => Look::Waiting(message),
        },
    }
}

/// A condition that is about the present generation of an object.
pub(super) fn current<'c>(conditions: &'c [Condition], name: &str, generation: i64) -> Option<&'c Condition> {
    let mut conditions = conditions.iter();
    conditions.find(|condition| {
        condition.r#type == name && condition.observed_generation.unwrap_or_default() >= generation
    })
}

/// What the condition `Progressing` says.
pub(super) enum Progress {
    /// OLM v1 has met an error and tries again.
    Retrying(String),
    /// OLM v1 does nothing more until somebody changes the object.
    Blocked(String),
    Other(String),
}

pub(super) fn progress(condition: &Condition) -> Progress {
    let reason = condition.reason.as_deref().unwrap_or_default();
    let message = condition.message.clone().unwrap_or_default();
    match reason {
        "Retrying" => Progress::Retrying(message),
        "Blocked" | "InvalidConfiguration" | "ProgressDeadlineExceeded" => Progress::Blocked(message),
        reason => Progress::Other(format!("{reason}: {message}")),
    }
}
