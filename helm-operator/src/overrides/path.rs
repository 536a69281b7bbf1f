//! Paths of values, as for `helm --set`.

use serde_json::{Map, Value};

/// Helm's limit of indexes.
const MOST: usize = 65536;

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Path(Vec<Step>);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Step {
    Key(String),
    Index(usize),
}

impl Path {
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let mut steps = Vec::new();
        let mut key = String::new();
        let mut closed = false;
        let mut chars = text.chars();
        let end = |key: &mut String, closed: bool, steps: &mut Vec<Step>| match (key.is_empty(), closed) {
            (true, true) => Ok(()),
            (true, false) => Err(format!("the path `{text}` has an empty part")),
            (false, _) => {
                steps.push(Step::Key(std::mem::take(key)));
                Ok(())
            }
        };
        while let Some(char) = chars.next() {
            match char {
                '\\' => key.extend(chars.next()),
                '.' => {
                    end(&mut key, closed, &mut steps)?;
                    closed = false;
                }
                '[' => {
                    end(&mut key, closed, &mut steps)?;
                    let index: String = chars.by_ref().take_while(|char| *char != ']').collect();
                    let index = index.parse().ok().filter(|index| *index < MOST);
                    let index = index.ok_or_else(|| {
                        format!("the path `{text}` has an index that is not a number below {MOST}")
                    })?;
                    steps.push(Step::Index(index));
                    closed = true;
                }
                char if closed => {
                    return Err(format!(
                        "the path `{text}` has `{char}` after `]`; write a `.` between them"
                    ));
                }
                char => key.push(char),
            }
        }
        end(&mut key, closed, &mut steps)?;
        Ok(Self(steps))
    }

    /// Sets a value, and creates the objects and lists on the way.
    pub(super) fn set(&self, values: &mut Value, new: Value) -> Result<(), String> {
        let mut at = values;
        let mut place = String::new();
        for step in &self.0 {
            at = match step {
                Step::Key(key) => {
                    if at.is_null() {
                        *at = Value::Object(Map::new());
                    }
                    let Some(fields) = at.as_object_mut() else {
                        return Err(format!("`{place}` is not an object in the values"));
                    };
                    if !place.is_empty() {
                        place.push('.');
                    }
                    place.push_str(key);
                    fields.entry(key.as_str()).or_insert(Value::Null)
                }
                Step::Index(index) => {
                    if at.is_null() {
                        *at = Value::Array(Vec::new());
                    }
                    let Some(items) = at.as_array_mut() else {
                        return Err(format!("`{place}` is not a list in the values"));
                    };
                    if items.len() <= *index {
                        items.resize(index + 1, Value::Null);
                    }
                    place.push_str(&format!("[{index}]"));
                    &mut items[*index]
                }
            };
        }
        *at = new;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_those_of_helm() {
        let key = |key: &str| Step::Key(key.to_owned());
        let steps = vec![key("a"), key("b.c/d"), Step::Index(2), Step::Index(0), key("e")];
        assert_eq!(Path::parse(r"a.b\.c/d[2][0].e"), Ok(Path(steps)));
        for wrong in ["", "a..b", ".a", "a.", "a[", "a[-1]", "a[99999]", "a[0]b"] {
            assert!(Path::parse(wrong).is_err(), "{wrong}");
        }
    }
}
