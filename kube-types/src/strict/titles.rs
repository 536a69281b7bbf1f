//! Titles of variants, which alternatives of structural schemas do not have.

use serde_json::Value;

use super::{Object, Strict};
use crate::repair::Effect;

impl Strict {
    /// Moves the title of each alternative to its property if that belongs to it alone, and drops the others.
    pub(super) fn titles(&mut self, around: &Object, key: &str, branches: &mut [Value]) {
        for at in 0..branches.len() {
            let Some(title) = branches[at].as_object_mut().and_then(|map| map.remove("title")) else {
                continue;
            };
            let shown = title.as_str().unwrap_or_default();
            match own(around, branches, at).filter(|_| key != "anyOf") {
                Some(name) => {
                    branches[at]["properties"][&name]["title"] = title.clone();
                    self.path.push(name);
                    let text = format!("the title `{shown}` of a variant moves to its field");
                    self.repair(Effect::Refused, text);
                    self.path.pop();
                }
                None => {
                    let text = format!("the title `{shown}` of a variant is dropped");
                    self.repair(Effect::Refused, text);
                }
            }
        }
    }
}

/// The only property of an alternative, if no other schema has it.
fn own(around: &Object, branches: &[Value], at: usize) -> Option<String> {
    let properties = branches[at].get("properties")?.as_object()?;
    let mut all = properties.iter();
    let (Some((name, Value::Object(_))), None) = (all.next(), all.next()) else {
        return None;
    };
    let has = |properties: Option<&Value>| properties.is_some_and(|all| all.get(name).is_some());
    let mut others = { branches.iter().enumerate() }.filter(|(other, _)| *other != at);
    let is_shared = has(around.get("properties")) || others.any(|(_, other)| has(other.get("properties")));
    (!is_shared).then(|| name.clone())
}
