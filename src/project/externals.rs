//! External plugins that a project has beside its layout, in the order in which they run.
//!
//! The configuration of each has a section of its own in `plugins`. Sections of other tools may be there too, so a list says
//! which of them are plugins that run.

use serde_json::{Map, Value};

use super::Project;

impl Project {
    /// The keys of its external plugins.
    pub(crate) fn externals(&self) -> Vec<String> {
        self.places().external
    }

    /// Returns whether it runs an external plugin, as one of its layout or beside it.
    pub(crate) fn has_external(&self, key: &str) -> bool {
        self.layout.iter().any(|name| name == key) || self.externals().iter().any(|name| name == key)
    }

    /// Records an external plugin.
    pub(crate) fn add_external(&mut self, key: &str) {
        if self.has_external(key) {
            return;
        }
        let mut keys = self.externals();
        keys.push(key.to_owned());
        self.set_externals(keys);
        self.plugins
            .entry(key.to_owned())
            .or_insert_with(|| Value::Object(Map::new()));
    }

    /// Removes the record of an external plugin, and its configuration.
    pub(crate) fn remove_external(&mut self, key: &str) {
        let mut keys = self.externals();
        keys.retain(|name| name != key);
        self.set_externals(keys);
        self.layout.retain(|name| name != key);
        self.plugins.remove(key);
    }

    fn set_externals(&mut self, keys: Vec<String>) {
        let mut places = self.places();
        places.external = keys;
        self.set_places(&places);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::project::SETTINGS;

    #[test]
    fn a_project_without_them_has_no_trace() {
        let mut project = Project {
            layout: vec![SETTINGS.to_owned()],
            ..Project::default()
        };
        project.add_external("notes.example.com/v1");
        project.add_external("badges.example.com/v1");
        project.add_external("notes.example.com/v1");
        assert_eq!(
            project.externals(),
            ["notes.example.com/v1", "badges.example.com/v1"]
        );
        assert_eq!(project.plugins["notes.example.com/v1"], serde_json::json!({}));
        project.remove_external("notes.example.com/v1");
        project.remove_external("badges.example.com/v1");
        assert_eq!(project.layout, [SETTINGS]);
        assert!(project.plugins.is_empty());
    }
}
