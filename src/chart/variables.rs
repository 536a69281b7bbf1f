//! The environment variables of the manager.

use std::collections::BTreeSet;

use serde_json::Value;

use super::json::{list, text};
use super::manager::Topic;
use super::sort::{Object, Role, Sorted};

/// The environment that is a value of the chart: variables that are the same in every release and belong to no other value.
pub(super) fn values(sorted: &Sorted) -> Value {
    let own = sorted.manager.variables(Topic::OwnCertificate);
    let names: BTreeSet<&str> = sorted.objects.iter().map(Object::name).collect();
    all(sorted)
        .filter(|variable| !own.contains(text(&variable["name"])) && !refers(&variable["value"], &names))
        .cloned()
        .collect()
}

fn refers(value: &Value, names: &BTreeSet<&str>) -> bool {
    let is_delimiter = |char: char| "/.:".contains(char);
    text(value).split(is_delimiter).any(|token| names.contains(token))
}

/// All of them.
pub(super) fn all(sorted: &Sorted) -> impl Iterator<Item = &Value> {
    let deployment = sorted.of(Role::Manager).next();
    let containers = deployment.map(|object| &object.value["spec"]["template"]["spec"]["containers"]);
    containers
        .into_iter()
        .flat_map(|containers| list(&containers[sorted.manager.container]["env"]))
}
