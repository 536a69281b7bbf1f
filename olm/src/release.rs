//! `kubewright olm`: installs OLM from the manifests of a release, shows it, and uninstalls it.

mod ready;

use std::fs;
use std::path::PathBuf;

use kube::api::{Api, DynamicObject, Patch, PatchParams};
use kube::core::GroupVersionKind;
use kube::discovery::{Scope, pinned_kind};
use kubewright_bundle::pointer::text;
use kubewright_core::yaml;
use serde_json::Value;

use crate::cluster::{MANAGER, Target};
use crate::failure::{Failure, Result};
use crate::output::Output;
use crate::stage::{Look, Stage};
use crate::{Olm, OlmInstall, OlmStatus, OlmUninstall};

const CRD: &str = "CustomResourceDefinition";

/// Runs a command about OLM.
pub(crate) async fn run(command: &Olm, output: Output) -> Result<()> {
    match command {
        Olm::Install(args) => install(args, output).await,
        Olm::Status(args) => status(args, output).await,
        Olm::Uninstall(args) => uninstall(args, output).await,
    }
}

async fn install(args: &OlmInstall, output: Output) -> Result<()> {
    let (crds, others) = read(&args.files)?;
    let target = Target::connect(&args.cluster, None).await?;
    for crd in &crds {
        if find(&target, crd).await?.1.is_some() {
            return Err(Failure::new(format!(
                "the CRD `{}` exists, so OLM is installed; `kubewright olm status` shows it",
                text(crd, "/metadata/name")
            )));
        }
    }
    let stage = |what| Stage {
        what,
        budget: args.timeout,
        output,
    };
    for crd in &crds {
        apply(&target, crd).await?;
    }
    stage("creating the CRDs")
        .run(async || look(&target, &crds).await)
        .await?;
    for other in &others {
        apply(&target, other).await?;
    }
    stage("starting OLM")
        .run(async || look(&target, &others).await)
        .await?;
    output.status("OLM is installed");
    Ok(())
}

async fn status(args: &OlmStatus, output: Output) -> Result<()> {
    let (crds, others) = read(&args.files)?;
    let target = Target::connect(&args.cluster, None).await?;
    crate::install::needs_olm(&target).await?;
    let mut missing = 0;
    for object in crds.iter().chain(&others) {
        let state = match find(&target, object).await?.1 {
            None => "does not exist".to_owned(),
            Some(found) => ready::problem(&found).unwrap_or_else(|| "installed".to_owned()),
        };
        missing += usize::from(state != "installed");
        output.result(&format!("{}  {state}", shown(object)));
    }
    match missing {
        0 if args.files.is_empty() => {
            output.result("OLM is installed; `--file` lists the objects of its manifests");
            Ok(())
        }
        0 => Ok(()),
        number => Err(Failure::new(format!(
            "{number} objects of OLM are missing or not ready"
        ))),
    }
}

async fn uninstall(args: &OlmUninstall, output: Output) -> Result<()> {
    let (crds, others) = read(&args.files)?;
    let target = Target::connect(&args.cluster, None).await?;
    let all = target.all("operators.coreos.com/v1alpha1", "Subscription");
    if !args.force
        && let Ok(list) = all.list(&Default::default()).await
        && let Some(first) = list.items.first()
    {
        return Err(Failure::new(format!(
            "{} Subscriptions exist, such as `{}` in the namespace `{}`; `kubewright cleanup` deletes operators, and `--force` uninstalls OLM anyway",
            list.items.len(),
            first.metadata.name.as_deref().unwrap_or_default(),
            first.metadata.namespace.as_deref().unwrap_or_default()
        )));
    }
    let mut deleted = Vec::new();
    // The CRDs last: with them go all objects of their kinds.
    for object in others.iter().rev().chain(&crds) {
        if let (Some(api), Some(found)) = find(&target, object).await? {
            target.delete(&api, &found, text(object, "/kind")).await?;
            deleted.push((object, api, found));
        }
    }
    if deleted.is_empty() {
        return Err(Failure::new(
            "OLM is not installed: none of the objects in the manifests exists",
        ));
    }
    let stage = Stage {
        what: "deleting OLM",
        budget: args.timeout,
        output,
    };
    let look = async || {
        for (object, api, found) in &deleted {
            if let Some(reason) = target.remains(api, found, text(object, "/kind")).await? {
                return Ok(Look::Waiting(format!("the {}: {reason}", shown(object))));
            }
        }
        Ok(Look::Done(()))
    };
    stage.run(look).await?;
    output.status("OLM is uninstalled");
    Ok(())
}

