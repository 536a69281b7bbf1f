//! URIs as Go's package `net/url` reads them.

use super::escape::{Part, unescape};
use super::host;

/// What a text may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reading {
    /// An absolute URI or an absolute path: `url.ParseRequestURI`.
    Request,
    /// Also a relative one: `url.Parse`, which gets no fragment.
    #[cfg(feature = "evaluate")]
    Reference,
}

/// The parts of a URI.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Uri<'a> {
    pub(super) scheme: String,
    /// Without escapes.
    pub(super) host: String,
    /// With escapes; empty if the URI is opaque.
    pub(super) path: &'a str,
    pub(super) query: &'a str,
}

pub(super) fn is_request_uri(text: &str) -> bool {
    parse(text, Reading::Request).is_ok()
}

/// Parses a URI.
///
/// # Errors
///
/// What Go says of it.
pub(super) fn parse(text: &str, reading: Reading) -> Result<Uri<'_>, String> {
    let request = reading == Reading::Request;
    if text.bytes().any(|byte| byte < b' ' || byte == 0x7f) {
        return Err("net/url: invalid control character in URL".to_owned());
    }
    if text.is_empty() && request {
        return Err("empty url".to_owned());
    }
    if text == "*" {
        return Ok(Uri {
            path: text,
            ..Uri::default()
        });
    }
    let (scheme, rest) = scheme(text)?;
    let scheme = scheme.to_ascii_lowercase();
    let (rest, query) = rest.split_once('?').unwrap_or((rest, ""));
    if !rest.starts_with('/') {
        if !scheme.is_empty() {
            return Ok(Uri {
                scheme,
                query,
                ..Uri::default()
            });
        }
        if request {
            return Err("invalid URI for request".to_owned());
        }
        if rest.split('/').next().is_some_and(|part| part.contains(':')) {
            return Err("first path segment in URL cannot contain colon".to_owned());
        }
    }
    let may_have_host = !scheme.is_empty() || (!request && !rest.starts_with("///"));
    let (host, path) = match rest.strip_prefix("//") {
        Some(after) if may_have_host => {
            let (authority, path) = after.split_at(after.find('/').unwrap_or(after.len()));
            (self::authority(&scheme, authority)?, path)
        }
        _ => (String::new(), rest),
    };
    unescape(path, Part::Path)?;
    Ok(Uri {
        scheme,
        host,
        path,
        query,
    })
}

/// The scheme and what is behind it.
fn scheme(text: &str) -> Result<(&str, &str), String> {
    for (index, byte) in text.bytes().enumerate() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' => {}
            b'0'..=b'9' | b'+' | b'-' | b'.' if index > 0 => {}
            b':' if index == 0 => return Err("missing protocol scheme".to_owned()),
            b':' => return Ok((&text[..index], &text[index + 1..])),
            _ => break,
        }
    }
    Ok(("", text))
}

/// The host of an authority, which may have a user before it.
fn authority(scheme: &str, text: &str) -> Result<String, String> {
    let (user, host) = match text.rsplit_once('@') {
        Some((user, host)) => (Some(user), host),
        None => (None, text),
    };
    let host = host::parse(scheme, host)?;
    if let Some(user) = user {
        let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"-._:~!$&'()*+,;=%@".contains(&byte);
        if !user.bytes().all(allowed) {
            return Err("net/url: invalid userinfo".to_owned());
        }
        // An escape does not span the colon.
        for part in user.splitn(2, ':') {
            unescape(part, Part::User)?;
        }
    }
    Ok(host)
}
