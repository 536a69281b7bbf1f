//! What serde says about a value of the wrong type, in plain words.

/// Returns serde's reason in YAML's terms, with what is expected first. Other reasons stay as they are.
///
/// ```
/// use kubewright_core::plain::reason;
///
/// let serde = "invalid type: string \"a\", expected a sequence";
/// assert_eq!(reason(serde), "expected a list, found the text `a`");
/// assert_eq!(reason("missing field `kind`"), "`kind` is missing");
/// assert_eq!(reason("it is too long"), "it is too long");
/// ```
#[must_use]
pub fn reason(serde: &str) -> String {
    if let Some(field) = serde.strip_prefix("missing field ") {
        return format!("{field} is missing");
    }
    let mismatch = ["invalid type: ", "invalid value: "]
        .iter()
        .find_map(|prefix| serde.strip_prefix(prefix));
    // A text may contain anything, and serde's expectation contains no quotes.
    match mismatch.and_then(|rest| rest.rsplit_once(", expected ")) {
        Some((found, expected)) => format!("expected {}, found {}", wanted(expected), present(found)),
        None => serde.to_owned(),
    }
}

fn wanted(expected: &str) -> &str {
    match expected {
        "a sequence" => "a list",
        "a map" => "a mapping",
        "a string" => "a text",
        "a boolean" => "`true` or `false`",
        "u8" | "u16" | "u32" | "u64" | "usize" => "a whole number from 0",
        "i8" | "i16" | "i32" | "i64" | "isize" => "a whole number",
        "f32" | "f64" => "a number",
        named if named.starts_with("struct ") => "a mapping",
        other => other,
    }
}

fn present(found: &str) -> String {
    let quoted = |kind: &str| found.strip_prefix(kind).map(|rest| rest.trim_matches(['`', '"']));
    match found {
        "map" => return "a mapping".to_owned(),
        "sequence" => return "a list".to_owned(),
        "null" | "unit value" | "Option value" => return "nothing".to_owned(),
        _ => {}
    }
    if let Some(text) = quoted("string ") {
        return format!("the text `{text}`");
    }
    if let Some(number) = quoted("integer ").or_else(|| quoted("floating point ")) {
        return format!("the number `{number}`");
    }
    match quoted("boolean ") {
        Some(value) => format!("`{value}`"),
        None => found.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use serde::de::DeserializeOwned;
    use serde_json::{Value, json};
    use std::collections::BTreeMap;

    use super::reason;

    fn of<T: DeserializeOwned>(value: Value) -> String {
        let error = serde_json::from_value::<T>(value).err();
        reason(&error.map(|error| error.to_string()).unwrap_or_default())
    }

    #[test]
    fn every_type_has_a_plain_name() {
        #[derive(serde::Deserialize)]
        struct Named {
            _kind: String,
        }
        for (found, expected) in [
            (
                of::<Vec<u8>>(json!("a, b")),
                "expected a list, found the text `a, b`",
            ),
            (of::<String>(json!(1)), "expected a text, found the number `1`"),
            (
                of::<String>(json!(0.5)),
                "expected a text, found the number `0.5`",
            ),
            (of::<String>(json!(null)), "expected a text, found nothing"),
            (of::<bool>(json!([1])), "expected `true` or `false`, found a list"),
            (
                of::<bool>(json!("yes")),
                "expected `true` or `false`, found the text `yes`",
            ),
            (
                of::<u64>(json!(-1)),
                "expected a whole number from 0, found the number `-1`",
            ),
            (
                of::<i64>(json!("1")),
                "expected a whole number, found the text `1`",
            ),
            (
                of::<BTreeMap<String, u8>>(json!(true)),
                "expected a mapping, found `true`",
            ),
            (of::<Named>(json!("a")), "expected a mapping, found the text `a`"),
            (of::<Named>(json!({})), "`_kind` is missing"),
            (of::<String>(json!({"a": 1})), "expected a text, found a mapping"),
        ] {
            assert_eq!(found, expected);
        }
    }
}
