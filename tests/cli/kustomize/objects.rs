//! The objects that kustomize prints, and checks of them.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use serde_json::{Value, json};

use super::NAMESPACE;

const PREFIX: &str = "memcached-operator-";
const INJECT: &str = "cert-manager.io/inject-ca-from";
const FLAGS: &str = include_str!("../../../runtime/src/manager/args.rs");

/// The optional parts that are enabled.
#[derive(Clone, Debug, Default)]
pub(super) struct Parts {
    pub(super) webhooks: bool,
    pub(super) certmanager: bool,
    pub(super) own_certificates: bool,
    pub(super) metrics_certificate: bool,
    pub(super) prometheus: bool,
    pub(super) network_policy: bool,
}

impl Parts {
    /// Every useful combination, for a project with webhooks.
    pub(super) fn all() -> impl Iterator<Item = Self> {
        (0..24).map(|number| Self {
            webhooks: true,
            certmanager: number % 3 == 1,
            own_certificates: number % 3 == 2,
            metrics_certificate: number / 3 % 2 == 1,
            prometheus: number / 6 % 2 == 1,
            network_policy: number / 12 % 2 == 1,
        })
    }

    /// All parts, with one of the two sources of webhook certificates.
    pub(super) fn most(own_certificates: bool) -> Self {
        Self {
            webhooks: true,
            certmanager: !own_certificates,
            own_certificates,
            metrics_certificate: true,
            prometheus: true,
            network_policy: true,
        }
    }

    pub(super) fn resources(&self) -> String {
        lines(&[
            (self.network_policy, "network-policy"),
            (self.prometheus, "prometheus"),
        ])
    }

    pub(super) fn components(&self) -> String {
        lines(&[
            (self.metrics_certificate, "metrics-certificate"),
            (self.certmanager, "certmanager"),
            (self.own_certificates, "own-certificates"),
        ])
    }
}

fn lines(parts: &[(bool, &str)]) -> String {
    let mut text = String::new();
    for (_, name) in parts.iter().filter(|(is_on, _)| *is_on) {
        let _ = writeln!(text, "- ../{name}");
    }
    text
}

/// The objects that kustomize prints.
pub(super) struct Objects {
    text: String,
    all: Vec<Value>,
}

impl Objects {
    pub(super) fn read(text: &str) -> Self {
        let all = serde_saphyr::from_multiple(text).unwrap();
        Self {
            text: text.to_owned(),
            all,
        }
    }

    fn of(&self, kind: &str) -> Vec<&Value> {
        self.all.iter().filter(|object| object["kind"] == kind).collect()
    }

    fn named(&self, kind: &str, name: &Value) -> &Value {
        let found = self
            .of(kind)
            .into_iter()
            .find(|object| object["metadata"]["name"] == *name);
        found.unwrap_or_else(|| panic!("there is no {kind} {name} in\n{}", self.text))
    }

    fn manager(&self) -> &Value {
        let [manager] = self.of("Deployment")[..] else {
            panic!("{}", self.text)
        };
        &manager["spec"]["template"]
    }

    fn container(&self) -> &Value {
        &self.manager()["spec"]["containers"][0]
    }

    /// A Pod from the template of the Deployment.
    pub(super) fn pod(&self) -> Value {
        let mut pod = self.manager().clone();
        pod["apiVersion"] = json!("v1");
        pod["kind"] = json!("Pod");
        pod["metadata"]["name"] = json!("manager");
        pod["metadata"]["namespace"] = json!(NAMESPACE);
        pod
    }

    /// Checks that apply to every combination.
    pub(super) fn check(&self, parts: &Parts) {
        self.check_names();
        self.check_roles();
        self.check_manager(parts);
        self.check_services(parts);
        self.check_trust(parts);
        self.check_metrics(parts);
        self.check_policies(parts);
    }

    fn check_names(&self) {
        for object in &self.all {
            let (kind, metadata) = (&object["kind"], &object["metadata"]);
            let name = metadata["name"].as_str().unwrap();
            assert!(
                name.starts_with(PREFIX) || kind == "CustomResourceDefinition",
                "{object}"
            );
            assert!(
                metadata["namespace"].is_null() || metadata["namespace"] == NAMESPACE,
                "{object}"
            );
            assert_eq!(
                metadata["labels"]["app.kubernetes.io/name"], "memcached-operator",
                "{object}"
            );
        }
        for left in [".NAMESPACE", "NAMESPACE/", "namespace: system"] {
            assert!(!self.text.contains(left), "{left} is left in\n{}", self.text);
        }
    }

