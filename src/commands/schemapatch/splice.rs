//! Replaces the schemas of CRDs in a text, and changes nothing else.
//!
//! A file may have other documents, also ones that are not YAML (Helm templates): they are copied.

use std::collections::BTreeMap;
use std::ops::Range;

use kubewright_core::diagnostic::Message;
use serde::Deserialize;
use serde_json::{Map, Value};
use yaml_edit::Mapping;

use crate::yaml;

const SCHEMA: &str = "schema";
const OPEN_API: &str = "openAPIV3Schema";

/// The text of each version's schema, by group and kind.
pub(crate) type Schemas = BTreeMap<(String, String), BTreeMap<String, String>>;

/// A problem, and its byte range in the file.
pub(crate) type Fault = (Range<usize>, Message);

/// The part of a CRD that identifies its schemas.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Manifest {
    api_version: Option<String>,
    kind: Option<String>,
    spec: Option<Spec>,
}

#[derive(Deserialize)]
struct Spec {
    group: Option<String>,
    names: Option<Names>,
    #[serde(default)]
    versions: Vec<Version>,
}

#[derive(Deserialize)]
struct Names {
    kind: Option<String>,
}

#[derive(Deserialize)]
struct Version {
    name: String,
}

/// The file with new schemas; `None` if it contains no CRD.
pub(crate) fn file(text: &str, schemas: &Schemas) -> Result<Option<String>, Fault> {
    let mut out = String::with_capacity(text.len());
    let mut found = false;
    for range in documents(text) {
        let document = &text[range.clone()];
        let shift = |(at, message): Fault| (at.start + range.start..at.end + range.start, message);
        match patch(document, schemas).map_err(shift)? {
            Some(new) => {
                found = true;
                out.push_str(&new);
            }
            None => out.push_str(document),
        }
    }
    Ok(found.then_some(out))
}

/// The documents of a file, each including the `---` above it.
fn documents(text: &str) -> Vec<Range<usize>> {
    let mut starts = vec![0];
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        if line.trim_end() == "---" || line.starts_with("--- ") {
            starts.push(at);
        }
        at += line.len();
    }
    starts.push(text.len());
    starts.windows(2).map(|pair| pair[0]..pair[1]).collect()
}

/// A document with new schemas; `None` if it is not a CRD.
fn patch(document: &str, schemas: &Schemas) -> Result<Option<String>, Fault> {
    if !document.contains("CustomResourceDefinition") {
        return Ok(None);
    }
    // Other documents are left alone even if they are not YAML.
    let Ok(manifest) = kubewright_core::yaml::from_str::<Manifest>(document) else {
        return Ok(None);
    };
    let (Some("CustomResourceDefinition"), Some(spec)) = (manifest.kind.as_deref(), manifest.spec) else {
        return Ok(None);
    };
    let version = manifest.api_version.unwrap_or_default();
    if version != "apiextensions.k8s.io/v1" {
        let message = Message::new(format!(
            "this CRD has the API version `{version}`, which Kubernetes has removed"
        ));
        return Err((0..0, message.help("write `apiVersion: apiextensions.k8s.io/v1`")));
    }
    let kind = spec.names.and_then(|names| names.kind).unwrap_or_default();
    let Some(known) = schemas.get(&(spec.group.unwrap_or_default(), kind)) else {
        return Ok(Some(document.to_owned()));
    };
    let schemas: Vec<_> = spec
        .versions
        .iter()
        .map(|version| known.get(&version.name))
        .collect();
    let new = yaml::edit(document, |root| replace(root, &schemas));
    if let Some(new) = new.filter(|new| differs_in_schemas(document, new, &schemas)) {
        return Ok(Some(new));
    }
    let message = Message::new("the versions of this CRD are not a plain list in `spec.versions`");
    Err((0..0, message.help("write them without anchors, aliases and tags")))
}

