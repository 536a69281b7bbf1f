//! `kubewright olm`: installs OLM from the manifests of a release, shows it, and uninstalls it.

mod manifests;
mod objects;

use kubewright_bundle::pointer::text;
use serde_json::Value;

use crate::cluster::Target;
use crate::diagnosis::ready;
use crate::failure::{Failure, Result};
use crate::generation::{self, Installed};
use crate::output::Output;
use crate::stage::{Look, Stage};
use crate::{Olm, OlmInstall, OlmStatus, OlmUninstall};
use manifests::{Manifests, shown};
use objects::{apply, find};

/// The kinds whose objects are operators, with the CRDs that define them.
const OPERATORS: [(&str, &str, &str); 2] = [
    (
        "operators.coreos.com/v1alpha1",
        "Subscription",
        "subscriptions.operators.coreos.com",
    ),
    (
        "olm.operatorframework.io/v1",
        "ClusterExtension",
        "clusterextensions.olm.operatorframework.io",
    ),
];

/// Runs a command about OLM.
pub(crate) async fn run(command: &Olm, output: Output) -> Result<()> {
    match command {
        Olm::Install(args) => install(args, output).await,
        Olm::Status(args) => status(args, output).await,
        Olm::Uninstall(args) => uninstall(args, output).await,
    }
}

async fn install(args: &OlmInstall, output: Output) -> Result<()> {
    let manifests = Manifests::read(&args.files)?;
    let target = Target::connect(&args.cluster, None).await?;
    for crd in &manifests.crds {
        if find(&target, crd).await?.1.is_some() {
            return Err(Failure::new(format!(
                "the CRD `{}` exists, so OLM is installed; `kubewright olm status` shows it",
                text(crd, "/metadata/name")
            )));
        }
    }
    must_have_kinds(&target, &manifests.others).await?;
    let stage = |what| Stage {
        what,
        budget: args.timeout,
        output,
    };
    // OLM's own objects come last, because webhooks of OLM may have to admit them.
    for (what, objects) in [
        ("creating the CRDs", &manifests.crds),
        ("starting OLM", &manifests.others),
        ("creating the objects of OLM", &manifests.own),
    ] {
        for object in objects {
            apply(&target, object).await?;
        }
        if !objects.is_empty() {
            stage(what).run(async || look(&target, objects).await).await?;
        }
    }
    output.status("OLM is installed");
    Ok(())
}

/// Fails if the cluster does not have the kind of an object, before anything is created.
async fn must_have_kinds(target: &Target, objects: &[Value]) -> Result<()> {
    for object in objects {
        let what = format!("looking for the kind of the {}", shown(object));
        if objects::api(target, object, &what).await?.is_none() {
            return Err(Failure::new(format!(
                "the manifests have the {}, but the cluster does not have the kind {} of `{}`; install what provides it first, for example cert-manager",
                shown(object),
                text(object, "/kind"),
                text(object, "/apiVersion")
            )));
        }
    }
    Ok(())
}

async fn status(args: &OlmStatus, output: Output) -> Result<()> {
    let manifests = Manifests::read(&args.files)?;
    let target = Target::connect(&args.cluster, None).await?;
    let installed = generation::installed(&target).await?;
    let mut missing = 0;
    for object in manifests.all() {
        let state = match find(&target, object).await?.1 {
            None => "does not exist".to_owned(),
            Some(found) => ready::problem(&found).unwrap_or_else(|| "installed".to_owned()),
        };
        missing += usize::from(state != "installed");
        output.result(&format!("{}  {state}", shown(object)));
    }
    match missing {
        0 if args.files.is_empty() => {
            let which = match installed {
                Installed { v0: true, v1: true } => "OLM v0 and OLM v1 are",
                Installed { v1: true, .. } => "OLM v1 is",
                Installed { .. } => "OLM v0 is",
            };
            output.result(&format!(
                "{which} installed; `--file` lists the objects of its manifests"
            ));
            Ok(())
        }
        0 => Ok(()),
        number => Err(Failure::new(format!(
            "{number} objects of OLM are missing or not ready"
        ))),
    }
}

async fn uninstall(args: &OlmUninstall, output: Output) -> Result<()> {
    let manifests = Manifests::read(&args.files)?;
    let target = Target::connect(&args.cluster, None).await?;
    if !args.force {
        must_have_no_operators(&target, &manifests).await?;
    }
    // OLM's own objects first, while OLM can remove their finalizers; the CRDs last, because all objects of their kinds go with them.
    let (own, others) = (manifests.own.iter().rev(), manifests.others.iter().rev());
    let what = "deleting the objects of OLM";
    let mut deleted = delete(&target, own, what, args, output).await?;
    deleted += delete(
        &target,
        others.chain(&manifests.crds),
        "deleting OLM",
        args,
        output,
    )
    .await?;
    if deleted == 0 {
        return Err(Failure::new(
            "OLM is not installed: none of the objects in the manifests exists",
        ));
    }
    output.status("OLM is uninstalled");
    Ok(())
}

/// Deletes objects, and waits until they are gone. Returns how many existed.
async fn delete(
    target: &Target,
    objects: impl Iterator<Item = &Value>,
    what: &str,
    args: &OlmUninstall,
    output: Output,
) -> Result<usize> {
    let mut deleted = Vec::new();
    for object in objects {
        if let (Some(api), Some(found)) = find(target, object).await? {
            target.delete(&api, &found, text(object, "/kind")).await?;
            deleted.push((object, api, found));
        }
    }
    if deleted.is_empty() {
        return Ok(0);
    }
    let budget = args.timeout;
    let stage = Stage { what, budget, output };
    let look = async || {
        for (object, api, found) in &deleted {
            if let Some(reason) = target.remains(api, found, text(object, "/kind")).await? {
                return Ok(Look::Waiting(format!("the {}: {reason}", shown(object))));
            }
        }
        Ok(Look::Done(()))
    };
    stage.run(look).await?;
    Ok(deleted.len())
}

/// Fails if operators are installed with the OLM of the manifests.
async fn must_have_no_operators(target: &Target, manifests: &Manifests) -> Result<()> {
    for (api_version, kind, crd) in OPERATORS {
        if !manifests.crds.is_empty() && !manifests.define(crd) {
            continue;
        }
        if let Ok(list) = target.all(api_version, kind).list(&Default::default()).await
            && let Some(first) = list.items.first()
        {
            let place = match &first.metadata.namespace {
                Some(namespace) => format!(" in the namespace `{namespace}`"),
                None => String::new(),
            };
            return Err(Failure::new(format!(
                "{} {kind}s exist, such as `{}`{place}; `kubewright cleanup` deletes operators, and `--force` uninstalls OLM anyway",
                list.items.len(),
                first.metadata.name.as_deref().unwrap_or_default()
            )));
        }
    }
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
