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
    /// The names of the controllers; the one without a name goes by its kind.
    #[must_use]
    pub fn controller_names(&self) -> Vec<String> {
        let unnamed = self.controller.then(|| self.identity.kind.to_lowercase());
        let named = self.controllers.iter().map(|controller| controller.name.clone());
        unnamed.into_iter().chain(named).collect()
    }

    /// Records a controller. A second one turns the first into a named one, as kubebuilder has it.
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
