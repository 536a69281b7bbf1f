//! Named formats: `format.dns1123Label()`.

use super::url::Url;
use crate::names;

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
        let wrong = |valid: bool, problem: &str| {
            if valid {
                Vec::new()
            } else {
                vec![problem.to_owned()]
            }
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
            "uri" => Url::parse(text)
                .err()
                .map(|failure| failure.to_string())
                .into_iter()
                .collect(),
            "uuid" => wrong(is_uuid(text), "does not match the UUID format"),
            "byte" => wrong(is_base64(text), "invalid base64"),
            "date" => wrong(is_date(text), "invalid date"),
            _ => wrong(is_date_time(text), "invalid datetime"),
        }
    }
}

fn is_uuid(text: &str) -> bool {
    let mut rest = text;
    for (index, count) in [8, 4, 4, 4, 12].into_iter().enumerate() {
        if index > 0 {
            rest = rest.strip_prefix('-').unwrap_or(rest);
        }
        let Some((part, after)) = rest.split_at_checked(count) else {
            return false;
        };
        if !part.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return false;
        }
        rest = after;
    }
    rest.is_empty()
}

fn is_base64(text: &str) -> bool {
    let bare = text.trim_end_matches('=');
    !text.is_empty()
        && text.len().is_multiple_of(4)
        && text.len() - bare.len() <= 2
        && bare
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'+' || byte == b'/')
}

fn is_date(text: &str) -> bool {
    text.len() == 10 && crate::time::timestamp(&format!("{text}T00:00:00Z")).is_some()
}

fn is_date_time(text: &str) -> bool {
    let lower = text.to_lowercase();
    let Some((date, clock)) = lower.split_once('t') else {
        return false;
    };
    let clock = clock.split('t').next().unwrap_or_default().to_uppercase();
    is_date(date) && crate::time::timestamp(&format!("{}T{clock}", date.to_uppercase())).is_some()
}
