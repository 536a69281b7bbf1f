//! `run bundle`: installs a bundle with OLM v0.

mod catalog;
mod group;
mod operator;
mod server;
mod settled;
mod source;
mod subscription;
pub(crate) mod upgrade;

use kube::api::Api;
use serde_json::json;

use crate::cluster::Target;
use crate::failure::{Failure, Result};
use crate::kinds::ClusterServiceVersion;
use crate::output::Output;
use crate::stage::Stage;
use crate::{InstallMode, RunBundle, Serving};
use source::Source;

/// The label of what this program creates; its value is the package.
pub(crate) const LABEL: &str = "kubewright.dev/package";
/// The OperatorGroup that this program creates.
pub(crate) const GROUP: &str = "kubewright-og";

/// Installs a bundle.
pub(crate) async fn bundle(args: &RunBundle, output: Output) -> Result<()> {
    let source = source::read(&args.bundle, &args.serving.registry).await?;
    let installation = Installation::start(source, &args.serving, output).await?;
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
    async fn start(source: Source, serving: &'a Serving, output: Output) -> Result<Self> {
        let target = Target::connect(&serving.cluster, serving.namespace.as_deref()).await?;
        needs_olm(&target).await?;
        let namespaces = target.all("v1", "Namespace");
        let namespace = namespaces.get_opt(&target.namespace).await;
        if namespace
            .map_err(|error| target.problem("reading the namespace", &error))?
            .is_none()
        {
            let name = &target.namespace;
            return Err(Failure::new(format!(
                "the namespace `{name}` does not exist; `kubectl create namespace {name}` creates it"
            )));
        }
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
        let (name, namespace) = (&self.source.csv, &self.target.namespace);
        match done {
            Ok(()) => {
                self.output
                    .status(&format!("`{name}` runs in the namespace `{namespace}`"));
                Ok(())
            }
            Err(failure) => {
                let created = self.target.created();
                let note = (!created.is_empty()).then(|| {
                    format!(
                        "created so far: {}; `kubewright cleanup {} -n {namespace}` deletes it",
                        created.join(", "),
                        self.source.package
                    )
                });
                Err(failure.with(note))
            }
        }
    }
}

/// Fails if the cluster does not have OLM v0.
pub(crate) async fn needs_olm(target: &Target) -> Result<()> {
    let groups = target.client.list_api_groups().await;
    let groups = groups.map_err(|error| target.problem("listing APIs", &error))?;
    let has = |name: &str| groups.groups.iter().any(|group| group.name == name);
    if has("operators.coreos.com") {
        return Ok(());
    }
    Err(Failure::new(match has("olm.operatorframework.io") {
        true => {
            "the cluster has OLM v1 but not OLM v0; install the bundle from a catalog: `kubewright bundle extension` prints the objects"
        }
        false => "the cluster does not have OLM; `kubewright olm install` installs it",
    }))
}
