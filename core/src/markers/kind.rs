//! Markers that set the JSON type of a field or type, regardless of its Rust type.

use serde::Deserialize;

use super::slot::Slot;
use super::{Arg, Def, Effect, On, SchemaMarker, VALIDATION, list::one_of, read};
use crate::{diagnostic::Message, ir::Marker};

/// The marker that ignores the Rust type.
pub const SCHEMALESS: &str = "kubebuilder:validation:Schemaless";
/// The marker that sets the type.
pub const TYPE: &str = "kubebuilder:validation:Type";

/// The markers of this file.
pub const MARKERS: &[Def] = &[
    Def::schema::<Type>(),
    Def::schema::<XIntOrString>(),
    Def {
        name: SCHEMALESS,
        on: On::FIELD,
        args: &[],
        help: "Starts from an empty schema and ignores the field's Rust type.",
        effect: Effect::Lowerer(|text| read::<()>(text, &[])),
        nests: false,
    },
];

/// Returns whether a marker sets the type of the value, or of a part of it.
pub fn states_type(markers: &[Marker]) -> bool {
    markers
        .iter()
        .any(|marker| marker.name.starts_with(VALIDATION) && marker.name.ends_with(":Type"))
}

/// The type that a marker [`TYPE`] sets; empty if there is none.
pub fn stated_type(marker: &Marker) -> String {
    read::<Type>(&marker.args, Type::ARGS).map_or_else(|_| String::new(), |ty| ty.0)
}

#[derive(Deserialize)]
struct Type(String);

impl SchemaMarker for Type {
    const NAME: &'static str = TYPE;
    const KEY: &'static str = "type";
    const HELP: &'static str = "The JSON type, if it differs from that of the Rust type.";
    const ARGS: &'static [Arg] = &[Arg::value(
        "string",
        "`string`, `integer`, `number`, `boolean`, `object` or `array`",
    )];
    const PRIORITY: u8 = 9;
    const NESTS: bool = true;

    fn apply(self, slot: &mut Slot<'_>) -> Result<(), Message> {
        const TYPES: &[&str] = &["string", "integer", "number", "boolean", "object", "array"];
        // controller-gen accepts `""` to remove the type, which its users need beside XIntOrString.
        slot.own.ty = Some(if self.0.is_empty() {
            self.0
        } else {
            one_of(self.0, TYPES)?
        });
        Ok(())
    }
}

#[derive(Deserialize)]
struct XIntOrString;

impl SchemaMarker for XIntOrString {
    const NAME: &'static str = "kubebuilder:validation:XIntOrString";
    const KEY: &'static str = "x-kubernetes-int-or-string";
    const HELP: &'static str = "The value is an integer or a string.";
    const PRIORITY: u8 = 9;
    const NESTS: bool = true;

    fn apply(self, slot: &mut Slot<'_>) -> Result<(), Message> {
        slot.own.int_or_string = true;
        Ok(())
    }
}
