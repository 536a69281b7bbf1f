//! Objects from files or values, as the API server is to get them.

mod install;

pub(crate) use install::request;

use std::fs;
use std::path::{Path, PathBuf};

use kubewright_core::yaml;
use serde::Serialize;
use serde_json::Value;

use crate::error::Error;

/// One object.
///
/// The text of a file is sent unchanged: the server reads the YAML, so that it judges the file and not
/// our reading of it.
#[derive(Clone, Debug)]
pub(crate) struct Document {
    origin: String,
    content_type: &'static str,
    text: String,
    value: Value,
}

impl Document {
    /// Those of these kinds in a file, or in the YAML and JSON files in a folder, by the order of names.
    pub(crate) fn read(path: &Path, kinds: &[&str]) -> Result<Vec<Self>, Error> {
        let mut documents = Vec::new();
        for file in files(path)? {
            let text = fs::read_to_string(&file).map_err(Error::file("read", &file))?;
            documents.extend(Self::parse(&file.display().to_string(), &text, kinds)?);
        }
        if documents.is_empty() {
            let kinds = kinds.join(" or ");
            return Err(Error::Manifest {
                origin: path.display().to_string(),
                reason: format!("no {kinds} in it; write them first, or name another path"),
            });
        }
        Ok(documents)
    }

    /// Those of these kinds in a YAML text.
    pub(crate) fn parse(origin: &str, text: &str, kinds: &[&str]) -> Result<Vec<Self>, Error> {
        let mut documents = Vec::new();
        for text in split(text) {
            let value: Value = yaml::from_str(&text).map_err(|error| Error::Manifest {
                origin: origin.to_owned(),
                reason: error.to_string(),
            })?;
            if kinds.iter().any(|&kind| value["kind"] == kind) {
                documents.push(Self {
                    origin: origin.to_owned(),
                    content_type: "application/yaml",
                    text,
                    value,
                });
            }
        }
        Ok(documents)
    }

    /// A value of this crate's caller; `kind` says what it is.
    pub(crate) fn of(kind: &str, object: &impl Serialize) -> Self {
        let value = serde_json::json!(object);
        Self {
            origin: kind.to_owned(),
            content_type: "application/json",
            text: value.to_string(),
            value,
        }
    }

    pub(crate) fn name(&self) -> &str {
        self.value["metadata"]["name"]
            .as_str()
            .unwrap_or("(without a name)")
    }

    pub(crate) fn kind(&self) -> &str {
        self.value["kind"].as_str().unwrap_or(&self.origin)
    }

    pub(crate) fn value(&self) -> &Value {
        &self.value
    }

    /// Changes it; what was YAML is sent as JSON then.
    pub(crate) fn change(&mut self, change: impl FnOnce(&mut Value)) {
        let mut value = self.value.clone();
        change(&mut value);
        if value != self.value {
            self.content_type = "application/json";
            self.text = value.to_string();
            self.value = value;
        }
    }
}

fn files(path: &Path) -> Result<Vec<PathBuf>, Error> {
    let metadata = fs::metadata(path).map_err(Error::file("read", path))?;
    if !metadata.is_dir() {
        return Ok(vec![path.to_owned()]);
    }
    let mut files = Vec::new();
    for entry in fs::read_dir(path).map_err(Error::file("read", path))? {
        let file = entry.map_err(Error::file("read", path))?.path();
        let extension = file.extension().and_then(|extension| extension.to_str());
        if matches!(extension, Some("yaml" | "yml" | "json")) && file.is_file() {
            files.push(file);
        }
    }
    files.sort();
    Ok(files)
}

/// The documents of a YAML text, as kubectl splits it: at lines that begin with `---`.
fn split(yaml: &str) -> Vec<String> {
    let mut documents = vec![String::new()];
    for line in yaml.split_inclusive('\n') {
        match (line.starts_with("---"), documents.last_mut()) {
            (false, Some(document)) => document.push_str(line),
            (true, _) | (false, None) => documents.push(String::new()),
        }
    }
    let blank = |line: &str| line.trim().is_empty() || line.trim_start().starts_with('#');
    documents.retain(|document| !document.lines().all(blank));
    documents
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The limits of a YAML parser for input from strangers do not hold for the files of a project.
    #[test]
    fn large_files_with_many_comments_are_read() {
        let comments = "# one more line of an example\n".repeat(60_000);
        let items = "- {a: 1, b: 2}\n".repeat(80_000);
        let yaml = format!("kind: A\n{comments}items:\n{items}");
        let documents = Document::parse("a.yaml", &yaml, &["A"]).unwrap();
        assert_eq!(documents[0].value["items"].as_array().unwrap().len(), 80_000);
    }

    #[test]
    fn documents_are_split_at_their_marks_and_empty_ones_left_out() {
        let yaml = "---\n# a comment\n---\nkind: A\ntext: a---b\n--- # next\nkind: B\n---\n";
        assert_eq!(split(yaml), ["kind: A\ntext: a---b\n", "kind: B\n"]);
    }
}
