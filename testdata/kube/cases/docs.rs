//! Doc comments, titles and descriptions.

use k8s_openapi::apiextensions_apiserver::pkg::apis::apiextensions::v1::CustomResourceDefinition as Crd;
use kube::{CustomResource, CustomResourceExt};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The first line
/// goes on here.
///
/// * a list
///   with indent
///
///     code
#[derive(CustomResource, Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[kube(group = "example.com", version = "v1", kind = "Docs", status = "DocsStatus")]
pub struct DocsSpec {
    ///no blank
    a: String,
    ///   three blanks
    b: String,
    /// # A title
    /// and its text
    c: String,
    #[doc = "An attribute"]
    #[doc = " with two lines"]
    d: String,
    #[doc = concat!("joined ", "text ", 5)]
    e: String,
    #[doc(hidden)]
    f: String,
    // not a doc comment
    g: String,
    /** a block */
    h: String,
    /**
     * stars
     * stay
     */
    i: String,
    /// text with trailing blanks   
    j: String,
    /// Its own.
    k: Inner,
    l: Inner,
    m: Option<Inner>,
    n: Vec<Inner>,
    /// Of the option.
    o: Option<Box<Inner>>,
    /// Old.
    #[deprecated]
    #[serde(default)]
    p: bool,
    /// # Only a title
    q: String,
    ///
    r: String,
    #[schemars(title = "Stated", description = "Also stated")]
    s: String,
    /// Replaced.
    #[schemars(description = "The other")]
    t: String,
    /// Removed.
    #[schemars(description = "")]
    u: String,
    #[doc = include_str!("docs.txt")]
    v: String,
    #[schemars(description = TEXT)]
    w: String,
    /// Quotes " and \ and unicode ä €.
    x: String,
}

const TEXT: &str = "A constant.";

/// The docs of a type.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
pub struct Inner {}

/// The docs of the status.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
pub struct DocsStatus {
    /// Ready.
    ready: bool,
}

pub fn crds() -> Vec<Crd> {
    vec![Docs::crd()]
}
