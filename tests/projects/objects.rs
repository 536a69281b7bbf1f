//! Objects by chance that fit a schema, the same ones each time.

mod values;

use kubewright_validation::{Kind, Reason, Step};
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use serde_json::{Value, json};

/// How often an object is mended before another one is tried.
const MENDS: usize = 60;
/// How many objects are tried for one that is accepted.
const TRIES: usize = 10;

/// The name of all objects, which a rule in `testdata/parity` asks for.
const NAME: &str = "cellar";

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
}
