//! Formats of texts as the API server checks them: the `format` of schemas, and `format.date()` and `url()` in rules.
//!
//! ```
//! use kubewright_cel::formats::fits;
//!
//! assert_eq!(fits("date", "2024-02-30"), Some(false));
//! assert_eq!(fits("date-time", "2024-02-29T12:00:00Z"), Some(true));
//! assert_eq!(fits("color-of-the-sky", "blue"), None);
//! ```

mod address;
mod email;
mod escape;
mod host;
mod hostname;
mod number;
mod time;
mod uri;
#[cfg(feature = "evaluate")]
mod url;

#[cfg(feature = "evaluate")]
pub(crate) use url::{Url, check_request_uri};

/// The formats that the API server checks, without dashes.
const KNOWN: [&str; 26] = [
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
    "uuid4",
    "uuid5",
];

/// The name by which [`fits`] checks a format; `None` if the API server does not check it.
#[must_use]
pub fn known(format: &str) -> Option<&'static str> {
    let plain = format.replace('-', "");
    KNOWN.into_iter().find(|known| *known == plain)
}

/// Whether a text has a format; `None` if the API server does not check the format, or if this build cannot: without the feature
/// `regex`, whether letters beyond ASCII may be in a host name.
#[must_use]
pub fn fits(format: &str, text: &str) -> Option<bool> {
    let known = known(format)?;
    if known == "hostname" {
        return hostname::is_hostname(text);
    }
    Some(is(known, text))
}

fn is(format: &str, text: &str) -> bool {
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

#[cfg(all(test, feature = "regex"))]
mod tests {
    use super::fits;

    /// Formats and texts with the verdict of the Go code: `testdata/oracle/rules` writes it.
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
            let text: String = serde_json::from_str(text).unwrap();
            count += 1;
            if fits(format, &text) != Some(verdict == "fits") {
                wrong.push(format!("{format}: {text:?}: Go says {verdict}"));
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
        assert!(count > 300, "{count}");
    }
}
