use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use kubewright_runtime::{CustomResource, Schema};
use serde::{Deserialize, Serialize};

/// NoteSpec is short.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Schema)]
#[serde(rename_all = "camelCase")]
pub struct NoteSpec {
    /// Exactly forty letters long, count them!!
    pub exact: String,

    /// A first sentence. And a second one that goes on for a long while.
    pub sentence: String,

    /// Is it a question? Then the rest of this is cut off as well.
    pub question: String,

    /// no sentence ends anywhere within this long run of plain words
    pub words: String,

    /// Averyveryverylongwordwithoutanyblanksinitatallwhichneverends
    pub unbroken: String,

    /// A first line
    /// and a second line which goes beyond the limit
    pub lines: String,

    /// Short enough.
    pub short: String,
}

/// Note is a short thing with a very long description that has to be cut somewhere.
#[derive(Clone, Debug, CustomResource)]
#[resource(group = "parity.example.com", version = "v1")]
pub struct Note {
    pub metadata: ObjectMeta,
    pub spec: NoteSpec,
}
