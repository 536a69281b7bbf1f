//! Types of the standard library around other types, and names for them.

use std::borrow::Cow;
use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet, LinkedList, VecDeque};
use std::collections::BTreeMap as Sorted;
use std::sync::Arc;

use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use kubewright_runtime::{CustomResource, Schema};
use serde::{Deserialize, Serialize};

pub mod nested {
    use super::*;

    /// A part that stands in a module of its own.
    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Schema)]
    pub struct Part {
        pub name: Cow<'static, str>,
    }

    pub mod deeper {
        #[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize, kubewright_runtime::Schema)]
        pub struct Grain {
            pub part: super::Part,
            pub root: crate::cases::wrappers::Name,
        }
    }
}

use nested::{Part as Piece, deeper};

/// Not in the schema, because rustc resolves the alias.
pub type Names = Vec<Name>;

/// A name.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Schema)]
pub struct Name(pub String);

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, Schema)]
#[serde(rename_all = "lowercase")]
pub enum Color {
    Red,
    Green,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Schema)]
#[serde(rename_all = "camelCase")]
pub struct Spec {
    pub boxed: Box<i32>,
    pub cell: Cell<i32>,
    pub cow: Cow<'static, str>,
    pub vec: Vec<String>,
    pub deque: VecDeque<u8>,
    pub linked: LinkedList<bool>,
    pub array: [i32; 3],
    pub arrays: Vec<[u8; 2]>,
    pub set: BTreeSet<String>,
    pub hash_set: HashSet<Name>,
    pub set_of_lists: BTreeSet<Vec<u8>>,
    pub map: BTreeMap<String, i32>,
    pub hash_map: HashMap<Name, Vec<String>>,
    pub by_color: Sorted<Color, Piece>,
    pub by_char: BTreeMap<char, bool>,
    pub optional: Option<Box<Piece>>,
    pub twice: Option<Option<i32>>,
    pub names: Names,
    pub grains: Vec<deeper::Grain>,
    pub grown: std::option::Option<std::collections::BTreeMap<std::string::String, std::vec::Vec<i32>>>,
    pub letter: char,
    pub boxed_str: Box<str>,
    pub shared: Arc<Piece>,
    pub shared_str: Arc<str>,
}

#[derive(Clone, Debug, CustomResource)]
#[resource(group = "wrappers.example.com", version = "v1")]
pub struct Wrapper {
    pub metadata: ObjectMeta,
    pub spec: Spec,
}

fn name(text: &str) -> Name {
    Name(text.to_owned())
}

fn piece() -> Piece {
    Piece { name: "part".into() }
}

fn full() -> Spec {
    Spec {
        boxed: Box::new(1),
        cell: Cell::new(1),
        cow: Cow::Borrowed("cow"),
        vec: vec![String::new()],
        deque: [1, 2].into(),
        linked: [true, false].into(),
        array: [1, 2, 3],
        arrays: vec![[1, 2], [3, 4]],
        set: ["a".to_owned(), "b".to_owned()].into(),
        hash_set: [name("one")].into(),
        set_of_lists: [vec![1], vec![2, 3]].into(),
        map: [("a".to_owned(), 1)].into(),
        hash_map: [(name("key"), vec!["value".to_owned()])].into(),
        by_color: [(Color::Red, piece()), (Color::Green, piece())].into(),
        by_char: [('x', true)].into(),
        optional: Some(Box::new(piece())),
        twice: Some(Some(1)),
        names: vec![name("a"), name("b")],
        grains: vec![deeper::Grain { part: piece(), root: name("root") }],
        grown: Some([("list".to_owned(), vec![1])].into()),
        letter: 'ß',
        boxed_str: "boxed".into(),
        shared: Arc::new(piece()),
        shared_str: "shared".into(),
    }
}

pub fn samples() -> Vec<Wrapper> {
    let least = Spec {
        vec: vec![],
        deque: [].into(),
        linked: [].into(),
        arrays: vec![],
        set: [].into(),
        hash_set: [].into(),
        set_of_lists: [].into(),
        map: [].into(),
        hash_map: [].into(),
        by_color: [].into(),
        by_char: [].into(),
        optional: None,
        twice: None,
        names: vec![],
        grains: vec![],
        grown: None,
        ..full()
    };
    vec![Wrapper::new("full", full()), Wrapper::new("least", least)]
}

pub fn refused() -> Vec<(serde_json::Value, &'static str)> {
    let with = |name: &str, value: serde_json::Value| {
        let mut spec = serde_json::json!(full());
        spec[name] = value;
        spec
    };
    vec![
        (with("array", vec![1, 2].into()), "spec.array"),
        (with("array", vec![1, 2, 3, 4].into()), "spec.array"),
        (with("set", vec!["a", "a"].into()), "Duplicate value"),
        (with("hashSet", vec!["a", "a"].into()), "Duplicate value"),
        (with("letter", "ab".into()), "spec.letter"),
        (with("letter", "".into()), "spec.letter"),
        (with("deque", vec![256].into()), "spec.deque"),
        (with("vec", vec![1].into()), "spec.vec"),
    ]
}
