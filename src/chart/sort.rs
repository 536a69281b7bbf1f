//! The purpose of every object, decided by its content.

use std::collections::BTreeSet;

use serde_json::Value;

use super::ChartError;
use super::json::{list, text};
use super::manager::Manager;

/// What an object is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Role {
    Manager,
    Account,
    Crd,
    /// A role for leader election, or its binding.
    LeaderElection,
    /// A role of the manager, or its binding.
    ManagerRights,
    /// A role for users, which nothing binds.
    Helper,
    /// Lets the manager authenticate and authorize readers of metrics.
    MetricsAuth,
    MetricsReader,
    /// Lets the manager keep its own certificate.
    OwnCertificates,
    MetricsService,
    WebhookService,
    WebhookConfiguration,
    WebhookCertificate,
    MetricsCertificate,
    /// An issuer of both certificates.
    Issuer,
    Monitor,
    WebhookPolicy,
    MetricsPolicy,
    Policy,
    Extra,
}

#[derive(Clone, Debug)]
pub(super) struct Object {
    pub(super) value: Value,
    pub(super) role: Role,
}

/// All objects, and the manager among them.
pub(super) struct Sorted {
    pub(super) namespace: String,
    pub(super) manager: Manager,
    pub(super) objects: Vec<Object>,
    /// Objects that are left out, and why.
    pub(super) notes: Vec<String>,
}

impl Object {
    pub(super) fn name(&self) -> &str {
        text(&self.value["metadata"]["name"])
    }
}

impl Sorted {
    pub(super) fn of(&self, role: Role) -> impl Iterator<Item = &Object> {
        self.objects.iter().filter(move |object| object.role == role)
    }

    pub(super) fn has(&self, role: Role) -> bool {
        self.of(role).next().is_some()
    }
}

fn kind(object: &Value) -> &str {
    text(&object["kind"])
}

/// The group of an object's API.
pub(super) fn group(object: &Value) -> &str {
    text(&object["apiVersion"])
        .split_once('/')
        .map_or("", |(group, _)| group)
}

/// Decides the purpose of every object.
pub(super) fn sort(objects: &[Value]) -> Result<Sorted, ChartError> {
    let deployment = manager(objects)?;
    let namespace = text(&deployment["metadata"]["namespace"]).to_owned();
    let manager = Manager::read(deployment);
    let all = All {
        objects,
        manager: &manager,
        namespace: &namespace,
    };
    let own_groups: BTreeSet<&str> = objects
        .iter()
        .filter(|object| kind(object) == "CustomResourceDefinition")
        .map(|crd| text(&crd["spec"]["group"]))
        .collect();
    let mut sorted = Vec::new();
    let mut notes = Vec::new();
    for object in objects {
        if kind(object) == "Namespace" && text(&object["metadata"]["name"]) == namespace {
            continue;
        }
        if own_groups.contains(group(object)) {
            notes.push(format!(
                "{} `{}` is not part of the chart: its CRD may not exist yet when Helm installs it; create it afterwards",
                kind(object),
                text(&object["metadata"]["name"])
            ));
            continue;
        }
        let role = if std::ptr::eq(object, deployment) {
            Role::Manager
        } else {
            all.role(object)
        };
        sorted.push(Object {
            value: object.clone(),
            role,
        });
    }
    Ok(Sorted {
        namespace,
        manager,
        objects: sorted,
        notes,
    })
}

/// The Deployment of the manager.
fn manager(objects: &[Value]) -> Result<&Value, ChartError> {
    let all: Vec<&Value> = objects
        .iter()
        .filter(|object| kind(object) == "Deployment")
        .collect();
    let labeled = |object: &&&Value| {
        let is_manager = |labels: &Value| labels["control-plane"] == "controller-manager";
        is_manager(&object["metadata"]["labels"])
            || is_manager(&object["spec"]["template"]["metadata"]["labels"])
    };
    let is_default = |object: &&&Value| {
        let annotations = &object["spec"]["template"]["metadata"]["annotations"];
        annotations["kubectl.kubernetes.io/default-container"] == "manager"
    };
    let has_container = |object: &&&Value| {
        let mut containers = list(&object["spec"]["template"]["spec"]["containers"]);
        containers.any(|container| container["name"] == "manager")
    };
    let rules: [&dyn Fn(&&&Value) -> bool; 4] = [&|_| true, &labeled, &is_default, &has_container];
    for rule in rules {
        let mut found = all.iter().filter(rule);
        if let (Some(only), None) = (found.next(), found.next()) {
            return Ok(only);
        }
    }
    match all.is_empty() {
        true => Err(ChartError::NoManager),
        false => Err(ChartError::Managers(
            all.iter()
                .map(|object| text(&object["metadata"]["name"]).to_owned())
                .collect(),
        )),
    }
}