/// Waits for all objects.
async fn look(target: &Target, objects: &[Value]) -> Result<Look<()>> {
    for object in objects {
        match find(target, object).await?.1 {
            None => return Ok(Look::Waiting(format!("the {} does not exist", shown(object)))),
            Some(found) => {
                if let Some(problem) = ready::problem(&found) {
                    return Ok(Look::Waiting(format!("the {} {problem}", shown(object))));
                }
            }
        }
    }
    Ok(Look::Done(()))
}

/// The CRDs of manifests, and the other objects, namespaces first.
fn read(files: &[PathBuf]) -> Result<(Vec<Value>, Vec<Value>)> {
    let mut objects: Vec<Value> = Vec::new();
    for path in files {
        let content = fs::read_to_string(path).map_err(|error| Failure::of_file("read", path, &error))?;
        let unreadable = |error: yaml::YamlError| {
            Failure::new(format!(
                "`{}` is not valid YAML: {}",
                path.display(),
                error.first_line()
            ))
        };
        let documents: Vec<Value> = yaml::all_from_str(&content).map_err(unreadable)?;
        for document in documents.into_iter().filter(|document| !document.is_null()) {
            if text(&document, "/kind").is_empty() || text(&document, "/metadata/name").is_empty() {
                return Err(Failure::new(format!(
                    "`{}` has a document without `kind` or `metadata.name`",
                    path.display()
                )));
            }
            objects.push(document);
        }
    }
    let (crds, mut others): (Vec<_>, Vec<_>) = objects.into_iter().partition(|object| object["kind"] == CRD);
    others.sort_by_key(|object| object["kind"] != "Namespace");
    Ok((crds, others))
}

/// The API of an object, and the object in the cluster; neither if the cluster does not know its kind.
async fn find(
    target: &Target,
    object: &Value,
) -> Result<(Option<Api<DynamicObject>>, Option<DynamicObject>)> {
    let what = format!("reading the {}", shown(object));
    let Some(api) = api(target, object, &what).await? else {
        return Ok((None, None));
    };
    let found = api.get_opt(text(object, "/metadata/name")).await;
    let found = found.map_err(|error| target.problem(&what, &error))?;
    Ok((Some(api), found))
}

async fn api(target: &Target, object: &Value, what: &str) -> Result<Option<Api<DynamicObject>>> {
    let api_version = text(object, "/apiVersion");
    let (group, version) = api_version.split_once('/').unwrap_or(("", api_version));
    let kind = GroupVersionKind::gvk(group, version, text(object, "/kind"));
    let (resource, capabilities) = match pinned_kind(&target.client, &kind).await {
        Ok(found) => found,
        Err(kube::Error::Api(status)) if status.code == 404 => return Ok(None),
        Err(kube::Error::Discovery(_)) => return Ok(None),
        Err(error) => return Err(target.problem(what, &error)),
    };
    let namespace = match text(object, "/metadata/namespace") {
        "" => &target.namespace,
        namespace => namespace,
    };
    Ok(Some(match capabilities.scope {
        Scope::Cluster => Api::all_with(target.client.clone(), &resource),
        Scope::Namespaced => Api::namespaced_with(target.client.clone(), namespace, &resource),
    }))
}

async fn apply(target: &Target, object: &Value) -> Result<()> {
    let what = format!("applying the {}", shown(object));
    let api = api(target, object, &what).await?;
    let api =
        api.ok_or_else(|| Failure::new(format!("{what} failed: the cluster does not have this kind")))?;
    let params = PatchParams::apply(MANAGER).force();
    let done = api
        .patch(text(object, "/metadata/name"), &params, &Patch::Apply(object))
        .await;
    done.map(drop).map_err(|error| target.problem(&what, &error))
}

fn shown(object: &Value) -> String {
    format!("{} `{}`", text(object, "/kind"), text(object, "/metadata/name"))
}
