//! Types that are another type in JSON.

use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use kubewright_runtime::{CustomResource, Schema};
use serde::{Deserialize, Serialize};

/// A port number.
/// +kubebuilder:validation:Minimum=1
/// +kubebuilder:validation:Maximum=1024
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, Schema)]
pub struct Port(pub u16);

/// A share of the whole.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, Schema)]
pub struct Percent(
    /// +kubebuilder:validation:Minimum=0
    /// +kubebuilder:validation:Maximum=100
    pub i32,
);

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Schema)]
pub enum Share {
    Percent(
        /// +kubebuilder:validation:Maximum=50
        i32,
    ),
    #[serde(rename_all = "camelCase")]
    Rest { of_what: String },
    Unit(#[serde(skip)] i32),
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Schema)]
#[serde(transparent)]
pub struct Transparent {
    /// The description, because the type has no docs of its own.
    pub inner: Vec<Port>,
    #[serde(skip)]
    pub hidden: i32,
}

/// Hours and minutes, written as text.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Schema)]
#[serde(try_from = "String", into = "String")]
pub struct Clock {
    pub hour: u8,
    pub minute: u8,
}

impl TryFrom<String> for Clock {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let (hour, minute) = text.split_once(':').ok_or("no `:`")?;
        let number = |text: &str| text.parse().map_err(|_| "no number".to_owned());
        Ok(Self { hour: number(hour)?, minute: number(minute)? })
    }
}

impl From<Clock> for String {
    fn from(Clock { hour, minute }: Clock) -> Self {
        format!("{hour}:{minute}")
    }
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Schema)]
#[serde(from = "Plain", into = "Plain")]
pub struct Doubled {
    pub twice: i32,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Schema)]
pub struct Plain {
    pub once: i32,
}

impl From<Plain> for Doubled {
    fn from(Plain { once }: Plain) -> Self {
        Self { twice: once * 2 }
    }
}

impl From<Doubled> for Plain {
    fn from(Doubled { twice }: Doubled) -> Self {
        Self { once: twice / 2 }
    }
}

/// Writes its JSON by hand.
/// +kubebuilder:validation:Type=string
/// +kubebuilder:validation:Pattern=`^[0-9]+$`
#[derive(Clone, Debug, PartialEq, Schema)]
pub struct Digits(pub u32);

impl Serialize for Digits {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Digits {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map(Self).map_err(serde::de::Error::custom)
    }
}

pub mod as_text {
    pub fn serialize<S: serde::Serializer>(number: &i32, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(number)
    }

    pub fn deserialize<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<i32, D::Error> {
        let text: String = serde::Deserialize::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

/// No schema of its own.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Unknown {
    pub anything: i32,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Schema)]
#[serde(rename_all = "camelCase")]
pub struct Spec {
    pub port: Port,
    pub percent: Percent,
    pub share: Share,
    /// Narrower still.
    /// +kubebuilder:validation:Maximum=100
    pub low_port: Port,
    pub ports: Transparent,
    pub clock: Clock,
    pub doubled: Doubled,
    pub digits: Digits,
    /// +kubebuilder:validation:Type=string
    #[serde(with = "as_text")]
    pub text: i32,
    /// +kubebuilder:validation:Schemaless
    /// +kubebuilder:pruning:PreserveUnknownFields
    pub schemaless: Unknown,
    /// +kubebuilder:validation:Type=object
    /// +kubebuilder:validation:XPreserveUnknownFields
    pub typed: Unknown,
    /// +kubebuilder:validation:Type=number
    pub float: f64,
}

#[derive(Clone, Debug, CustomResource)]
#[resource(group = "newtypes.example.com", version = "v1")]
pub struct Newtype {
    pub metadata: ObjectMeta,
    pub spec: Spec,
}

fn spec() -> Spec {
    Spec {
        port: Port(80),
        percent: Percent(50),
        share: Share::Percent(50),
        low_port: Port(1),
        ports: Transparent { inner: vec![Port(1), Port(1024)], hidden: 0 },
        clock: Clock { hour: 1, minute: 2 },
        doubled: Doubled { twice: 4 },
        digits: Digits(123),
        text: -5,
        schemaless: Unknown { anything: 1 },
        typed: Unknown { anything: 1 },
        float: 1.5,
    }
}

pub fn samples() -> Vec<Newtype> {
    vec![Newtype::new("newtype", spec()), Newtype::new("whole", Spec { float: 2.0, ..spec() })]
}

pub fn refused() -> Vec<(serde_json::Value, &'static str)> {
    let with = |name: &str, value: serde_json::Value| {
        let mut spec = serde_json::json!(spec());
        spec[name] = value;
        spec
    };
    vec![
        (with("port", 0.into()), "spec.port"),
        (with("port", 1025.into()), "spec.port"),
        (with("lowPort", 101.into()), "spec.lowPort"),
        (with("ports", vec![0].into()), "spec.ports"),
        (with("clock", 1.into()), "spec.clock"),
        (with("digits", "x".into()), "spec.digits"),
        (with("text", 5.into()), "spec.text"),
        (with("typed", 5.into()), "spec.typed"),
        (with("float", "5".into()), "spec.float"),
    ]
}
