//! Objects by chance that fit a schema, the same ones each time.

use kubewright_validation::{Kind, Reason, Step};
use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use proptest::string::string_regex;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use serde_json::{Map, Value, json};

/// How often an object is mended before another one is tried.
const MENDS: usize = 60;
/// How many objects are tried for one that is accepted.
const TRIES: usize = 10;

/// The name of all objects, which a rule in `testdata/parity` asks for.
const NAME: &str = "cellar";

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

/// A source of objects.
pub(crate) struct Objects {
    runner: TestRunner,
    /// Why the last object was refused that was not mended at once.
    pub(crate) refused: String,
}

impl Objects {
    pub(crate) fn new(seed: u8) -> Self {
        let random = TestRng::from_seed(RngAlgorithm::ChaCha, &[seed; 32]);
        Self {
            runner: TestRunner::new_with_rng(Config::default(), random),
            refused: String::new(),
        }
    }

    /// An object as it is stored: without what is pruned, and with defaults. `None` if chance finds none.
    pub(crate) fn stored(&mut self, kind: &Kind, schema: &Value) -> Option<Value> {
        (0..TRIES).find_map(|_| self.attempt(kind, schema))
    }

    /// Makes an object, and replaces what is refused.
    fn attempt(&mut self, kind: &Kind, schema: &Value) -> Option<Value> {
        let mut object = self.object(schema, 0);
        for _ in 0..MENDS {
            object["apiVersion"] = kind.api_version().into();
            object["kind"] = kind.name().into();
            object["metadata"] = json!({ "name": NAME });
            if kind.is_namespaced() {
                object["metadata"]["namespace"] = "default".into();
            }
            let verdict = kind.create(&object);
            if verdict.is_accepted() {
                return Some(verdict.object);
            }
            self.refused = verdict.causes[0].to_string();
            for cause in &verdict.causes {
                self.mend(&mut object, schema, &cause.at, cause.reason);
            }
        }
        None
    }

    /// Replaces the value at a place, or what is around it; or leaves it out.
    fn mend(&mut self, object: &mut Value, schema: &Value, at: &[Step], reason: Reason) {
        let (mut value, mut schema) = (object, schema);
        for (depth, step) in at.iter().enumerate() {
            let is_last = depth + 1 == at.len();
            let below = match step {
                Step::Key(key) => schema["properties"]
                    .get(key)
                    .unwrap_or(&schema["additionalProperties"]),
                Step::Index(_) => &schema["items"],
            };
            if is_last && !below.is_null() {
                match (step, &mut *value) {
                    (Step::Key(key), Value::Object(fields))
                        if reason != Reason::Required && self.one_of(3) == 0 =>
                    {
                        fields.remove(key);
                    }
                    (Step::Key(key), Value::Object(fields)) => {
                        fields.insert(key.clone(), self.value(below, depth));
                    }
                    (Step::Index(index), Value::Array(items)) if *index < items.len() => {
                        items[*index] = self.value(below, depth);
                    }
                    _ => {}
                }
                return;
            }
            let next = match (step, &mut *value) {
                (Step::Key(key), Value::Object(fields)) => fields.get_mut(key),
                (Step::Index(index), Value::Array(items)) => items.get_mut(*index),
                _ => None,
            };
            match next {
                Some(next) if depth < 1 || self.one_of(8) > 0 => (value, schema) = (next, below),
                Some(next) => {
                    *next = self.value(below, depth);
                    return;
                }
                None => return,
            }
        }
        let fresh = self.object(schema, 0);
        if let (Value::Object(fields), Value::Object(fresh)) = (value, fresh) {
            fields.extend(fresh.into_iter().filter(|(key, _)| key != "metadata"));
        }
    }

    /// A number below another.
    fn one_of(&mut self, count: u32) -> u32 {
        self.runner.rng().next_u32() % count.max(1)
    }

    fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        let index = self.one_of(u32::try_from(from.len()).unwrap());
        &from[index as usize]
    }

    fn count(&mut self, schema: &Value, least: &str, most: &str) -> u64 {
        let least = schema[least].as_u64().unwrap_or(0);
        let most = schema[most].as_u64().unwrap_or(u64::MAX);
        (least + u64::from(self.one_of(4))).min(most.max(least))
    }

    /// A value with the type of the schema. Rules and branches are left to chance.
    fn value(&mut self, schema: &Value, depth: usize) -> Value {
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

    fn object(&mut self, schema: &Value, depth: usize) -> Value {
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
