//! `#[cfg(...)]` in functions, and patterns.

use k8s_openapi::apiextensions_apiserver::pkg::apis::apiextensions::v1::CustomResourceDefinition as Crd;
use kube::{CustomResource, CustomResourceExt};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

#[derive(CustomResource, Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[kube(group = "example.com", version = "v1", kind = "Conditions")]
pub struct ConditionsSpec {
    #[serde(default, skip_serializing_if = "is_default")]
    left_out: u8,
    #[serde(default, skip_serializing_if = "is_never")]
    kept: u8,
    #[serde(default = "statements")]
    statements: u8,
    #[serde(default = "arms")]
    arms: String,
    #[serde(default = "elements")]
    elements: Vec<u8>,
    #[serde(default = "fields")]
    fields: Inner,
    #[serde(default = "Inner::of_impl")]
    of_impl: Inner,
    #[serde(default = "patterns")]
    patterns: u8,
}

#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
pub struct Inner {
    a: u8,
    #[cfg(any())]
    b: u8,
}

impl Inner {
    #[cfg(any())]
    fn of_impl() -> Self {
        Self { a: 1, b: 2 }
    }

    #[cfg(all())]
    fn of_impl() -> Self {
        Self { a: 3 }
    }
}

fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    #[cfg(any())]
    {
        let _ = value;
        false
    }
    #[cfg(all())]
    {
        value == &T::default()
    }
}

fn is_never<T>(value: &T) -> bool {
    let _ = value;
    false
}

fn statements() -> u8 {
    #[cfg(all())]
    let number = 1;
    #[cfg(any())]
    let number = 2;
    #[cfg(any())]
    return 3;
    number
}

fn arms() -> String {
    let size = 10;
    match size {
        #[cfg(any())]
        10 => "removed".to_owned(),
        n if n > 20 => "large".to_owned(),
        n if n > 5 => "middle".to_owned(),
        _ => "small".to_owned(),
    }
}

fn elements() -> Vec<u8> {
    let all = [
        1,
        #[cfg(any())]
        2,
        3,
    ];
    all.to_vec()
}

fn fields() -> Inner {
    Inner {
        a: 7,
        #[cfg(any())]
        b: 8,
    }
}

fn patterns() -> u8 {
    let (one, _unused) = (4, 5);
    match (one, Some(2)) {
        (1, _) => 1,
        (_, Some(two)) if two == 3 => 2,
        (four, Some(two)) => four + two,
        _ => 0,
    }
}

pub fn crds() -> Vec<Crd> {
    vec![Conditions::crd()]
}
