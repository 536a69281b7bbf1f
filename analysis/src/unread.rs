//! Kinds and markers that no manifest is made from, because what they are in belongs to no module.

use std::ops::Range;

use kubewright_core::diagnostic::{Located, Message};
use kubewright_core::markers::{self, Split};

use crate::source::{Unread, derive};

/// The derive of kinds, ours and kube's.
const KIND: &str = "CustomResource";

/// Whether a text may declare a kind.
pub(super) fn may_have_kinds(text: &str) -> bool {
    text.contains(KIND)
}

/// The kind in the body of a function, or the kinds or markers of an included file. `text` is that of the file around.
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
        Unread::Included(at, path) => {
            let included = std::fs::read_to_string(path).ok()?;
            let what = if derive(&included, &(0..included.len()), KIND).is_some() {
                "kinds"
            } else if has_markers(&included) {
                "markers"
            } else {
                return None;
            };
            let message = Message::new(format!("the {what} of an included file have no effect"));
            let help = "write `#[path = \"...\"] mod name;`, and `pub use name::*;` for its types";
            let call = text[at.clone()].lines().next().unwrap_or_default().len();
            Some(message.help(help).at(at.start..at.start + call))
        }
    }
}

/// Whether a line of documentation is a marker.
fn has_markers(text: &str) -> bool {
    text.lines().any(|line| {
        let line = line.trim_start();
        let doc = line.strip_prefix("///").or_else(|| line.strip_prefix("//!"));
        let marker = doc.and_then(|doc| doc.trim().strip_prefix('+'));
        marker.is_some_and(|marker| matches!(markers::split(marker), Split::Marker { .. }))
    })
}
