//! Each form of doc comments, with markers in it.

use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use kubewright_runtime::{CustomResource, Schema};
use serde::{Deserialize, Serialize};

/**
 * What a page is.
 *
 * * an item
 * * another
 *
 * +kubebuilder:validation:XValidation:rule="self.title != self.text"
 */
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Schema)]
pub struct PageSpec {
    /**
     * The title.
     * +kubebuilder:validation:MinLength=3
     **/
    pub title: String,
    /** The text.
      * In a paragraph.
      *
      * +kubebuilder:validation:MaxLength=5
      */
    pub text: String,
    /** +kubebuilder:validation:Maximum=9 */
    pub number: i32,
    /**
     The words, without asterisks.
     +kubebuilder:validation:MaxItems=2
     */
    pub words: Vec<String>,
    /// * an item
    ///   of two lines
    ///
    /// +kubebuilder:validation:MaxItems=1
    pub items: Vec<String>,
    #[doc = " The size."]
    #[doc = "* an item"]
    #[doc = "+kubebuilder:validation:Minimum=2"]
    pub size: i32,
    #[doc = " The weight.\n * In kilograms.\n * +kubebuilder:validation:Minimum=3"]
    pub weight: i32,
    /**
     * What it is.
     *
     *     indented
     * +kubebuilder:validation:Enum={One,
     *   Two}
     */
    /// +kubebuilder:default=One
    pub kind: Kind,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Schema)]
pub enum Kind {
    /**
     * The first.
     */
    One,
    /** The second. */
    Two,
}

/**
 * A page.
 * +kubebuilder:resource:shortName=pg
 */
#[derive(Clone, Debug, CustomResource)]
#[resource(group = "doc-comments.example.com", version = "v1")]
pub struct Page {
    pub metadata: ObjectMeta,
    pub spec: PageSpec,
}

pub fn samples() -> Vec<Page> {
    let spec = PageSpec {
        title: "abc".to_owned(),
        text: "abcde".to_owned(),
        number: 9,
        words: vec!["a".to_owned(), "b".to_owned()],
        items: vec!["a".to_owned()],
        size: 2,
        weight: 3,
        kind: Kind::Two,
    };
    vec![Page::new("page", spec)]
}

pub fn refused() -> Vec<(serde_json::Value, &'static str)> {
    let with = |field: &str, value: serde_json::Value| {
        let mut spec = serde_json::json!({
            "title": "abc", "text": "abcde", "number": 9, "words": [], "items": [], "size": 2, "weight": 3,
        });
        spec[field] = value;
        spec
    };
    vec![
        (with("title", "ab".into()), "spec.title"),
        (with("text", "abcdef".into()), "spec.text"),
        (with("text", "abc".into()), "self.title != self.text"),
        (with("number", 10.into()), "spec.number"),
        (with("size", 1.into()), "spec.size"),
        (with("weight", 2.into()), "spec.weight"),
    ]
}
