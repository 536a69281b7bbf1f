//! Macros: calls whose first arguments declare variables for the other arguments.

/// Macros that iterate over the items of a list or the keys of a map.
pub(crate) const ITERATING: &[&str] = &[
    "all",
    "exists",
    "existsOne",
    "exists_one",
    "filter",
    "map",
    "sortBy",
    "transformList",
    "transformMap",
    "transformMapEntry",
];

/// Returns how many of a macro's first arguments declare variables.
pub(crate) fn declared_by(function: &str, arguments: usize) -> usize {
    let names = match function {
        "all" | "exists" | "existsOne" | "exists_one" if arguments == 3 => 2,
        "transformList" | "transformMap" | "transformMapEntry" => 2,
        "bind" | "optFlatMap" | "optMap" => 1,
        name if ITERATING.contains(&name) => 1,
        _ => 0,
    };
    names.min(arguments)
}
