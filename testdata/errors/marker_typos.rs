//! Markers with named arguments whose names are misspelled or incomplete, and markers of other tools.

use kubewright_runtime::{CustomResource, Schema};
use serde::{Deserialize, Serialize};

/// +kubebulder:rbac:groups=apps,resources=deployments,verbs=get
/// +rbac:groups=apps,resources=deployments,verbs=get
/// +kubebuidler:printcolumn:name=B,type=string,JSONPath=.spec.a
/// +printcolumn:name=B,type=string,JSONPath=.spec.a
/// +kubebuilder:printcolum:name=B,type=string,JSONPath=.spec.a
/// +kubebulder:resource:shortName=tt
/// +resource:shortName=tt
/// +webhook:path=/a
/// +deprecatedversion:warning=old
/// +metadata:labels=a=b
/// +operatorsdk:csv:customresourcedefinitions:displayName=A
#[derive(Clone, Debug, Serialize, Deserialize, Schema, CustomResource)]
#[resource(group = "example.com", version = "v1")]
pub struct Typo {
    pub metadata: kubewright_runtime::ObjectMeta,
    pub spec: TypoSpec,
}

#[derive(Clone, Debug, Serialize, Deserialize, Schema)]
pub struct TypoSpec {
    /// +kubbuilder:validation:XValidation:rule="self != ''"
    /// +XValidation:rule="self != ''"
    /// +validation:XValidation:rule="self != ''"
    /// +kubebuilder:XValidation:rule="self != ''"
    /// +kubebuilder:XValidaton:rule="self != ''"
    /// +externalDocs:url=https://example.com
    pub name: String,
    /// +items:MaxLength=3
    /// +kubebuilder:items:MaxLength=3
    /// +kubebuilder:validation:items:MaxLenth=3
    pub list: Vec<String>,
    /// +keys:MaxLength=3
    /// +validation:values:MaxLength=3
    pub map: std::collections::BTreeMap<String, String>,
    /// +acme:resource:path=x
    /// +acme:metadata:labels=a=b
    /// +foo:bar:baz=1
    /// +genclient:method=Scale,verb=get
    /// +optional
    pub others: Option<String>,
}
