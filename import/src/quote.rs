//! Values as markers write them.

use serde_json::Value;

/// A string: in double quotes, or in backticks if that avoids escapes.
pub(crate) fn text(text: &str) -> String {
    let strange = text.chars().any(is_strange);
    let escapes = text.contains(['"', '\\']);
    if escapes && !strange && !text.contains('`') {
        return format!("`{text}`");
    }
    json(&Value::from(text))
}

/// A value as JSON on one line that may be part of a comment.
pub(crate) fn json(value: &Value) -> String {
    let mut text = String::new();
    for char in value.to_string().chars() {
        if is_strange(char) {
            let mut units = [0; 2];
            for unit in char.encode_utf16(&mut units) {
                text += &format!("\\u{unit:04x}");
            }
        } else {
            text.push(char);
        }
    }
    text
}

/// Returns whether a character changes how a line of source is shown or split. rustc refuses some of them in comments.
pub(crate) fn is_strange(char: char) -> bool {
    char.is_control()
        || matches!(char, '\u{2028}' | '\u{2029}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

/// A list: its values, separated by `;`. `None` for values that a list cannot have.
pub(crate) fn list(values: &[Value]) -> Option<String> {
    let value = |value: &Value| match value {
        Value::String(string) => Some(text(string)),
        Value::Number(_) | Value::Bool(_) => Some(value.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    };
    let all: Option<Vec<_>> = values.iter().map(value).collect();
    all.map(|all| all.join(";"))
}

/// A list of strings.
pub(crate) fn texts(values: &[String]) -> String {
    values
        .iter()
        .map(|value| bare(value))
        .collect::<Vec<_>>()
        .join(";")
}

/// A string, without quotes if it is a plain word.
pub(crate) fn bare(value: &str) -> String {
    let plain = |char: char| char.is_ascii_alphanumeric() || "-_.".contains(char);
    match !value.is_empty() && value.chars().all(plain) {
        true => value.to_owned(),
        false => text(value),
    }
}
