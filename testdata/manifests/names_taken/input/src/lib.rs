//! Kinds of one group with a name in common, of which the API server serves one.

use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use kubewright_runtime::CustomResource;

#[derive(CustomResource)]
#[resource(group = "example.com", version = "v1")]
pub struct Foo {
    pub metadata: ObjectMeta,
}

/// The kind is the list kind of Foo.
#[derive(CustomResource)]
#[resource(group = "example.com", version = "v1")]
pub struct FooList {
    pub metadata: ObjectMeta,
}

/// The plural is the singular of Foo.
/// +kubebuilder:resource:path=foo
#[derive(CustomResource)]
#[resource(group = "example.com", version = "v1")]
pub struct Fooo {
    pub metadata: ObjectMeta,
}

/// The short name is the plural of Foo.
/// +kubebuilder:resource:shortName=foos
#[derive(CustomResource)]
#[resource(group = "example.com", version = "v1")]
pub struct Bar {
    pub metadata: ObjectMeta,
}

/// In another group, all names are free.
/// +kubebuilder:resource:path=foo
#[derive(CustomResource)]
#[resource(group = "other.example.com", version = "v1")]
pub struct Free {
    pub metadata: ObjectMeta,
}
