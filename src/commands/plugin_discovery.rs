//! Finds the plugins of a call: built-in ones, and programs in the folder for external plugins.

use std::path::PathBuf;

use super::Context;
use super::errors::{Stop, failure, misuse};
use crate::plugins::{self, Chain, External, Optional};
use crate::project::Project;

impl Context<'_, '_> {
    /// The plugins to run: those of the call, or else of the project, or else the default ones.
    pub(super) fn chain(&self, called: &[String], project: Option<&Project>) -> Result<Chain, Stop> {
        let (chain, optional) = self.chain_and_optional(called, project)?;
        match optional.first() {
            None => Ok(chain),
            Some(plugin) => Err(misuse(
                format!("`{}` is a plugin of the whole project", plugin.key),
                format!("add it with `kubewright edit --plugins {}`", plugin.key),
            )),
        }
    }

    /// The same, and the optional plugins of the call.
    pub(super) fn chain_and_optional(
        &self,
        called: &[String],
        project: Option<&Project>,
    ) -> Result<(Chain, Vec<&'static Optional>), Stop> {
        let (optional, called) = plugins::split(called).map_err(failure)?;
        let keys = match project {
            _ if !called.is_empty() => called,
            Some(project) if !project.layout.is_empty() => project.layout.clone(),
            Some(_) | None => vec![plugins::DEFAULT.to_owned()],
        };
        let chain = plugins::resolve(&keys, &self.externals()).map_err(failure)?;
        Ok((chain, optional))
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
