//! `run bundle`: installs a bundle with OLM v0.

pub(crate) mod catalog;
mod group;
mod operator;
mod server;
mod settled;
mod subscription;
pub(crate) mod upgrade;

use kube::api::Api;
use serde_json::json;

use crate::cluster::{LABEL, Target};
use crate::failure::{Failure, Result};
use crate::kinds::ClusterServiceVersion;
use crate::output::Output;
use crate::source::Source;
use crate::stage::Stage;
use crate::{InstallMode, RunBundle, Serving};

/// The OperatorGroup that this program creates.
pub(crate) const GROUP: &str = "kubewright-og";

/// Installs a bundle.
pub(crate) async fn bundle(args: &RunBundle, source: Source, target: Target, output: Output) -> Result<()> {
    let installation = Installation::start(source, target, &args.serving, output).await?;
    let done = tokio::select! {
        done = installation.install(args.install_mode.as_ref()) => done,
        _ = tokio::signal::ctrl_c() => Err(Failure::new("interrupted")),
    };
    installation.finish(done)
}

/// An installation of a bundle.
struct Installation<'a> {
    source: Source,
    target: Target,
    serving: &'a Serving,
    output: Output,
}

impl<'a> Installation<'a> {
    async fn start(source: Source, target: Target, serving: &'a Serving, output: Output) -> Result<Self> {
        target.needs_namespace().await?;
        Ok(Self {
            source,
            target,
            serving,
            output,
        })
    }

    async fn install(&self, mode: Option<&InstallMode>) -> Result<()> {
        let csvs: Api<ClusterServiceVersion> =
            Api::namespaced(self.target.client.clone(), &self.target.namespace);
        let name = &self.source.csv;
        let existing = csvs.get_opt(name).await;
        if existing
            .map_err(|error| self.target.problem("reading ClusterServiceVersions", &error))?
            .is_some()
        {
            return Err(Failure::new(format!(
                "`{name}` is installed in the namespace `{}` already; `kubewright cleanup {} -n {}` deletes it",
                self.target.namespace, self.source.package, self.target.namespace
            )));
        }
        // Before anything is created.
        let group = group::plan(&self.target, &self.source, mode).await?;
        server::serve(self, &catalog::render(&self.source, None)?).await?;
        if let Some(group) = group {
            self.target.apply(&group).await?;
        }
        let (subscription, plan) = subscription::subscribe(self).await?;
        subscription::approve(self, &plan).await?;
        operator::wait(self, name).await?;
        self.complete(&subscription).await
    }

    /// Waits until OLM is ready for an upgrade or a `cleanup`.
    async fn complete(&self, subscription: &str) -> Result<()> {
        let done = settled::wait(self, subscription, "completing the installation", None).await;
        done.map(drop)
    }

    /// The name of the CatalogSource.
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

    /// Metadata of an object that the installation creates.
    fn metadata(&self, name: &str) -> serde_json::Value {
        json!({
            "name": name,
            "namespace": self.target.namespace,
            "labels": { LABEL: self.source.package, "app.kubernetes.io/managed-by": "kubewright" },
        })
    }

    fn finish(&self, done: Result<()>) -> Result<()> {
        let place = format!("-n {}", self.target.namespace);
        finish(done, &self.source, &self.target, self.output, &place)
    }
}

/// Says how an installation ended; after a failure, also what it has created and the arguments of the `cleanup` that deletes it.
pub(crate) fn finish(
    done: Result<()>,
    source: &Source,
    target: &Target,
    output: Output,
    arguments: &str,
) -> Result<()> {
    match done {
        Ok(()) => {
            let (name, namespace) = (&source.csv, &target.namespace);
            output.status(&format!("`{name}` runs in the namespace `{namespace}`"));
            Ok(())
        }
        Err(failure) => {
            let created = target.created();
            let note = (!created.is_empty()).then(|| {
                format!(
                    "created so far: {}; `kubewright cleanup {} {arguments}` deletes it",
                    created.join(", "),
                    source.package
                )
            });
            Err(failure.with(note))
        }
    }
}
