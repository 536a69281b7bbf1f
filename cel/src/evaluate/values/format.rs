//! Named formats: `format.dns1123Label()`.

use crate::formats::check_request_uri;
use crate::{formats, names};

/// A format by its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Format {
    name: &'static str,
}

const NAMES: [&str; 13] = [
    "byte",
    "date",
    "datetime",
    "dns1035Label",
    "dns1035LabelPrefix",
    "dns1123Label",
    "dns1123LabelPrefix",
    "dns1123Subdomain",
    "dns1123SubdomainPrefix",
    "labelValue",
    "qualifiedName",
    "uri",
    "uuid",
];

impl Format {
    pub(crate) fn named(name: &str) -> Option<Self> {
        NAMES
            .into_iter()
            .find(|known| *known == name)
            .map(|name| Self { name })
    }

    /// The length of the pattern that Kubernetes counts for a check.
    pub(crate) fn longest_pattern(self) -> u64 {
        match self.name {
            "dns1123Label" | "dns1123LabelPrefix" | "dns1035Label" | "dns1035LabelPrefix" => 30,
            "labelValue" => 40,
            "byte" => 84,
            "uri" => 1103,
            "uuid" => 70,
            "date" | "datetime" => 71,
            _ => 60,
        }
    }

    /// What is wrong with a text.
    pub(crate) fn problems(self, text: &str) -> Vec<String> {
        let wrong = |problem: &str| match formats::fits(self.name, text) {
            Some(false) => vec![problem.to_owned()],
            Some(true) | None => Vec::new(),
        };
        match self.name {
            "dns1123Label" => names::label(text),
            "dns1123LabelPrefix" => names::label(&names::without_dash(text)),
            "dns1035Label" => names::letter_label(text),
            "dns1035LabelPrefix" => names::letter_label(&names::without_dash(text)),
            "dns1123Subdomain" => names::subdomain(text),
            "dns1123SubdomainPrefix" => names::subdomain(&names::without_dash(text)),
            "labelValue" => names::label_value(text),
            "qualifiedName" => names::label_key(text),
            "uri" => check_request_uri(text).err().into_iter().collect(),
            "uuid" => wrong("does not match the UUID format"),
            "byte" => wrong("invalid base64"),
            "date" => wrong("invalid date"),
            _ => wrong("invalid datetime"),
        }
    }
}
