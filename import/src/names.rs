//! Names of JSON as names of Rust.

/// Words that cannot be identifiers without `r#`.
const KEYWORDS: &[&str] = &[
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "do", "dyn", "else",
    "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let", "loop", "macro",
    "match", "mod", "move", "mut", "override", "priv", "pub", "ref", "return", "static", "struct", "trait",
    "true", "try", "type", "typeof", "unsafe", "unsized", "use", "virtual", "where", "while", "yield",
];

/// Words that cannot be identifiers at all.
const PATHS: &[&str] = &["crate", "self", "super"];

/// The signs that operators and wildcards in `enum` have, as words.
const SIGNS: &[(char, &str)] = &[
    ('!', "Not"),
    ('%', "Percent"),
    ('*', "Star"),
    ('+', "Plus"),
    ('-', "Minus"),
    ('.', "Dot"),
    ('/', "Slash"),
    ('<', "Less"),
    ('=', "Equal"),
    ('>', "Greater"),
    ('~', "Tilde"),
];

/// Splits a name where its case changes, and at everything that is no letter and no digit.
pub fn words(name: &str) -> Vec<String> {
    let chars: Vec<char> = name.chars().collect();
    let at = |index: usize| chars.get(index).copied().unwrap_or(' ');
    let mut words = vec![String::new()];
    for (index, &char) in chars.iter().enumerate() {
        if !char.is_ascii_alphanumeric() {
            words.push(String::new());
            continue;
        }
        let before = if index == 0 { ' ' } else { at(index - 1) };
        let (next, after) = (at(index + 1), at(index + 2));
        // `podIPs` is `pod` and `IPs`.
        let plural = next == 's' && !after.is_ascii_lowercase();
        let starts = char.is_ascii_uppercase()
            && (before.is_ascii_lowercase()
                || before.is_ascii_digit()
                || before.is_ascii_uppercase() && next.is_ascii_lowercase() && !plural);
        if starts {
            words.push(String::new());
        }
        if let Some(word) = words.last_mut() {
            word.push(char);
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

/// The name of a field or module: `pod_ips` for `podIPs`.
pub fn snake(name: &str) -> String {
    let snake = words(name).join("_").to_ascii_lowercase();
    match snake.chars().next() {
        None => "field".to_owned(),
        Some(first) if first.is_ascii_digit() => format!("_{snake}"),
        Some(_) if PATHS.contains(&snake.as_str()) => format!("{snake}_"),
        Some(_) => snake,
    }
}

/// The identifier of a name in snake case.
pub fn raw(snake: &str) -> String {
    match KEYWORDS.contains(&snake) {
        true => format!("r#{snake}"),
        false => snake.to_owned(),
    }
}

/// The name of a module: `http_route` for `HTTPRoute`, `match_` for `Match`.
///
/// ```
/// assert_eq!(kubewright_import::module_name("HTTPRoute"), "http_route");
/// assert_eq!(kubewright_import::module_name("Match"), "match_");
/// ```
pub fn module_name(name: &str) -> String {
    let snake = snake(name);
    match KEYWORDS.contains(&snake.as_str()) {
        true => snake + "_",
        false => snake,
    }
}

/// The name that serde gives to a field under `rename_all = "camelCase"`.
pub fn camel(snake: &str) -> String {
    let mut camel = String::new();
    let mut capitalize = true;
    for char in snake.chars() {
        match char {
            '_' => capitalize = true,
            _ if capitalize => {
                camel.push(char.to_ascii_uppercase());
                capitalize = false;
            }
            _ => camel.push(char),
        }
    }
    match camel.chars().next() {
        Some(first) => first.to_ascii_lowercase().to_string() + &camel[first.len_utf8()..],
        None => camel,
    }
}

/// A part of a type's name: `HttpGet` for `httpGet`.
pub(crate) fn pascal(name: &str) -> String {
    let capitalized = words(name).into_iter().map(|word| {
        let word = word.to_ascii_lowercase();
        word[..1].to_ascii_uppercase() + &word[1..]
    });
    let pascal: String = capitalized.collect();
    if pascal.is_empty() {
        "Field".to_owned()
    } else {
        pascal
    }
}

/// The name of one item of a list: `Container` for `Containers`.
pub(crate) fn singular(plural: &str) -> String {
    let ends = |end: &str| plural.ends_with(end);
    if let Some(stem) = plural.strip_suffix("ies").filter(|stem| stem.len() > 1) {
        return format!("{stem}y");
    }
    if ["sses", "xes", "ches", "shes", "uses"].into_iter().any(ends) {
        return plural[..plural.len() - 2].to_owned();
    }
    if ends("s") && !["ss", "us", "is"].into_iter().any(ends) && plural.len() > 2 {
        return plural[..plural.len() - 1].to_owned();
    }
    plural.to_owned()
}

/// The name of an enum's variant.
pub fn variant(value: &str) -> String {
    let fits = value.starts_with(|first: char| first.is_ascii_uppercase())
        && value.chars().all(|char| char.is_ascii_alphanumeric())
        && value.chars().any(|char| char.is_ascii_lowercase());
    if value == "Self" {
        return "SelfValue".to_owned();
    }
    if fits {
        return value.to_owned();
    }
    if value.is_empty() {
        return "Empty".to_owned();
    }
    let plain = value.chars().any(|char| char.is_ascii_alphanumeric());
    let name: String = if plain {
        let name = pascal(value);
        if name == "Self" {
            "SelfValue".to_owned()
        } else {
            name
        }
    } else {
        let sign = |char| {
            SIGNS
                .iter()
                .find(|(sign, _)| *sign == char)
                .map(|(_, word)| *word)
        };
        value.chars().filter_map(sign).collect()
    };
    match name.chars().next() {
        None => "Other".to_owned(),
        Some(first) if first.is_ascii_digit() => format!("V{name}"),
        Some(_) => name,
    }
}

/// The first of `name`, `name2`, `name3`… that is not taken.
pub fn free(name: &str, joint: &str, taken: &mut dyn FnMut(&str) -> bool) -> String {
    if !taken(name) {
        return name.to_owned();
    }
    let numbered = (2..).map(|number: usize| format!("{name}{joint}{number}"));
    let mut free = numbered.filter(|name| !taken(name));
    free.next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields() {
        let cases = [
            ("podIPs", "pod_ips"),
            ("httpGet", "http_get"),
            ("HTTPGetURL", "http_get_url"),
            ("v1Beta", "v1_beta"),
            ("$ref", "ref"),
            ("x-kubernetes-map-type", "x_kubernetes_map_type"),
            ("1st", "_1st"),
            ("self", "self_"),
            ("größe", "gr_e"),
            ("", "field"),
        ];
        for (name, expected) in cases {
            assert_eq!(snake(name), expected, "{name}");
        }
        assert_eq!(raw("type"), "r#type");
        assert_eq!(camel("pod_ips"), "podIps");
        assert_eq!(camel("_1st"), "1st");
    }

    #[test]
    fn types_and_variants() {
        assert_eq!(pascal("httpGet"), "HttpGet");
        for (plural, one) in [
            ("Containers", "Container"),
            ("Policies", "Policy"),
            ("Addresses", "Address"),
            ("Status", "Status"),
            ("Class", "Class"),
        ] {
            assert_eq!(singular(plural), one);
        }
        for (value, name) in [
            ("RollingUpdate", "RollingUpdate"),
            ("TCP", "Tcp"),
            ("ClusterIP", "ClusterIP"),
            ("", "Empty"),
            ("*", "Star"),
            ("<=", "LessEqual"),
            ("1.2", "V12"),
            ("self", "SelfValue"),
            ("ü", "Other"),
        ] {
            assert_eq!(variant(value), name, "{value}");
        }
    }
}
