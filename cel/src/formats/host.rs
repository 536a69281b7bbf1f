//! Hosts of URIs.

use std::net::{Ipv4Addr, Ipv6Addr};

use super::escape::{Part, unescape};
use crate::quote;

/// The host and the port behind it, without escapes.
pub(super) fn parse(scheme: &str, text: &str) -> Result<String, String> {
    match text.rfind('[') {
        Some(0) => return literal(text),
        Some(_) => return Err("invalid IP-literal".to_owned()),
        None => {}
    }
    if let (Some(first), Some(last)) = (text.find(':'), text.rfind(':')) {
        // Other schemes may have a list of hosts, such as `postgres://a:1,b:2`.
        let at = if matches!(scheme, "http" | "https") {
            first
        } else {
            last
        };
        check_port(&text[at..])?;
    }
    unescape(text, Part::Host).map(lossy)
}

/// An IPv6 address in brackets, which may have a zone.
fn literal(text: &str) -> Result<String, String> {
    let Some((address, port)) = text[1..].rsplit_once(']') else {
        return Err("missing ']' in host".to_owned());
    };
    check_port(port)?;
    let (address, zone) = match address.find("%25") {
        Some(at) => address.split_at(at),
        None => (address, ""),
    };
    let mut plain = unescape(address, Part::Host)?;
    plain.extend(unescape(zone, Part::Zone)?);
    let plain = lossy(plain);
    if plain
        .find(['.', ':', '%'])
        .is_some_and(|at| plain[at..].starts_with('.'))
        && is_ipv4(&plain)
    {
        return Err("invalid IP-literal".to_owned());
    }
    let (address, zone) = match plain.split_once('%') {
        Some((address, zone)) => (address, Some(zone)),
        None => (plain.as_str(), None),
    };
    let wrong = |reason: &str| Err(format!("invalid host: ParseAddr({}): {reason}", quote(&plain)));
    if zone == Some("") {
        return wrong("zone must be a non-empty string");
    }
    if address.parse::<Ipv6Addr>().is_err() {
        return wrong("unable to parse IP");
    }
    Ok(format!("[{plain}]{port}"))
}

fn is_ipv4(text: &str) -> bool {
    text.parse::<Ipv4Addr>().is_ok()
}

fn check_port(text: &str) -> Result<(), String> {
    if text.is_empty() || is_port(text) {
        return Ok(());
    }
    Err(format!("invalid port {} after host", quote(text)))
}

/// A colon and digits, of which there may be none.
pub(super) fn is_port(text: &str) -> bool {
    text.strip_prefix(':')
        .is_some_and(|digits| digits.bytes().all(|byte| byte.is_ascii_digit()))
}

fn lossy(bytes: Vec<u8>) -> String {
    String::from_utf8(bytes).unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned())
}
