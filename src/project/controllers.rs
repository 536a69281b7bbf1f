//! The controllers of a kind.

use serde::{Deserialize, Serialize};

use super::Resource;

/// A named controller.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Controller {
    /// Its name, a DNS label.
    pub name: String,
}

impl Resource {
    /// The names of the controllers; a controller without a name is named after the kind.
    #[must_use]
    pub fn controller_names(&self) -> Vec<String> {
        let unnamed = self.controller.then(|| self.identity.kind.to_lowercase());
        let named = self.controllers.iter().map(|controller| controller.name.clone());
        unnamed.into_iter().chain(named).collect()
    }

    /// The names of the controllers, and that of the kind.
    pub(crate) fn controller_names_and_kind(&self) -> Vec<String> {
        let mut names = self.controller_names();
        names.push(self.identity.kind.clone());
        names
    }

    /// Removes a named controller.
    ///
    /// The last of several controllers keeps its name, unless that is the kind's.
    pub(crate) fn remove_controller(&mut self, name: &str) {
        self.controller = false;
        self.controllers.retain(|controller| controller.name != name);
        if let [only] = &self.controllers[..]
            && only.name == self.identity.kind.to_lowercase()
        {
            self.controllers.clear();
            self.controller = true;
        }
    }

    /// Records a controller. A second one gives the first a name too, as in kubebuilder.
    pub fn add_controller(&mut self, name: Option<&str>) {
        let names = self.controller_names();
        match name {
            None if names.is_empty() => self.controller = true,
            None => {}
            Some(name) if names.iter().any(|other| other == name) => {}
            Some(name) => {
                self.controller = false;
                let all = names.into_iter().chain([name.to_owned()]);
                self.controllers = all.map(|name| Controller { name }).collect();
            }
        }
    }
}
