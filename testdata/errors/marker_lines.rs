//! Lines that look like markers, and markers without a value.

use kubewright_runtime::Schema;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, Schema)]
pub struct Lines {
    /// +foo
    /// +MinLength=3
    /// ++optional
    /// + a list item
    /// +1 for prose
    pub looks_like_one: String,
    /// +k8s:imutable
    /// +k8s:maxitems=3
    /// +k8s:nothing
    pub misspelt: Vec<String>,
    /// +k8s:minLength=1
    /// +k8s:format=k8s-ip
    /// +k8s:eachVal=+k8s:minLength=1
    /// +k8s:item(type: "A")=+k8s:zeroOrOneOfMember
    /// +k8s:unionMember(union: "x")
    /// +k8s:alpha(since: "1.35")=+k8s:minimum=1
    pub not_supported: String,
    /// +kubebuilder:validation:Pattern
    pub pattern: String,
    /// +kubebuilder:validation:Format=
    pub format: String,
    /// +kubebuilder:validation:Type
    pub kind: String,
    /// +listType=map
    /// +listMapKey
    pub list: Vec<Item>,
}

#[derive(Serialize, Deserialize, Schema)]
pub struct Item {
    pub name: String,
}

#[derive(Serialize, Deserialize, Schema)]
pub struct Text {
    /// + kubebuilder:validation:Minimum=1
    /// + optional extras
    pub space: i32,
    /// The limits:
    /// - +kubebuilder:validation:Minimum=1
    /// - +optional
    pub item: i32,
    /// The limits:
    ///
    /// * +kubebuilder:validation:Minimum=1
    pub asterisk: i32,
    /// ```yaml
    /// speed: 3
    /// +kubebuilder:validation:Minimum=1
    pub open_block: i32,
    /// ```5m``` is the default.
    /// +kubebuilder:validation:MaxLength=many
    pub no_block: String,
    /// +enum=Fast;Slow
    pub listed: String,
    /// +enum
    /// +oneOf=Speed
    pub foreign: String,
}
