//! Finds the plugins of a call: built-in ones, and programs in the folder for external plugins.

use std::path::PathBuf;

use super::Context;
use super::errors::{Stop, fail, failure, misuse};
use crate::plugins::{self, Chain, External, Key, Optional};
use crate::project::Project;

/// The plugins of a call.
pub(super) struct Selected {
    /// Those that run, in order.
    pub(super) chain: Chain,
    /// The optional plugins that the call names.
    pub(super) optional: Vec<&'static Optional>,
    /// The keys of external plugins that the call names beside the project's own plugins.
    pub(super) external: Vec<String>,
}

impl Context<'_, '_> {
    /// The plugins to run: those of the call, or else of the project, or else the default ones.
    pub(super) fn chain(&self, called: &[String], project: Option<&Project>) -> Result<Chain, Stop> {
        let (optional, called) = plugins::split(called).map_err(failure)?;
        if let Some(plugin) = optional.first() {
            return Err(misuse(
                format!("`{}` is a plugin of the whole project", plugin.key),
                format!("add it with `kubewright edit --plugins {}`", plugin.key),
            ));
        }
        match called.is_empty() {
            true => self.own(&[], project),
            false => Ok(plugins::resolve(&called, &self.externals()).map_err(failure)?),
        }
    }

    /// The plugins of a call that adds some to a project, and removes others.
    pub(super) fn selected(
        &self,
        called: &[String],
        removed: &[String],
        project: Option<&Project>,
    ) -> Result<Selected, Stop> {
        let (optional, called) = plugins::split(called).map_err(failure)?;
        let found = self.externals();
        let named = match called.is_empty() {
            true => None,
            false => Some(plugins::resolve(&called, &found).map_err(failure)?),
        };
        let is_external = |key: &String| found.iter().any(|plugin| plugin.key().to_string() == *key);
        let (mut external, layout) = match named {
            Some(named) => named.layout.into_iter().partition(is_external),
            None => (Vec::new(), Vec::new()),
        };
        // A new project may have an external plugin instead of the built-in ones.
        if project.is_none() && layout.is_empty() && !external.is_empty() {
            let chain = plugins::resolve(&std::mem::take(&mut external), &found).map_err(failure)?;
            return Ok(Selected {
                chain,
                optional,
                external,
            });
        }
        let chain = match (layout.is_empty(), project) {
            (true, _) => self.own(removed, project)?,
            (false, _) => plugins::resolve(&layout, &found).map_err(failure)?,
        };
        let chain = chain.with(&external, &found);
        Ok(Selected {
            chain,
            optional,
            external,
        })
    }

    /// The plugins of a project without the removed ones, or the default plugins.
    fn own(&self, removed: &[String], project: Option<&Project>) -> Result<Chain, Stop> {
        let found = self.externals();
        let Some(project) = project else {
            return plugins::resolve(&[plugins::DEFAULT.to_owned()], &found).map_err(failure);
        };
        let stays = |key: &String| {
            Key::parse(key).is_ok_and(|full| {
                let mut removed = removed.iter().filter_map(|key| Key::parse(key.trim()).ok());
                !removed.any(|key| key.means(&full))
            })
        };
        let layout: Vec<_> = match project.layout.is_empty() {
            true => vec![plugins::DEFAULT.to_owned()],
            false => project.layout.clone(),
        };
        let layout: Vec<_> = layout.into_iter().filter(stays).collect();
        let external: Vec<_> = project.externals().into_iter().filter(stays).collect();
        let is_found = |key: &&String| found.iter().any(|plugin| plugin.key().to_string() == **key);
        if let Some(key) = external.iter().find(|key| !is_found(key)) {
            return Err(fail(
                format!("the project has the plugin `{key}`, but its program is not installed"),
                format!(
                    "put the program into the folder for external plugins, or remove the plugin with `kubewright edit --remove-plugins {key} --force`"
                ),
            ));
        }
        let chain = match layout.is_empty() {
            true => Chain::default(),
            false => plugins::resolve(&layout, &found).map_err(failure)?,
        };
        Ok(chain.with(&external, &found))
    }

    /// The built-in plugins of a project, and the keys of the others, whose programs need not be installed.
    pub(super) fn built_in(&self, project: &Project) -> Result<(Chain, Vec<String>), Stop> {
        let found = self.externals();
        let is_external = |key: &String| found.iter().any(|plugin| plugin.key().to_string() == *key);
        let (mut external, layout): (Vec<_>, Vec<_>) = project.layout.iter().cloned().partition(is_external);
        external.extend(project.externals());
        let layout = match project.layout.is_empty() {
            true => vec![plugins::DEFAULT.to_owned()],
            false => layout,
        };
        let chain = match layout.is_empty() {
            true => Chain::default(),
            false => plugins::resolve(&layout, &found).map_err(failure)?,
        };
        Ok((chain, external))
    }

    /// The external plugins, in the folder where kubebuilder looks for them.
    pub(super) fn externals(&self) -> Vec<External> {
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
