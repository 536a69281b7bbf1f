//! The permissions of service accounts, which OLM grants itself, and the RBAC objects that stay.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::collected::Collected;
use super::object::{kind, name, namespace};
use super::{Note, Options};
use crate::pointer::{as_list, as_text};

/// The account of Pods that name none; it exists in every namespace.
const DEFAULT: &str = "default";

/// RBAC objects, divided.
pub(super) struct Rights {
    /// Rules in the namespaces of the operator, by service account.
    pub(super) permissions: Vec<Value>,
    /// Rules in all namespaces, by service account.
    pub(super) cluster_permissions: Vec<Value>,
    /// The objects that OLM applies as they are.
    pub(super) objects: Vec<Value>,
}

/// The service accounts of an operator.
struct Accounts<'c> {
    names: BTreeSet<&'c str>,
    /// Where its Deployments are in the manifests.
    namespaces: BTreeSet<&'c str>,
}

/// Rules by service account.
#[derive(Default)]
struct Rules<'c>(BTreeMap<&'c str, Vec<&'c Value>>);

/// The role of a binding: kind, namespace and name.
type Key<'c> = (&'c str, &'c str, &'c str);

pub(super) fn split(collected: &Collected, options: &Options, notes: &mut Vec<Note>) -> Rights {
    let accounts = Accounts::of(collected, options);
    let (mut local, mut everywhere) = (Rules::default(), Rules::default());
    let (mut granted, mut needed) = (BTreeSet::new(), BTreeSet::new());
    let mut objects = Vec::new();
    let bindings = collected
        .role_bindings
        .iter()
        .chain(&collected.cluster_role_bindings);
    for binding in bindings {
        let reference = key_of_reference(binding);
        let (own, others): (Vec<_>, Vec<_>) = as_list(&binding["subjects"])
            .iter()
            .partition(|subject| accounts.has(subject));
        let role = find(collected, reference);
        let Some(role) = role.filter(|_| !own.is_empty()) else {
            if !own.is_empty() {
                missing_role(binding, reference, &own, notes);
            }
            needed.insert(reference);
            objects.push(accounts.placed(binding, as_list(&binding["subjects"]), notes));
            continue;
        };
        if role.get("aggregationRule").is_some_and(|rule| !rule.is_null()) {
            notes.push(Note::of(
                role,
                "its rules come from other ClusterRoles, and only those in the manifests are carried over",
                "list the rules in the role",
            ));
        }
        other_namespace(binding, &accounts, notes);
        let rules = if kind(binding) == "RoleBinding" {
            &mut local
        } else {
            &mut everywhere
        };
        let names: BTreeSet<_> = own.iter().map(|subject| as_text(&subject["name"])).collect();
        names
            .into_iter()
            .for_each(|account| rules.add(account, as_list(&role["rules"])));
        granted.insert(reference);
        if !others.is_empty() {
            let others: Vec<_> = others.into_iter().cloned().collect();
            needed.insert(reference);
            objects.push(accounts.placed(binding, &others, notes));
        }
    }
    let roles = collected.roles.iter().chain(&collected.cluster_roles);
    objects.extend(roles.filter(|role| stays(role, &granted, &needed)).cloned());
    let left = collected.accounts.iter();
    objects.extend(
        left.filter(|account| !accounts.is(name(account), namespace(account)))
            .cloned(),
    );
    // OLM makes only accounts that are listed.
    for account in accounts.names.iter().filter(|account| **account != DEFAULT) {
        if !local.0.contains_key(account) && !everywhere.0.contains_key(account) {
            local.add(account, &[]);
        }
    }
    Rights {
        permissions: local.listed(),
        cluster_permissions: everywhere.listed(),
        objects,
    }
}

impl<'c> Accounts<'c> {
    fn of(collected: &'c Collected, options: &'c Options) -> Self {
        let of_deployments = collected.deployments.iter().map(|deployment| {
            let account = as_text(&deployment["spec"]["template"]["spec"]["serviceAccountName"]);
            if account.is_empty() { DEFAULT } else { account }
        });
        Self {
            names: of_deployments
                .chain(options.extra_accounts.iter().map(String::as_str))
                .collect(),
            namespaces: collected.namespaces(),
        }
    }

