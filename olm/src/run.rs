//! `run`: installs and upgrades operators, with the OLM that the cluster has.

use crate::cluster::Target;
use crate::failure::{Failure, Result};
use crate::output::Output;
use crate::source::{self, Source};
use crate::{Generation, Run, Serving, generation, install, v1};

/// Runs a command.
pub(crate) async fn run(command: &Run, output: Output) -> Result<()> {
    match command {
        Run::Bundle(args) => {
            let (source, target, generation) = prepare(&args.bundle, &args.serving, output).await?;
            match generation {
                Generation::V0 => install::bundle(args, source, target, output).await,
                Generation::V1 => v1::install(args, source, target, output).await,
            }
        }
        Run::BundleUpgrade(args) => {
            let (source, target, generation) = prepare(&args.bundle, &args.serving, output).await?;
            match generation {
                Generation::V0 => install::upgrade::run(args, source, target, output).await,
                Generation::V1 => v1::upgrade(args, source, target, output).await,
            }
        }
    }
}

/// Reads the bundle, connects, and finds out which OLM to use.
async fn prepare(bundle: &str, serving: &Serving, output: Output) -> Result<(Source, Target, Generation)> {
    let source = source::read(bundle, &serving.registry).await?;
    let target = Target::connect(&serving.cluster, serving.namespace.as_deref()).await?;
    let generation = generation::choose(&target, serving.olm, output).await?;
    only_for(serving, generation)?;
    Ok((source, target, generation))
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
