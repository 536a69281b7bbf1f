//! What a project says about its types with kube's derive.

use std::collections::{BTreeMap, BTreeSet};

use kubewright_analysis::{External, Reading};
use kubewright_core::diagnostic::Message;
use kubewright_kube_types::{Keys, Schemas, Stated};
use serde::Deserialize;
use serde_json::Value;

use super::{Identity, Project, Resource, form};

/// The key of the configuration in `PROJECT`.
const KEY: &str = "kube.kubewright.dev/v1";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Configuration {
    /// The schemas of kinds with kube's derive: `exact` as `crd()` returns them, or `strict`, which lose no data
    schema: Option<String>,
    /// Defaults that the source does not show, by type and field
    #[serde(default)]
    defaults: BTreeMap<String, Value>,
    /// Schemas that the source does not show, by type, by field, or by the function that makes them
    #[serde(default)]
    schemas: BTreeMap<String, Value>,
    // Read by `Project::has_kube_derive`.
    /// The kinds of `create api --style kube`; written by kubewright
    #[serde(default, rename = "kinds")]
    _kinds: BTreeSet<String>,
}

/// How the kinds of a project are read.
pub(crate) fn reading(project: Option<&Project>) -> Result<Reading, Message> {
    let Some(project) = project else {
        return Ok(Reading::default());
    };
    let external = external(project);
    let Some(configuration) = project.plugins.get(KEY) else {
        return Ok(Reading {
            external,
            ..Reading::default()
        });
    };
    let configuration: Configuration = form::read(configuration).map_err(|wrong| {
        Message::new(format!("`PROJECT`: `plugins`, `{KEY}`: {wrong}"))
            .help("it has `schema`, `defaults`, `schemas` and `kinds`")
    })?;
    let schemas = match configuration.schema {
        Some(name) => schemas(&name).ok_or_else(|| {
            Message::new(format!(
                "`PROJECT`: `plugins`, `{KEY}`: `schema: {name}` is unknown"
            ))
            .help("write `exact` or `strict`")
        })?,
        None => Schemas::Exact,
    };
    Ok(Reading {
        schemas,
        stated: Stated {
            defaults: configuration.defaults,
            schemas: configuration.schemas,
        },
        external,
        ..Reading::default()
    })
}

/// What a project states and no kind needs.
pub(crate) fn unused(keys: Keys) -> impl Iterator<Item = Message> {
    let note = |what: &str, key: String, of: &str, way: &str| {
        Message::new(format!(
            "`PROJECT`: `plugins`, `{KEY}`: no kind has {of} for the {what} `{key}`"
        ))
        .help(format!("{way}, or remove it"))
    };
    let defaults = keys.defaults.into_iter().map(move |key| {
        let way = "name the type and the field as in Rust, such as `OrderSpec.image`";
        note("default", key, "a field with a serde default", way)
    });
    let schemas = keys.schemas.into_iter().map(move |key| {
        let way = "name a type, a type and a field, or a function that makes a schema, as in Rust";
        note("schema", key, "a type, a field or a function", way)
    });
    defaults.chain(schemas)
}

/// The kinds that `PROJECT` has without a CRD.
fn external(project: &Project) -> External {
    let keys = |has_crd: bool| {
        let resources = project.resources.iter();
        let resources = resources.filter(move |resource| resource.api.is_some() == has_crd);
        let key = |identity: &Identity| (identity.qualified_group(), identity.kind.clone());
        resources.map(move |resource| key(&resource.identity)).collect()
    };
    External {
        kinds: keys(false),
        outside: None,
        own: keys(true),
    }
}

/// Records how the schemas of a project are made.
pub(crate) fn set_schemas(project: &mut Project, name: &str) {
    set(project, "schema", Some(name.into()));
}

/// Sets a key of the configuration, or removes it.
fn set(project: &mut Project, key: &str, value: Option<Value>) {
    let configuration = project.plugins.remove(KEY);
    let mut configuration = match configuration {
        Some(Value::Object(configuration)) => configuration,
        Some(_) | None => serde_json::Map::new(),
    };
    match value {
        Some(value) => drop(configuration.insert(key.to_owned(), value)),
        None => drop(configuration.remove(key)),
    }
    if !configuration.is_empty() {
        project
            .plugins
            .insert(KEY.to_owned(), Value::Object(configuration));
    }
}

impl Project {
    /// Returns whether the type of a resource has kube's derive: `create api --style kube` or somebody else wrote it.
    pub(crate) fn has_kube_derive(&self, resource: &Resource) -> bool {
        let is_recorded = || self.kube_kinds().contains(&kind(&resource.identity));
        resource.is_adopted() || (resource.api.is_some() && is_recorded())
    }

    /// Records that the versions of a kind have kube's derive.
    pub(crate) fn set_kube_derive(&mut self, identity: &Identity) {
        let mut kinds = self.kube_kinds();
        kinds.insert(kind(identity));
        self.set_kube_kinds(kinds);
    }

    /// Records that a kind with kube's derive has another name.
    pub(crate) fn rename_kube_kind(&mut self, from: &Identity, to: &Identity) {
        let mut kinds = self.kube_kinds();
        if kinds.remove(&kind(from)) {
            kinds.insert(kind(to));
            self.set_kube_kinds(kinds);
        }
    }

    /// Removes the kinds that have no version any more.
    pub(super) fn prune_kube_kinds(&mut self) {
        let mut kinds = self.kube_kinds();
        let before = kinds.len();
        kinds.retain(|name| self.types().any(|resource| kind(&resource.identity) == *name));
        if kinds.len() < before {
            self.set_kube_kinds(kinds);
        }
    }

    fn kube_kinds(&self) -> BTreeSet<String> {
        let kinds = self.setting(KEY, "kinds").and_then(Value::as_array);
        let kinds = kinds.into_iter().flatten().filter_map(Value::as_str);
        kinds.map(str::to_owned).collect()
    }

    fn set_kube_kinds(&mut self, kinds: BTreeSet<String>) {
        let kinds: Vec<Value> = kinds.into_iter().map(Value::from).collect();
        set(self, "kinds", (!kinds.is_empty()).then_some(Value::Array(kinds)));
    }
}

/// A kind as it is recorded: `Order.shop.example.com`.
fn kind(identity: &Identity) -> String {
    format!("{}.{}", identity.kind, identity.qualified_group())
}

/// The schemas with a name.
pub(crate) fn schemas(name: &str) -> Option<Schemas> {
    match name {
        "exact" => Some(Schemas::Exact),
        "strict" => Some(Schemas::Strict),
        _ => None,
    }
}
