//! Markers that say which kind of value a field or type is, whatever its Rust type.

use serde::Deserialize;

use super::slot::Slot;
use super::{Arg, Def, Effect, On, SchemaMarker, VALIDATION, list::one_of, read};
use crate::{diagnostic::Message, ir::Marker};

/// The name of the marker that leaves the Rust type unseen.
pub const SCHEMALESS: &str = "kubebuilder:validation:Schemaless";
/// The name of the marker that states the type.
pub const TYPE: &str = "kubebuilder:validation:Type";

/// This file's part of the list.
pub const MARKERS: &[Def] = &[
    Def::schema::<Type>(),
    Def::schema::<XIntOrString>(),
    Def {
        name: SCHEMALESS,
        on: On::FIELD,
        args: &[],
        help: "Starts from an empty schema: the field's Rust type is not looked at.",
        effect: Effect::Lowerer(|text| read::<()>(text, &[])),
        nests: false,
    },
];

/// Whether any of the markers states a type: of the value itself, or of a part of it.
pub fn states_type(markers: &[Marker]) -> bool {
    markers
        .iter()
        .any(|marker| marker.name.starts_with(VALIDATION) && marker.name.ends_with(":Type"))
}

/// The type that a marker of the name [`TYPE`] states; empty if it states none.
pub fn stated_type(marker: &Marker) -> String {
    read::<Type>(&marker.args, Type::ARGS).map_or_else(|_| String::new(), |ty| ty.0)
}

#[derive(Deserialize)]
struct Type(String);

impl SchemaMarker for Type {
    const NAME: &'static str = TYPE;
    const KEY: &'static str = "type";
    const HELP: &'static str = "The JSON type, where it differs from what the Rust type says.";
    const ARGS: &'static [Arg] = &[Arg::value(
        "string",
        "`string`, `integer`, `number`, `boolean`, `object` or `array`",
    )];
    const PRIORITY: u8 = 9;
    const NESTS: bool = true;

    fn apply(self, slot: &mut Slot<'_>) -> Result<(), Message> {
        const TYPES: &[&str] = &["string", "integer", "number", "boolean", "object", "array"];
        // controller-gen lets `""` take the type away, which its users need beside XIntOrString.
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
