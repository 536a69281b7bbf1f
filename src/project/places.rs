//! Where the parts of a project live: its types, in its own package, in API crates of its workspace, and in what else it reads; and its
//! external plugins.
//!
//! kubebuilder knows no keys for this, so they are kept in `plugins`, which it leaves alone.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::form::{self, Wrong};
use super::{Project, Resource, is_false};

/// The plugin under whose key a project keeps its own settings.
pub(crate) const SETTINGS: &str = "rust.kubewright.dev/v1";

/// What is read of a project that says nothing else.
const ALL: &str = "./...";

/// Where the parts of a project live.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Places {
    /// The workspace that the package is a member of, from the project's folder.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub workspace: String,
    /// The crates of the workspace that have types, and the folder of each.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub api_crates: BTreeMap<String, String>,
    /// What `manifests` reads besides API crates, if not the project's folder.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub paths: Vec<String>,
    /// The options of generators, for calls of `manifests` that give them none: `crd:maxDescLen=0`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub manifests: Vec<String>,
    /// The external plugins that the project has beside those of its layout, in the order in which they run.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub external: Vec<String>,
    /// Whether `kubewright adopt` made the project, so that its Rust files are not those of the templates.
    #[serde(default, skip_serializing_if = "is_false")]
    pub adopted: bool,
    /// The templates of the last `kubewright alpha update`.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub scaffold: String,
}

/// A crate that has types of the API.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApiCrate {
    /// The package's name.
    pub package: String,
    /// Its folder, from the project's.
    pub folder: String,
}

impl ApiCrate {
    /// The name of the library in Rust.
    #[must_use]
    pub fn crate_name(&self) -> String {
        self.package.replace('-', "_")
    }
}

impl Project {
    /// Reads where its types live; the error says what is wrong with the settings.
    pub(super) fn try_places(&self) -> Result<Places, Wrong> {
        match self.plugins.get(SETTINGS) {
            Some(settings) => form::read(settings),
            None => Ok(Places::default()),
        }
    }

    /// Where its types live. Settings that cannot be read were refused with the file.
    #[must_use]
    pub fn places(&self) -> Places {
        self.try_places().unwrap_or_default()
    }

    /// Records where its types live.
    pub fn set_places(&mut self, places: &Places) {
        let kept = self.plugins.remove(SETTINGS);
        let mut kept = kept
            .and_then(|kept| kept.as_object().cloned())
            .unwrap_or_default();
        let names = [
            "workspace",
            "apiCrates",
            "paths",
            "manifests",
            "external",
            "adopted",
            "scaffold",
        ];
        names.iter().for_each(|name| drop(kept.remove(*name)));
        // Texts, lists and maps of texts have a form in JSON.
        if let Ok(Value::Object(new)) = serde_json::to_value(places) {
            kept.extend(new);
        }
        if !kept.is_empty() {
            self.plugins.insert(SETTINGS.to_owned(), Value::Object(kept));
        }
    }

    /// Records what `manifests` reads besides API crates. An empty list, or an empty path, stands for the project's folder.
    pub(crate) fn set_paths(&mut self, paths: &[String]) {
        let mut places = self.places();
        places.paths = paths.iter().filter(|path| !path.is_empty()).cloned().collect();
        if places.paths == [ALL] {
            places.paths.clear();
        }
        self.set_places(&places);
    }

    /// Records the options of generators.
    pub(crate) fn set_manifests(&mut self, options: &[String]) {
        let mut places = self.places();
        places.manifests = options.to_vec();
        self.set_places(&places);
    }

    /// The crate that has the type of a resource, if it is not the project's own package.
    #[must_use]
    pub fn api_crate(&self, resource: &Resource) -> Option<ApiCrate> {
        resource.api.as_ref()?;
        let (crate_name, _) = resource.path.split_once("::")?;
        let crates = self.places().api_crates.into_iter();
        let mut crates = crates.map(|(package, folder)| ApiCrate { package, folder });
        crates.find(|api| api.crate_name() == crate_name)
    }

    /// What `manifests` reads, in the syntax of `paths=`.
    #[must_use]
    pub fn paths(&self) -> Vec<String> {
        let Places {
            mut paths,
            api_crates,
            ..
        } = self.places();
        if paths.is_empty() {
            paths.push(ALL.to_owned());
        }
        for folder in api_crates.values() {
            let start = if folder.starts_with('.') { "" } else { "./" };
            let all = format!("{start}{folder}/...");
            if !paths.contains(&all) {
                paths.push(all);
            }
        }
        paths
    }
}

impl Resource {
    /// The file of the type, from the project's folder.
    pub(crate) fn type_file(&self, project: &Project) -> Option<String> {
        self.api.as_ref()?;
        let (_, module) = self.path.split_once("::")?;
        let file = format!("src/{}.rs", module.replace("::", "/"));
        Some(match project.api_crate(self) {
            Some(api) => format!("{}/{file}", api.folder),
            None => file,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_of_others_stay() {
        let mut project = Project::default();
        let kept = serde_json::json!({ "ownCertificates": true, "workspace": "../.." });
        project.plugins.insert(SETTINGS.to_owned(), kept);
        let mut places = project.places();
        assert_eq!(places.workspace, "../..");
        places.workspace = String::new();
        places
            .api_crates
            .insert("fleet-api".to_owned(), "../api".to_owned());
        project.set_places(&places);
        let wanted = serde_json::json!({ "ownCertificates": true, "apiCrates": { "fleet-api": "../api" } });
        assert_eq!(project.plugins[SETTINGS], wanted);
        assert_eq!(project.paths(), ["./...", "../api/..."]);
        // A path without a dot would be the name of a package.
        places.api_crates = BTreeMap::from([("types".to_owned(), "types".to_owned())]);
        project.set_places(&places);
        assert_eq!(project.paths(), ["./...", "./types/..."]);
    }
}
