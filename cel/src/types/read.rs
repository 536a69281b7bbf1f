//! Reads the types in the table of functions.

use super::Type;

/// Reads a type; a parameter is a quote and a name, and gets the index of its name.
pub(crate) fn read(text: &str, parameters: &mut Vec<String>) -> Type {
    let (head, arguments) = split(text);
    let mut all: Vec<Type> = arguments.iter().map(|part| read(part, parameters)).collect();
    match head {
        "dyn" => Type::Dyn,
        "null" => Type::Null,
        "bool" => Type::Bool,
        "int" => Type::Int,
        "uint" => Type::Uint,
        "double" => Type::Double,
        "string" => Type::Text,
        "bytes" => Type::Bytes,
        "google.protobuf.Duration" | "duration" => Type::Duration,
        "google.protobuf.Timestamp" | "timestamp" => Type::Timestamp,
        "list" => Type::list(all.remove(0)),
        "map" => {
            let value = all.remove(1);
            Type::map(all.remove(0), value)
        }
        "type" if all.is_empty() => Type::Of(None),
        "type" => Type::type_of(all.remove(0)),
        _ => match head.split_at(1) {
            ("'", name) => {
                let known = parameters.iter().position(|parameter| parameter == name);
                Type::Parameter(known.unwrap_or_else(|| {
                    parameters.push(name.to_owned());
                    parameters.len() - 1
                }))
            }
            ("#", name) => Type::Named(name.into()),
            (_, name) => Type::Opaque(name.into(), all.into()),
        },
    }
}

/// The name of a type and its arguments: `map(a,list(b))` has `a` and `list(b)`.
fn split(text: &str) -> (&str, Vec<&str>) {
    let Some((head, rest)) = text.split_once('(') else {
        return (text, Vec::new());
    };
    let inside = &rest[..rest.len() - 1];
    let (mut arguments, mut depth, mut start) = (Vec::new(), 0_usize, 0);
    for (at, c) in inside.char_indices() {
        match c {
            '(' => depth += 1,
            ')' => depth -= 1,
            ',' if depth == 0 => {
                arguments.push(&inside[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    if !inside.is_empty() {
        arguments.push(&inside[start..]);
    }
    (head, arguments)
}

#[cfg(test)]
mod tests {
    use super::{Type, read};

    #[test]
    fn types_are_read() {
        let mut parameters = Vec::new();
        let map = read("map('K,list(~optional_type('V)))", &mut parameters);
        assert_eq!(parameters, ["K", "V"]);
        let inner = Type::list(Type::optional(Type::Parameter(1)));
        assert_eq!(map, Type::map(Type::Parameter(0), inner));
        assert_eq!(read("~net.IP()", &mut parameters).to_string(), "net.IP");
    }
}
