//! A sample of a kind: its required fields, with values that the API server accepts.

mod value;

use std::path::PathBuf;

use kubewright_core::crd::{Crd, CrdVersion};
use kubewright_core::yaml;
use kubewright_validation::{Cause, Kind, Step, yaml::read};
use serde_json::{Value, json};

use super::errors::{Stop, failure};
use crate::plan::{Change, Plan};

/// Fills the samples with the required fields. Returns notes about those that the API server does not accept.
pub(super) fn fill(plan: &mut Plan, crds: &[&Crd]) -> Result<Vec<String>, Stop> {
    let mut notes = Vec::new();
    for (path, changes) in files(plan) {
        for text in changes.iter_mut().filter_map(Change::created_mut) {
            let Some((filled, open)) = of(text, crds)? else {
                continue;
            };
            *text = filled;
            if !open.is_empty() {
                notes.push(format!(
                    "the API server does not accept `{}` yet; fill in the fields with a `TODO` comment there",
                    path.display()
                ));
            }
        }
    }
    Ok(notes)
}

/// Lets a plan remove the samples that [`fill`] has filled, which differ from what the templates write.
pub(super) fn expect(plan: &mut Plan, crds: &[&Crd]) -> Result<(), Stop> {
    for change in changes(plan) {
        if let Change::RemoveWritten { text, or } = change
            && let Some((filled, _)) = of(text, crds)?
        {
            or.push(filled);
        }
    }
    Ok(())
}

/// The filled sample of a kind and what the API server rejects of it, from the one that a template writes.
fn of(text: &str, crds: &[&Crd]) -> Result<Option<(String, Vec<String>)>, Stop> {
    let mut versions = crds
        .iter()
        .flat_map(|crd| crd.spec.versions.iter().map(move |version| (*crd, version)));
    let found = versions
        .find(|(crd, version)| text.contains(&head(&crd.spec.group, &version.name, &crd.spec.names.kind)));
    let Some((crd, version)) = found else {
        return Ok(None);
    };
    match unfilled(text, &crd.spec.names.kind) {
        Some(before) => filled(before, crd, version).map(Some),
        None => Ok(None),
    }
}

/// The part of a sample above its fields, if nobody has filled them since our template or that of kubebuilder.
fn unfilled<'t>(text: &'t str, kind: &str) -> Option<&'t str> {
    let ours = format!("# TODO: Set the fields of {kind}Spec.\nspec: {{}}");
    let kubebuilders = "spec:\n  # TODO(user): Add fields here";
    let open = [ours.as_str(), kubebuilders];
    open.iter().find_map(|open| text.trim_end().strip_suffix(open))
}

/// Where samples are.
const FOLDER: &str = "config/samples";

/// A sample with its fields, and what the API server rejects of it, which comments say too.
fn filled(before: &str, crd: &Crd, version: &CrdVersion) -> Result<(String, Vec<String>), Stop> {
    let schema = &version.schema.open_api_v3_schema;
    // Objects of a version that is not served are judged as if it were.
    let mut served = version.clone();
    served.served = true;
    let kind = Kind::new(crd, &served);
    let names = &crd.spec.names.kind;
    let object = |fields: &Value| {
        let mut object = json!({
            "apiVersion": kind.api_version(), "kind": names,
            "metadata": {"name": "sample"},
        });
        if let (Some(object), Some(fields)) = (object.as_object_mut(), fields.as_object()) {
            object.extend(fields.clone());
        }
        object
    };
    let causes = |fields: &Value| kind.create(&object(fields)).causes;
    let mut fields = (0..value::CHOICES)
        .map(|choice| value::fields(schema, choice))
        .min_by_key(|fields| causes(fields).len())
        .unwrap_or_default();
    for cause in causes(&fields) {
        value::repair(&mut fields, &cause, &causes);
    }
    let written = match &fields {
        Value::Object(map) if map.is_empty() => String::new(),
        fields => yaml::to_string(fields).map_err(failure)?,
    };
    let text = format!("{before}{written}");
    let mut open = commented(&text, causes(&fields));
    if !version.served {
        open.push((
            1,
            format!("the API server does not serve the version {}", version.name),
        ));
    }
    open.sort_by_key(|(line, _)| std::cmp::Reverse(*line));
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    for (line, message) in &open {
        let at = line.saturating_sub(1).min(lines.len());
        let below = lines.get(at).map_or("", String::as_str);
        let indent = below.len() - below.trim_start().len();
        lines.insert(at, format!("{}# TODO: {message}", " ".repeat(indent)));
    }
    let text = lines.join("\n") + "\n";
    Ok((text, open.into_iter().map(|(_, message)| message).collect()))
}

