//! Digests of what a release is made from.

use serde_json::Value;
use sha2::{Digest as _, Sha256};

/// A digest in progress. Each part has its length in front, so that parts cannot run into each other.
#[derive(Default)]
pub(crate) struct Digest(Sha256);

impl Digest {
    pub(crate) fn add(&mut self, part: &[u8]) {
        self.0.update((part.len() as u64).to_be_bytes());
        self.0.update(part);
    }

    /// Adds a value, whatever the order of its keys.
    pub(crate) fn add_value(&mut self, value: &Value) {
        match value {
            Value::Object(fields) => {
                let mut fields: Vec<_> = fields.iter().collect();
                fields.sort_unstable_by_key(|(key, _)| *key);
                self.add(format!("{{{}", fields.len()).as_bytes());
                for (key, value) in fields {
                    self.add(key.as_bytes());
                    self.add_value(value);
                }
            }
            Value::Array(items) => {
                self.add(format!("[{}", items.len()).as_bytes());
                items.iter().for_each(|item| self.add_value(item));
            }
            plain => self.add(plain.to_string().as_bytes()),
        }
    }

    /// Returns the digest in the length of a label value.
    pub(crate) fn finish(self) -> String {
        let bytes = self.0.finalize();
        bytes.iter().take(20).map(|byte| format!("{byte:02x}")).collect()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn of(value: &Value) -> String {
        let mut digest = Digest::default();
        digest.add_value(value);
        digest.finish()
    }

    #[test]
    fn texts_and_numbers_differ_and_parts_stay_apart() {
        assert_eq!(of(&json!({ "a": 1, "b": 2 })), of(&json!({ "b": 2, "a": 1 })));
        let all = [
            json!({}),
            json!([]),
            json!(null),
            json!("1"),
            json!(1),
            json!(["a", "b"]),
            json!(["ab"]),
            json!({ "a": "b" }),
        ];
        for (at, one) in all.iter().enumerate() {
            assert!(all[at + 1..].iter().all(|other| of(one) != of(other)), "{one}");
        }
    }
}
