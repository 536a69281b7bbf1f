//! Formats that the API server does not know.

use serde_json::{Value, json};

use super::{Object, Strict};
use crate::repair::Effect;

/// Known formats, by type.
const INTEGERS: [&str; 2] = ["int32", "int64"];
const NUMBERS: [&str; 2] = ["float", "double"];
const STRINGS: [&str; 28] = [
    "bsonobjectid",
    "uri",
    "email",
    "hostname",
    "ipv4",
    "ipv6",
    "cidr",
    "mac",
    "uuid",
    "uuid3",
    "uuid4",
    "uuid5",
    "isbn",
    "isbn10",
    "isbn13",
    "creditcard",
    "ssn",
    "hexcolor",
    "rgbcolor",
    "byte",
    "password",
    "date",
    "duration",
    "datetime",
    "date-time",
    "k8s-short-name",
    "k8s-long-name",
    "binary",
];

impl Strict {
    /// Replaces or removes a format that is not checked.
    pub(super) fn format(&mut self, map: &mut Object) {
        let Some(Value::String(format)) = map.get("format").cloned() else {
            return;
        };
        let ty = map
            .get("type")
            .and_then(Value::as_str)
            .unwrap_or_default()
            .to_owned();
        let known = match ty.as_str() {
            "integer" => INTEGERS.contains(&format.as_str()),
            "number" => NUMBERS.contains(&format.as_str()),
            "string" => STRINGS.contains(&format.as_str()),
            _ => true,
        };
        if known {
            return;
        }
        let (new, maximum): (Option<&str>, Option<Value>) = match (ty.as_str(), format.as_str()) {
            ("integer", "int8" | "int16" | "uint8" | "uint16") => (Some("int32"), None),
            ("integer", "uint32") => (Some("int64"), Some(u32::MAX.into())),
            ("integer", "uint64" | "int" | "uint") => (Some("int64"), None),
            _ => (None, None),
        };
        match new {
            Some(new) => map.insert("format".to_owned(), new.into()),
            None => map.remove("format"),
        };
        let mut text = format!("the API server does not know the format `{format}`");
        match (new, maximum) {
            (Some(new), Some(maximum)) if !map.contains_key("maximum") => {
                text.push_str(&format!(
                    ", so it checks no bounds; it becomes `{new}` with a maximum"
                ));
                map.insert("maximum".to_owned(), json!(maximum));
            }
            (Some(new), _) => text.push_str(&format!("; it becomes `{new}`")),
            (None, _) => text.push_str("; it is removed"),
        }
        self.repair(Effect::Lost, text);
    }
}
