//! Markers of Go tools that Rust replaces by other means.

use serde::Deserialize;

use super::slot::Slot;
use super::{Def, Effect, On, SchemaMarker};
use crate::{diagnostic::Message, schema::Validation};

/// The marker that forbids changes.
pub const IMMUTABLE: &str = "k8s:immutable";

/// The rule against removing an optional immutable field. `path` leads to the field from the value of the rule, as in `.a`.
pub fn once_set(name: &str, path: &str) -> Validation {
    Validation {
        rule: format!("!has(oldSelf{path}) || has(self{path})"),
        message: Some(format!("field {name} is immutable once set")),
        ..Validation::default()
    }
}

/// The markers of this file.
pub const MARKERS: &[Def] = &[
    Def::schema::<Immutable>(),
    refused(
        "groupName",
        On::ITEM,
        "write `#[resource(group = \"...\")]` on the root type",
    ),
    refused(
        "versionName",
        On::ITEM,
        "write `#[resource(version = \"...\")]` on the root type",
    ),
    refused(
        "kubebuilder:skip",
        On::ITEM,
        "leave `#[derive(CustomResource)]` off types that are not resources",
    ),
    refused(
        "k8s:enum",
        On::TYPE.or(On::FIELD),
        "write a Rust enum; its variants become `enum`",
    ),
    ignored("k8s:deepcopy-gen", "Go only: Rust uses `Clone`."),
    ignored("k8s:deepcopy-gen:interfaces", "Go only: Rust uses `Clone`."),
    ignored("kubebuilder:object:generate", "Go only: Rust uses `Clone`."),
    ignored(
        "kubebuilder:object:root",
        "Go only: `#[derive(CustomResource)]` marks a root type in Rust.",
    ),
    ignored("kubebuilder:ac:generate", "Go only: apply configurations."),
    ignored("kubebuilder:ac:output:package", "Go only: apply configurations."),
];

const fn refused(name: &'static str, on: On, instead: &'static str) -> Def {
    Def {
        name,
        on,
        args: &[],
        help: instead,
        effect: Effect::Refused(instead),
        nests: false,
    }
}

const fn ignored(name: &'static str, help: &'static str) -> Def {
    let on = On::FIELD.or(On::TYPE).or(On::ROOT).or(On::ITEM);
    Def {
        name,
        on,
        args: &[],
        help,
        effect: Effect::Ignored,
        nests: false,
    }
}

#[derive(Deserialize)]
struct Immutable;

impl SchemaMarker for Immutable {
    const NAME: &'static str = IMMUTABLE;
    const ON: On = On::FIELD;
    const KEY: &'static str = "x-kubernetes-validations";
    const HELP: &'static str = "The field cannot be changed once it is set.";

    fn apply(self, slot: &mut Slot<'_>) -> Result<(), Message> {
        slot.own.validations.push(Validation {
            rule: "self == oldSelf".to_owned(),
            message: Some("field is immutable".to_owned()),
            place: Some(slot.place),
            ..Validation::default()
        });
        Ok(())
    }
}
