//! The cases of `testdata/chart`: values, and what kustomize must do to build the same objects.
//!
//! `kustomization` is merged into that of `config/default`: lists are appended to its lists, except that `components` replaces
//! them. `absent` names objects that kustomize cannot leave out, `extra` those that it does not have, and `fullname` is the name of the release.

use std::fs;
use std::path::Path;

use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::both::helm;
use super::objects::differences;
use super::project::{Project, copy, kustomize};

const NAME: &str = "memcached-operator";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Case {
    #[serde(skip)]
    pub(crate) name: String,
    #[serde(default)]
    fullname: Option<String>,
    #[serde(default)]
    values: Value,
    #[serde(default)]
    kustomization: Map<String, Value>,
    #[serde(default)]
    absent: Vec<String>,
    #[serde(default)]
    extra: Vec<Value>,
}

impl Case {
    pub(crate) fn all() -> Vec<Self> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/chart");
        let mut cases: Vec<Self> = fs::read_dir(folder)
            .unwrap()
            .map(|entry| {
                let path = entry.unwrap().path();
                let text = fs::read_to_string(&path).unwrap();
                let case: Self = kubewright_core::yaml::from_str(&text)
                    .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
                Self {
                    name: path.file_stem().unwrap().to_string_lossy().into_owned(),
                    ..case
                }
            })
            .collect();
        cases.sort_by(|one, other| one.name.cmp(&other.name));
        cases
    }

    pub(crate) fn differences(&self, project: &Project) -> String {
        let folder = tempfile::tempdir().unwrap();
        copy(&project.path().join("config"), &folder.path().join("config"));
        let default = folder.path().join("config/default");
        let file = default.join("kustomization.yaml");
        let text = fs::read_to_string(&file).unwrap();
        let mut whole: Map<String, Value> = kubewright_core::yaml::from_str(&text).unwrap();
        for (key, value) in &self.kustomization {
            match (whole.get_mut(key).and_then(Value::as_array_mut), value) {
                (Some(list), Value::Array(more)) if key != "components" => list.extend(more.clone()),
                _ => drop(whole.insert(key.clone(), value.clone())),
            }
        }
        fs::write(&file, Value::Object(whole).to_string()).unwrap();
        let mut expected = kustomize(&default);
        for object in &self.extra {
            expected.push_str(&format!("---\n{object}\n"));
        }
        let release = self.fullname.as_deref().unwrap_or(NAME);
        // The chart's name is not in the name of the release, so it would be added.
        let mut values = match &self.values {
            Value::Null => json!({}),
            values => values.clone(),
        };
        if let Some(fullname) = &self.fullname {
            expected = expected.replace(NAME, fullname);
            values["fullnameOverride"] = json!(fullname);
        }
        let file = folder.path().join("values.yaml");
        fs::write(&file, values.to_string()).unwrap();
        let namespace = format!("{release}-system");
        let file = file.display().to_string();
        let rendered = helm(&[
            "template",
            release,
            &project.chart(),
            "-n",
            &namespace,
            "-f",
            &file,
        ]);
        match rendered {
            Ok(rendered) => differences(&rendered, &expected, &self.absent),
            Err(error) => error,
        }
    }
}
