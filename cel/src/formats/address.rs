//! Addresses of networks. Of IPv4 addresses, the API server accepts leading zeros.

use std::net::Ipv6Addr;

/// Four decimal numbers.
fn v4(text: &str) -> Option<[u8; 4]> {
    let mut parts = text.split('.');
    let mut address = [0; 4];
    for byte in &mut address {
        *byte = u8::try_from(decimal(parts.next()?)?).ok()?;
    }
    parts.next().is_none().then_some(address)
}

/// A number as Go's sloppy parser reads it.
fn decimal(text: &str) -> Option<u32> {
    if text.is_empty() || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let plain = text.trim_start_matches('0');
    let number: u32 = if plain.is_empty() { 0 } else { plain.parse().ok()? };
    (number < 0xFF_FFFF).then_some(number)
}

/// An IPv6 address whose parts may have leading zeros.
fn v6(text: &str) -> bool {
    let (head, tail) = match text.rsplit_once(':') {
        Some((head, tail)) if tail.contains('.') => {
            let Some([a, b, c, d]) = v4(tail) else {
                return false;
            };
            (format!("{head}:"), format!("{a:x}{b:02x}:{c:x}{d:02x}"))
        }
        _ => (text.to_owned(), String::new()),
    };
    let plain: Vec<String> = format!("{head}{tail}")
        .split(':')
        .map(|part| match part.trim_start_matches('0') {
            "" if !part.is_empty() => "0".to_owned(),
            plain => plain.to_owned(),
        })
        .collect();
    plain.join(":").parse::<Ipv6Addr>().is_ok()
}

pub(super) fn is_ipv4(text: &str) -> bool {
    match text.find(['.', ':']) {
        Some(at) if text.as_bytes()[at] == b'.' => v4(text).is_some(),
        Some(_) => text.contains('.') && v6(text),
        None => false,
    }
}

pub(super) fn is_ipv6(text: &str) -> bool {
    text.contains(':') && text.parse::<Ipv6Addr>().is_ok()
}

pub(super) fn is_cidr(text: &str) -> bool {
    let Some((address, length)) = text.split_once('/') else {
        return false;
    };
    let Some(length) = decimal(length) else {
        return false;
    };
    if v4(address).is_some() {
        length <= 32
    } else {
        v6(address) && length <= 128
    }
}

/// Six, eight or twenty bytes, separated by `:`, `-` or, in pairs, by `.`.
pub(super) fn is_mac(text: &str) -> bool {
    let bytes = text.as_bytes();
    if matches!(bytes.len(), 12 | 16 | 40) && bytes.iter().all(u8::is_ascii_hexdigit) {
        return true;
    }
    if bytes.len() < 14 {
        return false;
    }
    let (separator, width) = match (bytes[2], bytes[4]) {
        (b':' | b'-', _) => (bytes[2], 2),
        (_, b'.') => (b'.', 4),
        _ => return false,
    };
    let parts: Vec<_> = bytes.split(|byte| *byte == separator).collect();
    let count = parts.len() * width / 2;
    matches!(count, 6 | 8 | 20)
        && parts
            .iter()
            .all(|part| part.len() == width && part.iter().all(u8::is_ascii_hexdigit))
}
