//! The `fieldPath` of a rule.

use kubewright_core::schema::Schema;

use crate::path::Step;

/// A path as the API server prints it, and its steps.
pub(super) fn normalized(path: &str, node: &Schema) -> (String, Vec<Step>) {
    let mut shown = String::new();
    let mut steps = Vec::new();
    let mut schema = Some(node);
    let mut rest = path;
    while !rest.is_empty() {
        let (key, after) = next(rest);
        rest = after;
        let Some(key) = key else { continue };
        let is_field = schema.is_none_or(|schema| !schema.properties.is_empty());
        if is_field {
            if !shown.is_empty() {
                shown.push('.');
            }
            shown.push_str(&key);
        } else {
            shown.push_str(&format!("[{key}]"));
        }
        schema = schema.and_then(|schema| schema.properties.get(&key).or_else(|| schema.values()));
        steps.push(Step::Key(key));
    }
    (shown, steps)
}

/// The first step of a path: `.name` or `['name']`.
fn next(path: &str) -> (Option<String>, &str) {
    if let Some(quoted) = path.strip_prefix("['") {
        let mut key = String::new();
        let mut chars = quoted.char_indices();
        while let Some((at, c)) = chars.next() {
            match c {
                '\\' => key.extend(chars.next().map(|(_, escaped)| unescaped(escaped))),
                '\'' => return (Some(key), quoted[at + 1..].strip_prefix(']').unwrap_or_default()),
                c => key.push(c),
            }
        }
        return (Some(key), "");
    }
    let name = path.strip_prefix('.').unwrap_or(path);
    let end = name.find(['.', '[']).unwrap_or(name.len());
    let (name, rest) = name.split_at(end);
    let skipped = if name.is_empty() && !rest.is_empty() && !rest.starts_with(['.', '[']) {
        ""
    } else {
        rest
    };
    if name.is_empty() {
        // A sign that means nothing here is skipped, so that the walk ends.
        return (
            None,
            skipped
                .get(1..)
                .filter(|_| !skipped.starts_with("['"))
                .unwrap_or(skipped),
        );
    }
    (Some(name.to_owned()), rest)
}

fn unescaped(c: char) -> char {
    match c {
        'a' => '\u{7}',
        'b' => '\u{8}',
        'f' => '\u{c}',
        'n' => '\n',
        'r' => '\r',
        't' => '\t',
        'v' => '\u{b}',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use kubewright_core::schema::Schema;

    #[test]
    fn paths_are_normalized() {
        let node: Schema = serde_json::from_value(serde_json::json!({
            "type": "object",
            "properties": {
                "a": {"type": "object", "additionalProperties": {"type": "string"}},
                "x.y": {"type": "object", "properties": {"b": {"type": "string"}}},
            },
        }))
        .expect("a schema");
        for (path, expected) in [
            (".a", "a"),
            (".a['k.l']", "a[k.l]"),
            ("['x.y'].b", "x.y.b"),
            (".a.k", "a[k]"),
            ("..", ""),
            ("[", ""),
            (r".a['it\'s']", "a[it's]"),
        ] {
            assert_eq!(super::normalized(path, &node).0, expected, "{path}");
        }
    }
}
