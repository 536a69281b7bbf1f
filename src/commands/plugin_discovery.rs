//! Finds the plugins of a call: built-in ones, and programs in the folder for external plugins.

use std::path::PathBuf;

use super::Context;
use super::errors::{Stop, failure};
use crate::plugins::{self, Chain, External};
use crate::project::Project;

impl Context<'_, '_> {
    /// The plugins to run: those of the call, or else of the project, or else the default ones.
    pub(super) fn chain(&self, called: &[String], project: Option<&Project>) -> Result<Chain, Stop> {
        let keys = match project {
            _ if !called.is_empty() => called.to_vec(),
            Some(project) if !project.layout.is_empty() => project.layout.clone(),
            Some(_) | None => vec![plugins::DEFAULT.to_owned()],
        };
        plugins::resolve(&keys, &self.externals()).map_err(failure)
    }

    /// The external plugins, in the folder where kubebuilder looks for them.
    fn externals(&self) -> Vec<External> {
        let folder = |name: &str| {
            (self.variables)(name)
                .filter(|value| !value.is_empty())
                .map(PathBuf::from)
        };
        let home = || folder("HOME").or_else(|| folder("USERPROFILE"));
        let below = |config: PathBuf| config.join("kubebuilder/plugins");
        let of_home = || match cfg!(target_os = "macos") {
            true => home().map(|home| below(home.join("Library/Application Support"))),
            false => home().map(|home| below(home.join(".config"))),
        };
        let found = folder("EXTERNAL_PLUGINS_PATH")
            .or_else(|| folder("XDG_CONFIG_HOME").map(below))
            .or_else(of_home);
        found
            .map(|folder| plugins::find_external(&folder))
            .unwrap_or_default()
    }
}
