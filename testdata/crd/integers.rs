//! Integers of every size, with the bounds that the formats of the API server do not have.

use std::num::{NonZero, NonZeroI16, NonZeroU32, Saturating, Wrapping};

use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use kubewright_runtime::{CustomResource, Schema};
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Schema)]
pub struct Spec {
    pub a: i8,
    pub b: i16,
    pub c: i32,
    pub d: i64,
    pub e: isize,
    pub f: u8,
    pub g: u16,
    pub h: u32,
    pub i: u64,
    pub j: usize,
    pub k: NonZero<u8>,
    pub l: NonZeroI16,
    pub m: NonZeroU32,
    pub n: Wrapping<i32>,
    pub o: Saturating<u16>,
    /// Narrower than its type.
    /// +kubebuilder:validation:Minimum=10
    /// +kubebuilder:validation:Maximum=20
    pub p: u8,
}

#[derive(Clone, Debug, CustomResource)]
#[resource(group = "integers.example.com", version = "v1")]
pub struct Numbers {
    pub metadata: ObjectMeta,
    pub spec: Spec,
}

fn least() -> Spec {
    Spec {
        a: i8::MIN,
        b: i16::MIN,
        c: i32::MIN,
        d: i64::MIN,
        e: isize::MIN,
        f: 0,
        g: 0,
        h: 0,
        i: 0,
        j: 0,
        k: NonZero::<u8>::MIN,
        l: NonZeroI16::MIN,
        m: NonZeroU32::MIN,
        n: Wrapping(i32::MIN),
        o: Saturating(0),
        p: 10,
    }
}

fn most() -> Spec {
    Spec {
        a: i8::MAX,
        b: i16::MAX,
        c: i32::MAX,
        d: i64::MAX,
        e: isize::MAX,
        f: u8::MAX,
        g: u16::MAX,
        h: u32::MAX,
        i: i64::MAX as u64,
        j: i64::MAX as usize,
        k: NonZero::<u8>::MAX,
        l: NonZeroI16::MAX,
        m: NonZeroU32::MAX,
        n: Wrapping(i32::MAX),
        o: Saturating(u16::MAX),
        p: 20,
    }
}

pub fn samples() -> Vec<Numbers> {
    vec![Numbers::new("least", least()), Numbers::new("most", most())]
}

pub fn refused() -> Vec<(serde_json::Value, &'static str)> {
    let with = |name: &str, value: serde_json::Value| {
        let mut spec = serde_json::json!(least());
        spec[name] = value;
        spec
    };
    vec![
        (with("a", 128.into()), "spec.a"),
        (with("a", (-129).into()), "spec.a"),
        (with("b", 32_768.into()), "spec.b"),
        (with("c", 2_147_483_648_i64.into()), "spec.c"),
        (with("f", 256.into()), "spec.f"),
        (with("f", (-1).into()), "spec.f"),
        (with("g", 65_536.into()), "spec.g"),
        (with("h", 4_294_967_296_i64.into()), "spec.h"),
        (with("i", (-1).into()), "spec.i"),
        (with("k", 0.into()), "spec.k"),
        (with("l", 0.into()), "spec.l"),
        (with("m", 0.into()), "spec.m"),
        (with("p", 9.into()), "spec.p"),
        (with("p", 21.into()), "spec.p"),
        (with("c", 1.5.into()), "spec.c"),
    ]
}
