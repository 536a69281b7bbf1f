//! The names of a CRD, and its scope.

use super::Report;
use crate::crd::Crd;
use crate::diagnostic::Message;
use crate::names::{check_label, check_served_kind};

pub(super) fn check(crd: &Crd, report: &mut Report) {
    let group = &crd.spec.group;
    check_group(group, report);
    let names = &crd.spec.names;
    let singular = match names.singular.as_str() {
        "" => names.kind.to_lowercase(),
        singular => singular.to_owned(),
    };
    let list_kind = match names.list_kind.as_str() {
        "" => format!("{}List", names.kind),
        list_kind => list_kind.to_owned(),
    };
    let mut kinds = vec![("kind", "kind", &names.kind)];
    let mut labels = vec![("plural", "plural".to_owned(), &names.plural)];
    if !names.kind.is_empty() {
        labels.push(("singular", "singular".to_owned(), &singular));
        kinds.push(("list kind", "listKind", &list_kind));
    }
    for (index, name) in names.short_names.iter().enumerate() {
        labels.push(("short name", format!("shortNames/{index}"), name));
    }
    for (index, name) in names.categories.iter().enumerate() {
        labels.push(("category", format!("categories/{index}"), name));
    }
    for (noun, key, kind) in kinds {
        if let Err(reason) = check_served_kind(noun, kind) {
            report.add(format!("/spec/names/{key}"), reason.to_string());
        }
    }
    for (noun, key, label) in labels {
        if let Err(reason) = check_label(noun, label) {
            report.add(format!("/spec/names/{key}"), reason.to_string());
        }
    }
    if !names.kind.is_empty() && names.kind == list_kind {
        report.add(
            "/spec/names/listKind",
            "the kind of the list is that of its items",
        );
    }
    let expected = format!("{}.{group}", names.plural);
    if crd.metadata.name != expected {
        let message = format!("the name must be `{expected}`, the plural and the group");
        report.add("/metadata/name", message);
    }
    if !["Namespaced", "Cluster"].contains(&crd.spec.scope.as_str()) {
        let message = Message::new(format!("unknown scope `{}`", crd.spec.scope));
        report.add("/spec/scope", message.help("use `Namespaced` or `Cluster`"));
    }
    if crd.spec.preserve_unknown_fields == Some(true) {
        let message = Message::new("the API server accepts only `false`");
        let help = "set `x-kubernetes-preserve-unknown-fields: true` where the schema keeps unknown fields";
        report.add("/spec/preserveUnknownFields", message.help(help));
    }
}

fn check_group(group: &str, report: &mut Report) {
    let reason = if group.is_empty() {
        "is empty"
    } else if kubewright_cel::formats::fits("k8s-long-name", group) != Some(true) {
        "is not a DNS name"
    } else if !group.contains('.') {
        "has no dot"
    } else {
        return;
    };
    let message = Message::new(format!("the group `{group}` {reason}"));
    report.add(
        "/spec/group",
        message.help("write a domain such as `cache.example.com`"),
    );
}
