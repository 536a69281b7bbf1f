//! The values of the chart: one list, which the values file, its schema, and the table in the README are made from.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::conditions;
use super::json::text;
use super::manager::Topic;
use super::names::Names;
use super::rbac::cluster_role;
use super::sort::{Role, Sorted};

/// Who issues the certificate of metrics.
pub(super) const METRICS_SOURCES: [&str; 3] = ["self-signed", "cert-manager", "secret"];

/// A value of the chart.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Setting {
    pub(super) path: &'static str,
    pub(super) default: Value,
    /// Its JSON schema, without the description.
    pub(super) schema: Value,
    pub(super) about: &'static str,
}

/// What the chart does if no value is set.
pub(super) struct Choices<'c> {
    pub(super) sorted: &'c Sorted,
    /// The objects that the project deploys at present.
    pub(super) current: &'c Sorted,
    pub(super) names: &'c Names,
}

fn setting(path: &'static str, default: impl Into<Value>, schema: Value, about: &'static str) -> Setting {
    Setting {
        path,
        default: default.into(),
        schema,
        about,
    }
}

fn boolean() -> Value {
    json!({ "type": "boolean" })
}
fn string() -> Value {
    json!({ "type": "string" })
}
fn number(least: u64) -> Value {
    json!({ "type": "integer", "minimum": least })
}
fn port() -> Value {
    json!({ "type": "integer", "minimum": 1, "maximum": 65535 })
}
fn object() -> Value {
    json!({ "type": "object" })
}
fn strings() -> Value {
    json!({ "type": "object", "additionalProperties": { "type": "string" } })
}
/// Strings by keys that the templates do not set themselves.
fn others_than(taken: &BTreeSet<String>) -> Value {
    let mut schema = strings();
    if !taken.is_empty() {
        schema["propertyNames"] = json!({ "not": { "enum": taken } });
    }
    schema
}
fn objects() -> Value {
    json!({ "type": "array", "items": { "type": "object" } })
}
fn texts() -> Value {
    json!({ "type": "array", "items": { "type": "string" } })
}
fn one_of(values: &[&str]) -> Value {
    json!({ "type": "string", "enum": values })
}

/// The value of a field, or an empty one.
fn or(value: &Value, empty: Value) -> Value {
    if value.is_null() { empty } else { value.clone() }
}

/// A reference to an image, in its parts.
pub(super) struct Image<'i> {
    pub(super) repository: &'i str,
    pub(super) tag: &'i str,
    pub(super) digest: &'i str,
}

impl<'i> Image<'i> {
    pub(super) fn parse(image: &'i str) -> Self {
        let (name, digest) = image.split_once('@').unwrap_or((image, ""));
        // A colon before a slash is the one of a registry's port.
        let (repository, tag) = match name.rsplit_once(':') {
            Some((repository, tag)) if !tag.contains('/') => (repository, tag),
            Some(_) | None => (name, ""),
        };
        Self {
            repository,
            tag,
            digest,
        }
    }
}

