//! Errors in markers of a root type point at the argument.

use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use kubewright_runtime::{CustomResource, Schema};
use serde::{Deserialize, Serialize};

/// +kubebuilder:printcolumn:name=A,type=strin,JSONPath=.spec.size
/// +kubebuilder:printcolumn:name=C,type=integer,JSONPath=".spec.size",format=foo
/// +kubebuilder:printcolumn:name=E,type=string,JSONPath=.spec.size,description=
/// +kubebuilder:subresource:status
/// +kubebuilder:subresource:scale:specpath=.spec.size,statuspath=.size
/// +kubebuilder:resource:scope=Namespace
/// +kubebuilder:resource:path=Mice
/// +kubebuilder:resource:shortName=dd;Dd,categories=all
/// +kubebuilder:metadata:annotations=a=b,labels=c
/// +kubebuilder:deprecatedversion:warning=
#[derive(Clone, Debug, CustomResource)]
#[resource(group = "example.com", version = "v1")]
pub struct Mouse {
    pub metadata: ObjectMeta,
    pub spec: MouseSpec,
    pub status: Option<MouseSpec>,
}

/// +kubebuilder:validation:XValidation:rule="self.size > 1",messageExpression="'x' + string(self.size)"
#[derive(Clone, Debug, Serialize, Deserialize, Schema)]
pub struct MouseSpec {
    pub size: i32,
}
