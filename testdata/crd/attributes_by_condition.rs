//! Attributes behind `cfg_attr`, and every way to write a doc comment: both front ends read the same.

use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use kubewright_runtime::{CustomResource, Schema};
use serde::{Deserialize, Serialize};

macro_rules! described {
    ($name:ident, $text:literal) => {
        /// A type beside the others, which no schema is made of.
        #[doc = $text]
        #[derive(Clone, Debug, Serialize, Deserialize, Schema)]
        pub struct $name {
            #[doc = $text]
            pub field: i32,
        }
    };
}

described!(Described, "Text that a macro puts in.");

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Schema)]
#[cfg_attr(all(), serde(rename_all = "camelCase"))]
#[cfg_attr(windows, serde(rename_all = "UPPERCASE"))]
pub struct Spec {
    /** A block comment.

    +kubebuilder:validation:Minimum=1 */
    #[cfg_attr(not(windows), serde(rename = "named"))]
    pub by_block: i32,
    #[doc = "An attribute."]
    #[doc = r"+kubebuilder:validation:Maximum=9"]
    pub by_attribute: i32,
    #[cfg_attr(any(unix, windows), doc = "Text behind a condition.\n+kubebuilder:validation:MaxLength=5")]
    #[cfg_attr(any(), doc = "Never seen.")]
    pub by_condition: String,
    #[cfg_attr(all(), cfg_attr(all(), serde(default), doc = "Nested."))]
    pub nested_conditions: bool,
    /// +1 for prose
    /// + a list item
    pub list_item: i32,
}

#[derive(Clone, Debug, PartialEq, CustomResource)]
#[cfg_attr(all(), resource(group = "conditions.example.com", version = "v1"))]
pub struct Conditional {
    pub metadata: ObjectMeta,
    pub spec: Spec,
}

pub fn samples() -> Vec<Conditional> {
    vec![Conditional {
        metadata: ObjectMeta {
            name: Some("one".to_owned()),
            ..ObjectMeta::default()
        },
        spec: Spec {
            by_block: 1,
            by_attribute: 9,
            by_condition: "five5".to_owned(),
            nested_conditions: true,
            list_item: 0,
        },
    }]
}
