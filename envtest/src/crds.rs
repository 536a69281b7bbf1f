//! Custom resource definitions, read and installed.

mod install;

use std::fs;
use std::path::{Path, PathBuf};

use k8s_openapi::apiextensions_apiserver::pkg::apis::apiextensions::v1::CustomResourceDefinition;
use kube::Client;
use serde_json::Value;

use crate::error::Error;

/// `CustomResourceDefinition`s to install, from files or from values.
///
/// What comes from a file is sent as it stands there: the server reads the YAML, so that it judges the file and not
/// our reading of it.
///
/// ```
/// use k8s_openapi::apiextensions_apiserver::pkg::apis::apiextensions::v1::CustomResourceDefinition;
/// use kubewright_envtest::Crds;
///
/// let crd = CustomResourceDefinition::default();
/// assert_eq!(Crds::from([crd]).len(), 1);
/// ```
#[derive(Clone, Debug, Default)]
pub struct Crds {
    documents: Vec<Document>,
}

#[derive(Clone, Debug)]
struct Document {
    origin: String,
    content_type: &'static str,
    text: String,
    value: Value,
}

impl Crds {
    /// Reads a file, or the YAML and JSON files that stand in a folder, in the order of their names.
    ///
    /// Other objects in them are passed over.
    ///
    /// # Errors
    ///
    /// If a file cannot be read or is not YAML, or if there is no `CustomResourceDefinition` at all.
    ///
    /// ```
    /// let error = kubewright_envtest::Crds::read("config/nowhere").unwrap_err();
    /// assert!(error.to_string().starts_with("cannot read config/nowhere: "));
    /// ```
    pub fn read(path: impl AsRef<Path>) -> Result<Self, Error> {
        let path = path.as_ref();
        let mut crds = Self::default();
        for file in files(path)? {
            let text = fs::read_to_string(&file).map_err(Error::file("read", &file))?;
            crds.documents
                .extend(Self::parse_from(&file.display().to_string(), &text)?.documents);
        }
        if crds.is_empty() {
            let reason =
                String::from("no CustomResourceDefinition in it; write them first, or name another path");
            return Err(Error::Manifest {
                origin: path.display().to_string(),
                reason,
            });
        }
        Ok(crds)
    }

    /// Reads YAML, of one document or several.
    ///
    /// # Errors
    ///
    /// If it is not YAML.
    ///
    /// ```
    /// let yaml = "kind: ConfigMap\n---\nkind: CustomResourceDefinition\n";
    /// assert_eq!(kubewright_envtest::Crds::parse(yaml)?.len(), 1);
    /// # Ok::<(), kubewright_envtest::Error>(())
    /// ```
    pub fn parse(yaml: &str) -> Result<Self, Error> {
        Self::parse_from("YAML", yaml)
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.documents.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.documents.is_empty()
    }

    fn parse_from(origin: &str, yaml: &str) -> Result<Self, Error> {
        let mut documents = Vec::new();
        for text in split(yaml) {
            let value: Value = serde_saphyr::from_str(&text).map_err(|error| Error::Manifest {
                origin: origin.to_owned(),
                reason: error.to_string(),
            })?;
            if value["kind"] == "CustomResourceDefinition" {
                let origin = origin.to_owned();
                documents.push(Document {
                    origin,
                    content_type: "application/yaml",
                    text,
                    value,
                });
            }
        }
        Ok(Self { documents })
    }

    /// Creates or replaces all, then waits until the server serves them.
    pub(crate) async fn install(&self, client: &Client) -> Result<(), Error> {
        for document in &self.documents {
            document.create_or_replace(client).await?;
        }
        for document in &self.documents {
            document.served(client).await?;
        }
        Ok(())
    }
}

impl From<CustomResourceDefinition> for Crds {
    fn from(crd: CustomResourceDefinition) -> Self {
        Self {
            documents: vec![Document::of(&crd)],
        }
    }
}

impl From<Vec<CustomResourceDefinition>> for Crds {
    fn from(crds: Vec<CustomResourceDefinition>) -> Self {
        Self {
            documents: crds.iter().map(Document::of).collect(),
        }
    }
}

impl<const N: usize> From<[CustomResourceDefinition; N]> for Crds {
    fn from(crds: [CustomResourceDefinition; N]) -> Self {
        Self {
            documents: crds.iter().map(Document::of).collect(),
        }
    }
}

impl Extend<Self> for Crds {
    fn extend<I: IntoIterator<Item = Self>>(&mut self, more: I) {
        self.documents
            .extend(more.into_iter().flat_map(|crds| crds.documents));
    }
}

impl Document {
    fn of(crd: &CustomResourceDefinition) -> Self {
        let value = serde_json::json!(crd);
        Self {
            origin: String::from("CustomResourceDefinition"),
            content_type: "application/json",
            text: value.to_string(),
            value,
        }
    }

    fn name(&self) -> &str {
        self.value["metadata"]["name"]
            .as_str()
            .unwrap_or("(without a name)")
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

    #[test]
    fn documents_are_split_at_their_marks_and_empty_ones_left_out() {
        let yaml = "---\n# a comment\n---\nkind: A\ntext: a---b\n--- # next\nkind: B\n---\n";
        assert_eq!(split(yaml), ["kind: A\ntext: a---b\n", "kind: B\n"]);
    }

    #[test]
    fn a_folder_is_read_in_order_and_other_objects_passed_over() {
        let folder = tempfile::tempdir().unwrap();
        let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
        write("b.yaml", "kind: CustomResourceDefinition\nmetadata: {name: b}\n");
        write(
            "a.yml",
            "kind: CustomResourceDefinition\nmetadata: {name: a}\n---\nkind: Kustomization\n",
        );
        write("notes.txt", "not: [yaml");
        let crds = Crds::read(folder.path()).unwrap();
        let names: Vec<_> = crds.documents.iter().map(Document::name).collect();
        assert_eq!(names, ["a", "b"]);
    }

    #[test]
    fn a_folder_without_any_is_an_error() {
        let folder = tempfile::tempdir().unwrap();
        let error = Crds::read(folder.path()).unwrap_err().to_string();
        assert!(
            error.ends_with(": no CustomResourceDefinition in it; write them first, or name another path")
        );
    }

    #[test]
    fn broken_yaml_names_its_file() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("broken.yaml");
        fs::write(&file, "kind: [\n").unwrap();
        let error = Crds::read(&file).unwrap_err().to_string();
        assert!(error.starts_with(&format!("{}: ", file.display())), "{error}");
    }
}
