//! String formats that the API server checks.

use std::net::{Ipv4Addr, Ipv6Addr};

/// Returns whether a text has a format; `None` if it is not certain, or if the API server does not know the format.
pub(super) fn fits(format: &str, text: &str) -> Option<bool> {
    match format.replace('-', "").as_str() {
        "password" => Some(true),
        "date" => Some(is_date(text)),
        "datetime" => Some(is_date_time(text)),
        "duration" => Some(is_duration(text)),
        "uuid" => Some(is_uuid(text, None)),
        "uuid3" => Some(is_uuid(text, Some('3'))),
        "uuid4" => Some(is_uuid(text, Some('4'))),
        "uuid5" => Some(is_uuid(text, Some('5'))),
        "ipv4" => address(text, is_ipv4),
        "ipv6" => address(text, |text| text.parse::<Ipv6Addr>().is_ok()),
        "cidr" => cidr(text),
        "hexcolor" => Some(is_hex_color(text)),
        "byte" => Some(is_base64(text)),
        // Other formats are left to the API server where they could be valid.
        "email" => (!text.contains('@')).then_some(false),
        "uri" => Some(is_uri(text)).filter(|fits| !fits),
        "hostname" => (text.is_empty() || text.contains([' ', '/', ':', '_'])).then_some(false),
        "mac" => Some(is_mac(text)).filter(|fits| !fits),
        "k8sshortname" => Some(text.len() <= 63 && is_label(text)),
        "k8slongname" => Some(text.len() <= 253 && text.split('.').all(is_label)),
        _ => None,
    }
}

fn digits(text: &str, count: usize) -> Option<u32> {
    (text.len() == count && text.bytes().all(|b| b.is_ascii_digit()))
        .then(|| text.parse().ok())
        .flatten()
}

fn is_date(text: &str) -> bool {
    let mut parts = text.splitn(3, '-');
    let mut part = |count| parts.next().and_then(|text| digits(text, count));
    let (Some(year), Some(month), Some(day)) = (part(4), part(2), part(2)) else {
        return false;
    };
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let last = match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if leap => 29,
        2 => 28,
        _ => return false,
    };
    (1..=last).contains(&day)
}

fn is_date_time(text: &str) -> bool {
    let lower = text.to_lowercase();
    let Some((date, time)) = lower.split_once('t') else {
        return false;
    };
    let (clock, zone) = match time.find(['z', '+', '-']) {
        Some(at) => time.split_at(at),
        None => return false,
    };
    let mut clock = clock.splitn(2, '.');
    let whole = clock.next().unwrap_or_default();
    let fraction = clock
        .next()
        .is_none_or(|f| !f.is_empty() && f.bytes().all(|b| b.is_ascii_digit()));
    let parts: Vec<_> = whole.split(':').map(|part| digits(part, 2)).collect();
    let in_range = match parts.as_slice() {
        [Some(hours), Some(minutes), Some(seconds)] => *hours <= 23 && *minutes <= 59 && *seconds <= 59,
        _ => false,
    };
    let zone = zone == "z" || {
        let parts: Vec<_> = zone[1..].split(':').map(|part| digits(part, 2)).collect();
        matches!(parts.as_slice(), [Some(_), Some(_)])
    };
    is_date(date) && fraction && in_range && zone
}

/// A number and a unit anywhere in the text are enough.
fn is_duration(text: &str) -> bool {
    const UNITS: &[&str] = &["ns", "us", "µs", "ms", "s", "m", "h", "hr", "d", "w", "wk"];
    const LONG: &[&str] = &[
        "nano", "micro", "milli", "sec", "min", "hour", "day", "week", "hr", "wk",
    ];
    let text = text.to_lowercase();
    if matches!(text.as_str(), "0" | "+0" | "-0") {
        return true;
    }
    let mut rest = text.as_str();
    while let Some(at) = rest.find(|c: char| c.is_ascii_digit()) {
        let number = rest[at..].trim_start_matches(|c: char| c.is_ascii_digit());
        let number = number.trim_start_matches(|c: char| c.is_whitespace());
        let end = number
            .find(|c: char| !(c.is_ascii_alphabetic() || c == 'µ'))
            .unwrap_or(number.len());
        let unit = &number[..end];
        if UNITS.contains(&unit) || LONG.iter().any(|long| unit.starts_with(long)) {
            return true;
        }
        rest = number;
    }
    false
}

