//! The files with objects.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use kubewright_validation::Step;
use kubewright_validation::yaml::{self, Document, Place};
use serde_json::Value;

use crate::commands::Context;
use crate::commands::below::{OF_KUSTOMIZE, below, utf8};
use crate::commands::errors::{Stop, fail};
use crate::plan;

/// A file with its objects.
pub(super) struct Input {
    /// As the user would write its path.
    pub(super) name: String,
    pub(super) objects: Vec<Object>,
}

/// An object of a file: a document, or an item of a list.
pub(super) struct Object {
    document: std::rc::Rc<Document>,
    /// Where it is in the document.
    path: Vec<Step>,
    value: Value,
}

/// Reads files, and the YAML and JSON files in folders.
pub(super) fn read(files: &[String], cx: &mut Context<'_, '_>) -> Result<Vec<Input>, Stop> {
    let mut inputs = Vec::new();
    for given in files {
        if given == "-" {
            let text = cx.piped()?;
            inputs.push(parse("stdin".to_owned(), &text)?);
            continue;
        }
        let shown = |path: &Path| {
            let below = path.strip_prefix(cx.directory).unwrap_or(path);
            below.display().to_string()
        };
        let whole = cx.directory.join(given);
        let files = below(&whole).map_err(|found| unreadable(&shown(&found.path), &found.error))?;
        let mut patches = Patches::default();
        for path in files {
            let name = shown(&path);
            if path != whole && patches.contain(&path, cx.directory) {
                continue;
            }
            let bytes = std::fs::read(&path).map_err(|error| unreadable(&name, &error))?;
            let text = utf8(&name, bytes)?;
            inputs.push(parse(name, &text)?);
        }
    }
    Ok(inputs)
}

/// What the kustomizations of folders list as patches: parts of objects, or operations on them.
#[derive(Default)]
struct Patches(BTreeMap<PathBuf, BTreeSet<PathBuf>>);

impl Patches {
    /// Whether the kustomization beside a file lists it, or that of a folder above, up to `top`.
    fn contain(&mut self, path: &Path, top: &Path) -> bool {
        let folders = path.ancestors().skip(1);
        let mut below =
            folders.take_while(|folder| folder.starts_with(top) || path.parent() == Some(*folder));
        below.any(|folder| {
            let listed = self.0.entry(folder.to_owned()).or_insert_with(|| listed(folder));
            path.strip_prefix(folder).is_ok_and(|path| listed.contains(path))
        })
    }
}

/// The patches that the kustomization of a folder lists.
fn listed(folder: &Path) -> BTreeSet<PathBuf> {
    let texts = OF_KUSTOMIZE
        .iter()
        .filter_map(|name| std::fs::read_to_string(folder.join(name)).ok());
    let documents = texts.flat_map(|text| yaml::read(&text).unwrap_or_default());
    let patches = documents
        .map(|document| document.value)
        .flat_map(|kustomization| {
            let listed = |key: &str| kustomization[key].as_array().cloned().unwrap_or_default();
            let by_path = ["patches", "patchesJson6902"].into_iter().flat_map(listed);
            let by_path = by_path.map(|patch| patch["path"].clone());
            by_path.chain(listed("patchesStrategicMerge")).collect::<Vec<_>>()
        });
    patches
        .filter_map(|path| Some(PathBuf::from(path.as_str()?.trim_start_matches("./"))))
        .collect()
}

fn unreadable(path: &str, error: &std::io::Error) -> Stop {
    let text = format!("cannot read `{path}`: {}", plan::reason(error));
    fail(text, "name a file or folder with objects in YAML or JSON")
}

fn parse(name: String, text: &str) -> Result<Input, Stop> {
    let documents = yaml::read(text).map_err(|problem| {
        let place = problem.place;
        fail(
            format!(
                "{name}:{}:{}: not YAML: {}",
                place.line, place.column, problem.text
            ),
            "fix the file, or name others",
        )
    })?;
    let mut objects = Vec::new();
    for document in documents {
        let document = std::rc::Rc::new(document);
        let items = document.value["items"].as_array().map(Vec::as_slice);
        let is_list = document.value["kind"]
            .as_str()
            .is_some_and(|kind| kind.ends_with("List"));
        match items.filter(|_| is_list) {
            Some(items) => {
                for (index, item) in items.iter().enumerate() {
                    objects.push(Object {
                        document: std::rc::Rc::clone(&document),
                        path: vec![Step::Key("items".to_owned()), Step::Index(index)],
                        value: item.clone(),
                    });
                }
            }
            None => objects.push(Object {
                value: document.value.clone(),
                path: Vec::new(),
                document,
            }),
        }
    }
    Ok(Input { name, objects })
}

impl Object {
    pub(super) fn value(&self) -> &Value {
        &self.value
    }

    pub(super) fn text(&self, pointer: &str) -> &str {
        self.value
            .pointer(pointer)
            .and_then(Value::as_str)
            .unwrap_or_default()
    }

    /// Whether it defines a kind.
    pub(super) fn is_crd(&self) -> bool {
        self.text("/apiVersion") == "apiextensions.k8s.io/v1"
            && self.text("/kind") == "CustomResourceDefinition"
    }

    /// Whether a tool reads it, and never the API server.
    pub(super) fn is_of_a_tool(&self) -> bool {
        ["kustomize.config.k8s.io", "config.kubernetes.io"].contains(&self.group())
    }

    fn group(&self) -> &str {
        self.text("/apiVersion").split('/').next().unwrap_or_default()
    }

    /// Whether both are the same object in a cluster.
    pub(super) fn is_same(&self, other: &Self) -> bool {
        let group = |object: &Self| {
            let version = object.text("/apiVersion");
            version.rsplit_once('/').map(|(group, _)| group.to_owned())
        };
        let namespace = |object: &Self| match object.text("/metadata/namespace") {
            "" => "default".to_owned(),
            namespace => namespace.to_owned(),
        };
        group(self) == group(other)
            && self.text("/kind") == other.text("/kind")
            && self.text("/metadata/name") == other.text("/metadata/name")
            && namespace(self) == namespace(other)
    }

    /// Where a part of it is in the file.
    pub(super) fn place(&self, at: &[Step]) -> Place {
        let path: Vec<Step> = self.path.iter().chain(at).cloned().collect();
        self.document.place(&path)
    }

    /// The keys that are written twice, and where.
    pub(super) fn duplicates(&self) -> Vec<(String, Place)> {
        let own = self.document.duplicates.iter();
        own.filter_map(|duplicate| {
            let below = duplicate.at.strip_prefix(self.path.as_slice())?;
            let field = shown(below);
            let dot = if field.is_empty() { "" } else { "." };
            Some((format!("{field}{dot}{}", duplicate.key), duplicate.place))
        })
        .collect()
    }
}

/// A path as Kubernetes prints it.
pub(super) fn shown(steps: &[Step]) -> String {
    let mut path = String::new();
    for step in steps {
        match step {
            Step::Key(key) if path.is_empty() => path.push_str(key),
            Step::Key(key) => path.push_str(&format!(".{key}")),
            Step::Index(index) => path.push_str(&format!("[{index}]")),
        }
    }
    path
}
