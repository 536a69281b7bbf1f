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

/// Macros whose first arguments are names for what their last ones speak of; the parser leaves these as calls.
pub(super) const MACROS: &[&str] = &[
    "all",
    "bind",
    "exists",
    "exists_one",
    "filter",
    "map",
    "optFlatMap",
    "optMap",
    "sortBy",
    "transformList",
    "transformMap",
    "transformMapEntry",
];