fn is_uuid(text: &str, version: Option<char>) -> bool {
    // All hyphens are optional.
    let mut rest = text;
    let mut hex = String::new();
    for count in [8, 4, 4, 4, 12] {
        let Some((part, after)) = rest.split_at_checked(count) else {
            return false;
        };
        if !part.bytes().all(|b| b.is_ascii_hexdigit()) {
            return false;
        }
        hex.push_str(part);
        rest = after.strip_prefix('-').unwrap_or(after);
    }
    let variant = matches!(
        hex.as_bytes().get(16),
        Some(b'8' | b'9' | b'a' | b'b' | b'A' | b'B')
    );
    rest.is_empty()
        && !text.ends_with('-')
        && version.is_none_or(|version| hex.chars().nth(12) == Some(version))
        && (matches!(version, None | Some('3')) || variant)
}

fn is_ipv4(text: &str) -> bool {
    text.parse::<Ipv4Addr>().is_ok()
}

/// Go accepts leading zeros and mixed forms; every text in the characters of an address is left to the API server.
fn address(text: &str, strict: impl Fn(&str) -> bool) -> Option<bool> {
    let plausible = !text.is_empty()
        && text
            .chars()
            .all(|c| c.is_ascii_hexdigit() || c == '.' || c == ':');
    if strict(text) {
        Some(true)
    } else {
        (!plausible).then_some(false)
    }
}

fn cidr(text: &str) -> Option<bool> {
    let Some((address, length)) = text.split_once('/') else {
        return Some(false);
    };
    let length: u8 = match length.parse() {
        Ok(length) => length,
        Err(_) => return Some(false),
    };
    if is_ipv4(address) {
        Some(length <= 32)
    } else if address.parse::<Ipv6Addr>().is_ok() {
        Some(length <= 128)
    } else {
        self::address(address, |_| false)
    }
}

fn is_hex_color(text: &str) -> bool {
    let hex = text.strip_prefix('#').unwrap_or(text);
    matches!(hex.len(), 3 | 6) && hex.bytes().all(|b| b.is_ascii_hexdigit())
}

fn is_base64(text: &str) -> bool {
    let bare = text.trim_end_matches('=');
    !text.is_empty()
        && text.len().is_multiple_of(4)
        && text.len() - bare.len() <= 2
        && bare
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b == b'+' || b == b'/')
}

fn is_uri(text: &str) -> bool {
    let scheme = text.split_once(':').is_some_and(|(scheme, _)| {
        scheme.starts_with(|c: char| c.is_ascii_alphabetic())
            && scheme
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c))
    });
    (scheme || text.starts_with('/')) && !text.chars().any(char::is_control)
}

fn is_mac(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_ascii_hexdigit() || ":-.".contains(c))
}

fn is_label(text: &str) -> bool {
    let inner = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    !text.is_empty() && text.chars().all(inner) && !text.starts_with('-') && !text.ends_with('-')
}

#[cfg(test)]
mod tests {
    use super::fits;

    #[test]
    fn formats() {
        let cases = [
            ("date", "2024-02-29", Some(true)),
            ("date", "2023-02-29", Some(false)),
            ("date", "2023-2-9", Some(false)),
            ("date-time", "2024-01-01T00:00:00Z", Some(true)),
            ("date-time", "2024-01-01t23:59:59.123+01:00", Some(true)),
            ("date-time", "2024-01-01 00:00:00Z", Some(false)),
            ("date-time", "2024-01-01T24:00:00Z", Some(false)),
            ("date-time", "2024-01-01T00:00:00", Some(false)),
            ("duration", "1h30m", Some(true)),
            ("duration", "22 ns", Some(true)),
            ("duration", "3 hours", Some(true)),
            ("duration", "soon", Some(false)),
            ("duration", "", Some(false)),
            ("duration", "0", Some(true)),
            ("uuid", "123E4567-e89b-12d3-a456-426614174000", Some(true)),
            ("uuid", "123e4567e89b12d3a456426614174000", Some(true)),
            ("uuid", "123e4567", Some(false)),
            ("uuid4", "123e4567-e89b-12d3-a456-426614174000", Some(false)),
            ("ipv4", "10.0.0.1", Some(true)),
            ("ipv4", "010.0.0.1", None),
            ("ipv4", "host", Some(false)),
            ("ipv6", "::1", Some(true)),
            ("cidr", "10.0.0.0/8", Some(true)),
            ("cidr", "10.0.0.0/33", Some(false)),
            ("cidr", "10.0.0.0", Some(false)),
            ("byte", "aGk=", Some(true)),
            ("byte", "a", Some(false)),
            ("uri", "/a", None),
            ("uri", "nowhere", Some(false)),
            ("mac", "00:00:5e:00:53:01", None),
            ("mac", "x", Some(false)),
            ("hexcolor", "#fff", Some(true)),
            ("k8s-short-name", "a-b", Some(true)),
            ("k8s-long-name", "a.-b", Some(false)),
            ("int32", "x", None),
            ("unheard-of", "x", None),
        ];
        for (format, text, expected) in cases {
            assert_eq!(fits(format, text), expected, "{text:?} as {format}");
        }
    }
}
