//! What was read of kinds with kube's derive, and what is wrong with them.

use std::collections::BTreeMap;
use std::ops::Range;

use kubewright_core::diagnostic::Message;
use kubewright_kube_types::{Definition, Keys};

use super::merged::Stored;
use crate::diagnostic::{Diagnostic, Level};
use crate::item::Items;
use crate::source::{FileId, ItemId, Source};

/// What is wrong, and the type where it is.
pub(super) struct Wrong {
    pub(super) item: ItemId,
    pub(super) message: Message,
    /// The file and the byte range, if the place is smaller than the type.
    pub(super) place: Option<(FileId, Range<usize>)>,
}

/// What was read of all kinds.
#[derive(Default)]
pub(super) struct Found {
    /// The CRD of each version.
    pub(super) versions: Vec<(ItemId, Definition)>,
    pub(super) wrong: Vec<Wrong>,
    pub(super) merged: Stored,
    /// Files that could not be parsed, of kinds with errors.
    pub(super) unparsable: BTreeMap<FileId, Wrong>,
    /// What is uncertain.
    pub(super) notes: Vec<Message>,
    /// What is accepted, although it has no effect.
    pub(super) remarks: Vec<Wrong>,
    /// What was needed of what is stated.
    pub(super) used: Keys,
    /// Whether the program has printed one of the CRDs, so that its types were not read to the end.
    pub(super) printed: bool,
}

impl Wrong {
    /// The error at the whole type.
    pub(super) fn of_item(item: ItemId, message: Message) -> Self {
        Self {
            item,
            message,
            place: None,
        }
    }

    /// The diagnostic, with the text of the file.
    pub(super) fn diagnostic(self, level: Level, source: &Source<Items>) -> Diagnostic {
        let (file, range) = self.place.unwrap_or_else(|| {
            let item = source.item(self.item);
            (item.file, item.range.clone())
        });
        let file = source.file(file);
        Diagnostic {
            level,
            ..Diagnostic::at(&file.path, file.text.clone(), range, self.message)
        }
    }
}
