//! Markers of strings.

use serde::Deserialize;

use super::slot::Slot;
use super::{Arg, Def, SchemaMarker};
use crate::diagnostic::Message;

/// The markers of this file.
pub const MARKERS: &[Def] = &[
    Def::schema::<MinLength>(),
    Def::schema::<MaxLength>(),
    Def::schema::<Pattern>(),
    Def::schema::<Format>(),
];

#[derive(Deserialize)]
struct MinLength(u64);

impl SchemaMarker for MinLength {
    const NAME: &'static str = "kubebuilder:validation:MinLength";
    const KEY: &'static str = "minLength";
    const HELP: &'static str = "The minimum length of the string, in characters.";
    const ARGS: &'static [Arg] = &[Arg::value("int", "the number of characters")];
    const NESTS: bool = true;

    fn apply(self, slot: &mut Slot<'_>) -> Result<(), Message> {
        slot.textual()?.min_length = Some(self.0);
        Ok(())
    }
}

#[derive(Deserialize)]
struct MaxLength(u64);

impl SchemaMarker for MaxLength {
    const NAME: &'static str = "kubebuilder:validation:MaxLength";
    const KEY: &'static str = "maxLength";
    const HELP: &'static str = "The maximum length of the string, in characters.";
    const ARGS: &'static [Arg] = &[Arg::value("int", "the number of characters")];
    const NESTS: bool = true;

    fn apply(self, slot: &mut Slot<'_>) -> Result<(), Message> {
        slot.textual()?.max_length = Some(self.0);
        Ok(())
    }
}

#[derive(Deserialize)]
struct Pattern(String);

impl SchemaMarker for Pattern {
    const NAME: &'static str = "kubebuilder:validation:Pattern";
    const KEY: &'static str = "pattern";
    const HELP: &'static str = "A regular expression (Go syntax) that the string must match.";
    const ARGS: &'static [Arg] = &[Arg::value(
        "string",
        "the expression; in backticks it needs no escapes",
    )];
    const NESTS: bool = true;

    fn apply(self, slot: &mut Slot<'_>) -> Result<(), Message> {
        slot.textual()?.pattern = Some(self.0);
        Ok(())
    }
}

#[derive(Deserialize)]
struct Format(String);

impl SchemaMarker for Format {
    const NAME: &'static str = "kubebuilder:validation:Format";
    const KEY: &'static str = "format";
    const HELP: &'static str = "A format that the API server checks, such as `date-time`, `uuid` or `ipv4`.";
    const ARGS: &'static [Arg] = &[Arg::value(
        "string",
        "the format; `\"\"` removes that of the type",
    )];
    const NESTS: bool = true;

    fn apply(self, slot: &mut Slot<'_>) -> Result<(), Message> {
        slot.own.format = Some(self.0);
        Ok(())
    }
}
