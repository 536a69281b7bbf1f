use std::collections::BTreeMap;

use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use kubewright_runtime::{CustomResource, Schema};
use serde::{Deserialize, Serialize};

/// BookSpec has examples, titles and links.
/// +kubebuilder:title="A book"
/// +kubebuilder:externalDocs:url="https://example.com/book",description="All about books"
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Schema)]
#[serde(rename_all = "camelCase")]
pub struct BookSpec {
    /// +kubebuilder:example=Emma
    pub title: String,

    /// +kubebuilder:example=474
    pub pages: i32,

    /// +kubebuilder:example=true
    pub bound: bool,

    /// +kubebuilder:example={novel,classic}
    pub tags: Vec<String>,

    /// +kubebuilder:example=a;b
    pub semicolons: Vec<String>,

    /// +kubebuilder:example={}
    pub no_tags: BTreeMap<String, String>,

    /// +kubebuilder:example={shelf: "3", room: hall}
    pub place: BTreeMap<String, String>,

    /// +kubebuilder:example={{name: Jane, age: 40}}
    pub authors: Vec<Author>,

    /// +kubebuilder:title="The main author"
    /// +kubebuilder:example={name: Jane}
    pub author: Author,

    /// The field has a title, the type has another.
    /// +kubebuilder:title=Isbn
    pub isbn: Code,

    pub code: Code,

    /// +kubebuilder:title="1984"
    pub numeric: String,

    /// +kubebuilder:externalDocs:url="https://example.com/shelf"
    pub shelf: String,

    /// +kubebuilder:externalDocs:url="https://example.com/mine",description="The field's own"
    pub mine: Linked,

    pub theirs: Linked,

    pub list: Vec<Linked>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Schema)]
#[serde(rename_all = "camelCase")]
pub struct Author {
    pub name: String,

    /// +kubebuilder:example=40
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub age: Option<i32>,
}

/// Code has a title of its own.
/// +kubebuilder:title="Any code"
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Schema)]
pub struct Code(pub String);

/// Linked has a link of its own.
/// +kubebuilder:externalDocs:url="https://example.com/linked",description="The type's own"
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Schema)]
pub struct Linked(pub String);

#[derive(Clone, Debug, CustomResource)]
#[resource(group = "parity.example.com", version = "v1")]
pub struct Book {
    pub metadata: ObjectMeta,
    pub spec: BookSpec,
}
