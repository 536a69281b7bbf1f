//! Markers that are collected from the docs of any item of a project.

use serde::de::DeserializeOwned;

use super::{Arg, Def, Effect, On, read};
use crate::{
    diagnostic::Message,
    rbac::RbacMarker,
    webhook::{WebhookConfigurationMarker, WebhookMarker},
};

/// A right of the manager.
pub const RBAC: &str = "kubebuilder:rbac";
/// An admission webhook.
pub const WEBHOOK: &str = "kubebuilder:webhook";
/// The object that holds the webhooks of one sort.
pub const WEBHOOK_CONFIGURATION: &str = "kubebuilder:webhookconfiguration";

/// This file's part of the list.
pub const MARKERS: &[Def] = &[
    project(
        RBAC,
        RBAC_ARGS,
        "A right that the manager needs; becomes a rule of its role.",
        |text| check::<RbacMarker>(text, RBAC_ARGS),
    ),
    project(
        WEBHOOK,
        WEBHOOK_ARGS,
        "An admission webhook that the manager serves.",
        |text| check::<WebhookMarker>(text, WEBHOOK_ARGS),
    ),
    project(
        WEBHOOK_CONFIGURATION,
        CONFIGURATION_ARGS,
        "Names the object that holds the mutating or the validating webhooks.",
        |text| check::<WebhookConfigurationMarker>(text, CONFIGURATION_ARGS),
    ),
];

type Check = fn(&str) -> Result<(), Message>;

const fn project(name: &'static str, args: &'static [Arg], help: &'static str, check: Check) -> Def {
    Def {
        name,
        on: On::ITEM,
        args,
        help,
        effect: Effect::Project(check),
        nests: false,
    }
}

fn check<M: DeserializeOwned>(text: &str, args: &[Arg]) -> Result<(), Message> {
    read::<M>(text, args).map(drop)
}

const RBAC_ARGS: &[Arg] = &[
    Arg::optional(
        "groups",
        "list",
        "API groups; `core` or `\"\"` for pods and services",
    ),
    Arg::optional(
        "resources",
        "list",
        "plural resource names, such as `deployments` or `memcacheds/status`",
    ),
    Arg::optional("resourceNames", "list", "the only objects meant"),
    Arg::optional("urls", "list", "paths that are no resources, such as `/metrics`"),
    Arg::required(
        "verbs",
        "list",
        "`get`, `list`, `watch`, `create`, `update`, `patch`, `delete`, `*`, ...",
    ),
    Arg::optional(
        "namespace",
        "string",
        "makes it a rule of a Role in this namespace",
    ),
    Arg::optional("roleName", "string", "the role, if not the project's"),
    Arg::optional("labels", "list", "labels of the role as `key=value`"),
    Arg::optional(
        "aggregate",
        "list",
        "`admin`, `edit`, `view`: cluster roles that take in this one",
    ),
];

const WEBHOOK_ARGS: &[Arg] = &[
    Arg::required(
        "mutating",
        "bool",
        "whether it may change objects, or only accept and refuse them",
    ),
    Arg::required(
        "name",
        "string",
        "a name of at least three parts, such as `mmemcached.example.com`",
    ),
    Arg::required(
        "failurePolicy",
        "string",
        "`fail` or `ignore`: what happens if it cannot be reached",
    ),
    Arg::required(
        "groups",
        "list",
        "API groups; `core` or `\"\"` for pods and services",
    ),
    Arg::required("resources", "list", "plural resource names"),
    Arg::required("versions", "list", "API versions"),
    Arg::required("verbs", "list", "`create`, `update`, `delete`, `connect` or `*`"),
    Arg::required(
        "admissionReviewVersions",
        "list",
        "versions of AdmissionReview that it understands: `v1`",
    ),
    Arg::required("sideEffects", "string", "`none` or `noneOnDryRun`"),
    Arg::optional(
        "path",
        "string",
        "the path that the service serves; this or `url`",
    ),
    Arg::optional(
        "url",
        "string",
        "the address of a webhook that is no service of the cluster",
    ),
    Arg::optional(
        "serviceName",
        "string",
        "the service, `webhook-service` unless given",
    ),
    Arg::optional(
        "serviceNamespace",
        "string",
        "its namespace, `system` unless given",
    ),
    Arg::optional("servicePort", "int", "its port, 443 unless given"),
    Arg::optional("matchPolicy", "string", "`exact` or `equivalent`"),
    Arg::optional("timeoutSeconds", "int", "how long the API server waits, 1 to 30"),
    Arg::optional(
        "reinvocationPolicy",
        "string",
        "`never` or `ifNeeded`, for mutating webhooks",
    ),
    Arg::optional(
        "webhookVersions",
        "list",
        "versions of the configuration object: `v1`",
    ),
    Arg::optional(
        "patch",
        "string",
        "a strategic merge patch for the rest, such as `namespaceSelector`",
    ),
];

const CONFIGURATION_ARGS: &[Arg] = &[
    Arg::required("mutating", "bool", "which of the two objects is meant"),
    Arg::optional("name", "string", "its name"),
];
