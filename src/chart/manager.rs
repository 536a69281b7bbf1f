//! The manager's Deployment: its flags, ports, environment and volumes.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::json::{list, text};

/// The port of webhooks if no flag names one.
pub(super) const WEBHOOK_PORT: u64 = 9443;

/// What a flag of the manager is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Topic {
    LeaderElection,
    Probes,
    MetricsAddress,
    MetricsSecure,
    /// The certificate of metrics, from a Secret.
    MetricsCertificate,
    WebhookPort,
    EnableWebhooks,
    /// The certificate of webhooks, from a Secret that something else fills.
    WebhookCertificate,
    /// The certificate of webhooks, which the manager issues.
    OwnCertificate,
    /// Any other flag.
    Other,
}

const TOPICS: [(&str, Topic); 16] = [
    ("leader-elect", Topic::LeaderElection),
    ("health-probe-bind-address", Topic::Probes),
    ("metrics-bind-address", Topic::MetricsAddress),
    ("metrics-secure", Topic::MetricsSecure),
    ("metrics-cert-path", Topic::MetricsCertificate),
    ("metrics-cert-name", Topic::MetricsCertificate),
    ("metrics-cert-key", Topic::MetricsCertificate),
    ("webhook-port", Topic::WebhookPort),
    ("enable-webhooks", Topic::EnableWebhooks),
    ("webhook-cert-path", Topic::WebhookCertificate),
    ("webhook-cert-name", Topic::WebhookCertificate),
    ("webhook-cert-key", Topic::WebhookCertificate),
    ("webhook-cert-secret", Topic::OwnCertificate),
    ("webhook-service", Topic::OwnCertificate),
    ("mutating-webhook-configuration", Topic::OwnCertificate),
    ("validating-webhook-configuration", Topic::OwnCertificate),
];

/// An argument.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Flag {
    pub(super) topic: Topic,
    /// As it is in the Deployment.
    pub(super) text: String,
    pub(super) value: String,
}

/// What the rules need to know about the manager.
#[derive(Clone, Debug)]
pub(super) struct Manager {
    pub(super) flags: Vec<Flag>,
    pub(super) account: String,
    pub(super) pod_labels: Map<String, Value>,
    /// The index of the manager's container.
    pub(super) container: usize,
    /// The Secrets of the certificates that are mounted.
    pub(super) webhook_secret: Option<String>,
    pub(super) metrics_secret: Option<String>,
    /// The Secret of the certificate that the manager issues.
    pub(super) own_secret: Option<String>,
    ports: Vec<Value>,
}

impl Manager {
    pub(super) fn read(deployment: &Value) -> Self {
        let template = &deployment["spec"]["template"];
        let pod = &template["spec"];
        let default = &template["metadata"]["annotations"]["kubectl.kubernetes.io/default-container"];
        let containers: Vec<&Value> = list(&pod["containers"]).collect();
        let named = |name: &Value| {
            containers
                .iter()
                .position(|container| !name.is_null() && container["name"] == *name)
        };
        let container = named(default)
            .or_else(|| named(&Value::from("manager")))
            .unwrap_or_default();
        let of_manager = containers.get(container).copied().unwrap_or(&Value::Null);
        let args: Vec<&str> = list(&of_manager["args"]).map(text).collect();
        let flags = flags(&args);
        let secret = |flag: &str| {
            let path = value(&flags, flag)?;
            let mount = list(&of_manager["volumeMounts"]).find(|mount| mount["mountPath"] == path)?;
            let volume = list(&pod["volumes"]).find(|volume| volume["name"] == mount["name"])?;
            volume["secret"]["secretName"].as_str().map(str::to_owned)
        };
        Self {
            account: pod["serviceAccountName"].as_str().unwrap_or("default").to_owned(),
            pod_labels: template["metadata"]["labels"]
                .as_object()
                .cloned()
                .unwrap_or_default(),
            container,
            webhook_secret: secret("--webhook-cert-path"),
            metrics_secret: secret("--metrics-cert-path"),
            own_secret: value(&flags, "--webhook-cert-secret").map(str::to_owned),
            ports: list(&of_manager["ports"]).cloned().collect(),
            flags,
        }
    }

    pub(super) fn flag(&self, topic: Topic) -> Option<&Flag> {
        self.flags.iter().find(|flag| flag.topic == topic)
    }

