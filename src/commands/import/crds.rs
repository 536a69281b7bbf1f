//! The CRDs in files, folders and stdin.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use kubewright_core::crd::Crd;
use kubewright_core::diagnostic::Message;
use kubewright_import::{documents, read};
use rayon::prelude::*;

use super::message;
use crate::commands::Context;
use crate::commands::errors::{Stop, fail};
use crate::plan::reason;

/// A CRD, and the file that has it.
pub(super) struct Found {
    pub(super) file: String,
    pub(super) crd: Crd,
}

/// A text, the name of its file, and whether the file was named itself.
struct Text {
    file: String,
    text: String,
    named: bool,
}

/// Reads the CRDs of these files.
pub(super) fn find(files: &[PathBuf], cx: &mut Context<'_, '_>) -> Result<Vec<Found>, Stop> {
    let mut texts = Vec::new();
    for file in files {
        let before = texts.len();
        match file.as_os_str() == "-" {
            true => texts.push(piped(cx)?),
            false => add(file, cx.directory, &mut texts)?,
        }
        if texts.len() == before {
            let text = format!("`{}` has no YAML files", file.display());
            return Err(fail(text, "name a file, or a folder that has files with CRDs"));
        }
    }
    let parsed: Vec<_> = texts
        .into_par_iter()
        .map(|Text { file, text, named }| {
            let documents = if named { read(&text) } else { documents(&text) };
            match documents {
                Ok(documents) => Ok((file, documents.crds)),
                Err(problem) => Err(message(&file, &problem)),
            }
        })
        .collect();
    let mut found = Vec::new();
    let mut problems: Vec<Message> = Vec::new();
    for result in parsed {
        match result {
            Ok((file, crds)) => found.extend(crds.into_iter().map(|crd| Found {
                file: file.clone(),
                crd,
            })),
            Err(problem) => problems.push(problem),
        }
    }
    if !problems.is_empty() {
        return Err(problems.into());
    }
    if found.is_empty() {
        let names: Vec<_> = files.iter().map(|file| format!("`{}`", file.display())).collect();
        let text = format!("no CustomResourceDefinition in {}", names.join(", "));
        return Err(fail(text, "name files with CRDs"));
    }
    once(&found)?;
    Ok(found)
}

/// Each kind has one CRD.
fn once(found: &[Found]) -> Result<(), Stop> {
    let mut kinds: BTreeMap<(&str, &str), &Found> = BTreeMap::new();
    for one in found {
        let spec = &one.crd.spec;
        if let Some(other) = kinds.insert((&spec.group, &spec.names.kind), one) {
            let text = format!(
                "`{}` of `{}` has two CRDs: `{}` in {} and `{}` in {}",
                spec.names.kind,
                spec.group,
                other.crd.metadata.name,
                other.file,
                one.crd.metadata.name,
                one.file
            );
            return Err(fail(text, "leave one of them out"));
        }
    }
    Ok(())
}

fn piped(cx: &mut Context<'_, '_>) -> Result<Text, Stop> {
    let text = cx.piped()?;
    if text.trim().is_empty() {
        return Err(fail(
            "stdin is empty",
            "pipe CRDs into it, such as those of `kubectl get crd -o yaml`",
        ));
    }
    Ok(Text {
        file: "stdin".to_owned(),
        text,
        named: true,
    })
}

fn add(file: &Path, directory: &Path, texts: &mut Vec<Text>) -> Result<(), Stop> {
    let unreadable = |path: &Path, error: &std::io::Error| {
        let text = format!("`{}` cannot be read: {}", path.display(), reason(error));
        fail(text, "name a file or a folder with CRDs")
    };
    let whole = directory.join(file);
    let mut paths = vec![file.to_owned()];
    let named = !whole.is_dir();
    if !named {
        let entries = fs::read_dir(&whole).map_err(|error| unreadable(file, &error))?;
        paths = entries
            .filter_map(Result::ok)
            .map(|entry| file.join(entry.file_name()))
            .filter(|path| is_yaml(path))
            .collect();
        paths.sort();
    }
    for path in paths {
        let bytes = fs::read(directory.join(&path)).map_err(|error| unreadable(&path, &error))?;
        let text = String::from_utf8(bytes).map_err(|_| {
            fail(
                format!("`{}` is not UTF-8", path.display()),
                "convert it to UTF-8",
            )
        })?;
        texts.push(Text {
            file: path.display().to_string(),
            text,
            named,
        });
    }
    Ok(())
}

fn is_yaml(path: &Path) -> bool {
    let extension = path.extension().and_then(|extension| extension.to_str());
    extension.is_some_and(|extension| ["yaml", "yml", "json"].contains(&extension))
}
