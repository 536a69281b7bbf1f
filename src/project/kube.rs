//! What a project says about its types with kube's derive.

use std::collections::BTreeMap;

use kubewright_analysis::{External, Reading};
use kubewright_core::diagnostic::Message;
use kubewright_kube_types::{Schemas, Stated};
use serde::Deserialize;
use serde_json::Value;

use super::{Identity, Project};

/// The key of the configuration in `PROJECT`.
const KEY: &str = "kube.kubewright.dev/v1";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Configuration {
    schema: Option<String>,
    #[serde(default)]
    defaults: BTreeMap<String, Value>,
    #[serde(default)]
    schemas: BTreeMap<String, Value>,
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
    let configuration = Configuration::deserialize(configuration).map_err(|error| {
        Message::new(format!("`PROJECT`: `plugins`, `{KEY}`: {error}"))
            .help("it has `schema`, `defaults` and `schemas`")
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
    let configuration = project.plugins.entry(KEY.to_owned()).or_default();
    if !configuration.is_object() {
        *configuration = Value::Object(serde_json::Map::new());
    }
    configuration["schema"] = Value::from(name);
}

/// The schemas with a name.
pub(crate) fn schemas(name: &str) -> Option<Schemas> {
    match name {
        "exact" => Some(Schemas::Exact),
        "strict" => Some(Schemas::Strict),
        _ => None,
    }
}
