//! Kinds and markers that no manifest is made from, because they belong to no module.

use std::ops::Range;

use kubewright_core::diagnostic::{Located, Message};
use kubewright_core::markers;

use crate::comments::marker;
use crate::source::{Place, Unread, derive};

/// The derive of kinds, ours and kube's.
const KIND: &str = "CustomResource";

/// Whether a text may declare a kind.
pub(super) fn may_have_kinds(text: &str) -> bool {
    text.contains(KIND)
}

/// The kind in the body of a function, in a macro or in a constant, and the markers of the project there.
pub(super) fn errors(unread: &Unread, place: &Place<'_>) -> Vec<Located<Range<usize>>> {
    match unread {
        // The comments in bodies are read with all others.
        Unread::Body(body) => {
            let message = Message::new("a kind in the body of a function has no manifests");
            let found = kind(place.text(), body, message.help("move it out of the function"));
            found.into_iter().collect()
        }
        Unread::Macro(range) => {
            let message = Message::new("a kind in a macro has no manifests, because macros are not expanded");
            let found = kind(
                place.text(),
                range,
                message.help("write the kind without the macro"),
            );
            let markers = lost(place, range).map(|(name, at)| {
                let message = Message::new(format!("`+{name}` is in a macro, where it has no effect"));
                message.help("move it to the docs of another item").at(at)
            });
            found.into_iter().chain(markers).collect()
        }
        Unread::Value(range) => {
            let message = Message::new("a kind in a constant has no manifests");
            let found = kind(place.text(), range, message.help("move it out of the constant"));
            let markers = lost(place, range).map(|(name, at)| {
                let message = Message::new(format!(
                    "`+{name}` is in the value of a constant, where it has no effect"
                ));
                message
                    .help("move it to the docs of the constant or of another item")
                    .at(at)
            });
            found.into_iter().chain(markers).collect()
        }
    }
}

fn kind(text: &str, part: &Range<usize>, message: Message) -> Option<Located<Range<usize>>> {
    if !may_have_kinds(&text[part.clone()]) {
        return None;
    }
    Some(message.at(derive(text, part, KIND)?))
}

/// The markers of the project in a part of a file. Others belong to types, which are missed where something refers to them.
fn lost(place: &Place<'_>, part: &Range<usize>) -> impl Iterator<Item = (String, Range<usize>)> {
    let lines = place.lines_in(part);
    lines.filter_map(move |line| {
        let name = marker(&place.text()[line.clone()]).filter(|name| markers::is_of_project(name))?;
        Some((name, line))
    })
}
