//! `cleanup`: deletes an operator that OLM has installed.

mod plans;

use std::collections::BTreeSet;

use kube::api::{Api, ListParams};
use kube::core::DynamicObject;
use kubewright_bundle::pointer::text;
use serde_json::Value;

use crate::cluster::{LABEL, Target};
use crate::failure::{Failure, Result};
use crate::install::GROUP;
use crate::kinds::{ClusterServiceVersion, Subscription};
use crate::output::Output;
use crate::{Cleanup, Generation, generation, v1};
use plans::Plans;

const OLM: &str = "operators.coreos.com/v1alpha1";

/// Kinds with objects that OLM creates for an operator and does not delete with it, and whether they are in a namespace.
const LEFTOVERS: [(&str, &str, bool); 9] = [
    ("rbac.authorization.k8s.io/v1", "ClusterRoleBinding", false),
    ("rbac.authorization.k8s.io/v1", "ClusterRole", false),
    ("rbac.authorization.k8s.io/v1", "RoleBinding", true),
    ("rbac.authorization.k8s.io/v1", "Role", true),
    ("v1", "ServiceAccount", true),
    ("v1", "Service", true),
    ("v1", "Secret", true),
    ("v1", "ConfigMap", true),
    ("operators.coreos.com/v2", "OperatorCondition", true),
];

/// Deletes an operator.
pub(crate) async fn run(args: &Cleanup, output: Output) -> Result<()> {
    let target = Target::connect(&args.cluster, args.namespace.as_deref()).await?;
    if generation::choose(&target, args.olm, output).await? == Generation::V1 {
        return v1::cleanup(args, &target, output).await;
    }
    let cleaning = Cleaning { args, target, output };
    let found = cleaning.find().await?;
    cleaning.delete(found).await
}

struct Cleaning<'a> {
    args: &'a Cleanup,
    target: Target,
    output: Output,
}

/// What belongs to the package.
#[derive(Default)]
struct Found {
    subscriptions: Vec<String>,
    catalogs: Vec<String>,
    plans: Plans,
    /// The versions that exist, and the CRDs that they own.
    versions: Vec<String>,
    owned: BTreeSet<String>,
}

