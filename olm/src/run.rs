//! `run`: installs and upgrades operators, with the OLM that the cluster has.

use k8s_openapi::api::core::v1::Secret;
use kube::Api;

use crate::cluster::Target;
use crate::failure::{Failure, Result};
use crate::output::Output;
use crate::source::{self, Source};
use crate::{Generation, Run, RunBundle, Serving, generation, install, v1};

/// Runs a command.
pub(crate) async fn run(command: &Run, output: Output) -> Result<()> {
    match command {
        Run::Bundle(args) => install(args.clone(), None, output).await,
        Run::BundleUpgrade(args) => {
            let mut args = args.clone();
            let (target, generation, source) = prepare(&args.bundle, None, &mut args.serving, output).await?;
            match generation {
                Generation::V0 => install::upgrade::run(&args, source, target, output).await,
                Generation::V1 => v1::upgrade(&args, source, target, output).await,
            }
        }
        Run::Packagemanifests(args) => {
            let source = source::of_package_manifests(&args.folder, args.version.as_deref())?;
            let args = RunBundle {
                bundle: args.folder.display().to_string(),
                install_mode: args.install_mode.clone(),
                serving: args.serving.clone(),
            };
            install(args, Some(source), output).await
        }
    }
}

async fn install(mut args: RunBundle, source: Option<Source>, output: Output) -> Result<()> {
    let (target, generation, source) = prepare(&args.bundle, source, &mut args.serving, output).await?;
    match generation {
        Generation::V0 => install::bundle(&args, source, target, output).await,
        Generation::V1 => v1::install(&args, source, target, output).await,
    }
}

/// Connects, finds out which OLM to use, and reads the bundle.
async fn prepare(
    bundle: &str,
    source: Option<Source>,
    serving: &mut Serving,
    output: Output,
) -> Result<(Target, Generation, Source)> {
    let target = match &serving.ca_secret_name {
        Some(secret) => {
            let target = Target::connect(&serving.cluster, serving.namespace.as_deref()).await?;
            serving.registry.ca_pem = Some(authority(&target, secret).await?);
            Some(target)
        }
        // A bundle that cannot be read is named before the cluster is asked.
        None => None,
    };
    let source = match source {
        Some(source) => source,
        None => source::read(bundle, &serving.registry).await?,
    };
    let target = match target {
        Some(target) => target,
        None => Target::connect(&serving.cluster, serving.namespace.as_deref()).await?,
    };
    let generation = generation::choose(&target, serving.olm, output).await?;
    only_for(serving, generation)?;
    Ok((target, generation, source))
}

/// The certificates in a Secret, as operator-sdk expects them.
async fn authority(target: &Target, secret: &str) -> Result<Vec<u8>> {
    let what = format!("the Secret `{secret}` in the namespace `{}`", target.namespace);
    let secrets: Api<Secret> = Api::namespaced(target.client.clone(), &target.namespace);
    let found = secrets
        .get_opt(secret)
        .await
        .map_err(|error| target.problem(&format!("read {what}"), &error))?;
    let found = found.ok_or_else(|| Failure::new(format!("{what} does not exist")))?;
    let pem = found.data.and_then(|mut data| data.remove("cert.pem"));
    pem.map(|pem| pem.0).ok_or_else(|| {
        Failure::new(format!(
            "{what} has no key `cert.pem`, which must hold the certificates of the registry's authority"
        ))
    })
}

/// Refuses flags that the other OLM needs.
fn only_for(serving: &Serving, generation: Generation) -> Result<()> {
    let v0 = [
        ("--index-image", serving.index_image.is_some()),
        ("--decompression-image", serving.decompression_image.is_some()),
        ("--service-account", serving.service_account.is_some()),
        ("--pull-secret-name", serving.pull_secret_name.is_some()),
        ("--image-pull-policy", serving.image_pull_policy.is_some()),
        (
            "--security-context-config",
            serving.security_context_config.is_some(),
        ),
    ];
    let v1 = [("--catalog-image", serving.catalog_image.is_some())];
    let (flags, other) = match generation {
        Generation::V0 => (&v1[..], "OLM v1"),
        Generation::V1 => (&v0[..], "OLM v0"),
    };
    match flags.iter().find(|(_, given)| *given) {
        Some((flag, _)) => Err(Failure::new(format!(
            "`{flag}` is for {other} only; leave it out, or choose the other OLM with `--olm`"
        ))),
        None => Ok(()),
    }
}
