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

/// Adds `apiVersion`, `kind` and `metadata` to the schema of a root type. What a marker says about them stays.
pub fn root_schema(mut schema: Schema) -> Schema {
    let common = [
        ("apiVersion", "string", Some(API_VERSION)),
        ("kind", "string", Some(KIND)),
        ("metadata", "object", None),
    ];
    for (name, ty, description) in common {
        let marked = schema.properties.remove(name).unwrap_or_default();
        let property = Schema {
            ty: Some(ty.to_owned()),
            description: marked
                .description
                .clone()
                .or_else(|| description.map(str::to_owned)),
            ..marked
        };
        schema.properties.insert(name.to_owned(), property);
    }
    schema
}
