use std::collections::{self, BTreeMap as Map, btree_map};
use core::time::Duration;
use chrono::prelude::*;
use chrono::offset::Utc;
use k8s_openapi::api::core::v1::{self as core_v1, *};
use spec::{Name, nested::{Deep as Deeper, self}};
use crate::spec as renamed;
use spec::Hidden as _;

mod spec {
    pub struct Name;
    pub struct Hidden;
    pub mod nested {
        pub struct Deep { up: super::Name, further: super::super::Root, root: crate::Root, own: self::Own, this: Self }
        struct Own;
    }
}

pub struct Root {
    map: Map<String, String>,
    nested_map: btree_map::BTreeMap<u8, u8>,
    by_module: collections::VecDeque<u8>,
    duration: Duration,
    global: ::std::string::String,
    time: Utc,
    chrono: chrono::DateTime<chrono::Utc>,
    pod: PodSpec,
    container: core_v1::Container,
    name: Name,
    renamed: renamed::Name,
    deeper: Deeper,
    nested: nested::Deep,
    option: Option<u8>,
    number: i32,
    raw: r#type::r#Match,
    next: Box<Self>,
    missing: Missing,
    not_imported: Deep,
    hidden: Hidden,
    module: nested,
    a_trait: Shape,
    a_crate: chrono,
    in_a_type: Name::Inner,
    no_crate: ::nowhere::X,
    above: super::X,
}

trait Shape {}

mod r#type {
    pub struct r#Match;
}