struct All<'o> {
    objects: &'o [Value],
    manager: &'o Manager,
    namespace: &'o str,
}

impl All<'_> {
    fn role(&self, object: &Value) -> Role {
        match (group(object), kind(object)) {
            ("apiextensions.k8s.io", "CustomResourceDefinition") => Role::Crd,
            ("", "ServiceAccount") if self.is_account(object) => Role::Account,
            ("rbac.authorization.k8s.io", "Role" | "ClusterRole") => self.role_role(object),
            ("rbac.authorization.k8s.io", "RoleBinding" | "ClusterRoleBinding") => {
                match self.bound(object).map(|role| self.role_role(role)) {
                    Some(Role::Helper | Role::Extra) => Role::Extra,
                    Some(role) => role,
                    None if self.binds_manager(object) => Role::ManagerRights,
                    None => Role::Extra,
                }
            }
            ("", "Service") => self.service_role(object),
            (
                "admissionregistration.k8s.io",
                "MutatingWebhookConfiguration" | "ValidatingWebhookConfiguration",
            ) => Role::WebhookConfiguration,
            ("cert-manager.io", "Certificate") => self.certificate_role(object),
            ("cert-manager.io", "Issuer") => self.issuer_role(object),
            ("monitoring.coreos.com", "ServiceMonitor") if self.selects_metrics(object) => Role::Monitor,
            ("networking.k8s.io", "NetworkPolicy")
                if self.selects(&object["spec"]["podSelector"]["matchLabels"]) =>
            {
                self.policy_role(object)
            }
            _ => Role::Extra,
        }
    }

    fn is_account(&self, object: &Value) -> bool {
        text(&object["metadata"]["name"]) == self.manager.account
            && text(&object["metadata"]["namespace"]) == self.namespace
    }

    /// The role that a binding refers to.
    fn bound(&self, binding: &Value) -> Option<&Value> {
        let reference = &binding["roleRef"];
        let namespace = &binding["metadata"]["namespace"];
        let (of, name) = (text(&reference["kind"]), text(&reference["name"]));
        self.objects.iter().find(|role| {
            let is_near = of == "ClusterRole" || role["metadata"]["namespace"] == *namespace;
            kind(role) == of && text(&role["metadata"]["name"]) == name && is_near
        })
    }

    fn binds_manager(&self, binding: &Value) -> bool {
        list(&binding["subjects"]).any(|subject| {
            subject["kind"] == "ServiceAccount" && text(&subject["name"]) == self.manager.account
        })
    }

    fn role_role(&self, role: &Value) -> Role {
        let rules = || list(&role["rules"]);
        let only = |names: &[&str]| {
            let resources = || rules().flat_map(|rule| list(&rule["resources"]));
            resources().next().is_some()
                && resources().all(|resource| names.contains(&text(resource)))
                && rules().all(|rule| rule["nonResourceURLs"].is_null())
        };
        let named = || rules().flat_map(|rule| list(&rule["resourceNames"]));
        let bindings: Vec<_> = self
            .objects
            .iter()
            .filter(|object| kind(object).ends_with("RoleBinding"))
            .filter(|binding| self.bound(binding).is_some_and(|bound| std::ptr::eq(bound, role)))
            .collect();
        let is_managers = bindings.iter().any(|binding| self.binds_manager(binding));
        let is_for_urls = rules().next().is_some() && rules().all(|rule| !rule["nonResourceURLs"].is_null());
        let has_leases = rules().any(|rule| list(&rule["resources"]).any(|resource| resource == "leases"));
        if only(&["tokenreviews", "subjectaccessreviews"]) {
            Role::MetricsAuth
        } else if is_for_urls {
            Role::MetricsReader
        } else if self.manager.own_secret.as_deref().is_some_and(|secret| {
            let certificates = [
                "mutatingwebhookconfigurations",
                "validatingwebhookconfigurations",
                "customresourcedefinitions",
            ];
            only(&["secrets"]) && named().any(|name| name == secret)
                || only(&certificates) && named().next().is_some()
        }) {
            Role::OwnCertificates
        } else if is_managers
            && kind(role) == "Role"
            && has_leases
            && only(&["leases", "events", "configmaps"])
        {
            Role::LeaderElection
        } else if is_managers {
            Role::ManagerRights
        } else if bindings.is_empty() {
            Role::Helper
        } else {
            Role::Extra
        }
    }

    fn selects(&self, labels: &Value) -> bool {
        labels.as_object().is_some_and(|labels| {
            labels
                .iter()
                .all(|(key, value)| self.manager.pod_labels.get(key) == Some(value))
        })
    }

    fn service_role(&self, service: &Value) -> Role {
        let name = text(&service["metadata"]["name"]);
        let targets = |port: Option<u64>| {
            port.is_some()
                && list(&service["spec"]["ports"])
                    .any(|entry| self.manager.port(&entry["targetPort"]) == port)
        };
        if self.webhook_services().contains(name) {
            Role::WebhookService
        } else if self.selects(&service["spec"]["selector"]) && targets(self.manager.metrics_port()) {
            Role::MetricsService
        } else {
            Role::Extra
        }
    }

    /// The Services by which the API server calls webhooks.
    fn webhook_services(&self) -> BTreeSet<&str> {
        let mut found = BTreeSet::new();
        for object in self.objects {
            let conversion = &object["spec"]["conversion"]["webhook"]["clientConfig"];
            let configurations = list(&object["webhooks"]).map(|webhook| &webhook["clientConfig"]);
            for config in configurations.chain([conversion]) {
                let service = &config["service"];
                if text(&service["namespace"]) == self.namespace {
                    found.extend(service["name"].as_str());
                }
            }
        }
        found
    }

    fn certificate_role(&self, certificate: &Value) -> Role {
        let secret = certificate["spec"]["secretName"].as_str();
        let serves = |services: &BTreeSet<&str>| {
            let hosts = list(&certificate["spec"]["dnsNames"]);
            hosts
                .filter_map(|host| text(host).split('.').next())
                .any(|host| services.contains(host))
        };
        if secret.is_some() && secret == self.manager.webhook_secret.as_deref()
            || serves(&self.webhook_services())
        {
            Role::WebhookCertificate
        } else if secret.is_some() && secret == self.manager.metrics_secret.as_deref() {
            Role::MetricsCertificate
        } else {
            Role::Extra
        }
    }

    fn issuer_role(&self, issuer: &Value) -> Role {
        let name = text(&issuer["metadata"]["name"]);
        let certificates = self.objects.iter().filter(|object| {
            kind(object) == "Certificate"
                && object["spec"]["issuerRef"]["name"] == name
                && object["spec"]["issuerRef"]["kind"] != "ClusterIssuer"
        });
        let roles: BTreeSet<Role> = certificates
            .map(|certificate| self.certificate_role(certificate))
            .collect();
        let roles: Vec<Role> = roles.into_iter().collect();
        match roles[..] {
            [only] => only,
            [Role::WebhookCertificate, Role::MetricsCertificate] => Role::Issuer,
            _ => Role::Extra,
        }
    }

    fn selects_metrics(&self, monitor: &Value) -> bool {
        let wanted = &monitor["spec"]["selector"]["matchLabels"];
        self.objects
            .iter()
            .filter(|object| kind(object) == "Service" && self.role(object) == Role::MetricsService)
            .any(|service| {
                wanted.as_object().is_some_and(|wanted| {
                    let labels = &service["metadata"]["labels"];
                    wanted.iter().all(|(key, value)| labels.get(key) == Some(value))
                })
            })
    }

    fn policy_role(&self, policy: &Value) -> Role {
        let ports: BTreeSet<Option<u64>> = list(&policy["spec"]["ingress"])
            .flat_map(|rule| list(&rule["ports"]))
            .map(|port| self.manager.port(&port["port"]))
            .collect();
        let is_only = |port: Option<u64>| port.is_some() && ports.len() == 1 && ports.contains(&port);
        if is_only(self.manager.metrics_port()) {
            Role::MetricsPolicy
        } else if is_only(Some(self.manager.webhook_port())) {
            Role::WebhookPolicy
        } else {
            Role::Policy
        }
    }
}
