//! Values by chance with the type of a schema.

use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use proptest::string::string_regex;
use serde_json::{Map, Value, json};

use super::Objects;

/// How many texts of a pattern are tried for one of the right length.
const TRIES: usize = 10;

const TEXTS: &[&str] = &[
    "",
    "a",
    "ab",
    "größe",
    "longer text",
    "1",
    "true",
    "null",
    "a\nb",
    "room",
];

/// Texts of the formats that the API server checks.
const FORMATTED: &[(&str, &[&str])] = &[
    ("byte", &["aGk=", "aGVsbG8="]),
    ("cidr", &["10.0.0.0/8", "fd00::/8"]),
    ("date", &["2024-02-29"]),
    (
        "date-time",
        &[
            "2024-01-01T00:00:00Z",
            "2024-01-01T01:30:00+01:30",
            "2024-12-31T23:59:59.25Z",
        ],
    ),
    ("duration", &["1h30m", "15s"]),
    ("email", &["a@b.example"]),
    ("hostname", &["a.example"]),
    ("ipv4", &["10.0.0.1"]),
    ("ipv6", &["fd00::1"]),
    ("mac", &["00:00:5e:00:53:01"]),
    ("uri", &["https://example.com/a"]),
    ("uuid", &["123e4567-e89b-12d3-a456-426614174000"]),
];

impl Objects {
    /// A value with the type of the schema. Rules and branches are left to chance.
    pub(super) fn value(&mut self, schema: &Value, depth: usize) -> Value {
        let schema = &within_all(schema);
        if schema["nullable"] == true && self.one_of(6) == 0 {
            return Value::Null;
        }
        if let Some(values) = schema["enum"].as_array().filter(|values| !values.is_empty()) {
            return self.pick(values).clone();
        }
        if schema["x-kubernetes-int-or-string"] == true {
            let kind = ["integer", "string"][self.one_of(2) as usize];
            let mut schema = schema.clone();
            schema["type"] = kind.into();
            // Kubernetes' own type holds no others.
            schema["format"] = "int32".into();
            return if kind == "string" {
                self.text(&schema)
            } else {
                self.integer(&schema)
            };
        }
        match schema["type"].as_str() {
            Some("string") => self.text(schema),
            Some("integer") => self.integer(schema),
            Some("number") if self.one_of(2) == 0 => self.integer(schema),
            Some("number") => self.float(schema),
            Some("boolean") => (self.one_of(2) == 0).into(),
            Some("array") => {
                let count = self.count(schema, "minItems", "maxItems");
                (0..count)
                    .map(|_| self.value(&schema["items"], depth + 1))
                    .collect()
            }
            Some("object") => self.object(schema, depth),
            _ => self.anything(2),
        }
    }

    pub(super) fn object(&mut self, schema: &Value, depth: usize) -> Value {
        let mut fields = Map::new();
        if schema["x-kubernetes-embedded-resource"] == true {
            fields.extend([
                ("apiVersion".to_owned(), "v1".into()),
                ("kind".to_owned(), "Pod".into()),
                ("metadata".to_owned(), json!({ "name": "inner" })),
            ]);
        }
        let branch = ["oneOf", "anyOf"]
            .into_iter()
            .find_map(|key| schema[key].as_array().cloned());
        let branch = branch
            .map(|branches| self.pick(&branches).clone())
            .unwrap_or_default();
        let one_of: Vec<&Value> = schema["oneOf"].as_array().into_iter().flatten().collect();
        let excluded = |name: &str| one_of.iter().any(|branch| is_required(branch, name));
        let rarely = u32::try_from(depth).unwrap() * 2 + 1;
        for (name, property) in schema["properties"].as_object().into_iter().flatten() {
            let wanted = match is_required(schema, name) || is_required(&branch, name) {
                true => true,
                false if excluded(name) => false,
                false => depth == 0 || self.one_of(rarely + 1) == 0,
            };
            if wanted {
                fields.insert(name.clone(), self.value(property, depth + 1));
            }
        }
        if let Some(values) = schema
            .get("additionalProperties")
            .filter(|values| **values != false)
        {
            for _ in 0..self.count(schema, "minProperties", "maxProperties") {
                let name = *self.pick(&["a", "b", "door", "in", "x-y", "a.b/c"]);
                fields.insert(name.to_owned(), self.value(values, depth + 1));
            }
        }
        if schema["x-kubernetes-preserve-unknown-fields"] == true && self.one_of(2) == 0 {
            let name = *self.pick(&["extra", "unknownField"]);
            let extra = self.anything(1);
            fields.entry(name).or_insert(extra);
        }
        fields.into()
    }

