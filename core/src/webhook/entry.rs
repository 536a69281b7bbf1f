use serde_json::{Map, Value, json};

use super::shape::{FAILURE_POLICIES, MATCH_POLICIES, OPERATIONS, REINVOCATION_POLICIES, SIDE_EFFECTS};
use super::{WebhookMarker, check, patch};
use crate::diagnostic::{Argument, Errors, MarkerError};
use crate::suggest::nearest;

/// The entry of one marker, and all its problems.
pub(super) fn build(
    index: usize,
    marker: &WebhookMarker,
    errors: &mut Errors<MarkerError>,
) -> Map<String, Value> {
    let found = errors.len();
    let entry = Builder { index, errors }.entry(marker);
    // An argument with an error is not checked further.
    if errors.len() > found {
        return entry;
    }
    let entry = match &marker.patch {
        None => Ok(entry),
        Some(patch) => patch::apply(entry, patch, marker.mutating),
    };
    match entry {
        Ok(entry) => {
            check::entry(index, marker, &entry, errors);
            entry
        }
        Err(message) => {
            errors.push(message.at(Argument::new(index, "patch")));
            Map::new()
        }
    }
}

struct Builder<'e> {
    index: usize,
    errors: &'e mut Errors<MarkerError>,
}

impl Builder<'_> {
    fn error(&mut self, argument: &'static str, message: impl Into<String>, help: impl Into<String>) {
        self.errors
            .push(MarkerError::new(self.index, argument, message).help(help));
    }

    fn entry(mut self, marker: &WebhookMarker) -> Map<String, Value> {
        let WebhookMarker {
            mutating,
            name,
            failure_policy,
            groups,
            resources,
            versions,
            verbs,
            admission_review_versions,
            path: _,
            url: _,
            service_name: _,
            service_namespace: _,
            service_port: _,
            side_effects,
            match_policy,
            timeout_seconds,
            reinvocation_policy,
            webhook_versions,
            patch: _,
        } = marker;
        if let Some(version) = webhook_versions.iter().find(|version| *version != "v1") {
            let message = format!("webhook configurations have no version `{version}`");
            self.error("webhookVersions", message, "write `v1`, or remove the argument");
        }
        if reinvocation_policy.is_some() && !mutating {
            let message = "only a mutating webhook can be reinvoked";
            self.error(
                "reinvocationPolicy",
                message,
                "remove it, or write `mutating=true`",
            );
        }
        let timeout = *timeout_seconds.as_ref().unwrap_or(&0);
        if !(0..=30).contains(&timeout) {
            let message = format!("the timeout must be 1 to 30 seconds, not {timeout}");
            self.error("timeoutSeconds", message, "write a number from 1 to 30");
        }
        let groups: Vec<&str> = groups
            .iter()
            .map(|group| if group == "core" { "" } else { group })
            .collect();
        let operations: Vec<String> = verbs
            .iter()
            .filter_map(|verb| self.word("verbs", verb, OPERATIONS))
            .collect();
        let mut entry = Map::new();
        let mut set = |key: &str, value: Option<Value>| {
            value.map(|value| entry.insert(key.to_owned(), value));
        };
        set("admissionReviewVersions", Some(json!(admission_review_versions)));
        set("clientConfig", Some(self.client_config(marker)));
        set(
            "failurePolicy",
            self.word("failurePolicy", failure_policy, FAILURE_POLICIES)
                .map(Value::from),
        );
        let mut optional = |argument, value: &Option<String>, words| {
            let word = value.as_ref().and_then(|value| self.word(argument, value, words));
            set(argument, word.map(Value::from));
        };
        optional("matchPolicy", match_policy, MATCH_POLICIES);
        optional("reinvocationPolicy", reinvocation_policy, REINVOCATION_POLICIES);
        optional("sideEffects", side_effects, SIDE_EFFECTS);
        set("name", Some(json!(name)));
        set(
            "rules",
            Some(json!([{
                "apiGroups": groups,
                "apiVersions": versions,
                "operations": operations,
                "resources": resources,
            }])),
        );
        set("timeoutSeconds", (timeout != 0).then(|| json!(timeout)));
        entry
    }

    fn client_config(&mut self, marker: &WebhookMarker) -> Value {
        let WebhookMarker {
            path,
            url,
            service_name,
            service_namespace,
            service_port,
            ..
        } = marker;
        let help = "use `path` for a service in the cluster, `url` for anything else";
        if path.is_some() == url.is_some() {
            let message = if path.is_some() {
                "`path` and `url` are both set"
            } else {
                "neither `path` nor `url` is set"
            };
            self.error("path", message, help);
        }
        if let Some(url) = url {
            let of_service = [
                ("serviceName", service_name.is_some()),
                ("serviceNamespace", service_namespace.is_some()),
                ("servicePort", service_port.is_some()),
            ];
            for (argument, _) in of_service.into_iter().filter(|(_, is_set)| *is_set) {
                self.error(
                    argument,
                    format!("`{argument}` has no effect on a webhook with a `url`"),
                    help,
                );
            }
            return json!({"url": url});
        }
        let named = |value: &Option<String>, default: &str| match value.as_deref() {
            None | Some("") => default.to_owned(),
            Some(value) => value.to_owned(),
        };
        let mut service = json!({
            "name": named(service_name, "webhook-service"),
            "namespace": named(service_namespace, "system"),
            "path": path,
        });
        if let Some(port) = service_port {
            service["port"] = json!(port);
        }
        json!({"service": service})
    }

    /// The value as the API spells it, in any case.
    fn word(&mut self, argument: &'static str, word: &str, known: &[&str]) -> Option<String> {
        let found = known.iter().find(|known| known.eq_ignore_ascii_case(word));
        if found.is_none() {
            let help = match nearest(word, known.iter().copied()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("the values are `{}`", known.join("`, `")),
            };
            let message = match (argument, word) {
                ("sideEffects", "Some" | "Unknown") => {
                    format!("`{word}` is not allowed for `sideEffects` in v1 of the API")
                }
                _ => format!("unknown value `{word}` for `{argument}`"),
            };
            self.error(argument, message, help);
        }
        found.map(|found| (*found).to_owned())
    }
}