impl Cleaning<'_> {
    async fn find(&self) -> Result<Found> {
        let (target, package) = (&self.target, &self.args.package);
        let mut found = Found::default();
        let subscriptions: Api<Subscription> = Api::namespaced(target.client.clone(), &target.namespace);
        let all = subscriptions.list(&ListParams::default()).await;
        let all = all.map_err(|error| target.problem("listing Subscriptions", &error))?;
        let mut versions = BTreeSet::new();
        for subscription in all
            .items
            .into_iter()
            .filter(|subscription| subscription.spec.name == *package)
        {
            found.subscriptions.extend(subscription.metadata.name);
            let status = subscription.status.unwrap_or_default();
            versions.extend(status.installed_csv.into_iter().chain(status.current_csv));
        }
        let labelled = format!("{LABEL}={package}");
        for catalog in target.list(OLM, "CatalogSource", &labelled).await? {
            found.catalogs.extend(catalog.metadata.name);
        }
        for plan in target.list(OLM, "InstallPlan", "").await? {
            found.plans.add(plan, &found.subscriptions);
        }
        for csv in self.versions(&versions).await? {
            let owned = csv.spec.customresourcedefinitions.as_ref();
            let owned = owned
                .and_then(|crds| crds["owned"].as_array())
                .into_iter()
                .flatten();
            found.owned.extend(owned.map(|crd| text(crd, "/name").to_owned()));
            found.versions.extend(csv.metadata.name);
        }
        Ok(found)
    }

    /// The versions of the package: those with its label, and those that are known already.
    async fn versions(&self, known: &BTreeSet<String>) -> Result<Vec<ClusterServiceVersion>> {
        let target = &self.target;
        let csvs: Api<ClusterServiceVersion> = Api::namespaced(target.client.clone(), &target.namespace);
        let all = csvs.list(&ListParams::default()).await;
        let all = all.map_err(|error| target.problem("listing ClusterServiceVersions", &error))?;
        let label = component(&self.args.package, &target.namespace);
        let of_package = all.items.into_iter().filter(|csv| {
            let labels = csv.metadata.labels.clone().unwrap_or_default();
            let is_known = csv
                .metadata
                .name
                .as_ref()
                .is_some_and(|name| known.contains(name));
            // Copies are deleted by OLM, together with their original.
            !labels.contains_key("olm.copiedFrom") && (is_known || labels.contains_key(&label))
        });
        Ok(of_package.collect())
    }

    async fn delete(&self, found: Found) -> Result<()> {
        let mut deleted = 0;
        // First the Subscription, and then its InstallPlans: OLM would install the operator again.
        for (kind, names) in [
            ("Subscription", &found.subscriptions),
            ("CatalogSource", &found.catalogs),
            ("InstallPlan", &found.plans.names),
        ] {
            for name in names {
                deleted += self.gone(&self.target.api(OLM, kind), kind, name).await?;
            }
        }
        found.plans.settle(self.output).await?;
        // One that was being installed may exist only now.
        let known = found
            .versions
            .iter()
            .chain(&found.plans.versions)
            .cloned()
            .collect();
        let csvs = self.target.api(OLM, "ClusterServiceVersion");
        for csv in self.versions(&known).await? {
            let name = csv.metadata.name.unwrap_or_default();
            deleted += self.gone(&csvs, "ClusterServiceVersion", &name).await?;
        }
        deleted += self.leftovers(&found).await?;
        let crds = self
            .target
            .all("apiextensions.k8s.io/v1", "CustomResourceDefinition");
        if self.args.delete_crds {
            for name in self.crds(&found).await? {
                deleted += self.gone(&crds, "CustomResourceDefinition", &name).await?;
            }
        } else if !found.owned.is_empty() {
            let names: Vec<_> = found.owned.iter().map(String::as_str).collect();
            self.output.status(&format!(
                "note: the CRDs {} stay, with all objects; `--delete-crds` deletes them",
                names.join(", ")
            ));
        }
        deleted += self.group().await?;
        if deleted == 0 {
            return Err(Failure::new(format!(
                "nothing of the package `{}` is in the namespace `{}`; `kubectl get subscriptions -A` lists what is installed",
                self.args.package, self.target.namespace
            )));
        }
        self.output
            .status(&format!("deleted {deleted} objects of `{}`", self.args.package));
        Ok(())
    }

    /// Objects that OLM has created for the operator. OLM labels each with its owner, or with the package.
    async fn leftovers(&self, found: &Found) -> Result<usize> {
        let mut deleted = 0;
        let mut selectors = vec![
            format!("{LABEL}={}", self.args.package),
            component(&self.args.package, &self.target.namespace),
        ];
        // Also of those that have been replaced.
        let versions: BTreeSet<_> = found.versions.iter().chain(&found.plans.versions).collect();
        for version in versions {
            let namespace = &self.target.namespace;
            selectors.push(format!("olm.owner={version},olm.owner.namespace={namespace}"));
        }
        for (api_version, kind, namespaced) in LEFTOVERS {
            let api = match namespaced {
                true => self.target.api(api_version, kind),
                false => self.target.all(api_version, kind),
            };
            for selector in &selectors {
                let list = api.list(&ListParams::default().labels(selector)).await;
                let list = match list {
                    Ok(list) => list.items,
                    Err(kube::Error::Api(status)) if status.code == 404 => continue,
                    Err(error) => {
                        return Err(self.target.problem(&format!("listing {kind} objects"), &error));
                    }
                };
                for object in list {
                    deleted += usize::from(self.target.delete(&api, &object, kind).await?);
                }
            }
        }
        Ok(deleted)
    }

    /// The CRDs that the operator owns, if no other operator owns or requires them.
    async fn crds(&self, found: &Found) -> Result<Vec<String>> {
        let csvs: Api<ClusterServiceVersion> = Api::all(self.target.client.clone());
        let all = csvs.list(&ListParams::default()).await;
        let all = all.map_err(|error| self.target.problem("listing ClusterServiceVersions", &error))?;
        let mut crds: Vec<String> = Vec::new();
        let mut labelled = found.owned.clone();
        // After an interruption, the version may be gone and its CRDs not.
        let definitions = self
            .target
            .all("apiextensions.k8s.io/v1", "CustomResourceDefinition");
        let label = component(&self.args.package, &self.target.namespace);
        let list = definitions.list(&ListParams::default().labels(&label)).await;
        let list = list.map_err(|error| self.target.problem("listing CRDs", &error))?;
        labelled.extend(list.items.into_iter().filter_map(|crd| crd.metadata.name));
        for name in labelled {
            let user = all.items.iter().find(|csv| {
                let crds = csv.spec.customresourcedefinitions.as_ref();
                let lists = ["owned", "required"].map(|list| crds.and_then(|crds| crds[list].as_array()));
                lists
                    .into_iter()
                    .flatten()
                    .flatten()
                    .any(|crd: &Value| crd["name"] == name.as_str())
            });
            match user {
                Some(user) => self.output.status(&format!(
                    "note: the CRD `{name}` stays, because `{}` in the namespace `{}` uses it",
                    user.metadata.name.as_deref().unwrap_or_default(),
                    user.metadata.namespace.as_deref().unwrap_or_default()
                )),
                None => crds.push(name),
            }
        }
        Ok(crds)
    }

    /// The OperatorGroup of `run bundle`, if no other operator is in the namespace.
    async fn group(&self) -> Result<usize> {
        let subscriptions = self.target.list(OLM, "Subscription", "").await?;
        if self.args.keep_operator_group || !subscriptions.is_empty() {
            return Ok(0);
        }
        let groups = self.target.api("operators.coreos.com/v1", "OperatorGroup");
        self.gone(&groups, "OperatorGroup", GROUP).await
    }

    /// Deletes an object, and waits until it is gone.
    async fn gone(&self, api: &Api<DynamicObject>, kind: &str, name: &str) -> Result<usize> {
        let (budget, output) = (self.args.timeout, self.output);
        let existed = self.target.gone(api, kind, name, budget, output).await;
        existed.map(usize::from)
    }
}

/// OLM's label on everything that belongs to a package in a namespace.
fn component(package: &str, namespace: &str) -> String {
    let name: String = format!("{package}.{namespace}").chars().take(63).collect();
    format!("operators.coreos.com/{}", name.trim_end_matches(['-', '.', '_']))
}
