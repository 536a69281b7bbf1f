//! Macros: calls whose first arguments are names for what the others speak of.

/// Macros that take the items of a list or the keys of a map, one after the other.
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

/// How many of the first arguments of a macro are names for what the others speak of.
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
