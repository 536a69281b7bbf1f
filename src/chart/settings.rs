//! The values of the chart: one list, which the values file, its schema, and the table in the README are made from.

mod access;
mod crds;
mod manager;
mod schema;
mod serving;

use serde_json::{Value, json};

use super::names::Names;
use super::place::CrdPlace;
use super::sort::{Role, Sorted};
use schema::{boolean, others_than, some, string};

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
    pub(super) crds: CrdPlace,
}

fn setting(path: &'static str, default: impl Into<Value>, schema: Value, about: &'static str) -> Setting {
    Setting {
        path,
        default: default.into(),
        schema,
        about,
    }
}

/// All values that a chart of these objects has.
pub(super) fn settings(choices: &Choices<'_>) -> Vec<Setting> {
    [
        names(),
        labels(choices, "Labels of all objects and of the Pods"),
        manager::settings(choices),
        access::settings(choices),
        crds::settings(choices),
        serving::settings(choices),
        others(choices),
    ]
    .concat()
}

/// All values of the chart of the CRDs, for an operator with this name.
pub(super) fn of_crds(choices: &Choices<'_>, has_webhooks: bool, operator: &str) -> Vec<Setting> {
    let mut all = labels(choices, "Labels of all objects");
    all.extend(crds::of_chart(operator, has_webhooks));
    if has_webhooks {
        all.extend(serving::of_conversion(choices));
    }
    all
}

/// Values of the names of all objects.
fn names() -> Vec<Setting> {
    vec![
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
    ]
}

/// Values of the labels and annotations of all objects.
fn labels(choices: &Choices<'_>, about: &'static str) -> Vec<Setting> {
    let names = choices.names;
    vec![
        setting("commonLabels", json!({}), others_than(&names.labels), about),
        setting(
            "commonAnnotations",
            json!({}),
            others_than(&names.annotations),
            "Annotations of all objects",
        ),
    ]
}

/// Network policies, further objects, and the test.
fn others(choices: &Choices<'_>) -> Vec<Setting> {
    let Choices { sorted, current, .. } = choices;
    let has = |roles: &[Role]| roles.iter().any(|role| sorted.has(*role));
    let has_now = |roles: &[Role]| roles.iter().any(|role| current.has(*role));
    let mut all = Vec::new();
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
    if sorted.manager.metrics_port().is_some() && has(&[Role::MetricsService]) {
        all.push(setting(
            "tests.image",
            "docker.io/curlimages/curl:8.11.1",
            some(),
            "The image of `helm test`, which has curl",
        ));
    }
    all
}
