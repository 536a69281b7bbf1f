//! Permissions that cannot be given.

use serde_json::Value;

use super::Rule;
use super::rule::{At, Report};
use super::subject::Subject;
use crate::finding::Severity::{Error, Warning};
use crate::pointer::{items, text};

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "binding-without-role",
        validator: "install",
        severity: Error,
        about: "A binding refers to a role that neither the bundle nor Kubernetes has",
        check: binding,
    },
    Rule {
        id: "escalation",
        validator: "install",
        severity: Warning,
        about: "The operator may bind a role with permissions that it does not have itself",
        check: escalation,
    },
];

/// Roles that every cluster has.
const BUILT_IN: [&str; 4] = ["cluster-admin", "admin", "edit", "view"];

fn binding(subject: &Subject<'_>, report: &mut Report<'_>) {
    let bundle = subject.bundle;
    for binding in bundle
        .of_kind("RoleBinding")
        .chain(bundle.of_kind("ClusterRoleBinding"))
    {
        let (kind, name) = (
            text(&binding.object, "/roleRef/kind"),
            text(&binding.object, "/roleRef/name"),
        );
        let built_in = kind == "ClusterRole" && (BUILT_IN.contains(&name) || name.starts_with("system:"));
        if !built_in && !bundle.of_kind(kind).any(|role| role.name() == name) {
            let message = format!("the bundle has no {kind} `{name}`, which this binding refers to");
            let help =
                "add the role, or remove the binding; permissions of the operator itself belong in the CSV";
            report.add(At::manifest(binding, "roleRef"), message, help);
        }
    }
}

fn escalation(subject: &Subject<'_>, report: &mut Report<'_>) {
    let permissions = subject.permissions();
    let mut accounts: Vec<_> = permissions.iter().map(|permission| permission.account).collect();
    accounts.sort_unstable();
    accounts.dedup();
    let bundle = subject.bundle;
    for account in accounts {
        let of_account = permissions
            .iter()
            .filter(|permission| permission.account == account);
        let held: Vec<_> = of_account.flat_map(|permission| permission.rules).collect();
        let may = |verb: &str, resource: &str| {
            let wanted = Request {
                verb,
                group: "rbac.authorization.k8s.io",
                resource,
            };
            held.iter().any(|rule| allows(rule, &wanted))
        };
        for role in bundle.of_kind("Role").chain(bundle.of_kind("ClusterRole")) {
            let resource = if role.kind() == "Role" {
                "roles"
            } else {
                "clusterroles"
            };
            let binds = ["rolebindings", "clusterrolebindings"]
                .iter()
                .any(|bindings| may("create", bindings));
            if !binds || may("bind", resource) {
                continue;
            }
            if let Some((at, missing)) = first_missing(role.object["rules"].as_array(), &held) {
                let message = format!(
                    "`{account}` may create bindings, but the API server does not let it bind this role, because it does not have the permission {missing} itself"
                );
                let help = format!("give `{account}` that permission, or the verb `bind` for `{resource}`");
                report.add(At::manifest(role, &format!("rules.{at}")), message, help);
            }
        }
    }
}

struct Request<'a> {
    verb: &'a str,
    group: &'a str,
    resource: &'a str,
}

/// Whether a rule allows a request for any object.
fn allows(rule: &Value, request: &Request<'_>) -> bool {
    let has = |key: &str, value: &str| items(rule, key).iter().any(|one| one == "*" || one == value);
    items(rule, "/resourceNames").is_empty()
        && has("/verbs", request.verb)
        && has("/apiGroups", request.group)
        && has("/resources", request.resource)
}

/// The first permission of a role that no other rule holds, with the index of its rule.
fn first_missing(rules: Option<&Vec<Value>>, held: &[&Value]) -> Option<(usize, String)> {
    for (at, rule) in rules?.iter().enumerate() {
        for (verb, group, resource) in items(rule, "/verbs").iter().flat_map(|verb| {
            let groups = items(rule, "/apiGroups").iter();
            groups.flat_map(move |group| {
                items(rule, "/resources")
                    .iter()
                    .map(move |resource| (verb, group, resource))
            })
        }) {
            let name = |value: &'_ Value| value.as_str().unwrap_or_default().to_owned();
            let (verb, group, resource) = (name(verb), name(group), name(resource));
            let request = Request {
                verb: &verb,
                group: &group,
                resource: &resource,
            };
            // A rule for named objects is held by an equal one as well.
            let is_held = held.iter().any(|other| allows(other, &request) || *other == rule);
            if !is_held {
                let group = if group.is_empty() {
                    String::new()
                } else {
                    format!(".{group}")
                };
                return Some((at, format!("`{verb}` on `{resource}{group}`")));
            }
        }
    }
    None
}
