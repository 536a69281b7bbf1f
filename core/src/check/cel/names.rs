//! Names that every expression can use.

/// Types that are also values.
pub(super) const TYPES: &[&str] = &[
    "bool",
    "bytes",
    "double",
    "dyn",
    "int",
    "list",
    "map",
    "null_type",
    "string",
    "timestamp",
    "type",
    "uint",
];

/// The first parts of names in the function libraries.
pub(super) const NAMESPACES: &[&str] = &[
    "authorizer",
    "base64",
    "cel",
    "cidr",
    "format",
    "google",
    "ip",
    "jsonpatch",
    "k8s",
    "kubernetes",
    "lists",
    "math",
    "net",
    "optional",
    "optional_type",
    "proto",
    "regex",
    "semver",
    "sets",
    "strings",
    "url",
    "quantity",
];