/// All values that a chart of these objects has.
pub(super) fn settings(choices: &Choices<'_>) -> Vec<Setting> {
    let Choices {
        sorted,
        current,
        names,
    } = choices;
    let labels = || others_than(&names.labels);
    let annotations = || others_than(&names.annotations);
    let manager = &sorted.manager;
    let deployment = sorted
        .of(Role::Manager)
        .next()
        .map_or(&Value::Null, |object| &object.value);
    let spec = &deployment["spec"];
    let pod = &spec["template"]["spec"];
    let container = &pod["containers"][manager.container];
    let image = Image::parse(text(&container["image"]));
    let has = |roles: &[Role]| roles.iter().any(|role| sorted.has(*role));
    let has_now = |roles: &[Role]| roles.iter().any(|role| current.has(*role));
    let mut all = vec![
        setting(
            "nameOverride",
            "",
            string(),
            "Replaces the name of the chart in names of objects",
        ),
        setting(
            "fullnameOverride",
            "",
            string(),
            "The prefix of the names of all objects; by default the name of the release, with the name of the chart if it lacks it",
        ),
        setting(
            "commonLabels",
            json!({}),
            labels(),
            "Labels of all objects and of the Pods",
        ),
        setting(
            "commonAnnotations",
            json!({}),
            annotations(),
            "Annotations of all objects",
        ),
        setting(
            "replicaCount",
            or(&spec["replicas"], json!(1)),
            number(0),
            "The number of managers; one of them leads",
        ),
        setting(
            "image.repository",
            image.repository,
            json!({ "type": "string", "minLength": 1 }),
            "The image of the manager",
        ),
        setting(
            "image.tag",
            // A version is also the version of the application, which is the default.
            if image.tag == "latest" { "latest" } else { "" },
            string(),
            "The tag of the image; by default the `appVersion` of the chart",
        ),
        setting(
            "image.digest",
            image.digest,
            string(),
            "The digest of the image, such as `sha256:…`; used instead of the tag",
        ),
        setting(
            "image.pullPolicy",
            or(&container["imagePullPolicy"], json!("")),
            one_of(&["", "Always", "IfNotPresent", "Never"]),
            "When the image is pulled; by default as Kubernetes decides",
        ),
        setting(
            "imagePullSecrets",
            or(&pod["imagePullSecrets"], json!([])),
            objects(),
            "Secrets for the registry, such as `[{name: registry}]`",
        ),
        setting(
            "args",
            others(sorted),
            texts(),
            "Arguments of the manager that no other value sets",
        ),
        setting(
            "extraArgs",
            json!([]),
            texts(),
            "Further arguments of the manager",
        ),
        setting(
            "env",
            super::variables::values(sorted),
            objects(),
            "Environment variables of the manager",
        ),
        setting(
            "extraEnv",
            json!([]),
            objects(),
            "Further environment variables of the manager",
        ),
        setting(
            "resources",
            or(&container["resources"], json!({})),
            object(),
            "Requests and limits of the manager",
        ),
        setting(
            "podSecurityContext",
            or(&pod["securityContext"], json!({})),
            object(),
            "The security context of the Pods",
        ),
        setting(
            "securityContext",
            or(&container["securityContext"], json!({})),
            object(),
            "The security context of the manager's container",
        ),
        setting("podLabels", json!({}), labels(), "Labels of the Pods"),
        setting(
            "podAnnotations",
            json!({}),
            annotations(),
            "Annotations of the Pods",
        ),
        setting(
            "nodeSelector",
            or(&pod["nodeSelector"], json!({})),
            strings(),
            "Labels that a node must have",
        ),
        setting(
            "tolerations",
            or(&pod["tolerations"], json!([])),
            objects(),
            "Taints of nodes that the Pods tolerate",
        ),
        setting(
            "affinity",
            or(&pod["affinity"], json!({})),
            object(),
            "Affinity to nodes and Pods",
        ),
        setting(
            "topologySpreadConstraints",
            or(&pod["topologySpreadConstraints"], json!([])),
            objects(),
            "How Pods are spread over nodes and zones",
        ),
        setting(
            "priorityClassName",
            or(&pod["priorityClassName"], json!("")),
            string(),
            "The priority class of the Pods",
        ),
        setting(
            "terminationGracePeriodSeconds",
            or(&pod["terminationGracePeriodSeconds"], json!(30)),
            number(0),
            "How long a manager may take to stop",
        ),
        setting(
            "strategy",
            or(&spec["strategy"], json!({})),
            object(),
            "How Pods are replaced in an upgrade",
        ),
        setting(
            "extraVolumes",
            json!([]),
            objects(),
            "Further volumes of the Pods",
        ),
        setting(
            "extraVolumeMounts",
            json!([]),
            objects(),
            "Further volume mounts of the manager",
        ),
        setting(
            "livenessProbe",
            or(&container["livenessProbe"], json!({})),
            object(),
            "The liveness probe of the manager",
        ),
        setting(
            "readinessProbe",
            or(&container["readinessProbe"], json!({})),
            object(),
            "The readiness probe of the manager",
        ),
        setting(
            "startupProbe",
            or(&container["startupProbe"], json!({})),
            object(),
            "The startup probe of the manager",
        ),
    ];
    if let Some(number) = manager.probes_port() {
        all.push(setting(
            "healthProbe.port",
            number,
            port(),
            "The port of the probes",
        ));
    }
    if let Some(flag) = manager.flag(Topic::LeaderElection) {
        let about = "Whether managers elect a leader; needed with more than one replica";
        all.push(setting(
            "leaderElection.enabled",
            flag.value != "false",
            boolean(),
            about,
        ));
    }
    if has(&[Role::Account]) {
        let account = sorted.of(Role::Account).next();
        let annotations = account.map(|object| or(&object.value["metadata"]["annotations"], json!({})));
        all.extend([
            setting(
                "serviceAccount.create",
                true,
                boolean(),
                "Whether the chart creates the service account",
            ),
            setting(
                "serviceAccount.name",
                "",
                string(),
                "The name of the service account; required if the chart does not create it",
            ),
            setting(
                "serviceAccount.annotations",
                annotations.unwrap_or_else(|| json!({})),
                strings(),
                "Annotations of the service account, such as the one for an identity of a cloud",
            ),
        ]);
    }
    all.push(setting(
        "rbac.create",
        true,
        boolean(),
        "Whether the chart creates roles and their bindings for the manager",
    ));
    if cluster_role(sorted).is_some() {
        all.push(setting(
            "rbac.namespaced",
            false,
            boolean(),
            "Whether the manager watches, and has rights in, the namespace of the release only",
        ));
    }
    if has(&[Role::Helper]) {
        all.push(setting(
            "rbac.helpers",
            has_now(&[Role::Helper]),
            boolean(),
            "Whether to create roles for users of the APIs: admin, editor, viewer",
        ));
    }
    if has(&[Role::Crd]) {
        all.extend([
            setting(
                "crds.enabled",
                true,
                boolean(),
                "Whether the chart installs and upgrades the CRDs",
            ),
            setting(
                "crds.keep",
                true,
                boolean(),
                "Whether CRDs, and so all objects of their kinds, stay when the release is uninstalled",
            ),
        ]);
    }
    if let Some(number) = manager.metrics_port() {
        all.extend([
            setting(
                "metrics.enabled",
                current.manager.metrics_port().is_some(),
                boolean(),
                "Whether metrics are served",
            ),
            setting("metrics.port", number, port(), "The port of metrics"),
            setting(
                "metrics.secure",
                manager.metrics_secure(),
                boolean(),
                "Whether metrics are served over HTTPS, to clients that the API server authorizes",
            ),
        ]);
        if manager.metrics_secret.is_some() {
            let source = match current.manager.metrics_secret.is_some() {
                true => "cert-manager",
                false => "self-signed",
            };
            all.extend([
                setting(
                    "metrics.certificate.source",
                    source,
                    one_of(&METRICS_SOURCES),
                    "The certificate of metrics: `self-signed` by the manager, from `cert-manager`, or a `secret` that exists",
                ),
                setting(
                    "metrics.certificate.secretName",
                    manager.metrics_secret.clone().unwrap_or_default(),
                    json!({ "type": "string", "minLength": 1 }),
                    "The Secret with that certificate",
                ),
            ]);
        }
        if has(&[Role::Monitor]) {
            all.extend([
                setting(
                    "metrics.serviceMonitor.enabled",
                    has_now(&[Role::Monitor]),
                    boolean(),
                    "Whether to create a ServiceMonitor for the Prometheus operator",
                ),
                setting(
                    "metrics.serviceMonitor.labels",
                    json!({}),
                    labels(),
                    "Labels by which Prometheus selects the ServiceMonitor",
                ),
                setting(
                    "metrics.serviceMonitor.interval",
                    "",
                    string(),
                    "How often metrics are read, such as `30s`",
                ),
            ]);
        }
    }
    if has(&[Role::WebhookService, Role::WebhookConfiguration]) {
        webhooks(&mut all, sorted, current);
    }
    let certificates = [Role::WebhookCertificate, Role::MetricsCertificate];
    if has(&certificates) {
        all.push(setting(
            "certManager.issuerRef",
            json!({}),
            object(),
            "The issuer of certificates, such as `{kind: ClusterIssuer, name: ca}`; by default a self-signed one of the chart",
        ));
    }
    let policies = [Role::MetricsPolicy, Role::WebhookPolicy, Role::Policy];
    if has(&policies) {
        let about = "Whether network policies allow only the traffic that the manager needs";
        all.push(setting(
            "networkPolicy.enabled",
            has_now(&policies),
            boolean(),
            about,
        ));
    }
    all.push(setting(
        "extraObjects",
        json!([]),
        json!({ "type": "array", "items": { "type": ["object", "string"] } }),
        "Further objects of the release; templates in them are rendered",
    ));
    if manager.metrics_port().is_some() && has(&[Role::MetricsService]) {
        all.push(setting(
            "tests.image",
            "docker.io/curlimages/curl:8.11.1",
            json!({ "type": "string", "minLength": 1 }),
            "The image of `helm test`, which has curl",
        ));
    }
    all
}