/// Whether the new text has the new schemas, and otherwise the content of the document. A schema with an anchor is needed
/// where the alias is.
fn differs_in_schemas(document: &str, new: &str, schemas: &[Option<&String>]) -> bool {
    let read = |text: &str| kubewright_core::yaml::from_str::<Value>(text).ok();
    let expected = || {
        let mut expected = read(document)?;
        for (index, schema) in schemas.iter().enumerate() {
            let Some(schema) = schema else { continue };
            let version = expected.pointer_mut("/spec/versions")?.get_mut(index)?;
            let at = version.as_object_mut()?.entry(SCHEMA).or_insert(Value::Null);
            if !at.is_object() {
                *at = Value::Object(Map::new());
            }
            at[OPEN_API] = read(schema)?;
        }
        Some(expected)
    };
    expected().is_some_and(|expected| read(new) == Some(expected))
}

/// Sets the schema of each version that has a new one.
fn replace(root: &Mapping, schemas: &[Option<&String>]) -> Option<()> {
    let versions = root.get_mapping("spec")?.get_sequence("versions")?;
    for (index, schema) in schemas.iter().enumerate() {
        let Some(schema) = schema else { continue };
        let version = versions.get(index)?;
        let version = version.as_mapping()?;
        let schema = yaml::node(schema)?;
        match version.get_mapping(SCHEMA) {
            Some(at) => at.set(OPEN_API, schema),
            None => {
                let at = Mapping::new();
                at.set(OPEN_API, schema);
                version.set(SCHEMA, at);
            }
        }
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn schemas() -> Schemas {
        let versions = [("v1".to_owned(), "type: object\n".to_owned())];
        [(("g.io".to_owned(), "Kind".to_owned()), versions.into())].into()
    }

    const BEFORE: &str = "\
# kept
kind: ConfigMap
---
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
spec:
  names: {kind: Kind} # kept
  group: g.io
  versions:
  - schema:
      # kept
      openAPIV3Schema:
        type: string
        properties:
        # goes
          a: {}
        description: |
          text
          # goes too
    name: v1
  - name: v2
    schema:
      openAPIV3Schema:
        type: integer
---
last: one
";

    #[test]
    fn only_the_schema_changes() {
        let expected = BEFORE.replace(
            "        type: string\n        properties:\n        # goes\n          a: {}\n        description: |\n          text\n          # goes too\n",
            "        type: object\n",
        );
        assert_eq!(file(BEFORE, &schemas()).unwrap(), Some(expected.clone()));
        assert_eq!(file(&expected, &schemas()).unwrap(), Some(expected));
    }

    #[test]
    fn what_is_no_crd_is_none() {
        assert_eq!(file("kind: ConfigMap\n", &schemas()), Ok(None));
        assert_eq!(file("{{ helm }}\n", &schemas()), Ok(None));
    }

    #[test]
    fn old_crds_are_errors() {
        let old = BEFORE.replace("k8s.io/v1", "k8s.io/v1beta1");
        let (_, message) = file(&old, &schemas()).unwrap_err();
        assert!(message.help.is_some(), "{message}");
    }

    #[test]
    fn a_schema_that_another_part_refers_to_is_an_error() {
        let text = BEFORE
            .replace(
                "openAPIV3Schema:\n        type: string",
                "openAPIV3Schema: &same\n        type: string",
            )
            .replace(
                "openAPIV3Schema:\n        type: integer",
                "openAPIV3Schema: *same",
            );
        let (_, message) = file(&text, &schemas()).unwrap_err();
        assert!(message.to_string().contains("aliases"), "{message}");
    }

    #[test]
    fn versions_in_flow_style_and_without_a_schema() {
        let start = BEFORE.find("  - schema:").unwrap_or_default();
        let end = BEFORE.find("  - name: v2").unwrap_or_default();
        for (before, after) in [
            (
                "  - {name: v1, schema: {openAPIV3Schema: {type: string}}} # kept\n",
                "  - {name: v1, schema: {openAPIV3Schema: {type: object}}} # kept\n",
            ),
            (
                "  - name: v1\n",
                "  - name: v1\n    schema:\n      openAPIV3Schema:\n        type: object\n",
            ),
        ] {
            let mut text = BEFORE.to_owned();
            text.replace_range(start..end, before);
            let mut expected = BEFORE.to_owned();
            expected.replace_range(start..end, after);
            assert_eq!(file(&text, &schemas()).unwrap(), Some(expected));
        }
    }
}
