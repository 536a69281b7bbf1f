//! URLs as values of rules.

use std::collections::BTreeMap;

use super::escape::{Part, escaped_path, unescape};
use super::host::is_port;
use super::uri::{Reading, parse};
use crate::quote;

/// The most parameters that Go reads.
const MOST_PARAMETERS: usize = 10_000;

/// The parts of a URL.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Url {
    pub(crate) text: String,
    pub(crate) scheme: String,
    pub(crate) host: String,
    /// With escapes.
    pub(crate) path: String,
    query: String,
}

/// Checks that a text is an absolute URI or an absolute path.
///
/// # Errors
///
/// What Go says of it.
pub(crate) fn check_request_uri(text: &str) -> Result<(), String> {
    parse(text, Reading::Request)
        .map(|_| ())
        .map_err(|reason| failed(text, &reason))
}

impl Url {
    /// Reads a URL, which may be an absolute path.
    ///
    /// # Errors
    ///
    /// What Go says of it.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        check_request_uri(text)?;
        // The API server parses it again, because the first parser takes a fragment for a part of the path.
        let (plain, fragment) = text.split_once('#').unwrap_or((text, ""));
        let uri = parse(plain, Reading::Reference).map_err(|reason| failed(plain, &reason))?;
        // A fragment has the escapes of a path.
        unescape(fragment, Part::Path).map_err(|reason| failed(text, &reason))?;
        Ok(Self {
            text: text.to_owned(),
            scheme: uri.scheme,
            host: uri.host,
            path: escaped_path(uri.path),
            query: uri.query.to_owned(),
        })
    }

    /// The host without its port and brackets.
    pub(crate) fn hostname(&self) -> &str {
        let without_port = &self.host[..self.colon().unwrap_or(self.host.len())];
        let inner = without_port
            .strip_prefix('[')
            .and_then(|rest| rest.strip_suffix(']'));
        inner.unwrap_or(without_port)
    }

    pub(crate) fn port(&self) -> &str {
        self.colon().map_or("", |at| &self.host[at + 1..])
    }

    /// Where the port begins.
    fn colon(&self) -> Option<usize> {
        self.host.rfind(':').filter(|at| is_port(&self.host[*at..]))
    }

    /// The parameters and their values.
    pub(crate) fn query(&self) -> BTreeMap<String, Vec<String>> {
        let mut parameters: BTreeMap<String, Vec<String>> = BTreeMap::new();
        if self.query.split('&').count() > MOST_PARAMETERS {
            return parameters;
        }
        for part in self.query.split('&') {
            if part.is_empty() || part.contains(';') {
                continue;
            }
            let (key, value) = part.split_once('=').unwrap_or((part, ""));
            if let (Some(key), Some(value)) = (decoded(key), decoded(value)) {
                parameters.entry(key).or_default().push(value);
            }
        }
        parameters
    }
}

fn failed(text: &str, reason: &str) -> String {
    format!("parse {}: {reason}", quote(text))
}

fn decoded(text: &str) -> Option<String> {
    let bytes = unescape(text, Part::Query).ok()?;
    Some(String::from_utf8_lossy(&bytes).into_owned())
}
