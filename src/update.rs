//! Brings the files of a project up to the present templates, and keeps edits: pure functions from texts to texts.
//!
//! `PROJECT` and an edition of the templates determine what kubewright wrote. So no record of the files is needed:
//! [`editions`] has the templates of earlier versions, [`decide`] finds which of them wrote a file, and [`merge`] merges what
//! was written, what the user made of it, and what is written now.

pub(crate) mod decide;
pub(crate) mod editions;
mod manifest;
pub(crate) mod marked;
pub(crate) mod merge;
pub(crate) mod notes;
mod rust;
mod settle;

use std::collections::BTreeMap;
use std::path::PathBuf;

/// The page of the guide about changes of the scaffold.
///
/// ```
/// assert!(kubewright::scaffold_changes().starts_with("# Changes of the scaffold\n"));
/// ```
#[must_use]
pub fn scaffold_changes() -> String {
    notes::page()
}

/// Texts by path.
pub(crate) type Texts = BTreeMap<PathBuf, String>;
