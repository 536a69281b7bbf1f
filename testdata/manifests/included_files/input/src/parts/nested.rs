use super::{Around, seven};

#[derive(Clone, Debug, serde::Deserialize, serde::Serialize, schemars::JsonSchema)]
pub struct Nested {
    #[serde(default = "seven")]
    size: u8,
    around: super::Around,
    above: super::super::Size,
}
