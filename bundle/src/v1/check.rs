//! What OLM v1 refuses.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::{Install, Refused};
use crate::names::{SUBDOMAIN, is_subdomain};
use crate::pointer::{as_list, as_text};
use crate::{Bundle, kinds};

/// One rule: all of its problems.
type Rule = fn(&Bundle, &Value) -> Vec<Refused>;

const RULES: [Rule; 11] = [
    deployments_are_unique,
    deployments_have_valid_names,
    crds_are_unique,
    owned_crds_exist,
    package_is_named,
    conversion_is_for_all_namespaces,
    webhooks_have_their_deployment,
    webhooks_have_unique_valid_names,
    conversion_is_of_owned_crds,
    webhooks_leave_admission_alone,
    kinds_are_supported,
];

/// All problems, in the order of the rules.
pub(super) fn all(bundle: &Bundle, csv: &Value) -> Vec<Refused> {
    RULES.iter().flat_map(|rule| rule(bundle, csv)).collect()
}

/// The namespaces that the operator watches; an empty name stands for all.
pub(super) fn watched(csv: &Value, install: &Install) -> Result<Vec<String>, Refused> {
    let supports = |mode: &str| supported(csv).contains(mode);
    let watch = match &install.watch[..] {
        [] if supports("AllNamespaces") => vec![String::new()],
        watch => watch.to_vec(),
    };
    let others = watch.iter().filter(|name| **name != install.namespace);
    let others = others.count();
    let mode = match &watch[..] {
        [] => {
            return Err(Refused {
                problem: format!(
                    "the operator does not watch all namespaces; it supports {}",
                    modes(csv)
                ),
                help: "name the namespaces that it watches".to_owned(),
            });
        }
        [all] if all.is_empty() => "AllNamespaces",
        [_] if others == 0 => "OwnNamespace",
        [_] => "SingleNamespace",
        several if several.len() > others && !supports("OwnNamespace") => "OwnNamespace",
        _ => "MultiNamespace",
    };
    match supports(mode) {
        true => Ok(watch),
        false => Err(Refused {
            problem: format!(
                "the operator does not support the install mode `{mode}`; it supports {}",
                modes(csv)
            ),
            help: "choose other namespaces to watch, or support the mode in `spec.installModes`".to_owned(),
        }),
    }
}

fn supported(csv: &Value) -> BTreeSet<&str> {
    let modes = as_list(&csv["spec"]["installModes"])
        .iter()
        .filter(|mode| mode["supported"] == true);
    modes.map(|mode| as_text(&mode["type"])).collect()
}

fn modes(csv: &Value) -> String {
    let modes: Vec<_> = supported(csv)
        .into_iter()
        .map(|mode| format!("`{mode}`"))
        .collect();
    match modes.is_empty() {
        true => "none".to_owned(),
        false => modes.join(", "),
    }
}

fn refused(problem: String, help: &str) -> Refused {
    Refused {
        problem,
        help: help.to_owned(),
    }
}

/// The texts that occur more than once, each once.
fn repeated<'a>(texts: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let mut counts = BTreeMap::<&str, usize>::new();
    for text in texts {
        *counts.entry(text).or_default() += 1;
    }
    counts
        .into_iter()
        .filter(|(_, count)| *count > 1)
        .map(|(text, _)| text)
        .collect()
}

fn deployments(csv: &Value) -> impl Iterator<Item = &str> {
    as_list(&csv["spec"]["install"]["spec"]["deployments"])
        .iter()
        .map(|deployment| as_text(&deployment["name"]))
}

fn webhooks(csv: &Value) -> &[Value] {
    as_list(&csv["spec"]["webhookdefinitions"])
}

fn owned(csv: &Value) -> BTreeSet<&str> {
    let owned = as_list(&csv["spec"]["customresourcedefinitions"]["owned"]).iter();
    owned.map(|crd| as_text(&crd["name"])).collect()
}

fn deployments_are_unique(_: &Bundle, csv: &Value) -> Vec<Refused> {
    let twice = repeated(deployments(csv));
    let problem = |name| {
        refused(
            format!("two deployments are called `{name}`"),
            "give one of them another name",
        )
    };
    twice.into_iter().map(problem).collect()
}

fn deployments_have_valid_names(_: &Bundle, csv: &Value) -> Vec<Refused> {
    let wrong = deployments(csv).filter(|name| !is_subdomain(name));
    wrong
        .map(|name| refused(format!("`{name}` is not a valid name of a deployment"), SUBDOMAIN))
        .collect()
}

fn crds_are_unique(bundle: &Bundle, _: &Value) -> Vec<Refused> {
    let twice = repeated(bundle.crds().map(crate::Manifest::name));
    let problem = |name| {
        refused(
            format!("the bundle has the CRD `{name}` twice"),
            "remove one of the files",
        )
    };
    twice.into_iter().map(problem).collect()
}

fn owned_crds_exist(bundle: &Bundle, csv: &Value) -> Vec<Refused> {
    let there: BTreeSet<_> = bundle.crds().map(crate::Manifest::name).collect();
    let missing = owned(csv).into_iter().filter(|name| !there.contains(name));
    let problem = |name| {
        refused(
            format!("the operator owns `{name}`, but the bundle does not have this CRD"),
            "add it to `manifests/`, or remove it from `spec.customresourcedefinitions.owned`",
        )
    };
    missing.map(problem).collect()
}

