//! Plugins that are programs.

use std::path::PathBuf;

use crate::plan::Plan;
use crate::project::Project;

use super::{Key, Plugin, Request};

/// A program that is a plugin.
#[derive(Clone, Debug)]
pub struct External {
    key: Key,
    program: PathBuf,
}

impl Plugin for External {
    fn key(&self) -> Key {
        self.key.clone()
    }

    fn about(&self) -> String {
        self.program.display().to_string()
    }

    fn plan(&self, _request: &Request<'_>, _project: &Project) -> anyhow::Result<Plan> {
        Ok(Plan::default())
    }
}

/// The plugins in a folder.
#[must_use]
pub fn find(_folder: &std::path::Path) -> Vec<External> {
    Vec::new()
}
