//! Where the answer to a request comes from: a copy of the operator, or the API server. The decision alone.

use http::{
    HeaderMap, Method,
    header::{ACCEPT, UPGRADE, USER_AGENT},
};
use kubewright_runtime::{DynamicKind, ObjectKey};

use super::known::Knowledge;

/// Where an answer comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Source {
    /// A copy that the operator has.
    Cache,
    ApiServer,
}

/// A request, as far as it matters for the source of its answer.
#[derive(Clone, Copy, Debug)]
pub(super) struct Asked<'r> {
    pub(super) method: &'r Method,
    pub(super) path: &'r str,
    pub(super) query: &'r str,
    pub(super) headers: &'r HeaderMap,
}

/// The clients to which the API server sends JSON with line breaks.
const PRETTY: [&str; 3] = ["curl", "Wget", "Mozilla/5.0"];

/// Decides where the answer to a request for an object comes from. `held` is the version of the copy, if there is one.
///
/// Without a copy, the object may have been deleted or have other labels than the watch selects, or it is too new: only the API
/// server knows. A copy is good if it is not older than what the run has seen or written.
pub(super) fn source(asked: Asked<'_>, held: Option<u64>, knowledge: Knowledge) -> Source {
    match (held, knowledge) {
        // A version of 0 is not a number.
        (Some(held), Knowledge::AtLeast(least)) if held > 0 && held >= least && asked.is_plain() => {
            Source::Cache
        }
        _ => Source::ApiServer,
    }
}

impl Asked<'_> {
    /// Whether the API server answers with nothing but the object, as JSON without line breaks, and asks nobody but the operator's
    /// own permissions.
    ///
    /// Lists are not plain: a copy of each object is not the list at one version, which a watch continues.
    fn is_plain(&self) -> bool {
        // `kubernetes.core` sends these with nothing in them.
        let means_nothing = |part: &str| matches!(part, "" | "labelSelector=" | "fieldSelector=");
        let agent = self.header(&USER_AGENT).unwrap_or_default();
        *self.method == Method::GET
            && self.query.split('&').all(means_nothing)
            && self.accepts_json()
            && !PRETTY.iter().any(|name| agent.starts_with(name))
            && !self.headers.contains_key(UPGRADE)
            && !self
                .headers
                .keys()
                .any(|name| name.as_str().starts_with("impersonate-"))
    }

    /// Whether JSON is what the client likes best. A table or metadata only are JSON with parameters.
    fn accepts_json(&self) -> bool {
        if self.headers.get_all(ACCEPT).iter().count() > 1 {
            return false;
        }
        match self.header(&ACCEPT) {
            Some(accepted) if accepted.contains(';') => false,
            Some(accepted) => {
                let first = accepted.split(',').next().map(str::trim);
                matches!(first, Some("" | "*/*" | "application/json"))
            }
            None => !self.headers.contains_key(ACCEPT),
        }
    }

    fn header(&self, name: &http::HeaderName) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }
}

/// Returns the object of a kind that a path names, in the one form in which it names it. Subresources and lists are not objects.
pub(super) fn object_of(kind: &DynamicKind, path: &str) -> Option<ObjectKey> {
    let resource = kind.resource();
    let root = match resource.group.as_str() {
        "" => "/api",
        _ => "/apis",
    };
    let rest = path.strip_prefix(root)?.strip_prefix('/')?;
    let rest = rest
        .strip_prefix(resource.api_version.as_str())?
        .strip_prefix('/')?;
    let (namespace, rest) = match kind.is_namespaced() {
        true => {
            let (namespace, rest) = rest.strip_prefix("namespaces/")?.split_once('/')?;
            (Some(namespace), rest)
        }
        false => (None, rest),
    };
    let name = rest.strip_prefix(resource.plural.as_str())?.strip_prefix('/')?;
    if name.is_empty() || name.contains('/') || namespace.is_some_and(str::is_empty) {
        return None;
    }
    Some(match namespace {
        Some(namespace) => ObjectKey::namespaced(namespace, name),
        None => ObjectKey::cluster(name),
    })
}

#[cfg(test)]
mod tests;
