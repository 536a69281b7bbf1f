//! Values of the manager's Deployment.

use serde_json::{Value, json};

use super::schema::{number, object, objects, one_of, others_than, port, some, string, strings, texts};
use super::{Choices, Setting, setting};
use crate::chart::image::Image;
use crate::chart::json::text;
use crate::chart::manager::Topic;
use crate::chart::sort::{Role, Sorted};
use crate::chart::variables;

pub(super) fn settings(choices: &Choices<'_>) -> Vec<Setting> {
    let Choices { sorted, names, .. } = choices;
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
    let map = |name, value, about| setting(name, or(value, json!({})), object(), about);
    let mut all = vec![
        setting(
            "replicaCount",
            or(&spec["replicas"], json!(1)),
            number(0),
            "The number of managers; one of them leads",
        ),
        setting(
            "image.repository",
            image.repository,
            some(),
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
            variables::values(sorted),
            objects(),
            "Environment variables of the manager",
        ),
        setting(
            "extraEnv",
            json!([]),
            objects(),
            "Further environment variables of the manager",
        ),
        map(
            "resources",
            &container["resources"],
            "Requests and limits of the manager",
        ),
        map(
            "podSecurityContext",
            &pod["securityContext"],
            "The security context of the Pods",
        ),
        map(
            "securityContext",
            &container["securityContext"],
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
        map("affinity", &pod["affinity"], "Affinity to nodes and Pods"),
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
        map(
            "strategy",
            &spec["strategy"],
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
        map(
            "livenessProbe",
            &container["livenessProbe"],
            "The liveness probe of the manager",
        ),
        map(
            "readinessProbe",
            &container["readinessProbe"],
            "The readiness probe of the manager",
        ),
        map(
            "startupProbe",
            &container["startupProbe"],
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
    all
}

/// The value of a field, or an empty one.
pub(super) fn or(value: &Value, empty: Value) -> Value {
    if value.is_null() { empty } else { value.clone() }
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
