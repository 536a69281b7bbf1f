//! The schema of a root type: adds the fields that every Kubernetes object has.

use crate::schema::Schema;

const API_VERSION: &str = "\
APIVersion defines the versioned schema of this representation of an object.
Servers should convert recognized schemas to the latest internal value, and
may reject unrecognized values.
More info: https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md#resources";

const KIND: &str = "\
Kind is a string value representing the REST resource this object represents.
Servers may infer this from the endpoint the client submits requests to.
Cannot be updated.
In CamelCase.
More info: https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md#types-kinds";

/// Adds `apiVersion`, `kind` and `metadata` to the schema of a root type.
pub fn root_schema(mut schema: Schema) -> Schema {
    let text = |text: &str| Schema {
        description: Some(text.to_owned()),
        ..Schema::of("string")
    };
    let common = [
        ("apiVersion", text(API_VERSION)),
        ("kind", text(KIND)),
        ("metadata", Schema::of("object")),
    ];
    schema
        .properties
        .extend(common.map(|(name, schema)| (name.to_owned(), schema)));
    schema
}
