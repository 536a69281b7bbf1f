//! Kinds that no manifest is made from, because they belong to no module.

use std::ops::Range;

use kubewright_core::diagnostic::{Located, Message};

use crate::source::{Unread, derive};

/// The derive of kinds, ours and kube's.
const KIND: &str = "CustomResource";

/// Whether a text may declare a kind.
pub(super) fn may_have_kinds(text: &str) -> bool {
    text.contains(KIND)
}

/// The kind in the body of a function or in a macro. `text` is that of the file around.
pub(super) fn error(unread: &Unread, text: &str) -> Option<Located<Range<usize>>> {
    match unread {
        Unread::Body(body) => {
            let at = derive(text, body, KIND)?;
            let message = Message::new("a kind in the body of a function has no manifests");
            Some(message.help("move it out of the function").at(at))
        }
        Unread::Macro(range) => {
            if !may_have_kinds(&text[range.clone()]) {
                return None;
            }
            let at = derive(text, range, KIND)?;
            let message = Message::new("a kind in a macro has no manifests, because macros are not expanded");
            Some(message.help("write the kind without the macro").at(at))
        }
    }
}
