//! Markers that are collected from the docs of all items of a project.

use serde::de::DeserializeOwned;

use super::{Arg, Def, Effect, On, read};
use crate::{
    diagnostic::{Located, Part},
    rbac::RbacMarker,
    webhook::{WebhookConfigurationMarker, WebhookMarker},
};

/// A permission of the manager.
pub const RBAC: &str = "kubebuilder:rbac";
/// An admission webhook.
pub const WEBHOOK: &str = "kubebuilder:webhook";
/// The object that contains the webhooks of one type.
pub const WEBHOOK_CONFIGURATION: &str = "kubebuilder:webhookconfiguration";

/// The markers of this file.
pub const MARKERS: &[Def] = &[
    project(
        RBAC,
        RBAC_ARGS,
        "A permission that the manager needs; becomes a rule of its role.",
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
        "Names the object that contains the mutating or the validating webhooks.",
        |text| check::<WebhookConfigurationMarker>(text, CONFIGURATION_ARGS),
    ),
];

type Check = fn(&str) -> Result<(), Located<Part>>;

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

fn check<M: DeserializeOwned>(text: &str, args: &[Arg]) -> Result<(), Located<Part>> {
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
    Arg::optional(
        "resourceNames",
        "list",
        "limits the rule to objects with these names",
    ),
    Arg::optional("urls", "list", "paths that are not resources, such as `/metrics`"),
    Arg::required(
        "verbs",
        "list",
        "`get`, `list`, `watch`, `create`, `update`, `patch`, `delete`, `*`, ...",
    ),
    Arg::optional(
        "namespace",
        "string",
        "makes the rule part of a Role in this namespace",
    ),
    Arg::optional("roleName", "string", "the role; the manager's by default"),
    Arg::optional("labels", "list", "labels of the role as `key=value`"),
    Arg::optional(
        "aggregate",
        "list",
        "`admin`, `edit`, `view`: ClusterRoles that this one is aggregated to",
    ),
];

const WEBHOOK_ARGS: &[Arg] = &[
    Arg::required(
        "mutating",
        "bool",
        "whether it may change objects; otherwise it only allows or denies them",
    ),
    Arg::required(
        "name",
        "string",
        "a name of at least three parts, such as `mmemcached.example.com`",
    ),
    Arg::required(
        "failurePolicy",
        "string",
        "`fail` or `ignore`: the result if it is unreachable",
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
    Arg::optional("path", "string", "its path on the service; either this or `url`"),
    Arg::optional("url", "string", "the URL of a webhook outside the cluster"),
    Arg::optional(
        "serviceName",
        "string",
        "the service; `webhook-service` by default",
    ),
    Arg::optional("serviceNamespace", "string", "its namespace; `system` by default"),
    Arg::optional("servicePort", "int", "its port; 443 by default"),
    Arg::optional("matchPolicy", "string", "`exact` or `equivalent`"),
    Arg::optional("timeoutSeconds", "int", "the timeout in seconds, 1 to 30"),
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
        "a strategic merge patch for other fields, such as `namespaceSelector`",
    ),
];

const CONFIGURATION_ARGS: &[Arg] = &[
    Arg::required(
        "mutating",
        "bool",
        "whether it is the mutating or the validating one",
    ),
    Arg::optional("name", "string", "its name"),
];
