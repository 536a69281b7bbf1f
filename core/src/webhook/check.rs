//! Checks an entry as the API server does, whether an argument or the patch has set the value.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::{WebhookConfigurationMarker, WebhookMarker, resources};
use crate::diagnostic::{Errors, MarkerError};
use crate::names::{check_version, is_dns_label, is_subdomain};

pub(super) fn configuration(
    index: usize,
    marker: &WebhookConfigurationMarker,
    errors: &mut Errors<MarkerError>,
) {
    let Some(name) = &marker.name else { return };
    if name.len() > 253 || !name.split('.').all(is_dns_label) {
        let message = format!("`{name}` is not a valid name of an object");
        errors.push(
            MarkerError::new(index, "name", message).help("use lower-case letters, digits, `-` and `.`"),
        );
    }
}

pub(super) fn entry(
    index: usize,
    marker: &WebhookMarker,
    entry: &Map<String, Value>,
    errors: &mut Errors<MarkerError>,
) {
    let mut entry = Entry {
        index,
        marker,
        entry,
        errors,
    };
    entry.name();
    entry.client();
    entry.mandatory();
    entry.rules();
    entry.conditions();
}

struct Entry<'a> {
    index: usize,
    marker: &'a WebhookMarker,
    entry: &'a Map<String, Value>,
    errors: &'a mut Errors<MarkerError>,
}