fn webhooks(all: &mut Vec<Setting>, sorted: &Sorted, current: &Sorted) {
    let manager = &sorted.manager;
    all.extend([
        setting(
            "webhooks.enabled",
            current.has(Role::WebhookService) || current.has(Role::WebhookConfiguration),
            boolean(),
            "Whether the API server calls the manager's webhooks",
        ),
        setting(
            "webhooks.port",
            manager.webhook_port(),
            port(),
            "The port of webhooks",
        ),
    ]);
    let sources = conditions::sources(sorted);
    let source = match current.manager.own_secret.is_some() {
        true => "manager",
        false if current.has(Role::WebhookCertificate) => "cert-manager",
        false => "secret",
    };
    let secret = manager.webhook_secret.as_ref().or(manager.own_secret.as_ref());
    if let Some(secret) = secret {
        all.extend([
            setting(
                "webhooks.certificate.source",
                source,
                one_of(&sources),
                about(&sources),
            ),
            setting(
                "webhooks.certificate.secretName",
                secret.clone(),
                json!({ "type": "string", "minLength": 1 }),
                "The Secret with that certificate",
            ),
            setting(
                "webhooks.certificate.caBundle",
                "",
                string(),
                "The CA of a certificate from a Secret that exists, in base64",
            ),
        ]);
    }
}

/// The description of the value that selects a certificate of webhooks.
fn about(sources: &[&str]) -> &'static str {
    match sources.contains(&"manager") {
        true => {
            "The certificate of webhooks: from `cert-manager`, issued by the `manager`, or a `secret` that exists"
        }
        false => "The certificate of webhooks: from `cert-manager`, or a `secret` that exists",
    }
}

/// Arguments that no other value sets.
fn others(sorted: &Sorted) -> Value {
    let flags = sorted
        .manager
        .flags
        .iter()
        .filter(|flag| flag.topic == Topic::Other);
    flags.map(|flag| Value::from(flag.text.clone())).collect()
}