    fn check_roles(&self) {
        for binding in self
            .of("RoleBinding")
            .into_iter()
            .chain(self.of("ClusterRoleBinding"))
        {
            let role = &binding["roleRef"];
            self.named(role["kind"].as_str().unwrap(), &role["name"]);
            let subject = &binding["subjects"][0];
            self.named("ServiceAccount", &subject["name"]);
            assert_eq!(subject["namespace"], NAMESPACE);
        }
        // An empty list means all objects.
        assert!(!self.text.contains("resourceNames: []"));
    }

    fn check_manager(&self, parts: &Parts) {
        let container = self.container();
        for flag in strings(&container["args"]) {
            let name = flag.trim_start_matches("--").split('=').next().unwrap();
            let field = format!("    pub {}: ", name.replace('-', "_"));
            assert!(FLAGS.contains(&field), "the manager has no flag {flag}");
        }
        let volumes: BTreeSet<_> = strings(&names(&self.manager()["spec"]["volumes"])).collect();
        let mounts: BTreeSet<_> = strings(&names(&container["volumeMounts"])).collect();
        assert_eq!(volumes, mounts);
        for volume in list(&self.manager()["spec"]["volumes"]) {
            let secret = &volume["secret"]["secretName"];
            let made = self
                .of("Certificate")
                .iter()
                .any(|one| one["spec"]["secretName"] == *secret);
            assert!(made, "nobody makes the Secret {secret}");
        }
        assert_eq!(volumes.contains("webhook-certs"), parts.certmanager);
        assert_eq!(volumes.contains("metrics-certs"), parts.metrics_certificate);
        if parts.own_certificates {
            for (variable, kind) in [
                ("WEBHOOK_SERVICE", "Service"),
                ("MUTATING_WEBHOOK_CONFIGURATION", "MutatingWebhookConfiguration"),
                (
                    "VALIDATING_WEBHOOK_CONFIGURATION",
                    "ValidatingWebhookConfiguration",
                ),
            ] {
                let env = list(&container["env"])
                    .iter()
                    .find(|env| env["name"] == variable)
                    .unwrap();
                if !self.of(kind).is_empty() {
                    self.named(kind, &env["value"]);
                }
            }
        }
    }

    fn ports(&self) -> Vec<&Value> {
        list(&self.container()["ports"])
            .iter()
            .map(|port| &port["containerPort"])
            .collect()
    }

    fn check_services(&self, parts: &Parts) {
        let ports = self.ports();
        for service in self.of("Service") {
            let labels = service["spec"]["selector"].as_object().unwrap();
            for (name, value) in labels {
                assert_eq!(&self.manager()["metadata"]["labels"][name], value);
            }
            let target = &service["spec"]["ports"][0]["targetPort"];
            let is_served = *target != 9443 || parts.certmanager || parts.own_certificates;
            assert_eq!(ports.contains(&target), is_served, "{service}");
        }
        for called in self.callers().iter().flat_map(|caller| clients(caller)) {
            let service = self.named("Service", &called["service"]["name"]);
            assert_eq!(called["service"]["namespace"], service["metadata"]["namespace"]);
        }
    }

    /// Objects that make the API server call the manager.
    fn callers(&self) -> Vec<&Value> {
        [
            "MutatingWebhookConfiguration",
            "ValidatingWebhookConfiguration",
            "CustomResourceDefinition",
        ]
        .iter()
        .flat_map(|kind| self.of(kind))
        .filter(|object| !clients(object).is_empty())
        .collect()
    }

