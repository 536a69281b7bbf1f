//! Doc comments.

use k8s_openapi::apiextensions_apiserver::pkg::apis::apiextensions::v1::CustomResourceDefinition as Crd;
use kube::{CustomResource, CustomResourceExt};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The first line
/// and the second.
///
/// * a
/// * b
///
///
/// After two empty lines,
///   indented.
#[derive(CustomResource, Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[kube(group = "example.com", version = "v1", kind = "Documented")]
pub struct DocumentedSpec {
    /// # A title
    ///
    /// A text
    /// in two lines.
    titled: String,
    /// # Only a title
    only_title: String,
    /**
     * A block
     * of lines.
     */
    block: String,
    /** One line. */
    one_line: String,
    #[doc = " By hand."]
    #[doc = "\nIn two."]
    by_hand: String,
    ///
    empty: String,
    /// `code` and	a tab  and blanks  
    /// at the end.
    blanks: String,
    typed: Typed,
    /// The field.
    typed_documented: Typed,
    listed: Vec<Typed>,
    /// The field.
    listed_documented: Vec<Typed>,
    optional: Option<Typed>,
    /// The field.
    optional_documented: Option<Typed>,
}

/// The type
/// in two lines.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
pub struct Typed {}

pub fn crds() -> Vec<fn() -> Crd> {
    vec![Documented::crd]
}
