//! Writes a value as lines of block-style YAML, each with its path in the value.

use kubewright_core::yaml;
use serde_json::{Map, Value};

/// The path of a line: keys, and the identities of list items.
pub(super) type Place = Vec<String>;

/// A line.
#[derive(Debug)]
pub(super) struct Line {
    pub(super) place: Place,
    /// The list item that begins here.
    pub(super) begins: Option<Place>,
    pub(super) text: String,
}

/// The lines of a map.
pub(super) fn lines(value: &Value) -> Vec<Line> {
    let mut lines = Vec::new();
    if let Value::Object(map) = value {
        of_map(map, 0, &mut Vec::new(), &mut lines);
    }
    lines
}

fn of_map(map: &Map<String, Value>, indent: usize, place: &mut Place, lines: &mut Vec<Line>) {
    let mut keys: Vec<_> = map.keys().collect();
    keys.sort();
    for key in keys {
        place.push(key.clone());
        let written = scalar(&Value::String(key.clone()));
        let mut push = |rest: &str| {
            let text = format!("{:indent$}{written}:{rest}", "");
            lines.push(Line {
                place: place.clone(),
                begins: None,
                text,
            });
        };
        match &map[key] {
            Value::Object(inner) if !inner.is_empty() => {
                push("");
                of_map(inner, indent + 2, place, lines);
            }
            Value::Array(inner) if !inner.is_empty() => {
                push("");
                of_list(inner, indent, place, lines);
            }
            other => push(&format!(" {}", scalar(other))),
        }
        place.pop();
    }
}

fn of_list(list: &[Value], indent: usize, place: &mut Place, lines: &mut Vec<Line>) {
    for (index, member) in list.iter().enumerate() {
        place.push(identity(index, member));
        let first = lines.len();
        match member {
            Value::Object(inner) if !inner.is_empty() => of_map(inner, indent + 2, place, lines),
            // `PROJECT` has no list in a list; flow style keeps one on a single line.
            other => lines.push(Line {
                place: place.clone(),
                begins: None,
                text: format!("{:indent$}  {}", "", scalar(other)),
            }),
        }
        if let Some(line) = lines.get_mut(first) {
            line.begins = Some(place.clone());
            line.text.replace_range(indent..indent + 1, "-");
        }
        place.pop();
    }
}

/// The identity of a list item, wherever it is.
pub(super) fn identity(index: usize, member: &Value) -> String {
    let text = |key: &str| member.get(key).and_then(Value::as_str);
    match (text("kind"), text("name"), member) {
        (Some(kind), _, _) => {
            let of = |key| text(key).unwrap_or_default();
            format!("{}/{}/{}/{kind}", of("group"), of("domain"), of("version"))
        }
        (None, Some(name), _) => name.to_owned(),
        (None, None, Value::String(text)) => text.clone(),
        (None, None, _) => index.to_string(),
    }
}

fn scalar(value: &Value) -> String {
    match yaml::to_string(value) {
        Ok(text) if text.trim_end().lines().count() == 1 => text.trim_end().to_owned(),
        // A multi-line value is written as JSON, which is valid YAML.
        Ok(_) | Err(_) => value.to_string(),
    }
}