    /// The number of a port that may be given by its name.
    pub(super) fn port(&self, port: &Value) -> Option<u64> {
        let named = |name: &str| {
            let port = self.ports.iter().find(|port| port["name"] == name)?;
            port["containerPort"].as_u64()
        };
        port.as_u64().or_else(|| named(port.as_str()?))
    }

    /// The port in the value of a flag such as `:8081`.
    fn flag_port(&self, topic: Topic) -> Option<u64> {
        let value = &self.flag(topic)?.value;
        let port: u64 = value.rsplit(':').next()?.parse().ok()?;
        (port != 0).then_some(port)
    }

    pub(super) fn metrics_port(&self) -> Option<u64> {
        self.flag_port(Topic::MetricsAddress)
    }

    pub(super) fn probes_port(&self) -> Option<u64> {
        self.flag_port(Topic::Probes)
    }

    pub(super) fn webhook_port(&self) -> u64 {
        self.flag_port(Topic::WebhookPort).unwrap_or(WEBHOOK_PORT)
    }

    pub(super) fn metrics_secure(&self) -> bool {
        self.flag(Topic::MetricsSecure)
            .is_none_or(|flag| flag.value != "false")
    }

    /// The names of variables that only the flags of a topic refer to.
    pub(super) fn variables(&self, topic: Topic) -> BTreeSet<String> {
        let of = |wanted: bool| -> BTreeSet<String> {
            let flags = self.flags.iter().filter(|flag| (flag.topic == topic) == wanted);
            flags.flat_map(|flag| references(&flag.text)).collect()
        };
        let others = of(false);
        of(true)
            .into_iter()
            .filter(|name| !others.contains(name))
            .collect()
    }
}

fn flags(args: &[&str]) -> Vec<Flag> {
    let mut flags = Vec::new();
    let mut rest = args.iter().peekable();
    while let Some(arg) = rest.next() {
        let bare = arg.trim_start_matches('-');
        let (name, value) = match bare.split_once('=') {
            Some((name, value)) => (name, Some(value)),
            None => (bare, None),
        };
        let known = TOPICS
            .iter()
            .find(|(known, _)| arg.starts_with('-') && *known == name);
        let Some((_, topic)) = known else {
            flags.push(Flag {
                topic: Topic::Other,
                text: (*arg).to_owned(),
                value: String::new(),
            });
            continue;
        };
        let is_switch = matches!(
            topic,
            Topic::LeaderElection | Topic::MetricsSecure | Topic::EnableWebhooks
        );
        let value = match value {
            Some(value) => value.to_owned(),
            None if is_switch => "true".to_owned(),
            None => rest.next().map(|value| (*value).to_owned()).unwrap_or_default(),
        };
        let text = match is_switch && bare == name {
            true => format!("--{name}"),
            false => format!("--{name}={value}"),
        };
        flags.push(Flag {
            topic: *topic,
            text,
            value,
        });
    }
    flags
}

fn value<'f>(flags: &'f [Flag], name: &str) -> Option<&'f str> {
    let flag = flags
        .iter()
        .find(|flag| flag.text.split('=').next() == Some(name))?;
    Some(&flag.value)
}

/// The variables that `$(NAME)` refers to.
fn references(text: &str) -> Vec<String> {
    let parts = text.split("$(").skip(1);
    parts
        .filter_map(|part| part.split_once(')').map(|(name, _)| name.to_owned()))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flags_have_a_topic_and_a_value() {
        let read = flags(&[
            "--leader-elect",
            "--metrics-bind-address",
            ":8443",
            "-v=4",
            "--webhook-port=1",
        ]);
        let shown: Vec<_> = read
            .iter()
            .map(|flag| (flag.topic, flag.text.as_str(), flag.value.as_str()))
            .collect();
        assert_eq!(
            shown,
            [
                (Topic::LeaderElection, "--leader-elect", "true"),
                (Topic::MetricsAddress, "--metrics-bind-address=:8443", ":8443"),
                (Topic::Other, "-v=4", ""),
                (Topic::WebhookPort, "--webhook-port=1", "1"),
            ]
        );
        assert_eq!(references("--a=$(B)/$(C)"), ["B", "C"]);
    }
}
