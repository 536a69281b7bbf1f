//! The marker that sets any keyword, for schemas that no Rust type and no other marker describes.

use serde_json::{Map, Value};

use super::{Arg, Def, Effect, On};
use crate::{diagnostic::Message, schema::Schema};

/// The marker's name.
pub const SCHEMA: &str = "kubewright:schema";

/// The markers of this file.
pub const MARKERS: &[Def] = &[Def {
    name: SCHEMA,
    on: On::FIELD.or(On::TYPE),
    args: &[Arg::value("json", "the keywords; `null` removes one")],
    help: "Sets keywords of the schema that have no marker of their own, after all other markers. Below `items`, `additionalProperties` and `properties`, it sets keywords of the schema there.",
    effect: Effect::Lowerer(|text| {
        let keywords = keywords(text)?;
        // With an open schema, only the keywords themselves can be wrong.
        Ok(Schema::unseen().patch(&keywords)?)
    }),
    nests: false,
}];

/// Reads the marker's value.
///
/// # Errors
///
/// If it is not a JSON object.
pub fn keywords(text: &str) -> Result<Map<String, Value>, Message> {
    serde_json::from_str(text).map_err(|error| {
        Message::new(format!("the value is not a JSON object ({error})"))
            .help("write it like `+kubewright:schema={\"oneOf\": [{\"required\": [\"a\"]}]}`")
    })
}