    fn text(&mut self, schema: &Value) -> Value {
        let pattern = schema["pattern"].as_str().map(ascii);
        if let Some(texts) = pattern.and_then(|pattern| string_regex(&pattern).ok()) {
            let mut text = String::new();
            for _ in 0..TRIES {
                text = texts.new_tree(&mut self.runner).unwrap().current();
                let fits = |key: &str, otherwise| schema[key].as_u64().unwrap_or(otherwise);
                let length = text.chars().count() as u64;
                if (fits("minLength", 0)..=fits("maxLength", u64::MAX)).contains(&length) {
                    break;
                }
            }
            return text.into();
        }
        let format = schema["format"].as_str().unwrap_or_default();
        if let Some((_, texts)) = FORMATTED.iter().find(|(name, _)| *name == format) {
            return (*self.pick(texts)).into();
        }
        let least = usize::try_from(self.count(schema, "minLength", "maxLength")).unwrap();
        let text = *self.pick(TEXTS);
        let most = schema["maxLength"]
            .as_u64()
            .and_then(|most| usize::try_from(most).ok());
        let text: String = text.chars().take(most.unwrap_or(usize::MAX)).collect();
        format!("{text:x<least$}").into()
    }

    fn integer(&mut self, schema: &Value) -> Value {
        let bound = |key: &str| schema[key].as_f64();
        #[expect(clippy::cast_possible_truncation, reason = "bounds in tests are small")]
        let (least, most) = (
            bound("minimum").map_or(-3, |least| least.ceil() as i64),
            bound("maximum").map(|most| most.floor() as i64),
        );
        let wide = schema["format"] != "int32" && self.one_of(8) == 0;
        let range = *self.pick(&[9, 9, 100]);
        let number = least.saturating_add(i64::from(self.one_of(range)));
        let number = if wide && most.is_none() {
            i64::MAX - number.abs()
        } else {
            number
        };
        let number = number.min(most.unwrap_or(i64::MAX));
        match schema["multipleOf"].as_i64() {
            Some(step) if step > 0 => (number - number.rem_euclid(step)).into(),
            _ => number.into(),
        }
    }

    fn float(&mut self, schema: &Value) -> Value {
        let least = schema["minimum"].as_f64().unwrap_or(-2.0);
        let most = schema["maximum"].as_f64().unwrap_or(f64::MAX);
        json!((least + f64::from(self.one_of(17)) / 8.0).min(most))
    }

    fn anything(&mut self, depth: u32) -> Value {
        match self.one_of(if depth == 0 { 4 } else { 6 }) {
            0 => (self.one_of(2) == 0).into(),
            1 => self.one_of(9).into(),
            2 => json!(1.5),
            3 => (*self.pick(TEXTS)).into(),
            4 => (0..self.one_of(3)).map(|_| self.anything(depth - 1)).collect(),
            _ => {
                let names = ["a", "b", "metadata"].into_iter().take(self.one_of(3) as usize);
                names
                    .map(|name| (name.to_owned(), self.anything(depth - 1)))
                    .collect::<Map<_, _>>()
                    .into()
            }
        }
    }
}

fn is_required(schema: &Value, name: &str) -> bool {
    let required = schema["required"].as_array();
    required.is_some_and(|required| required.iter().any(|required| *required == name))
}

/// The schema with the bounds of its `allOf`.
fn within_all(schema: &Value) -> Value {
    let mut all = schema.clone();
    for part in schema["allOf"].as_array().into_iter().flatten() {
        for (key, value) in part.as_object().into_iter().flatten() {
            let (old, new) = (all[key].as_f64(), value.as_f64());
            let is_tighter = match (old, new) {
                (Some(old), Some(new)) if key.starts_with("max") => new < old,
                (Some(old), Some(new)) => new > old,
                _ => all[key].is_null(),
            };
            if is_tighter {
                all[key] = value.clone();
            }
        }
    }
    all
}

/// A pattern of whole texts, in which classes have the meaning that they have in Go.
fn ascii(pattern: &str) -> String {
    let pattern = pattern.trim_start_matches('^').trim_end_matches('$');
    pattern.replace("\\d", "[0-9]").replace("\\w", "[0-9A-Za-z_]")
}
