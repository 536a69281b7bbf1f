//! Pruning: fields that the schema does not have are dropped.

use serde_json::Value;

use crate::node::Node;
use crate::path::Step;

/// The fields that every object has.
const META: [&str; 3] = ["apiVersion", "kind", "metadata"];

/// A field that the API server drops.
///
/// The text is what `kubectl apply --validate=strict` prints in `unknown field "..."`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Unknown {
    /// The path as the API server prints it.
    pub field: String,
    /// Where it is.
    pub at: Vec<Step>,
}

impl Unknown {
    pub(crate) fn new(at: Vec<Step>) -> Self {
        let mut field = String::new();
        for step in &at {
            match step {
                Step::Key(key) if field.is_empty() => field.push_str(key),
                Step::Key(key) => {
                    field.push('.');
                    field.push_str(key);
                }
                Step::Index(index) => field.push_str(&format!("[{index}]")),
            }
        }
        Self { field, at }
    }
}

/// Prunes a whole object, and returns what was dropped.
pub(crate) fn prune(object: &mut Value, node: &Node) -> Vec<Unknown> {
    let mut pruner = Pruner::default();
    pruner.prune(object, Some(node), true);
    pruner.unknown.sort();
    pruner.unknown
}

#[derive(Default)]
struct Pruner {
    path: Vec<Step>,
    unknown: Vec<Unknown>,
}

impl Pruner {
    fn prune(&mut self, value: &mut Value, node: Option<&Node>, root: bool) {
        let keeps = node.is_some_and(|node| node.preserves);
        let embedded = root || node.is_some_and(|node| node.embedded);
        match value {
            Value::Object(fields) => {
                let keys: Vec<String> = fields.keys().cloned().collect();
                for key in keys {
                    let is_meta = META.contains(&key.as_str());
                    if embedded && is_meta {
                        continue;
                    }
                    let (known, below) = match node {
                        None => (false, None),
                        Some(node) => (
                            node.properties.contains_key(&key) || node.additional.is_some(),
                            node.below(&key),
                        ),
                    };
                    self.path.push(Step::Key(key.clone()));
                    if known {
                        if let Some(value) = fields.get_mut(&key) {
                            self.prune(value, below, false);
                        }
                    } else if !keeps {
                        if !is_meta || self.path.len() > 1 {
                            self.unknown.push(Unknown::new(self.path.clone()));
                        }
                        fields.remove(&key);
                    }
                    self.path.pop();
                }
            }
            Value::Array(items) => {
                let below = node.and_then(|node| node.items.as_deref());
                for (index, item) in items.iter_mut().enumerate() {
                    self.path.push(Step::Index(index));
                    match (keeps, below) {
                        (true, None) => {}
                        (true, Some(below)) => self.kept(item, below),
                        (false, below) => self.prune(item, below, false),
                    }
                    self.path.pop();
                }
            }
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
    }

    /// An item of a list that keeps what it does not know.
    fn kept(&mut self, value: &mut Value, node: &Node) {
        match value {
            Value::Object(fields) => {
                let keys: Vec<String> = fields.keys().cloned().collect();
                for key in keys {
                    if node.embedded && META.contains(&key.as_str()) {
                        continue;
                    }
                    let known = node.properties.contains_key(&key) || node.additional.is_some();
                    if known && let Some(value) = fields.get_mut(&key) {
                        self.path.push(Step::Key(key.clone()));
                        self.prune(value, node.below(&key), false);
                        self.path.pop();
                    }
                }
            }
            Value::Array(items) => {
                let Some(below) = node.items.as_deref() else {
                    return;
                };
                for (index, item) in items.iter_mut().enumerate() {
                    self.path.push(Step::Index(index));
                    self.kept(item, below);
                    self.path.pop();
                }
            }
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
    }
}
