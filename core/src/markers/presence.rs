//! Markers that make a field required or optional.

use super::{Def, Effect, On};
use crate::{diagnostic::Message, ir::Marker};

/// The markers of this file, strongest first.
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
        "The field is required."
    } else {
        "The field is optional."
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

/// Whether the markers of a field make it required; `None` if there is no such marker.
pub fn required(markers: &[Marker]) -> Option<bool> {
    let answers = markers.iter().filter_map(answer);
    answers.max().map(|(_, required)| required)
}

/// The first marker that contradicts an earlier one.
pub fn contradiction(markers: &[Marker]) -> Option<(&Marker, Message)> {
    let mut said = markers
        .iter()
        .filter_map(|marker| answer(marker).map(|(_, required)| (marker, required)));
    let (first, required) = said.next()?;
    let (marker, _) = said.find(|(_, other)| *other != required)?;
    let message = Message::new(format!("contradicts `+{}`", first.name));
    Some((marker, message.help("keep one of the two")))
}

/// The precedence of a marker, and whether it makes the field required.
fn answer(marker: &Marker) -> Option<(u8, bool)> {
    let def = MARKERS.iter().find(|def| def.name == marker.name)?;
    match def.effect {
        Effect::Presence { required, strength } => Some((strength, required)),
        Effect::Schema { .. }
        | Effect::Resource(_)
        | Effect::Project(_)
        | Effect::Placed(_)
        | Effect::Lowerer(_)
        | Effect::Refused(_)
        | Effect::Ignored => None,
    }
}
