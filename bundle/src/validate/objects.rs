//! Objects that endanger a cluster.

use serde_json::Value;

use super::Rule;
use super::rule::{At, Report};
use super::subject::Subject;
use crate::finding::Severity::{Error, Warning};
use crate::pointer::items;

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "disruption-budget",
        validator: "objects",
        severity: Error,
        about: "A disruption budget blocks every eviction",
        check: budget,
    },
    Rule {
        id: "priority-class-default",
        validator: "objects",
        severity: Error,
        about: "A priority class is the default of the whole cluster",
        check: priority,
    },
    Rule {
        id: "edits-disruption-budgets",
        validator: "objects",
        severity: Warning,
        about: "A role may change disruption budgets",
        check: edits_budgets,
    },
    Rule {
        id: "edits-default-sccs",
        validator: "objects",
        severity: Error,
        about: "A role may change the default security context constraints",
        check: edits_sccs,
    },
];

const DEFAULT_SCCS: [&str; 8] = [
    "anyuid",
    "hostaccess",
    "hostmount-anyuid",
    "hostnetwork",
    "node-exporter",
    "nonroot",
    "privileged",
    "restricted",
];

fn budget(subject: &Subject<'_>, report: &mut Report<'_>) {
    for budget in subject.bundle.of_kind("PodDisruptionBudget") {
        let spec = &budget.object["spec"];
        let at = |key: &str| At::manifest(budget, &format!("spec.{key}"));
        if spec["maxUnavailable"] == 0 || spec["maxUnavailable"] == "0%" {
            report.add(
                at("maxUnavailable"),
                "no Pod may be unavailable, so nodes cannot be drained",
                "allow at least one",
            );
        }
        if spec["minAvailable"] == "100%" {
            report.add(
                at("minAvailable"),
                "all Pods must be available, so nodes cannot be drained",
                "write less than 100%",
            );
        }
    }
}

fn priority(subject: &Subject<'_>, report: &mut Report<'_>) {
    for class in subject.bundle.of_kind("PriorityClass") {
        if class.object["globalDefault"] == true {
            report.add(
                At::manifest(class, "globalDefault"),
                "this priority class is the default of the whole cluster",
                "remove `globalDefault`",
            );
        }
    }
}

fn any(rule: &Value, key: &str, values: &[&str]) -> bool {
    items(rule, key)
        .iter()
        .any(|one| values.iter().any(|value| one == value))
}

fn edits_budgets(subject: &Subject<'_>, report: &mut Report<'_>) {
    for role in subject
        .bundle
        .of_kind("Role")
        .chain(subject.bundle.of_kind("ClusterRole"))
    {
        for (at, rule) in items(&role.object, "/rules").iter().enumerate() {
            if any(rule, "/apiGroups", &["policy"])
                && any(rule, "/resources", &["poddisruptionbudgets"])
                && any(rule, "/verbs", &["*", "create", "update", "patch"])
            {
                report.add(
                    At::manifest(role, &format!("rules.{at}")),
                    "this role may change disruption budgets",
                    "remove the permission, if the operator does not need it",
                );
            }
        }
    }
}

fn edits_sccs(subject: &Subject<'_>, report: &mut Report<'_>) {
    for role in subject
        .bundle
        .of_kind("Role")
        .chain(subject.bundle.of_kind("ClusterRole"))
    {
        for (at, rule) in items(&role.object, "/rules").iter().enumerate() {
            if any(rule, "/apiGroups", &["security.openshift.io"])
                && any(rule, "/resources", &["securitycontextconstraints"])
                && any(rule, "/verbs", &["*", "delete", "update", "patch"])
                && any(rule, "/resourceNames", &DEFAULT_SCCS)
            {
                let help = "create a security context constraint of your own";
                report.add(
                    At::manifest(role, &format!("rules.{at}")),
                    "this role may change the default security context constraints",
                    help,
                );
            }
        }
    }
}
