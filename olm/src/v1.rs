//! OLM v1: installs, upgrades and deletes operators with ClusterCatalogs and ClusterExtensions.

mod catalog;
mod cleanup;
mod extension;
mod images;
mod rollout;

use kubewright_bundle::v1::{Install, Refused, render};

use crate::cluster::Target;
use crate::failure::{Failure, Result};
use crate::install::finish;
use crate::output::Output;
use crate::source::Source;
use crate::stage::Stage;
use crate::{InstallMode, RunBundle, RunUpgrade, Serving};

pub(crate) use cleanup::cleanup;

/// The group and version of the kinds.
const API: &str = "olm.operatorframework.io/v1";

/// Installs a bundle.
pub(crate) async fn install(args: &RunBundle, source: Source, target: Target, output: Output) -> Result<()> {
    let session = Session {
        source,
        target,
        serving: &args.serving,
        output,
    };
    session
        .finish(async {
            session.target.needs_namespace().await?;
            extension::must_not_exist(&session).await?;
            let wanted = wanted(&session.target.namespace, args.install_mode.as_ref())?;
            session.check(&wanted)?;
            let catalog = images::push(&session, None).await?;
            catalog::serve(&session, &catalog).await?;
            extension::create(&session, &wanted, &catalog).await?;
            rollout::wait(&session).await
        })
        .await
}

/// Upgrades an operator, in the namespace that it is in.
pub(crate) async fn upgrade(args: &RunUpgrade, source: Source, target: Target, output: Output) -> Result<()> {
    let mut session = Session {
        source,
        target,
        serving: &args.serving,
        output,
    };
    let existing = extension::installed(&session).await?;
    extension::must_be_in(&existing, args.serving.namespace.as_deref())?;
    session.target.namespace.clone_from(&existing.spec.namespace);
    session
        .finish(async {
            session.check(&extension::install_of(&existing))?;
            let replaced = extension::version_of(&existing).map(|(name, _)| name);
            let catalog = images::push(&session, replaced.as_deref()).await?;
            catalog::serve(&session, &catalog).await?;
            extension::upgrade(&session, &existing, &catalog).await?;
            rollout::wait(&session).await
        })
        .await
}

/// Where the operator is installed, and what it watches.
fn wanted(namespace: &str, mode: Option<&InstallMode>) -> Result<Install> {
    let install = Install::new(namespace);
    match mode {
        None | Some(InstallMode::All) => Ok(install),
        Some(InstallMode::Own) => Ok(install.watch([namespace])),
        Some(InstallMode::Single(other)) => Ok(install.watch([other])),
        Some(InstallMode::Multi(_)) => Err(Failure::new(
            "OLM v1 does not support the install mode MultiNamespace; choose another with `--install-mode`",
        )),
    }
}

/// What the steps of a command need.
struct Session<'a> {
    source: Source,
    target: Target,
    serving: &'a Serving,
    output: Output,
}

impl Session<'_> {
    /// The name of the ClusterCatalog.
    fn catalog(&self) -> String {
        format!("{}-catalog", self.source.package)
    }

    fn stage<'s>(&self, what: &'s str) -> Stage<'s> {
        Stage {
            what,
            budget: self.serving.timeout,
            output: self.output,
        }
    }

    /// Fails if OLM v1 would refuse the bundle, before anything is pushed or created.
    fn check(&self, install: &Install) -> Result<()> {
        let Err(refused) = render(&self.source.bundle, install) else {
            return Ok(());
        };
        let line = |refused: &Refused| format!("{}; {}", refused.problem, refused.help);
        Err(match &refused[..] {
            [one] => Failure::new(format!(
                "OLM v1 does not install `{}`: {}",
                self.source.csv,
                line(one)
            )),
            several => Failure::new(format!(
                "OLM v1 does not install `{}` for {} reasons:",
                self.source.csv,
                several.len()
            ))
            .with(several.iter().map(line)),
        })
    }

    /// Runs the steps until they are complete or the user interrupts them, and says how they ended.
    async fn finish(&self, steps: impl Future<Output = Result<()>>) -> Result<()> {
        let done = tokio::select! {
            done = steps => done,
            _ = tokio::signal::ctrl_c() => Err(Failure::new("interrupted")),
        };
        finish(done, &self.source, &self.target, self.output, "--olm v1")
    }
}
