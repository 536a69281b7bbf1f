//! Root types without a group, a version or `metadata`.

use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use kubewright_runtime::CustomResource;

#[derive(CustomResource)]
pub struct Bare {
    pub metadata: ObjectMeta,
}

#[derive(CustomResource)]
#[resource(group = "example.com")]
pub struct NoVersion {
    pub metadata: ObjectMeta,
}

#[derive(CustomResource)]
#[resource(version = "v1")]
pub struct NoGroup {
    pub metadata: ObjectMeta,
}

#[derive(CustomResource)]
#[resource(group = "example.com", version = "v1")]
pub struct NoMetadata {
    pub name: String,
}

#[derive(CustomResource)]
#[resource(group = "Example_com", version = "v1")]
pub struct BadGroup {
    pub metadata: ObjectMeta,
}

#[derive(CustomResource)]
#[resource(group = "example.com", version = "1.0")]
pub struct BadVersion {
    pub metadata: ObjectMeta,
}

#[derive(CustomResource)]
#[resource(group = "example.com", version = "v1", kind = "bad_kind")]
pub struct BadKind {
    pub metadata: ObjectMeta,
}

#[derive(CustomResource)]
#[resource(group = "", version = "1.0", kind = "bad_kind")]
pub struct AllBad {
    pub metadata: ObjectMeta,
}

#[derive(CustomResource)]
#[resource(group = "example.com", version = "v1", plural = "argumentz")]
pub struct Argument {
    pub metadata: ObjectMeta,
}

#[derive(CustomResource)]
#[resource(plural = "some", group = GROUP, scope(cluster), version = 1, version = "v1", short)]
pub struct Arguments {
    pub metadata: ObjectMeta,
}

#[derive(CustomResource)]
#[resource(kind = "Neither")]
pub struct Neither {
    pub metadata: ObjectMeta,
}

/// +kubebuilder:resource:scope=Global,shortName=UPPER
/// +kubebuilder:printcolumn:name=A,type=text,JSONPath=.spec.a
/// +kubebuilder:printcolumn:name=A,type=string
/// +kubebuilder:metadata:labels=none
/// +kubebuilder:conversion:strategy=None,path=/convert
/// +kubebuilder:conversion:strategy=Webhook,path=/convert,url="https://example.com"
/// +kubebuilder:subresource:scale:specpath=.spec.replicas
#[derive(CustomResource)]
#[resource(group = "example.com", version = "v1")]
pub struct Markers {
    pub metadata: ObjectMeta,
}

#[derive(CustomResource)]
#[resource(group = "example", version = "v1")]
pub struct Dotless {
    pub metadata: ObjectMeta,
}
