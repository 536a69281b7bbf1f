//! Names that mean something in every expression.

/// Types as values.
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

/// First parts of the names of functions and types of the libraries.
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