fn package_is_named(bundle: &Bundle, _: &Value) -> Vec<Refused> {
    match bundle.package().unwrap_or_default() {
        "" => vec![refused(
            "the bundle does not name its package".to_owned(),
            "set `operators.operatorframework.io.bundle.package.v1` in `metadata/annotations.yaml`",
        )],
        _ => Vec::new(),
    }
}

fn conversion_is_for_all_namespaces(_: &Bundle, csv: &Value) -> Vec<Refused> {
    let converts = webhooks(csv)
        .iter()
        .any(|webhook| webhook["type"] == "ConversionWebhook");
    match converts && supported(csv) != BTreeSet::from(["AllNamespaces"]) {
        true => vec![refused(
            format!(
                "a conversion webhook serves all namespaces, but the operator supports {}",
                modes(csv)
            ),
            "support `AllNamespaces` only, in `spec.installModes`",
        )],
        false => Vec::new(),
    }
}

fn webhooks_have_their_deployment(_: &Bundle, csv: &Value) -> Vec<Refused> {
    let there: BTreeSet<_> = deployments(csv).collect();
    let lost = webhooks(csv)
        .iter()
        .filter(|webhook| !there.contains(as_text(&webhook["deploymentName"])));
    let problem = |webhook: &Value| {
        let (name, deployment) = (
            as_text(&webhook["generateName"]),
            as_text(&webhook["deploymentName"]),
        );
        refused(
            format!("the webhook `{name}` belongs to the deployment `{deployment}`, which does not exist"),
            "correct its `deploymentName`",
        )
    };
    lost.map(problem).collect()
}

fn webhooks_have_unique_valid_names(_: &Bundle, csv: &Value) -> Vec<Refused> {
    let mut problems = Vec::new();
    let types: BTreeSet<_> = webhooks(csv)
        .iter()
        .map(|webhook| as_text(&webhook["type"]))
        .collect();
    for of_type in types {
        let names = || {
            let of_it = webhooks(csv)
                .iter()
                .filter(move |webhook| webhook["type"] == of_type);
            of_it.map(|webhook| as_text(&webhook["generateName"]))
        };
        for name in repeated(names()) {
            problems.push(refused(
                format!("two webhooks of type `{of_type}` are called `{name}`"),
                "give one of them another `generateName`",
            ));
        }
        for name in names().filter(|name| !is_subdomain(name)) {
            problems.push(refused(
                format!("`{name}` is not a valid name of a webhook"),
                SUBDOMAIN,
            ));
        }
    }
    problems
}

fn conversion_is_of_owned_crds(_: &Bundle, csv: &Value) -> Vec<Refused> {
    let owned = owned(csv);
    let converting = webhooks(csv)
        .iter()
        .filter(|webhook| webhook["type"] == "ConversionWebhook");
    let crds: Vec<_> = converting
        .flat_map(|webhook| as_list(&webhook["conversionCRDs"]))
        .map(as_text)
        .collect();
    let mut problems: Vec<_> = repeated(crds.iter().copied())
        .into_iter()
        .map(|crd| {
            refused(
                format!("two conversion webhooks convert `{crd}`"),
                "let one of them convert it",
            )
        })
        .collect();
    let foreign: BTreeSet<_> = crds.into_iter().filter(|crd| !owned.contains(crd)).collect();
    problems.extend(foreign.into_iter().map(|crd| {
        refused(
            format!("a conversion webhook converts `{crd}`, which the operator does not own"),
            "add it to `spec.customresourcedefinitions.owned`",
        )
    }));
    problems
}

fn webhooks_leave_admission_alone(_: &Bundle, csv: &Value) -> Vec<Refused> {
    const GROUPS: [&str; 2] = ["*", "olm.operatorframework.io"];
    const ADMISSION: &str = "admissionregistration.k8s.io";
    const CONFIGURATIONS: [&str; 5] = [
        "*",
        "mutatingwebhookconfiguration",
        "mutatingwebhookconfigurations",
        "validatingwebhookconfiguration",
        "validatingwebhookconfigurations",
    ];
    let mut problems = Vec::new();
    for webhook in webhooks(csv) {
        for rule in as_list(&webhook["rules"]) {
            let groups = as_list(&rule["apiGroups"]).iter().map(as_text);
            let forbidden = groups.filter(|group| {
                let resources = as_list(&rule["resources"]).iter().map(as_text);
                let mut resources = resources.map(str::to_lowercase);
                GROUPS.contains(group)
                    || (*group == ADMISSION
                        && resources.any(|resource| CONFIGURATIONS.contains(&resource.as_str())))
            });
            problems.extend(forbidden.map(|group| {
                let name = as_text(&webhook["generateName"]);
                refused(
                    format!("the webhook `{name}` intercepts `{group}`, which could block OLM itself"),
                    "name the groups and resources that it needs",
                )
            }));
        }
    }
    problems
}

fn kinds_are_supported(bundle: &Bundle, _: &Value) -> Vec<Refused> {
    let others = bundle
        .manifests
        .iter()
        .filter(|manifest| !kinds::is_supported(manifest.kind()));
    let problem = |manifest: &crate::Manifest| {
        refused(
            format!(
                "a bundle may not have objects of kind {} (`{}`)",
                manifest.kind(),
                manifest.name()
            ),
            "remove the file from `manifests/`",
        )
    };
    others.map(problem).collect()
}
