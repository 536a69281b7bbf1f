//! The template of the manager's Deployment.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::conditions::{self, webhooks};
use super::json::{list, text};
use super::manager::{Flag, Topic, WEBHOOK_PORT};
use super::names::Names;
use super::node::{Condition, Entry, Item, Node, Part};
use super::rbac::cluster_role;
use super::sort::{Role, Sorted};
use super::variables;

/// The variable with the namespaces that the manager watches.
const WATCH: &str = "WATCH_NAMESPACE";

pub(super) fn deployment(object: &Value, sorted: &Sorted, names: &Names) -> Node {
    let manager = &sorted.manager;
    let mut node = names.object(object);
    let spec = node.key("spec");
    spec.put(Entry::new(
        "replicas",
        Node::expression("int .Values.replicaCount"),
    ));
    spec.put(value_if("strategy", "strategy"));
    let template = spec.key("template");
    metadata(template.key("metadata"));
    let pod = template.key("spec");
    pod.put(Entry::new(
        "serviceAccountName",
        match sorted.has(Role::Account) {
            true => Node::string(names.helper("serviceAccountName")),
            false => Node::literal(&manager.account),
        },
    ));
    for (key, path) in [
        ("imagePullSecrets", "imagePullSecrets"),
        ("securityContext", "podSecurityContext"),
        ("nodeSelector", "nodeSelector"),
        ("tolerations", "tolerations"),
        ("affinity", "affinity"),
        ("topologySpreadConstraints", "topologySpreadConstraints"),
    ] {
        pod.put(value_if(key, path));
    }
    pod.put(
        Entry::new("priorityClassName", Node::string(".Values.priorityClassName"))
            .when(Condition::value("priorityClassName")),
    );
    pod.put(Entry::new(
        "terminationGracePeriodSeconds",
        Node::expression("int .Values.terminationGracePeriodSeconds"),
    ));
    let volumes = &object["spec"]["template"]["spec"]["volumes"];
    pod.put(Entry::new(
        "volumes",
        certificates(volumes, sorted, names, "extraVolumes"),
    ));
    let containers = pod.key("containers").items();
    if let Some(item) = containers.get_mut(manager.container) {
        let container = &object["spec"]["template"]["spec"]["containers"][manager.container];
        of_manager(&mut item.node, container, sorted, names);
    }
    node
}

/// An entry with a value, if it is not empty.
fn value_if(key: &str, path: &str) -> Entry {
    Entry::new(key, Node::of_value(path)).when(Condition::value(path))
}

/// Labels and annotations of the Pods: those of the values, and their own.
fn metadata(node: &mut Node) {
    let labels = Entry::many("toYaml (merge dict .Values.podLabels .Values.commonLabels)")
        .when(Condition::value("podLabels").or(Condition::value("commonLabels")));
    let annotations = Entry::many("toYaml .Values.podAnnotations").when(Condition::value("podAnnotations"));
    node.key("labels").entries().push(labels);
    node.key("annotations").entries().push(annotations);
}

fn of_manager(node: &mut Node, container: &Value, sorted: &Sorted, names: &Names) {
    let manager = &sorted.manager;
    node.put(Entry::new("image", Node::Expression(names.helper("image"))));
    node.put(
        Entry::new("imagePullPolicy", Node::expression(".Values.image.pullPolicy"))
            .when(Condition::value("image.pullPolicy")),
    );
    for (key, path) in [
        ("resources", "resources"),
        ("securityContext", "securityContext"),
        ("livenessProbe", "livenessProbe"),
        ("readinessProbe", "readinessProbe"),
        ("startupProbe", "startupProbe"),
    ] {
        node.put(value_if(key, path));
    }
    node.put(Entry::new("args", args(sorted, names)));
    node.put(Entry::new("env", environment(sorted, names)));
    let mounts = &container["volumeMounts"];
    node.put(Entry::new(
        "volumeMounts",
        certificates(mounts, sorted, names, "extraVolumeMounts"),
    ));
    let mut ports: Vec<Item> = Vec::new();
    let mut seen = BTreeSet::new();
    for port in list(&container["ports"]) {
        // Two parts of the project may name the same port.
        if !seen.insert(port.to_string()) {
            continue;
        }
        let mut node = Node::Value(port.clone());
        let number = port["containerPort"].as_u64();
        let mut when = Condition::ALWAYS;
        let mut is = |node: &mut Node, path: &str, condition: Condition| {
            *node.key("containerPort") = Node::Expression(format!("int .Values.{path}"));
            when = condition;
        };
        if number.is_some() && number == manager.probes_port() {
            is(&mut node, "healthProbe.port", Condition::ALWAYS);
        } else if number.is_some() && number == manager.metrics_port() {
            is(&mut node, "metrics.port", Condition::value("metrics.enabled"));
        } else if number == Some(manager.webhook_port()) && conditions::has_webhooks(sorted) {
            is(&mut node, "webhooks.port", webhooks());
        }
        ports.push(Item::new(node).when(when));
    }
    if !ports.is_empty() {
        node.put(Entry::new("ports", Node::List(ports)));
    }
}

