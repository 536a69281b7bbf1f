//! Names of modules and types; pure functions.

use heck::{ToPascalCase, ToSnakeCase};

/// Returns a valid module name: in snake case, and not a keyword.
///
/// ```
/// use kubewright::project::names::module;
///
/// assert_eq!(module("HTTPRoute"), "http_route");
/// assert_eq!(module("cert-manager"), "cert_manager");
/// assert_eq!(module("Type"), "type_");
/// ```
#[must_use]
pub fn module(name: &str) -> String {
    let snake = name.to_snake_case();
    if KEYWORDS.contains(&snake.as_str()) {
        snake + "_"
    } else {
        snake
    }
}

/// Returns the name in camel case: `CaptainBackup` for `captain-backup`.
#[must_use]
pub fn pascal(name: &str) -> String {
    name.to_pascal_case()
}

/// The keywords of Rust.
pub(crate) const KEYWORDS: &[&str] = &[
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "crate", "do", "dyn",
    "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let", "loop",
    "macro", "match", "mod", "move", "mut", "override", "priv", "pub", "ref", "return", "self", "static",
    "struct", "super", "trait", "true", "try", "type", "typeof", "unsafe", "unsized", "use", "virtual",
    "where", "while", "yield",
];
