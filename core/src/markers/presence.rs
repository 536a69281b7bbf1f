//! Markers that say whether a field is required.

use super::{Def, Effect, On};
use crate::{diagnostic::Message, ir::Marker};

/// This file's part of the list, strongest first.
pub const MARKERS: &[Def] = &[
    presence("kubebuilder:validation:Optional", false, 4),
    presence("kubebuilder:validation:Required", true, 3),
    presence("optional", false, 2),
    presence("k8s:optional", false, 2),
    presence("required", true, 1),
    presence("k8s:required", true, 1),
];

const fn presence(name: &'static str, required: bool, strength: u8) -> Def {
    let help = if required {
        "The field must be given."
    } else {
        "The field may be left out."
    };
    Def {
        name,
        on: On::FIELD,
        args: &[],
        help,
        effect: Effect::Presence { required, strength },
        nests: false,
    }
}

/// What the markers of a field say about it, if anything.
pub fn required(markers: &[Marker]) -> Option<bool> {
    let answers = markers.iter().filter_map(answer);
    answers.max().map(|(_, required)| required)
}

/// The first marker that says the opposite of one before it.
pub fn contradiction(markers: &[Marker]) -> Option<(&Marker, Message)> {
    let mut said = markers
        .iter()
        .filter_map(|marker| answer(marker).map(|(_, required)| (marker, required)));
    let (first, required) = said.next()?;
    let (marker, _) = said.find(|(_, other)| *other != required)?;
    let message = Message::new(format!("contradicts `+{}`", first.name));
    Some((marker, message.help("keep one of the two")))
}

/// How strong a marker is, and what it says.
fn answer(marker: &Marker) -> Option<(u8, bool)> {
    let def = MARKERS.iter().find(|def| def.name == marker.name)?;
    match def.effect {
        Effect::Presence { required, strength } => Some((strength, required)),
        Effect::Schema { .. }
        | Effect::Resource(_)
        | Effect::Project(_)
        | Effect::Lowerer(_)
        | Effect::Refused(_)
        | Effect::Ignored => None,
    }
}
