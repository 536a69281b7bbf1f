//! The list of Kubernetes types names what k8s-openapi has: in the version that it is compiled with
//! (`K8S_OPENAPI_ENABLED_VERSION` chooses), this file compiles only if each is there. And in every version, the list
//! and core's tables name the same types.

use kubewright_core::tables::{self, Minor};
use std::marker::PhantomData;

macro_rules! kubernetes_types {
    ($($($module:ident)::+: $($name:ident),+;)+) => {
        $(kubernetes_types!(@module [$($module)::+] $($name)+);)+
    };
    (@module $module:tt $($name:ident)+) => {
        $(kubernetes_types!(@one $module $name);)+
    };
    (@one [$($module:ident)::+] $name:ident) => {
        const _: PhantomData<k8s_openapi::$($module)::+::$name> = PhantomData;
    };
}

include!("../src/schema/described/kubernetes_types.rs");

const LIST: &str = include_str!("../src/schema/described/kubernetes_types.rs");

/// No module, and a parameter.
const BY_HAND: [&str; 2] = ["ByteString", "apimachinery::pkg::apis::meta::v1::WatchEvent"];

/// The paths that the list has for a minor, read as text.
fn listed(minor: Minor) -> Vec<String> {
    let (mut paths, mut within, mut module) = (Vec::new(), true, "");
    for line in LIST.lines() {
        let word = line.trim();
        if !line.starts_with(' ') {
            within = true; // a new block
        }
        if let Some((_, guard)) = word.split_once("k8s_if_") {
            within &= holds(guard, minor);
        } else if let Some(name) = word.strip_suffix(':') {
            module = name;
        } else if let (true, Some(name)) = (within, word.strip_suffix([',', ';'])) {
            paths.push(format!("{module}::{name}"));
        }
    }
    paths.sort();
    paths
}

/// A guard reads `ge_1_34! {`: that minor or a later one; or `le`: or an earlier one.
fn holds(guard: &str, minor: Minor) -> bool {
    let bound: u8 = guard[5..7].parse().expect("two digits");
    match &guard[..2] {
        "ge" => minor.number() >= bound,
        "le" => minor.number() <= bound,
        other => panic!("unknown guard {other}"),
    }
}

#[test]
fn the_list_and_the_tables_name_the_same_types() {
    for minor in Minor::all() {
        let table: Vec<_> = tables::paths(minor)
            .filter(|path| !BY_HAND.contains(path))
            .collect();
        assert_eq!(listed(minor), table, "{minor}");
    }
}