impl Entry<'_> {
    /// Reports the problem at the patch if the patch sets the field.
    fn error(&mut self, argument: &'static str, field: &str, message: impl Into<String>, help: &str) {
        let is_patched = self.marker.patch.as_ref().is_some_and(|patch| {
            let patch = patch.as_str().map_or_else(|| patch.to_string(), str::to_owned);
            [field, "$patch", "$retainKeys"]
                .iter()
                .any(|word| patch.contains(&format!("\"{word}")))
        });
        let argument = if is_patched { "patch" } else { argument };
        self.errors
            .push(MarkerError::new(self.index, argument, message).help(help));
    }

    fn name(&mut self) {
        let name = self.entry.get("name").and_then(Value::as_str).unwrap_or_default();
        if name != self.marker.name {
            let message = "a patch cannot rename the webhook";
            self.error("patch", "name", message, "set the `name` argument");
        } else if name.len() > 253 || name.split('.').count() < 3 || !name.split('.').all(is_dns_label) {
            let message = format!("the name `{name}` is not a DNS name of at least three parts");
            self.error(
                "name",
                "name",
                message,
                "write a name such as `mmemcached.cache.example.com`",
            );
        }
    }

    fn client(&mut self) {
        const HELP: &str = "keep one of them";
        let get = |path: &str| {
            self.entry
                .get("clientConfig")
                .and_then(|client| client.pointer(path))
        };
        let url = get("/url").and_then(Value::as_str);
        let service = get("/service").is_some();
        let part = |name: &str| {
            get(&format!("/service/{name}"))
                .and_then(Value::as_str)
                .unwrap_or_default()
        };
        let (name, namespace, path) = (
            part("name"),
            part("namespace"),
            get("/service/path").and_then(Value::as_str),
        );
        let port = get("/service/port").and_then(Value::as_i64);
        match (url, service) {
            (Some(_), true) => self.error("url", "url", "`clientConfig` has both a service and a url", HELP),
            (None, false) => {
                self.error(
                    "path",
                    "clientConfig",
                    "`clientConfig` has neither a service nor a url",
                    "set `path`",
                );
            }
            (Some(url), false) => self.url(url),
            (None, true) => {
                for (argument, value) in [("serviceName", name), ("serviceNamespace", namespace)] {
                    if !is_dns_label(value) {
                        let message = format!("`{value}` is not a valid `{argument}`");
                        self.error(
                            argument,
                            "service",
                            message,
                            "use lower-case letters, digits and `-`",
                        );
                    }
                }
                if let Some(path) = path.filter(|path| !is_path(path)) {
                    let message = format!("the API server rejects the webhook path `{path}`");
                    self.error("path", "path", message, PATH_HELP);
                }
                if let Some(port) = port.filter(|port| !(1..=65535).contains(port)) {
                    let help = "write a number from 1 to 65535";
                    self.error(
                        "servicePort",
                        "port",
                        format!("{port} is not a port number"),
                        help,
                    );
                }
            }
        }
    }

    fn url(&mut self, url: &str) {
        let host = url
            .strip_prefix("https://")
            .map(|rest| rest.split('/').next().unwrap_or_default());
        if host.is_none_or(str::is_empty)
            || url.contains(['?', '#', '@'])
            || url.contains(char::is_whitespace)
        {
            let message = format!("the API server rejects the URL `{url}`");
            let help = "write `https://host[:port]/path`, without a user, query or fragment";
            self.error("url", "url", message, help);
        }
    }

    fn mandatory(&mut self) {
        if !self.entry.contains_key("sideEffects") {
            let help = "add `sideEffects=None`, or `NoneOnDryRun` if the webhook has side effects";
            self.error(
                "sideEffects",
                "sideEffects",
                "missing argument `sideEffects`",
                help,
            );
        }
        let versions = texts(self.entry.get("admissionReviewVersions"));
        if versions.is_empty() {
            let message = "`admissionReviewVersions` is empty";
            let help = "add `admissionReviewVersions=v1`";
            self.error(
                "admissionReviewVersions",
                "admissionReviewVersions",
                message,
                help,
            );
        } else if !versions.iter().any(|version| ["v1", "v1beta1"].contains(version)) {
            let message = format!(
                "the API server supports none of the versions `{}`",
                versions.join("`, `")
            );
            let help = "add `v1`";
            self.error(
                "admissionReviewVersions",
                "admissionReviewVersions",
                message,
                help,
            );
        }
        self.review_versions(&versions);
        let timeout = self.entry.get("timeoutSeconds").and_then(Value::as_i64);
        if let Some(timeout) = timeout.filter(|timeout| !(1..=30).contains(timeout)) {
            let message = format!("the timeout must be 1 to 30 seconds, not {timeout}");
            self.error(
                "timeoutSeconds",
                "timeoutSeconds",
                message,
                "write a number from 1 to 30",
            );
        }
    }

    fn review_versions(&mut self, versions: &[&str]) {
        const FIELD: &str = "admissionReviewVersions";
        let mut seen = BTreeSet::new();
        for version in versions {
            if !seen.insert(version) {
                let message = format!("the version `{version}` is listed twice");
                self.error(FIELD, FIELD, message, "remove one of the two");
            } else if let Err(reason) = check_version(version) {
                let help = "write a version such as `v1`";
                self.error(FIELD, FIELD, reason.to_string(), help);
            }
        }
    }

    fn rules(&mut self) {
        const LISTS: [(&str, &str); 4] = [
            ("groups", "apiGroups"),
            ("versions", "apiVersions"),
            ("verbs", "operations"),
            ("resources", "resources"),
        ];
        let rules = self
            .entry
            .get("rules")
            .and_then(Value::as_array)
            .map_or(&[][..], Vec::as_slice);
        if rules.is_empty() {
            self.error(
                "resources",
                "rules",
                "the webhook has no rules, so it is never called",
                "add `rules`",
            );
        }
        for rule in rules {
            for (argument, field) in LISTS {
                let list = texts(rule.get(field));
                if list.is_empty() {
                    let message = format!("a rule has no `{field}`");
                    self.error(argument, "rules", message, "list at least one value, or `*`");
                } else if list.iter().any(|text| text.is_empty() && field != "apiGroups") {
                    let message = format!("an empty string in `{field}` matches nothing");
                    self.error(argument, "rules", message, "remove it");
                } else if list.contains(&all(field)) && list.len() > 1 {
                    let message = format!("`{}` in `{field}` must be the only value", all(field));
                    self.error(argument, "rules", message, "remove the others");
                } else if field == "resources"
                    && let Some(message) = resources::clash(&list)
                {
                    self.error(argument, "rules", message, "remove the narrower one");
                } else if let Some(text) = list
                    .iter()
                    .find(|text| field != "operations" && text.contains(char::is_uppercase))
                {
                    let message =
                        format!("`{text}` in `{field}` matches nothing, because it is not in lower case");
                    self.error(argument, "rules", message, "write it in lower case");
                }
            }
        }
    }

    fn conditions(&mut self) {
        let conditions = self
            .entry
            .get("matchConditions")
            .and_then(Value::as_array)
            .map_or(&[][..], Vec::as_slice);
        let mut names = BTreeSet::new();
        for condition in conditions {
            let text = |key: &str| condition.get(key).and_then(Value::as_str).unwrap_or_default();
            let name = text("name");
            if text("expression").trim().is_empty() {
                let message = format!("the match condition `{name}` has no expression");
                self.error("patch", "matchConditions", message, "add a CEL expression");
            }
            if name.is_empty() || !names.insert(name) {
                let message = format!("the match condition `{name}` has the name of another one");
                self.error("patch", "matchConditions", message, "give each a different name");
            }
        }
    }
}

/// The list entry that matches everything.
fn all(field: &str) -> &'static str {
    if field == "resources" { "*/*" } else { "*" }
}

fn texts(list: Option<&Value>) -> Vec<&str> {
    list.and_then(Value::as_array)
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .collect()
}

/// How to fix a path that [`is_path`] refuses.
pub const PATH_HELP: &str = "begin with `/`, and use lower-case letters, digits, `-` and `.` in each segment";

/// Returns whether the API server accepts the path of a webhook: every segment must be a DNS name; a trailing `/` is allowed.
#[must_use]
pub fn is_path(path: &str) -> bool {
    let Some(steps) = path.strip_prefix('/') else {
        return false;
    };
    let steps = steps.strip_suffix('/').unwrap_or(steps);
    path == "/" || steps.split('/').all(is_subdomain)
}