/// The arguments, in the order in which the Deployment has them.
fn args(sorted: &Sorted, names: &Names) -> Node {
    let manager = &sorted.manager;
    let mut items = Vec::new();
    let mut listed = false;
    for flag in &manager.flags {
        let item = match flag.topic {
            Topic::Other if listed => continue,
            Topic::Other => {
                listed = true;
                Item::many("toYaml .Values.args").when(Condition::value("args"))
            }
            Topic::LeaderElection => {
                Item::new(Node::literal("--leader-elect")).when(Condition::value("leaderElection.enabled"))
            }
            Topic::Probes if manager.probes_port().is_some() => Item::new(address(flag, "healthProbe.port")),
            Topic::MetricsAddress if manager.metrics_port().is_some() => {
                Item::new(address(flag, "metrics.port")).when(Condition::value("metrics.enabled"))
            }
            Topic::MetricsSecure if manager.metrics_port().is_some() => continue,
            Topic::MetricsCertificate if manager.metrics_secret.is_some() => {
                Item::new(Node::literal(&flag.text)).when(conditions::metrics_secret())
            }
            Topic::WebhookPort | Topic::EnableWebhooks if conditions::has_webhooks(sorted) => continue,
            Topic::WebhookCertificate => {
                Item::new(Node::literal(&flag.text)).when(conditions::webhook_secret(sorted))
            }
            Topic::OwnCertificate => {
                let node = match flag.text.strip_prefix("--webhook-cert-secret=") {
                    Some(_) => Node::Text(vec![
                        Part::Literal("--webhook-cert-secret=".to_owned()),
                        Part::Expression(".Values.webhooks.certificate.secretName".to_owned()),
                    ]),
                    None => names.node(&Value::from(flag.text.clone())),
                };
                Item::new(node).when(conditions::own_certificate(sorted))
            }
            Topic::Probes
            | Topic::MetricsAddress
            | Topic::MetricsSecure
            | Topic::MetricsCertificate
            | Topic::WebhookPort
            | Topic::EnableWebhooks => Item::new(Node::literal(&flag.text)),
        };
        items.push(item);
    }
    if manager.metrics_port().is_some() {
        let enabled = Condition::value("metrics.enabled");
        items.push(
            Item::new(Node::literal("--metrics-secure=false"))
                .when(enabled.clone().and(Condition::value("metrics.secure").not())),
        );
        items.push(Item::new(Node::literal("--metrics-bind-address=0")).when(enabled.not()));
    }
    if conditions::has_webhooks(sorted) {
        let other = Condition::Expression(format!("ne (int .Values.webhooks.port) {WEBHOOK_PORT}"));
        items.push(
            Item::new(Node::Text(vec![
                Part::Literal("--webhook-port=".to_owned()),
                Part::Expression("int .Values.webhooks.port".to_owned()),
            ]))
            .when(webhooks().and(other)),
        );
        items.push(Item::new(Node::literal("--enable-webhooks=false")).when(webhooks().not()));
    }
    if !listed {
        items.push(Item::many("toYaml .Values.args").when(Condition::value("args")));
    }
    items.push(Item::many("toYaml .Values.extraArgs").when(Condition::value("extraArgs")));
    Node::List(items)
}

/// A flag with an address whose port is a value.
fn address(flag: &Flag, path: &str) -> Node {
    let before = flag.text.rsplit_once(':').map_or("", |(before, _)| before);
    Node::Text(vec![
        Part::Literal(format!("{before}:")),
        Part::Expression(format!("int .Values.{path}")),
    ])
}

fn environment(sorted: &Sorted, names: &Names) -> Node {
    let own = sorted.manager.variables(Topic::OwnCertificate);
    let values = variables::values(sorted);
    let mut items = vec![Item::many("toYaml .Values.env").when(Condition::value("env"))];
    for variable in variables::all(sorted).filter(|variable| !list(&values).any(|value| value == *variable)) {
        let when = match own.contains(text(&variable["name"])) {
            true => conditions::own_certificate(sorted),
            false => Condition::ALWAYS,
        };
        items.push(Item::new(names.node(variable)).when(when));
    }
    if cluster_role(sorted).is_some() && !variables::all(sorted).any(|variable| variable["name"] == WATCH) {
        let here =
            json!({ "name": WATCH, "valueFrom": { "fieldRef": { "fieldPath": "metadata.namespace" } } });
        items.push(Item::new(Node::Value(here)).when(Condition::value("rbac.namespaced")));
    }
    items.push(Item::many("toYaml .Values.extraEnv").when(Condition::value("extraEnv")));
    Node::List(items)
}

/// Volumes or mounts: those of certificates depend on who issues them.
fn certificates(volumes: &Value, sorted: &Sorted, names: &Names, extra: &str) -> Node {
    let manager = &sorted.manager;
    let deployment = sorted
        .of(Role::Manager)
        .next()
        .map_or(&Value::Null, |object| &object.value);
    let secret_of = |name: &Value| {
        let all = list(&deployment["spec"]["template"]["spec"]["volumes"]);
        let volume = all.into_iter().find(|volume| volume["name"] == *name)?;
        volume["secret"]["secretName"].as_str()
    };
    let mut items = Vec::new();
    for volume in list(volumes) {
        let secret = secret_of(&volume["name"]);
        let mut node = names.node(volume);
        let (when, path) = if secret.is_some() && secret == manager.webhook_secret.as_deref() {
            (
                conditions::webhook_secret(sorted),
                "webhooks.certificate.secretName",
            )
        } else if secret.is_some() && secret == manager.metrics_secret.as_deref() {
            (conditions::metrics_secret(), "metrics.certificate.secretName")
        } else {
            items.push(Item::new(node));
            continue;
        };
        if !volume["secret"].is_null() {
            *node.at(&["secret", "secretName"]) = Node::string(format!(".Values.{path}"));
        }
        items.push(Item::new(node).when(when));
    }
    items.push(Item::many(format!("toYaml .Values.{extra}")).when(Condition::value(extra)));
    Node::List(items)
}
