//! Walks a document and a new value together, and edits the document where they differ.

use std::collections::BTreeSet;

use kubewright_core::yaml::{self, YamlError};
use serde_json::{Map, Value};
use yaml_edit::{Mapping, Sequence, YamlFile, YamlNode};

use super::{Identity, node};

/// One revision of a document.
pub(super) struct Revision {
    identity: Identity,
    path: Vec<Step>,
    /// The lists that yaml-edit has indented below their keys.
    indented: Vec<Vec<Step>>,
}

#[derive(Clone)]
enum Step {
    Key(String),
    Item(usize),
}

impl Revision {
    pub(super) fn new(identity: Identity) -> Self {
        Self {
            identity,
            path: Vec::new(),
            indented: Vec::new(),
        }
    }

    pub(super) fn of_map(
        &mut self,
        at: &Mapping,
        old: &Map<String, Value>,
        new: &Map<String, Value>,
    ) -> Result<(), YamlError> {
        for key in old.keys().filter(|key| !new.contains_key(*key)) {
            at.remove(key.as_str());
        }
        let kept = old
            .keys()
            .map(String::as_str)
            .filter(|key| new.contains_key(*key));
        let mut there: BTreeSet<&str> = kept.collect();
        let sorted: BTreeSet<&str> = new.keys().map(String::as_str).collect();
        for key in sorted {
            let value = &new[key];
            self.path.push(Step::Key(key.to_owned()));
            match old.get(key) {
                Some(was) if was == value => {}
                Some(was) => {
                    if !self.inside(at, key, was, value)? {
                        at.set(key, self.node(value)?);
                    }
                }
                None => {
                    let node = self.node(value)?;
                    // Behind the key before it, because comments above a key belong to that key.
                    match (there.range(..key).next_back(), there.first()) {
                        (Some(before), _) => _ = at.insert_after(*before, key, node),
                        (None, Some(first)) => _ = at.insert_before(*first, key, node),
                        (None, None) => at.set(key, node),
                    }
                    there.insert(key);
                }
            }
            self.path.pop();
        }
        Ok(())
    }

    /// Edits a value of a mapping in place; `false` if it has to be replaced.
    fn inside(&mut self, parent: &Mapping, key: &str, old: &Value, new: &Value) -> Result<bool, YamlError> {
        match (old, new) {
            (Value::Object(old), Value::Object(new)) if !old.is_empty() && !new.is_empty() => {
                let Some(at) = parent.get_mapping(key) else {
                    return Ok(false);
                };
                self.of_map(&at, old, new)?;
                Ok(true)
            }
            (Value::Array(old), Value::Array(new)) if !old.is_empty() && !new.is_empty() => {
                let Some(at) = parent.get_sequence(key) else {
                    return Ok(false);
                };
                self.of_list(&at, old, new)
            }
            _ => Ok(false),
        }
    }

    /// Edits a list in place; `false` if two items have the same name, or the items are in another order.
    fn of_list(&mut self, at: &Sequence, old: &[Value], new: &[Value]) -> Result<bool, YamlError> {
        let names = |items: &[Value]| -> Vec<String> {
            let items = items.iter().enumerate();
            items.map(|(index, item)| (self.identity)(index, item)).collect()
        };
        let (olds, news) = (names(old), names(new));
        let wanted: BTreeSet<_> = news.iter().collect();
        let kept: Vec<&String> = olds.iter().filter(|name| wanted.contains(name)).collect();
        let in_order: Vec<&String> = news.iter().filter(|name| olds.contains(name)).collect();
        if wanted.len() < news.len() || kept != in_order {
            return Ok(false);
        }
        let renamed =
            |(old, new): (&String, &String)| old == new || !wanted.contains(old) && !olds.contains(new);
        if olds.len() == news.len() && olds.iter().zip(&news).all(renamed) {
            for (index, (was, value)) in old.iter().zip(new).enumerate() {
                self.of_item(at, index, was, value)?;
            }
            return Ok(true);
        }
        // An emptied list would be written as a new one.
        if kept.is_empty() {
            return Ok(false);
        }
        for index in (0..olds.len())
            .rev()
            .filter(|&index| !wanted.contains(&olds[index]))
        {
            at.remove(index);
        }
        for (index, (name, value)) in news.iter().zip(new).enumerate() {
            match olds.iter().position(|old| old == name) {
                Some(was) => self.of_item(at, index, &old[was], value)?,
                None if index < at.len() => at.insert(index, self.item(index, value)?),
                None => at.push(self.item(index, value)?),
            }
        }
        Ok(true)
    }

    fn of_item(&mut self, at: &Sequence, index: usize, old: &Value, new: &Value) -> Result<(), YamlError> {
        if old == new {
            return Ok(());
        }
        if let (Value::Object(old), Some(YamlNode::Mapping(item)), Value::Object(new)) =
            (old, at.get(index), new)
        {
            self.path.push(Step::Item(index));
            self.of_map(&item, old, new)?;
            self.path.pop();
        } else {
            let item = self.item(index, new)?;
            at.set(index, item);
        }
        Ok(())
    }

    fn item(&mut self, index: usize, value: &Value) -> Result<YamlNode, YamlError> {
        self.path.push(Step::Item(index));
        let node = self.node(value);
        self.path.pop();
        node
    }

    /// The value as a part of the document, which is put at the current path.
    fn node(&mut self, value: &Value) -> Result<YamlNode, YamlError> {
        if value.as_array().is_some_and(|items| !items.is_empty()) {
            self.indented.push(self.path.clone());
        }
        let text = yaml::to_string(value)?;
        node(&text)
            .ok_or_else(|| serde::ser::Error::custom(format!("`{}` cannot be inserted", text.trim_end())))
    }

    /// The revised text, with new lists at the column of their keys, as the writer puts them.
    pub(super) fn finish(self, mut text: String) -> String {
        for path in &self.indented {
            if let Some(moved) = outdented(&text, path) {
                text = moved;
            }
        }
        text
    }
}

/// The text with the list at `path` at the column of its key; `None` if it is already, or is in flow style.
fn outdented(text: &str, path: &[Step]) -> Option<String> {
    let root = YamlFile::from_str_relaxed(text).0.document()?.as_mapping()?;
    let (Some(Step::Key(key)), above) = (path.last(), path.get(..path.len() - 1)?) else {
        return None;
    };
    let mut parent = YamlNode::Mapping(root);
    for step in above {
        parent = match step {
            Step::Key(key) => parent.as_mapping()?.get(key.as_str())?,
            Step::Item(index) => parent.as_sequence()?.get(*index)?,
        };
    }
    let list = parent.as_mapping()?.get_sequence(key.as_str())?;
    if list.is_flow_style() {
        return None;
    }
    let range = list.byte_range();
    let start = usize::try_from(range.start).ok()?;
    let line_start = text[..start].rfind('\n')? + 1;
    let end = usize::try_from(range.end).ok()?;
    let key_line = text[..line_start - 1].lines().last()?;
    let column = key_line.find(key.as_str())?;
    let extra = (start - line_start)
        .checked_sub(column)
        .filter(|extra| *extra > 0)?;
    let lines = text[line_start..end].split_inclusive('\n');
    let moved: String = lines.map(|line| line.get(extra..).unwrap_or("\n")).collect();
    Some(format!("{}{moved}{}", &text[..line_start], &text[end..]))
}
