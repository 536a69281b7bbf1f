//! The Helm chart: from the objects that a project deploys to the files of a chart.
//!
//! Templates are trees, built from typed objects by rules and written by one writer.

mod about_crds;
mod certificates;
mod conditions;
mod crd_chart;
mod crds;
mod deployment;
mod files;
mod helm_test;
mod helpers;
mod image;
mod json;
mod manager;
mod merge;
mod names;
mod node;
mod place;
mod rbac;
mod services;
mod settings;
mod sort;
mod values;
mod variables;
mod webhooks;
mod write;

use std::collections::{BTreeMap, BTreeSet};

use kubewright_core::yaml::YamlError;
use serde_json::Value;
use thiserror::Error;

use json::text;
use kubewright_analysis::quoted::quoted;
pub(crate) use merge::{
    Existing, MergeError, Merged, Moved, Pair, Texts, merge, move_crds, record, recorded,
};
use names::Names;
use node::{Condition, Node};
pub(crate) use place::{CrdPlace, Which};
use settings::Setting;
use sort::{Object, Role, Sorted, sort};

/// The file with the texts that were written last.
pub(crate) const RECORD: &str = ".kubewright.yaml";

/// What a chart is made from.
pub(crate) struct Input<'i> {
    /// The name of the chart.
    pub(crate) name: &'i str,
    /// The name of the project, which its releases have by default.
    pub(crate) project: &'i str,
    pub(crate) crds: CrdPlace,
    /// The prefix of the names of all objects, if it is known.
    pub(crate) prefix: Option<&'i str>,
    /// The objects with every optional part of the project.
    pub(crate) objects: &'i [Value],
    /// The objects that the project deploys at present, which decide about defaults.
    pub(crate) current: &'i [Value],
}

impl Input<'_> {
    /// The prefix of the names of objects in the release that has the name of the project.
    fn fullname(&self) -> String {
        match self.project.contains(self.name) {
            true => self.project.to_owned(),
            false => format!("{}-{}", self.project, self.name),
        }
    }
}

/// The charts of a project.
#[derive(Debug)]
pub(crate) struct Charts {
    pub(crate) operator: Chart,
    /// The chart of the CRDs, if they have their own.
    pub(crate) crds: Option<Chart>,
    /// The names of both, even if only one is written.
    pub(crate) names: [String; 2],
    /// The names of the CRDs.
    pub(crate) kinds: Vec<String>,
    /// What the user should know.
    pub(crate) notes: Vec<String>,
}

/// The files of a chart.
#[derive(Debug)]
pub(crate) struct Chart {
    /// The texts, by path.
    pub(crate) files: BTreeMap<String, String>,
    settings: Vec<Setting>,
}

impl Chart {
    /// Makes the schema allow values that somebody added to the values file.
    fn allow(&mut self, present: &Value) {
        let schema = values::schema(&self.settings, present);
        self.files.insert("values.schema.json".to_owned(), schema);
    }
}

/// Why there is no chart.
#[derive(Debug, Error)]
pub(crate) enum ChartError {
    #[error(
        "the manifests have no Deployment, so they have no manager; add one, or name other manifests with `--manifests`"
    )]
    NoManager,
    #[error("any of the Deployments {} could be the manager; label one `control-plane: controller-manager`", quoted(.0))]
    Managers(Vec<String>),
    #[error(
        "`crds/` of a chart has no templates, but the conversion webhook of `{0}` is called at a Service of the release; pass `--crds templates` or `--crds chart`"
    )]
    Conversion(String),
    #[error("cannot write a template: {0}")]
    Yaml(#[from] YamlError),
}

/// Creates the files of the charts.
pub(crate) fn generate(input: &Input<'_>) -> Result<Charts, ChartError> {
    let sorted = sort(input.objects)?;
    let current = sort(input.current)?;
    let names = Names::new(input.name, input.prefix, &sorted);
    let choices = settings::Choices {
        sorted: &sorted,
        current: &current,
        names: &names,
        crds: input.crds,
    };
    let settings = settings::settings(&choices);
    let mut files = BTreeMap::new();
    let mut put = |path: &str, text: String| files.insert(path.to_owned(), text);
    put(
        "Chart.yaml",
        files::chart(
            input.name,
            &format!("A Helm chart for {}.", input.name),
            "The version of the image, unless `image.tag` is set.",
            &sorted,
        ),
    );
    put(".helmignore", files::ignore());
    put("values.yaml", values::yaml(&settings)?);
    put("values.schema.json", values::schema(&settings, &Value::Null));
    let about = match sorted.has(Role::Crd) {
        true => about_crds::readme(input.name, input.project, input.crds),
        false => String::new(),
    };
    put(
        "README.md",
        files::readme(input.name, input.project, &about, &settings),
    );
    put(
        "templates/_helpers.tpl",
        helpers::operator(input.name, &sorted, &names),
    );
    put(
        "templates/NOTES.txt",
        files::notes(input.name, &sorted, input.crds),
    );
    put("templates/extra-objects.yaml", files::extra_objects());
    if let Some(service) = sorted.of(Role::MetricsService).next()
        && let Some(suffix) = names.suffix(service.name())
    {
        let helper = format!("include \"{}.serviceName\" (list . {suffix:?})", input.name);
        let secure = sorted.manager.metrics_secure();
        put(
            "templates/tests/metrics.yaml",
            helm_test::pod(input.name, &helper, secure),
        );
        if sorted.has(Role::MetricsPolicy) {
            let (when, node) = helm_test::policy(&service.value, &names);
            put(
                "templates/tests/network-policy.yaml",
                write::template(&when, &node)?,
            );
        }
    }
    let mut taken = BTreeSet::new();
    for object in &sorted.objects {
        if object.role == Role::Crd && input.crds != CrdPlace::Templates {
            continue;
        }
        let (when, node) = template(object, &sorted, &names);
        let text = write::template(&when, &node)?;
        let mut path = path(object, &sorted, &names);
        if !taken.insert(path.clone()) {
            path = path.replace(".yaml", &format!("-{}.yaml", text_lower(&object.value["kind"])));
            taken.insert(path.clone());
        }
        files.insert(path, text);
    }
    if input.crds == CrdPlace::Crds {
        for object in sorted.of(Role::Crd) {
            files.insert(
                input.crds.path(object.name()),
                crds::plain(&object.value, &names)?,
            );
        }
    }
    let crds = match input.crds == CrdPlace::Chart && sorted.has(Role::Crd) {
        true => Some(crd_chart::generate(input, &sorted, &choices)?),
        false => None,
    };
    Ok(Charts {
        operator: Chart { files, settings },
        crds,
        names: [input.name.to_owned(), crd_chart::name(input.name)],
        kinds: sorted
            .of(Role::Crd)
            .map(|object| object.name().to_owned())
            .collect(),
        notes: sorted.notes,
    })
}