    fn check_trust(&self, parts: &Parts) {
        let trusting = self
            .all
            .iter()
            .filter(|object| object["metadata"]["annotations"][INJECT].is_string());
        let trusting: BTreeSet<_> = trusting.map(id).collect();
        let callers = self.callers();
        let calling: BTreeSet<_> = callers
            .iter()
            .copied()
            .filter(|_| parts.certmanager)
            .map(id)
            .collect();
        assert_eq!(trusting, calling);
        for caller in callers.iter().filter(|_| parts.certmanager) {
            let certificate = caller["metadata"]["annotations"][INJECT].as_str().unwrap();
            let (namespace, name) = certificate.split_once('/').unwrap();
            assert_eq!(namespace, NAMESPACE);
            self.named("Certificate", &json!(name));
        }
        for certificate in self.of("Certificate") {
            self.named("Issuer", &certificate["spec"]["issuerRef"]["name"]);
            let host = certificate["spec"]["dnsNames"][0].as_str().unwrap();
            let service = host.split('.').next().unwrap();
            self.named("Service", &json!(service));
            assert_eq!(host, format!("{service}.{NAMESPACE}.svc"));
            assert_eq!(
                certificate["spec"]["dnsNames"][1],
                format!("{host}.cluster.local")
            );
        }
        if parts.own_certificates {
            self.check_own_rights(&callers);
        }
    }

    /// The manager may write to every object that must trust its certificate.
    fn check_own_rights(&self, callers: &[&Value]) {
        let role = self.named("ClusterRole", &json!("memcached-operator-own-certificates-role"));
        let rules = list(&role["rules"]).iter();
        let may: BTreeSet<_> = rules.flat_map(|rule| strings(&rule["resourceNames"])).collect();
        let must: BTreeSet<_> = callers.iter().map(|caller| id(caller).1).collect();
        assert!(must.is_subset(&may), "{must:?} is not among {may:?}");
        // Of kinds that are not there, no object has a name that is to be completed.
        assert!(
            may.difference(&must).all(|name| !name.starts_with(PREFIX)),
            "{may:?}"
        );
    }

    fn check_metrics(&self, parts: &Parts) {
        let monitors = self.of("ServiceMonitor");
        assert_eq!(monitors.len(), usize::from(parts.prometheus));
        for monitor in monitors {
            let tls = &monitor["spec"]["endpoints"][0]["tlsConfig"];
            let host = format!("memcached-operator-controller-manager-metrics-service.{NAMESPACE}.svc");
            assert_eq!(tls["serverName"], host);
            assert_eq!(tls["ca"]["secret"]["name"].is_string(), parts.metrics_certificate);
            assert_eq!(tls["insecureSkipVerify"].is_null(), parts.metrics_certificate);
            let service = self.named("Service", &json!(host.split('.').next().unwrap()));
            for (name, value) in monitor["spec"]["selector"]["matchLabels"].as_object().unwrap() {
                assert_eq!(&service["metadata"]["labels"][name], value);
            }
        }
    }

    fn check_policies(&self, parts: &Parts) {
        let policies = self.of("NetworkPolicy");
        assert_eq!(!policies.is_empty(), parts.network_policy);
        if !parts.network_policy {
            return;
        }
        let open: Vec<_> = policies
            .iter()
            .map(|policy| &policy["spec"]["ingress"][0]["ports"][0]["port"])
            .collect();
        let mut expected = vec![json!(8443)];
        expected.extend(parts.webhooks.then(|| json!(9443)));
        assert_eq!(open, expected.iter().collect::<Vec<_>>());
    }
}

/// The kind and name of an object.
fn id(object: &Value) -> (String, String) {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    (text(&object["kind"]), text(&object["metadata"]["name"]))
}

/// The client configurations of an object.
fn clients(object: &Value) -> Vec<&Value> {
    let conversion = &object["spec"]["conversion"]["webhook"]["clientConfig"];
    let webhooks = list(&object["webhooks"])
        .iter()
        .map(|webhook| &webhook["clientConfig"]);
    webhooks
        .chain([conversion])
        .filter(|client| !client.is_null())
        .collect()
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map(Vec::as_slice).unwrap_or_default()
}

fn names(value: &Value) -> Value {
    list(value).iter().map(|item| item["name"].clone()).collect()
}

fn strings(value: &Value) -> impl Iterator<Item = String> {
    let strings: Vec<_> = list(value)
        .iter()
        .filter_map(Value::as_str)
        .map(str::to_owned)
        .collect();
    strings.into_iter()
}
