//! The objects of a project from kustomize: as it deploys them, and with every optional part.

use std::io;
use std::path::{Path, PathBuf};

use kubewright_core::diagnostic::Message;
use kubewright_core::yaml;
use serde_json::{Value, json};

use super::Manifests;
use crate::commands::{Variables, kustomize};
use crate::plan::{self, Plan};

const CONFIG: &str = "config";
const DEFAULT: &str = "config/default";
/// The optional parts of `config/default`.
const PARTS: [&str; 5] = [
    "network-policy",
    "prometheus",
    "metrics-certificate",
    "certmanager",
    "own-certificates",
];
/// The names that kustomize looks for.
const NAMES: [&str; 3] = ["kustomization.yaml", "kustomization.yml", "Kustomization"];

pub(super) fn manifests(directory: &Path, variables: Variables<'_>) -> Result<Manifests, Message> {
    let kubectl = kustomize::kubectl(variables);
    let Some((file, kustomization)) = kustomization(&directory.join(DEFAULT)) else {
        return Err(Message::new(format!("`{DEFAULT}` has no kustomization"))
            .help("restore it, or pass a file with all objects to `--manifests`"));
    };
    let build = |folder: &Path| {
        let instead = "pass a file with all objects to `--manifests`";
        kustomize::build(&kubectl, folder, DEFAULT, instead)
    };
    // Each takes a tenth of a second, nearly all of it the start of kubectl.
    let (current, all) = std::thread::scope(|scope| {
        let all = scope.spawn(|| everything(directory, file, &kustomization, &build));
        (build(&directory.join(DEFAULT)), all.join())
    });
    let current = current?;
    let all = all.unwrap_or_else(|_| Err(Message::new("the build of the optional parts ended")));
    let prefix = kustomization["namePrefix"].as_str().map(str::to_owned);
    Ok(match all {
        Ok(objects) => Manifests {
            objects,
            current,
            prefix,
            notes: Vec::new(),
        },
        Err(error) => Manifests {
            objects: current.clone(),
            current,
            prefix,
            notes: vec![format!(
                "the chart has only the parts that `{DEFAULT}` lists, because the others do not build: {error}"
            )],
        },
    })
}

/// The kustomization of a folder, and the name of its file.
fn kustomization(folder: &Path) -> Option<(&'static str, Value)> {
    NAMES.into_iter().find_map(|name| {
        let text = std::fs::read_to_string(folder.join(name)).ok()?;
        Some((name, yaml::from_str(&text).ok()?))
    })
}

/// The objects with every optional part, built in a copy of `config/`.
fn everything(
    directory: &Path,
    file: &str,
    kustomization: &Value,
    build: &dyn Fn(&Path) -> Result<Vec<Value>, Message>,
) -> Result<Vec<Value>, Message> {
    let mut changed = kustomization.clone();
    for part in PARTS {
        let Some((_, own)) = self::kustomization(&directory.join(CONFIG).join(part)) else {
            continue;
        };
        let list = match own["kind"] == "Component" {
            true => "components",
            false => "resources",
        };
        let path = format!("../{part}");
        let is_it = |item: &Value| {
            item.as_str()
                .is_some_and(|item| item.trim_end_matches('/') == path)
        };
        let lists = ["components", "resources"].map(|list| &kustomization[list]);
        if !lists
            .iter()
            .any(|list| list.as_array().is_some_and(|list| list.iter().any(is_it)))
        {
            match &mut changed[list] {
                Value::Array(items) => items.push(json!(path)),
                other => *other = json!([path]),
            }
        }
    }
    let other = |error: &dyn std::fmt::Display| Message::new(error.to_string());
    let copy = tempfile::tempdir().map_err(|error| other(&error))?;
    let mut plan = Plan::default();
    copied(directory, Path::new(CONFIG), &mut plan).map_err(|error| other(&error))?;
    plan.write(
        Path::new(DEFAULT).join(file),
        yaml::to_string(&changed).map_err(|error| other(&error))?,
    );
    let resolved = plan::resolve(plan, copy.path()).map_err(|errors| other(&errors[0]))?;
    plan::write(&resolved.edits, copy.path()).map_err(|error| other(&error))?;
    build(&copy.path().join(DEFAULT))
}

/// Plans a copy of the text files of a folder.
fn copied(directory: &Path, folder: &Path, plan: &mut Plan) -> io::Result<()> {
    for entry in std::fs::read_dir(directory.join(folder))? {
        let entry = entry?;
        let path: PathBuf = folder.join(entry.file_name());
        if directory.join(&path).is_dir() {
            copied(directory, &path, plan)?;
        } else if let Ok(text) = std::fs::read_to_string(directory.join(&path)) {
            plan.write(path, text);
        }
    }
    Ok(())
}
