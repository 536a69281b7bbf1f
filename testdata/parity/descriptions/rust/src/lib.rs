use std::collections::BTreeMap;

use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use kubewright_runtime::{CustomResource, Schema};
use serde::{Deserialize, Serialize};

/// LetterSpec shows what becomes of a comment.
///
/// A second paragraph stays apart.
///
///
///
/// A third comes after one blank line, however many were written.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Schema)]
#[serde(rename_all = "camelCase")]
pub struct LetterSpec {
    /// One line.
    pub line: String,

    /// Two lines are kept
    /// as two lines.
    pub lines: String,

    /// A list:
    /// - the first
    /// - the second
    ///   goes on here
    ///
    /// 1. numbered
    /// 2. too
    pub list: String,

    /// Before the marker.
    /// +optional
    /// After the marker.
    pub split: String,

    /// Kept.
    /// TODO(reader): dropped
    /// TODO dropped too
    ///  TODO kept, as it is indented
    /// Kept again, with a TODO inside.
    pub todo: String,

    /// Above the line.
    /// ---
    /// Below the line: for those who read the source.
    pub cut: String,

    /// A block of code:
    ///
    /// ```yaml
    /// ---
    /// TODO: stays inside a fence
    /// key: value
    /// ```
    ///
    /// and one with tildes:
    ///
    /// ~~~
    /// ---
    /// ~~~
    /// The end.
    /// --- dropped
    /// dropped
    pub fenced: String,

    ///    Indented by three, then
    ///      by five.
    pub indented: String,

    #[doc = " Trailing blanks are cut.   "]
    /// "Quoted", 'quoted': and # marked, at 100 %.
    pub marks: String,

    /// Ümläute, 漢字 and a snowman ☃.
    pub unicode: String,

    ///
    /// Blank lines around are cut.
    ///
    pub around: String,

    /// +optional
    pub only_markers: String,

    pub nothing: String,

    pub from_type: Stamp,

    /// The field speaks louder than its type.
    pub own: Stamp,

    /// Stamps is a list: the items speak for themselves.
    pub stamps: Vec<Stamp>,

    pub covers: BTreeMap<String, Cover>,
}

/// Stamp has words of its own.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Schema)]
#[serde(rename_all = "camelCase")]
pub struct Stamp {
    /// Worth is in cents.
    pub worth: i32,
}

/// Cover is a string with words of its own.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Schema)]
pub struct Cover(pub String);

/// Letter is a message on paper,
/// and this is its schema.
/// TODO: write more
#[derive(Clone, Debug, CustomResource)]
#[resource(group = "parity.example.com", version = "v1")]
pub struct Letter {
    pub metadata: ObjectMeta,
    pub spec: LetterSpec,
}
