//! Joins the versions of a kind: the storage version, shared settings and contradictions.

use std::collections::BTreeMap;

use super::{
    Claims, Column, Crd, CrdSpec, CrdVersion, Empty, Metadata, Names, ScalePaths, SelectableField,
    Subresources, VERSION_ANNOTATION, Version, VersionSchema,
};
use crate::{
    diagnostic::{Errors, Located, Message},
    markers::resource::{Conversion, PrintColumn, Resource},
    names,
};

/// Builds the CRDs of these versions, sorted by group and plural.
///
/// # Errors
///
/// If versions of a kind contradict each other, or two kinds have one name. The place is the index of the version.
pub fn definitions(
    versions: &[Version],
    tool_version: Option<&str>,
) -> Result<Vec<Crd>, Vec<Located<usize>>> {
    let mut kinds: BTreeMap<(&str, &str), Indices> = BTreeMap::new();
    for (index, version) in versions.iter().enumerate() {
        let kind = kinds
            .entry((&version.root.group, &version.root.kind))
            .or_default();
        if version.resource.skip {
            kind.skipped.push(index);
        } else {
            kind.written.push(index);
        }
    }
    let mut errors = Errors::new();
    let mut crds = Vec::new();
    for indices in kinds.into_values().filter(|kind| !kind.written.is_empty()) {
        match definition(versions, indices, tool_version) {
            Ok(crd) => crds.push(crd),
            Err(found) => errors.extend(found),
        }
    }
    crds.sort_by(|a, b| (&a.spec.group, &a.spec.names.plural).cmp(&(&b.spec.group, &b.spec.names.plural)));
    let mut claims = Claims::default();
    for crd in &crds {
        let (group, names) = (&crd.spec.group, &crd.spec.names);
        if let Err(clash) = claims.claim(group, names) {
            let is_it = |version: &Version| version.root.group == *group && version.root.kind == names.kind;
            let last = versions.iter().rposition(is_it);
            errors.extend(last.map(|index| clash.message().at(index)));
        }
    }
    errors.check()?;
    Ok(crds)
}

/// The versions of a kind.
#[derive(Default)]
struct Indices {
    written: Vec<usize>,
    /// Those with `+kubebuilder:skipversion`, whose settings of the CRD as a whole count all the same.
    skipped: Vec<usize>,
}

fn definition(
    versions: &[Version],
    indices: Indices,
    tool_version: Option<&str>,
) -> Result<Crd, Vec<Located<usize>>> {
    let Indices {
        written: mut indices,
        skipped,
    } = indices;
    indices.sort_by(|a, b| versions[*a].root.version.cmp(&versions[*b].root.version));
    let mut errors = Errors::new();
    for pair in indices.windows(2) {
        if versions[pair[0]].root.version == versions[pair[1]].root.version {
            let root = &versions[pair[1]].root;
            let message = format!("`{}` has the version `{}` twice", root.kind, root.version);
            errors.push(
                Message::new(message)
                    .help("rename one of the types or its version")
                    .at(pair[1]),
            );
        }
    }
    let storage: Vec<_> = indices
        .iter()
        .copied()
        .filter(|index| versions[*index].resource.storage)
        .collect();
    let stored = match (indices.as_slice(), storage.as_slice()) {
        ([only], []) => Some(*only),
        (_, [one]) => Some(*one),
        ([first, ..], []) => {
            let message = Message::new(format!("`{}` has no storage version", versions[*first].root.kind));
            errors.push(
                message
                    .help("put `+kubebuilder:storageversion` on one version")
                    .at(*first),
            );
            None
        }
        (_, many) => {
            for index in &many[1..] {
                let message = Message::new(format!(
                    "`{}` has two storage versions",
                    versions[*index].root.kind
                ));
                errors.push(
                    message
                        .help("keep `+kubebuilder:storageversion` on one version")
                        .at(*index),
                );
            }
            None
        }
    };
    if indices.iter().all(|index| versions[*index].resource.unserved) {
        let message = Message::new(format!(
            "`{}` has no served version",
            versions[indices[0]].root.kind
        ));
        errors.push(
            message
                .help("remove `+kubebuilder:unservedversion` from one version")
                .at(indices[0]),
        );
    }
    let common = common(versions, indices.iter().chain(&skipped), &mut errors);
    errors.check()?;
    let root = &versions[indices[0]].root;
    let plural = common
        .names
        .path
        .clone()
        .unwrap_or_else(|| names::plural(&root.kind));
    let mut annotations = common.annotations;
    annotations.extend(tool_version.map(|version| (VERSION_ANNOTATION.to_owned(), version.to_owned())));
    Ok(Crd {
        api_version: "apiextensions.k8s.io/v1".to_owned(),
        kind: "CustomResourceDefinition".to_owned(),
        metadata: Metadata {
            annotations,
            labels: common.labels,
            name: if root.group.is_empty() {
                format!("{plural}.")
            } else {
                format!("{plural}.{}", root.group)
            },
        },
        spec: CrdSpec {
            conversion: common.conversion.map(conversion),
            group: root.group.clone(),
            names: Names {
                categories: common.names.categories,
                kind: root.kind.clone(),
                list_kind: common
                    .names
                    .list_kind
                    .unwrap_or_else(|| names::list_kind(&root.kind)),
                plural,
                short_names: common.names.short_name,
                singular: common
                    .names
                    .singular
                    .unwrap_or_else(|| names::singular(&root.kind)),
            },
            preserve_unknown_fields: None,
            scope: common.names.scope.unwrap_or_else(|| "Namespaced".to_owned()),
            versions: indices
                .iter()
                .map(|index| version(&versions[*index], stored == Some(*index)))
                .collect(),
        },
    })
}

