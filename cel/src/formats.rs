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

/// How a format is checked.
#[derive(Debug)]
enum Check {
    Of(fn(&str) -> bool),
    /// By a function that may not know.
    Partly(fn(&str) -> Option<bool>),
}

use Check::{Of, Partly};

/// The formats that the API server checks, without dashes.
static KNOWN: [(&str, Check); 26] = [
    ("bsonobjectid", Of(is_object_id)),
    ("byte", Of(is_base64)),
    ("cidr", Of(address::is_cidr)),
    ("creditcard", Of(number::is_credit_card)),
    ("date", Of(time::is_date)),
    ("datetime", Of(time::is_date_time)),
    ("duration", Of(time::is_duration)),
    ("email", Of(email::is_email)),
    ("hexcolor", Of(is_hex_color)),
    ("hostname", Partly(hostname::is_hostname)),
    ("ipv4", Of(address::is_ipv4)),
    ("ipv6", Of(address::is_ipv6)),
    (
        "isbn",
        Of(|text| number::is_isbn10(text) || number::is_isbn13(text)),
    ),
    ("isbn10", Of(number::is_isbn10)),
    ("isbn13", Of(number::is_isbn13)),
    (
        "k8slongname",
        Of(|text| text.len() <= 253 && text.split('.').all(is_label)),
    ),
    ("k8sshortname", Of(|text| text.len() <= 63 && is_label(text))),
    ("mac", Of(address::is_mac)),
    ("password", Of(|_| true)),
    ("rgbcolor", Of(is_rgb_color)),
    ("ssn", Of(number::is_ssn)),
    ("uri", Of(uri::is_request_uri)),
    ("uuid", Of(|text| is_uuid(text, None))),
    ("uuid3", Of(|text| is_uuid(text, Some(b'3')))),
    ("uuid4", Of(|text| is_uuid(text, Some(b'4')))),
    ("uuid5", Of(|text| is_uuid(text, Some(b'5')))),
];

/// A format that the API server checks.
///
/// ```
/// use kubewright_cel::formats::known;
///
/// let format = known("date-time").unwrap();
/// assert_eq!(format.name(), "datetime");
/// assert_eq!(format.fits("2024-02-29T12:00:00Z"), Some(true));
/// assert!(known("color-of-the-sky").is_none());
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Known(&'static (&'static str, Check));

impl Known {
    /// Its name without dashes.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.0.0
    }

    /// Whether a text has the format; `None` if this build cannot tell: without the feature `regex`, whether letters beyond ASCII may
    /// be in a host name.
    #[must_use]
    pub fn fits(self, text: &str) -> Option<bool> {
        match self.0.1 {
            Of(check) => Some(check(text)),
            Partly(check) => check(text),
        }
    }
}

/// The format of this name, in which dashes do not count; `None` if the API server does not check it.
#[must_use]
pub fn known(format: &str) -> Option<Known> {
    let plain = || format.bytes().filter(|byte| *byte != b'-');
    KNOWN.iter().find(|(name, _)| name.bytes().eq(plain())).map(Known)
}

/// Whether a text has a format; `None` if the API server does not check the format, or if this build cannot, as [`Known::fits`] says.
#[must_use]
pub fn fits(format: &str, text: &str) -> Option<bool> {
    known(format)?.fits(text)
}

fn is_object_id(text: &str) -> bool {
    text.len() == 24 && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

fn is_hex_color(text: &str) -> bool {
    let hex = text.strip_prefix('#').unwrap_or(text);
    matches!(hex.len(), 3 | 6) && hex.bytes().all(|byte| byte.is_ascii_hexdigit())
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

/// A label of any length.
pub(crate) fn is_label(text: &str) -> bool {
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