/// The line of each cause in a sample, with what is wrong there.
fn commented(text: &str, causes: Vec<Cause>) -> Vec<(usize, String)> {
    let documents = read(text).unwrap_or_default();
    let mut open: Vec<(usize, String)> = Vec::new();
    for Cause {
        field, message, at, ..
    } in causes
    {
        let place = |at: &[Step]| documents.first().map(|document| document.place(at));
        let line = place(&at).map_or(1, |place| place.line);
        let message = message.split('\n').next().unwrap_or_default();
        open.push((line, format!("{field}: {message}")));
    }
    open.dedup();
    open
}

/// The texts of the samples that a plan creates.
pub(super) fn created(plan: &mut Plan) -> impl Iterator<Item = &mut String> {
    changes(plan).filter_map(Change::created_mut)
}

/// The changes of samples.
pub(super) fn changes(plan: &mut Plan) -> impl Iterator<Item = &mut Change> {
    files(plan).flat_map(|(_, changes)| changes)
}

/// The files of samples, with their changes.
fn files(plan: &mut Plan) -> impl Iterator<Item = (&PathBuf, &mut Vec<Change>)> {
    plan.each().filter(|(path, _)| path.starts_with(FOLDER))
}

/// The lines of a sample that name its kind.
pub(super) fn head(group: &str, version: &str, kind: &str) -> String {
    format!("apiVersion: {group}/{version}\nkind: {kind}\n")
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    fn find(folder: &Path, found: &mut Vec<PathBuf>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            match path.is_dir() {
                true => find(&path, found),
                false => found.extend(
                    path.extension()
                        .is_some_and(|extension| extension == "yaml")
                        .then_some(path),
                ),
            }
        }
    }

    fn crds() -> Vec<Crd> {
        let mut paths = Vec::new();
        for folder in [
            "testdata/crd",
            "testdata/parity",
            "testdata/projects",
            "testdata/cli",
        ] {
            find(&Path::new(env!("CARGO_MANIFEST_DIR")).join(folder), &mut paths);
        }
        let texts = paths.iter().filter_map(|path| std::fs::read_to_string(path).ok());
        let crds = texts.filter(|text| text.contains("kind: CustomResourceDefinition"));
        let crds = crds.filter_map(|text| kubewright_import::read(&text).ok());
        crds.flat_map(|documents| documents.crds).collect()
    }

    #[test]
    fn each_is_accepted_or_says_why_not() {
        let (mut count, mut open) = (0, Vec::new());
        for crd in crds() {
            for version in &crd.spec.versions {
                let before = head(&crd.spec.group, &version.name, &crd.spec.names.kind)
                    + "metadata:\n  name: sample\n";
                let (text, unfilled) = filled(&before, &crd, version).ok().unwrap();
                let documents = read(&text).unwrap();
                let mut served = version.clone();
                served.served = true;
                let verdict = Kind::new(&crd, &served).create(&documents[0].value);
                let name = format!("{} {}", crd.metadata.name, version.name);
                assert_eq!(verdict.unknown, [], "{name}:\n{text}");
                assert_eq!(
                    text.matches("# TODO: ").count(),
                    unfilled.len(),
                    "{name}:\n{text}"
                );
                let said = unfilled.len() - usize::from(!version.served);
                assert_eq!(verdict.causes.is_empty(), said == 0, "{name}:\n{text}");
                count += 1;
                if said > 0 {
                    open.push(text);
                }
            }
        }
        assert!(count > 100, "only {count} versions are found");
        assert!(open.len() * 4 < count, "{count}:\n{}", open.join("---\n"));
    }

    #[test]
    fn a_pattern_that_no_known_text_matches_is_said_at_its_place() {
        let crd = serde_json::json!({
            "apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition",
            "metadata": {"name": "teas.example.com"},
            "spec": {
                "group": "example.com", "scope": "Namespaced",
                "names": {"kind": "Tea", "plural": "teas", "singular": "tea"},
                "versions": [{"name": "v1", "served": false, "storage": true, "schema": {"openAPIV3Schema": {
                    "type": "object",
                    "properties": {"spec": {
                        "type": "object", "required": ["code", "sizes"],
                        "properties": {
                            "code": {"type": "string", "pattern": "^zq[0-9]{9}$"},
                            "sizes": {
                                "type": "array", "minItems": 2, "x-kubernetes-list-type": "set",
                                "items": {"type": "integer", "minimum": 5, "exclusiveMinimum": true, "multipleOf": 4},
                            },
                        },
                    }},
                }}}],
            },
        });
        let crd: Crd = serde_json::from_value(crd).unwrap();
        let before = "apiVersion: example.com/v1\nkind: Tea\n";
        let (text, _) = filled(before, &crd, &crd.spec.versions[0]).ok().unwrap();
        assert_eq!(
            text,
            "# TODO: the API server does not serve the version v1\n\
             apiVersion: example.com/v1\n\
             kind: Tea\n\
             spec:\n  \
             # TODO: spec.code: Invalid value: \"\": spec.code in body should match '^zq[0-9]{9}$'\n  \
             code: \"\"\n  \
             sizes:\n  - 8\n  - 12\n"
        );
    }
}