/// The settings of the CRD as a whole: set on any version, and equal wherever they are set.
fn common<'i>(
    versions: &[Version],
    indices: impl Iterator<Item = &'i usize>,
    errors: &mut Errors<Located<usize>>,
) -> Resource {
    let mut all = Resource::default();
    for &index in indices {
        let resource = &versions[index].resource;
        let mut differ = |what: &str| {
            let message = Message::new(format!(
                "versions of `{}` differ in their {what}",
                versions[index].root.kind
            ));
            errors.push(
                message
                    .help("set it on one version, or set the same value on each")
                    .at(index),
            );
        };
        macro_rules! agree {
            ($what:literal, $($field:ident).+) => {
                let stated = &resource.$($field).+;
                let nothing = Resource::default().$($field).+;
                if *stated != nothing {
                    if all.$($field).+ == nothing {
                        all.$($field).+ = stated.clone();
                    } else if all.$($field).+ != *stated {
                        differ($what);
                    }
                }
            };
        }
        agree!("plural", names.path);
        agree!("singular", names.singular);
        agree!("list kind", names.list_kind);
        agree!("short names", names.short_name);
        agree!("categories", names.categories);
        agree!("scope", names.scope);
        agree!("conversion", conversion);
        for (key, value) in &resource.annotations {
            if all
                .annotations
                .insert(key.clone(), value.clone())
                .is_some_and(|old| old != *value)
            {
                differ("annotations");
            }
        }
        for (key, value) in &resource.labels {
            if all
                .labels
                .insert(key.clone(), value.clone())
                .is_some_and(|old| old != *value)
            {
                differ("labels");
            }
        }
    }
    all
}

fn version(version: &Version, storage: bool) -> CrdVersion {
    let Version {
        root,
        resource,
        schema,
    } = version;
    let subresources = Subresources {
        scale: resource.scale.as_ref().map(|scale| ScalePaths {
            label_selector_path: scale.selector.clone(),
            spec_replicas_path: scale.spec.clone(),
            status_replicas_path: scale.status.clone(),
        }),
        status: resource.status.then_some(Empty {}),
    };
    CrdVersion {
        additional_printer_columns: resource.columns.iter().map(column).collect(),
        deprecated: resource.deprecated.is_some(),
        deprecation_warning: resource
            .deprecated
            .as_ref()
            .and_then(|deprecated| deprecated.warning.clone()),
        name: root.version.clone(),
        schema: VersionSchema {
            open_api_v3_schema: schema.clone(),
        },
        selectable_fields: resource
            .selectable
            .iter()
            .map(|field| SelectableField {
                json_path: field.json_path.clone(),
            })
            .collect(),
        served: !resource.unserved,
        storage,
        subresources: (subresources != Subresources::default()).then_some(subresources),
    }
}

fn column(column: &PrintColumn) -> Column {
    let PrintColumn {
        name,
        ty,
        json_path,
        description,
        format,
        priority,
        at: _,
    } = column.clone();
    Column {
        description,
        format,
        json_path,
        name,
        priority: priority.unwrap_or_default(),
        ty,
    }
}

fn conversion(conversion: Conversion) -> serde_json::Value {
    let Conversion {
        strategy,
        path,
        url,
        service_name,
        service_namespace,
        service_port,
        ca_bundle,
        review_versions,
    } = conversion;
    if strategy == "None" {
        return serde_json::json!({ "strategy": strategy });
    }
    let mut client = match url {
        Some(url) => serde_json::json!({ "url": url }),
        None => {
            let mut service = serde_json::json!({
                "name": service_name.as_deref().unwrap_or("webhook-service"),
                "namespace": service_namespace.as_deref().unwrap_or("system"),
            });
            let path = path.as_deref().unwrap_or("/convert");
            if !path.is_empty() {
                service["path"] = path.into();
            }
            if let Some(port) = service_port {
                service["port"] = port.into();
            }
            serde_json::json!({ "service": service })
        }
    };
    if let Some(bundle) = ca_bundle {
        client["caBundle"] = bundle.into();
    }
    let versions = if review_versions.is_empty() {
        vec!["v1".to_owned()]
    } else {
        review_versions
    };
    serde_json::json!({
        "strategy": strategy,
        "webhook": { "clientConfig": client, "conversionReviewVersions": versions },
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{ir::Root, schema::Schema};

    fn version(kind: &str) -> Version {
        Version {
            root: Root {
                group: "example.com".to_owned(),
                version: "v1".to_owned(),
                kind: kind.to_owned(),
                at: 0,
            },
            resource: Resource::default(),
            schema: Schema::of("object"),
        }
    }

    #[test]
    fn kinds_of_one_plural_are_refused() {
        let mut versions = [version("Mouse"), version("Rodent")];
        versions[1].resource.names.path = Some("mice".to_owned());
        let errors = definitions(&versions, None).unwrap_err();
        let said: Vec<_> = errors
            .iter()
            .map(|error| (error.place, error.to_string()))
            .collect();
        let expected =
            "`Mouse` and `Rodent` have the same plural `mice`; set `+kubebuilder:resource:path=...` on one";
        assert_eq!(said, [(1, expected.to_owned())]);
    }
}
