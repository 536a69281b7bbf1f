//! Objects by chance, through the types of their kinds.

use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread;

use kubewright_validation::Kind;
use serde_json::Value;

use super::imported::Type;
use super::objects::Objects;

/// How many objects there are of each type.
const EACH: usize = 40;

/// Fails unless each type reads and writes objects without changing them.
pub(crate) fn check(types: &[Type], program: &Path) {
    let mut lines = String::new();
    let mut objects = Vec::new();
    let mut without = Vec::new();
    for (number, ty) in types.iter().enumerate() {
        let (made, refused) = stored(ty);
        lines.extend(made.iter().map(|object| format!("{number} {object}\n")));
        if made.len() < EACH / 2 && ty.has_objects() {
            without.push(format!("{ty}: {}; {refused}", made.len()));
        }
        objects.extend(made.into_iter().map(|object| (ty, object)));
    }
    let written = through(program, lines);
    assert_eq!(written.len(), objects.len());
    let pairs = objects.iter().zip(&written);
    let changed = pairs.filter(|((ty, object), written)| {
        let schema = ty.schema();
        let same = |text: &str| {
            serde_json::from_str(text).is_ok_and(|new| plain(new, &schema) == plain(object.clone(), &schema))
        };
        !same(written)
    });
    let changed: Vec<_> = changed
        .map(|((ty, object), written)| format!("{ty}\n  {object}\n  {written}"))
        .collect();
    assert!(
        changed.is_empty(),
        "{}\n{} of {} change",
        changed.join("\n"),
        changed.len(),
        objects.len()
    );
    assert!(objects.len() > 6000, "only {} objects", objects.len());
    assert!(
        without.is_empty(),
        "few objects are accepted:\n{}",
        without.join("\n")
    );
}

/// Objects of a type as an API server stores them, and why it refused another one.
fn stored(ty: &Type) -> (Vec<Value>, String) {
    let mut version = ty.version.clone();
    // With a subresource, a status is a write of its own.
    version.subresources = None;
    let kind = Kind::new(&ty.crd, &version);
    let schema = ty.schema();
    let mut objects = Objects::new(0);
    let made = (0..EACH).filter_map(|_| objects.stored(&kind, &schema)).collect();
    (made, objects.refused)
}

/// The lines that the program writes for these.
fn through(program: &Path, lines: String) -> Vec<String> {
    let mut child = Command::new(program)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut input = child.stdin.take().unwrap();
    let writer = thread::spawn(move || input.write_all(lines.as_bytes()));
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap().unwrap();
    assert!(output.status.success());
    String::from_utf8(output.stdout)
        .unwrap()
        .lines()
        .map(str::to_owned)
        .collect()
}

/// A value in the form that all texts of it have in common, as far as types of Kubernetes in Go and in Rust agree about it:
///
/// * A number has one form: `2` and `2.0` are the same JSON number, and both languages hold it as a float if the schema says `number`.
/// * A quantity is a text: both write `2` as `"2"`.
/// * A time is UTC, to the second.
/// * A field that may be missing and may be `null` is missing: `None` is both. With a default, the difference counts.
fn plain(value: Value, schema: &Value) -> Value {
    match value {
        Value::Number(number) if schema["type"] == "number" => number.as_f64().into(),
        Value::Number(number)
            if schema["x-kubernetes-int-or-string"] == true && !schema["pattern"].is_null() =>
        {
            number.to_string().into()
        }
        Value::String(text) if schema["format"] == "date-time" => in_utc(&text).into(),
        Value::Array(items) => items
            .into_iter()
            .map(|item| plain(item, &schema["items"]))
            .collect(),
        Value::Object(fields) => {
            let of = |name: &str| {
                schema["properties"]
                    .get(name)
                    .unwrap_or(&schema["additionalProperties"])
            };
            let is_required = |name: &str| {
                let required = schema["required"].as_array();
                required.is_some_and(|required| required.iter().any(|required| *required == name))
            };
            let is_missing = |name: &str, value: &Value| {
                let property = schema["properties"].get(name);
                let has_no_default = property.is_some_and(|property| property["default"].is_null());
                value.is_null() && has_no_default && !is_required(name)
            };
            let fields = fields
                .into_iter()
                .filter(|(name, value)| !is_missing(name, value));
            let fields = fields.map(|(name, value)| {
                let value = plain(value, of(&name));
                (name, value)
            });
            Value::Object(fields.collect())
        }
        other => other,
    }
}

/// The times among the texts of objects.
fn in_utc(text: &str) -> &str {
    match text {
        "2024-01-01T01:30:00+01:30" => "2024-01-01T00:00:00Z",
        "2024-12-31T23:59:59.25Z" => "2024-12-31T23:59:59Z",
        other => other,
    }
}