    /// Whether an account of this name and namespace is one of the operator.
    fn is(&self, name: &str, namespace: &str) -> bool {
        self.names.contains(name) && self.is_own(namespace)
    }

    fn has(&self, subject: &Value) -> bool {
        kind(subject) == "ServiceAccount"
            && self.is(as_text(&subject["name"]), as_text(&subject["namespace"]))
    }

    fn is_own(&self, namespace: &str) -> bool {
        namespace.is_empty() || self.namespaces.is_empty() || self.namespaces.contains(namespace)
    }

    /// A binding of other subjects, which does not name the namespace of the manifests.
    fn placed(&self, binding: &Value, subjects: &[Value], notes: &mut Vec<Note>) -> Value {
        let mut placed = binding.clone();
        let mut subjects = subjects.to_vec();
        for subject in subjects
            .iter_mut()
            .filter(|subject| kind(subject) == "ServiceAccount")
        {
            let namespace = as_text(&subject["namespace"]).to_owned();
            if namespace.is_empty() || !self.namespaces.contains(namespace.as_str()) {
                continue;
            }
            if kind(binding) == "RoleBinding" {
                super::object::remove(subject, "namespace");
                continue;
            }
            let account = as_text(&subject["name"]);
            if self.names.contains(account) {
                continue;
            }
            notes.push(Note::of(
                binding,
                format!("its subject `{account}` is in namespace `{namespace}`, but OLM may install into another one"),
                format!("pass `--extra-service-accounts {account}`, so that OLM grants the permissions itself"),
            ));
        }
        placed["subjects"] = subjects.into();
        placed
    }
}

impl<'c> Rules<'c> {
    fn add(&mut self, account: &'c str, rules: &'c [Value]) {
        let all = self.0.entry(account).or_default();
        for rule in rules {
            if !all.contains(&rule) {
                all.push(rule);
            }
        }
    }

    fn listed(&self) -> Vec<Value> {
        let entry =
            |(account, rules): (&&str, &Vec<&Value>)| json!({"serviceAccountName": account, "rules": rules});
        self.0.iter().map(entry).collect()
    }
}

fn key_of_reference(binding: &Value) -> Key<'_> {
    let reference = &binding["roleRef"];
    let kind = as_text(&reference["kind"]);
    let namespace = if kind == "Role" { namespace(binding) } else { "" };
    (kind, namespace, as_text(&reference["name"]))
}

fn key_of_role(role: &Value) -> Key<'_> {
    let kind = kind(role);
    let namespace = if kind == "Role" { namespace(role) } else { "" };
    (kind, namespace, name(role))
}

fn find<'c>(collected: &'c Collected, key: Key<'_>) -> Option<&'c Value> {
    let mut roles = collected.roles.iter().chain(&collected.cluster_roles);
    roles.find(|role| key_of_role(role) == key)
}

/// Whether a role is written: it was not granted, or others are bound to it too.
fn stays(role: &Value, granted: &BTreeSet<Key<'_>>, needed: &BTreeSet<Key<'_>>) -> bool {
    let key = key_of_role(role);
    !granted.contains(&key) || needed.contains(&key)
}

/// Reports a binding to a role that the manifests do not have.
fn missing_role(binding: &Value, (of_kind, _, role): Key<'_>, own: &[&Value], notes: &mut Vec<Note>) {
    let account = own
        .first()
        .map(|subject| as_text(&subject["name"]))
        .unwrap_or_default();
    notes.push(Note::of(
        binding,
        format!("it binds `{account}` to {of_kind} `{role}`, which the manifests do not have, so OLM does not grant its rules"),
        "add the role to the manifests, or its rules to a role of the operator",
    ));
}

/// Reports permissions for a namespace beside the operator's: OLM grants them where the operator is.
fn other_namespace(binding: &Value, accounts: &Accounts<'_>, notes: &mut Vec<Note>) {
    let namespace = namespace(binding);
    if kind(binding) == "RoleBinding" && !accounts.is_own(namespace) {
        notes.push(Note::of(
            binding,
            format!("its rules are for namespace `{namespace}`, but OLM grants them in the namespaces of the operator"),
            format!("use a ClusterRoleBinding if the operator needs them in `{namespace}`"),
        ));
    }
}