/// The template of an object.
fn template(object: &Object, sorted: &Sorted, names: &Names) -> (Condition, Node) {
    let value = &object.value;
    let role = object.role;
    match role {
        Role::Manager => (Condition::ALWAYS, deployment::deployment(value, sorted, names)),
        Role::Account => rbac::account(value, names),
        Role::Crd => (Condition::value("crds.enabled"), crds::crd(value, sorted, names)),
        Role::LeaderElection
        | Role::ManagerRights
        | Role::Helper
        | Role::MetricsAuth
        | Role::MetricsReader
        | Role::OwnCertificates => rbac::role(value, role, sorted, names),
        Role::MetricsService | Role::WebhookService => services::service(value, role, sorted, names),
        Role::WebhookConfiguration => (
            conditions::webhooks(),
            webhooks::configuration(value, sorted, names),
        ),
        Role::WebhookCertificate | Role::MetricsCertificate if value["kind"] == "Certificate" => {
            certificates::certificate(value, role, names)
        }
        Role::WebhookCertificate | Role::MetricsCertificate | Role::Issuer => {
            certificates::issuer(value, role, names)
        }
        Role::Monitor => services::monitor(value, sorted, names),
        Role::WebhookPolicy | Role::MetricsPolicy | Role::Policy => {
            services::policy(value, role, &sorted.manager, names)
        }
        Role::Extra => (Condition::ALWAYS, names.object(value)),
    }
}

/// The path of an object's template.
fn path(object: &Object, sorted: &Sorted, names: &Names) -> String {
    let folder = match object.role {
        Role::Crd => return CrdPlace::Templates.path(object.name()),
        Role::Manager => "manager",
        Role::Account
        | Role::LeaderElection
        | Role::ManagerRights
        | Role::Helper
        | Role::MetricsAuth
        | Role::MetricsReader
        | Role::OwnCertificates => "rbac",
        Role::MetricsService | Role::Monitor => "metrics",
        Role::WebhookService | Role::WebhookConfiguration => "webhook",
        Role::WebhookCertificate | Role::MetricsCertificate | Role::Issuer => "certificates",
        Role::WebhookPolicy | Role::MetricsPolicy | Role::Policy => "network-policy",
        Role::Extra => "extras",
    };
    let name = names.suffix(object.name()).unwrap_or(object.name());
    let kind = text_lower(&object.value["kind"]);
    // A role in another namespace may have the name of one in the manager's.
    let namespace = text(&object.value["metadata"]["namespace"]);
    let elsewhere = match namespace.is_empty() || namespace == sorted.namespace {
        true => String::new(),
        false => format!("-{namespace}"),
    };
    let kind = match object.role {
        Role::Manager | Role::Account => String::new(),
        Role::WebhookPolicy | Role::MetricsPolicy | Role::Policy => String::new(),
        _ if name.replace('-', "").contains(&kind) => String::new(),
        _ => format!("-{kind}"),
    };
    format!("templates/{folder}/{name}{kind}{elsewhere}.yaml")
}

fn text_lower(value: &Value) -> String {
    text(value).to_lowercase()
}

/// The objects of a text with several documents.
pub(crate) fn read(text: &str) -> Result<Vec<Value>, YamlError> {
    let documents: Vec<Value> = kubewright_core::yaml::all_from_str(text)?;
    Ok(documents.into_iter().flat_map(items).collect())
}

/// The objects of a list, or the object.
fn items(document: Value) -> Vec<Value> {
    match document {
        Value::Null => Vec::new(),
        Value::Object(mut list) if list.get("kind").is_some_and(|kind| kind == "List") => {
            match list.remove("items") {
                Some(Value::Array(items)) => items,
                Some(_) | None => Vec::new(),
            }
        }
        object => vec![object],
    }
}

#[cfg(test)]
mod tests;
