//! `deploy-image.kubewright.dev/v1`: APIs whose controller runs a container image. `PROJECT` records the image of each.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::Key;
use crate::plan::Plan;
use crate::project::{Identity, Project, Resource};

/// Removes this plugin from the keys of a call, and returns whether it was among them.
pub(crate) fn take(keys: &[String]) -> (bool, Vec<String>) {
    let means = |text: &str, full: &str| {
        let keys = (Key::parse(text), Key::parse(full));
        matches!(keys, (Ok(key), Ok(full)) if key.means(&full))
    };
    let is_it = |text: &&String| means(text.trim(), KEY) || means(text.trim(), ALIAS);
    let (own, rest): (Vec<_>, Vec<_>) = keys.iter().partition(is_it);
    (!own.is_empty(), rest.into_iter().cloned().collect())
}

/// The key under which `PROJECT` records it.
pub const KEY: &str = "deploy-image.kubewright.dev/v1";
/// kubebuilder's key for the same.
const ALIAS: &str = "deploy-image.go.kubebuilder.io/v1-alpha";

const RESOURCES: &str = "resources";

/// The container that a controller runs. The values are texts, as kubebuilder records them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Deployed {
    /// The image.
    pub image: String,
    /// The command and its arguments, with a comma between them; empty for that of the image.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub container_command: String,
    /// The port, or nothing.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub container_port: String,
    /// The user, or nothing.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub run_as_user: String,
}

/// One resource in `PROJECT`.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Entry {
    #[serde(flatten)]
    identity: Identity,
    #[serde(default)]
    options: Deployed,
}

impl Project {
    /// The container that the controller of a resource runs, if it was created from an image.
    #[must_use]
    pub fn deployed(&self, resource: &Resource) -> Option<Deployed> {
        let entries = self.deployed_entries().into_iter();
        let mut same = entries.filter(|entry| entry.identity == resource.identity);
        same.next().map(|entry| entry.options)
    }

    /// Returns whether any resource was created from an image.
    pub(crate) fn has_deployed(&self) -> bool {
        self.deployed_key().is_some()
    }

    /// Records the container of a resource.
    pub fn set_deployed(&mut self, resource: &Resource, deployed: Deployed) {
        let identity = resource.identity.clone();
        let mut entries = self.deployed_entries();
        match entries.iter_mut().find(|entry| entry.identity == identity) {
            Some(entry) => entry.options = deployed,
            None => entries.push(Entry {
                identity,
                options: deployed,
            }),
        }
        self.put_deployed(&entries);
    }

    /// Removes the containers of resources that do not exist any more.
    pub(crate) fn prune_deployed(&mut self) {
        let mut entries = self.deployed_entries();
        let before = entries.len();
        entries.retain(|entry| {
            self.resources
                .iter()
                .any(|resource| resource.identity == entry.identity)
        });
        if entries.len() < before {
            self.put_deployed(&entries);
        }
    }

    /// Gives a resource's container to the resource that it has become.
    pub(crate) fn move_deployed(&mut self, from: &Identity, to: &Identity) {
        let mut entries = self.deployed_entries();
        let is_it = |entry: &&mut Entry| entry.identity == *from;
        if let Some(entry) = entries.iter_mut().find(is_it) {
            entry.identity = to.clone();
            self.put_deployed(&entries);
        }
    }

    fn deployed_key(&self) -> Option<&'static str> {
        [KEY, ALIAS]
            .into_iter()
            .find(|key| self.plugins.contains_key(*key))
    }

    fn deployed_entries(&self) -> Vec<Entry> {
        let key = self.deployed_key().unwrap_or(KEY);
        let setting = self.plugins.get(key).and_then(|setting| setting.get(RESOURCES));
        let entries = setting.and_then(Value::as_array);
        let entries = entries.into_iter().flatten();
        entries
            .filter_map(|entry| serde_json::from_value(entry.clone()).ok())
            .collect()
    }

    fn put_deployed(&mut self, entries: &[Entry]) {
        let key = self.deployed_key().unwrap_or(KEY).to_owned();
        match entries.is_empty() {
            true => self.plugins.remove(&key),
            false => self.plugins.insert(key, json!({ RESOURCES: entries })),
        };
    }
}

/// Replaces files of a part by those for an image. Lines that are inserted into these files stay.
pub(super) fn replace(files: &mut Plan, by: &Plan) {
    let mut by = by.clone();
    for (path, changes) in files.each() {
        let Some(created) = by.of_mut(path) else {
            continue;
        };
        created.extend(changes.drain(..).filter(|change| change.created().is_none()));
    }
    files.extend(by);
}

impl Deployed {
    /// The command as a constant in Rust, formatted as rustfmt does; nothing without a command.
    #[must_use]
    pub fn command_in_rust(&self) -> String {
        const WIDTH: usize = 100;
        let words = self.container_command.split(',').map(str::trim);
        let words: Vec<_> = words.filter(|word| !word.is_empty()).collect();
        if words.is_empty() {
            return String::new();
        }
        let line = format!("const COMMAND: &str = {:?};", words.join(","));
        match line.len() > WIDTH {
            true => line.replacen("= ", "=\n    ", 1),
            false => line,
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::project::file::ProjectFile;

    const TEXT: &str = "\
domain: example.com
plugins:
  deploy-image.go.kubebuilder.io/v1-alpha:
    resources:
    - domain: example.com
      group: cache
      kind: Memcached
      options:
        containerCommand: memcached,-v
        containerPort: \"11211\"
        image: memcached:1.6
      version: v1
resources:
- domain: example.com
  group: cache
  kind: Memcached
  version: v1
version: \"3\"
";

    #[test]
    fn it_reads_and_keeps_what_kubebuilder_wrote() {
        let file = ProjectFile::parse(TEXT).unwrap();
        let mut project = file.project.clone();
        let resource = project.resources[0].clone();
        let deployed = project.deployed(&resource).unwrap();
        assert_eq!(deployed.image, "memcached:1.6");
        assert_eq!(
            deployed.command_in_rust(),
            r#"const COMMAND: &str = "memcached,-v";"#
        );
        project.set_deployed(&resource, deployed);
        assert_eq!(file.with(&project), TEXT);
        project.resources.clear();
        project.prune_deployed();
        assert!(project.plugins.is_empty());
    }
}
