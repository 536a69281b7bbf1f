//! The formats that the API server checks, as the Go code that it uses checks them.

mod address;
mod email;
mod hostname;
mod number;
mod time;
mod uri;

/// The `format` of a schema, if the API server knows it for the type.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Format {
    /// As it is written; empty if there is none.
    pub(crate) text: String,
    /// The name without dashes, if texts are checked.
    known: Option<&'static str>,
}

/// The formats of texts, without dashes.
const OF_TEXT: [&str; 24] = [
    "bsonobjectid",
    "byte",
    "cidr",
    "creditcard",
    "date",
    "datetime",
    "duration",
    "email",
    "hexcolor",
    "hostname",
    "ipv4",
    "ipv6",
    "isbn",
    "isbn10",
    "isbn13",
    "k8slongname",
    "k8sshortname",
    "mac",
    "password",
    "rgbcolor",
    "ssn",
    "uri",
    "uuid",
    "uuid3",
];
const OF_TEXT_TOO: [&str; 2] = ["uuid4", "uuid5"];

impl Format {
    /// The format of a value that has this type, or one of several.
    pub(crate) fn new(format: Option<&str>, only_type: Option<&str>) -> Self {
        let Some(text) = format.filter(|text| !text.is_empty()) else {
            return Self::default();
        };
        let plain = text.replace('-', "");
        let known = OF_TEXT
            .into_iter()
            .chain(OF_TEXT_TOO)
            .find(|known| *known == plain);
        let applies = match only_type {
            None | Some("string") => known.is_some(),
            Some("integer") => matches!(text, "int32" | "int64"),
            Some("number") => matches!(text, "float" | "double"),
            Some(_) => false,
        };
        if !applies {
            return Self::default();
        }
        Self {
            text: text.to_owned(),
            known,
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// Whether a text has the format; `None` if the format is not one of texts.
    pub(crate) fn fits(&self, text: &str) -> Option<bool> {
        self.known.map(|known| fits(known, text))
    }
}

fn fits(format: &str, text: &str) -> bool {
    match format {
        "bsonobjectid" => text.len() == 24 && text.bytes().all(|byte| byte.is_ascii_hexdigit()),
        "byte" => is_base64(text),
        "cidr" => address::is_cidr(text),
        "creditcard" => number::is_credit_card(text),
        "date" => time::is_date(text),
        "datetime" => time::is_date_time(text),
        "duration" => time::is_duration(text),
        "email" => email::is_email(text),
        "hexcolor" => {
            let hex = text.strip_prefix('#').unwrap_or(text);
            matches!(hex.len(), 3 | 6) && hex.bytes().all(|byte| byte.is_ascii_hexdigit())
        }
        "hostname" => hostname::is_hostname(text),
        "ipv4" => address::is_ipv4(text),
        "ipv6" => address::is_ipv6(text),
        "isbn" => number::is_isbn10(text) || number::is_isbn13(text),
        "isbn10" => number::is_isbn10(text),
        "isbn13" => number::is_isbn13(text),
        "k8slongname" => text.len() <= 253 && text.split('.').all(is_label),
        "k8sshortname" => text.len() <= 63 && is_label(text),
        "mac" => address::is_mac(text),
        "rgbcolor" => is_rgb_color(text),
        "ssn" => number::is_ssn(text),
        "uri" => uri::is_request_uri(text),
        "uuid" => is_uuid(text, None),
        "uuid3" => is_uuid(text, Some(b'3')),
        "uuid4" => is_uuid(text, Some(b'4')),
        "uuid5" => is_uuid(text, Some(b'5')),
        _ => true,
    }
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

fn is_label(text: &str) -> bool {
    let inner = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    !text.is_empty() && text.bytes().all(inner) && !text.starts_with('-') && !text.ends_with('-')
}

/// A UUID, whose hyphens are optional.
fn is_uuid(text: &str, version: Option<u8>) -> bool {
    let mut rest = text.as_bytes();
    let mut hex = Vec::new();
    for (index, count) in [8, 4, 4, 4, 12].into_iter().enumerate() {
        if index > 0 && rest.first() == Some(&b'-') {
            rest = &rest[1..];
        }
        let Some((part, after)) = rest.split_at_checked(count) else {
            return false;
        };
        hex.extend_from_slice(part);
        rest = after;
    }
    let variant = || matches!(hex[16].to_ascii_lowercase(), b'8' | b'9' | b'a' | b'b');
    rest.is_empty()
        && hex.iter().all(u8::is_ascii_hexdigit)
        && match version {
            None => true,
            Some(b'3') => hex[12] == b'3',
            Some(version) => hex[12] == version && variant(),
        }
}

/// `rgb(0, 128, 255)`.
fn is_rgb_color(text: &str) -> bool {
    let Some(inner) = text.strip_prefix("rgb(").and_then(|rest| rest.strip_suffix(')')) else {
        return false;
    };
    let is_space = |c: char| matches!(c, '\t' | '\n' | '\u{c}' | '\r' | ' ');
    let parts: Vec<_> = inner.split(',').map(|part| part.trim_matches(is_space)).collect();
    let is_part = |part: &&str| {
        let number = part.bytes().all(|byte| byte.is_ascii_digit()) && !part.is_empty();
        number && (part.len() == 1 || !part.starts_with('0')) && part.parse::<u8>().is_ok()
    };
    parts.len() == 3 && parts.iter().all(is_part)
}

#[cfg(test)]
mod tests {
    use super::fits;

    /// Formats and texts with the verdict of the Go code: `testdata/oracle` writes it.
    const CASES: &str = include_str!("../testdata/formats.txt");

    #[test]
    fn formats_are_judged_as_go_judges_them() {
        let mut wrong = Vec::new();
        let mut count = 0;
        for line in CASES.lines() {
            let mut fields = line.splitn(3, '\t');
            let (format, verdict, text) = (
                fields.next().unwrap_or_default(),
                fields.next().unwrap_or_default(),
                fields.next().unwrap_or_default(),
            );
            let text: String = serde_json::from_str(text).expect("a JSON string");
            count += 1;
            if fits(format, &text) != (verdict == "fits") {
                wrong.push(format!("{format}: {text:?}: Go says {verdict}"));
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
        assert!(count > 300, "{count}");
    }
}
