//! A template as a tree: an object whose parts may be expressions or depend on conditions.

use serde_json::Value;

/// A part of a template.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Node {
    /// A value that is the same in every release.
    Value(Value),
    /// A string of literal and computed parts.
    Text(Vec<Part>),
    /// A scalar that an expression computes.
    Expression(String),
    /// A map, list or scalar that an expression prints as YAML.
    Yaml(String),
    Map(Vec<Entry>),
    List(Vec<Item>),
}

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Part {
    Literal(String),
    Expression(String),
}

/// An entry of a map.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Entry {
    pub(super) when: Condition,
    /// `None` if the node prints any number of entries.
    pub(super) key: Option<String>,
    pub(super) node: Node,
}

/// An item of a list.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Item {
    pub(super) when: Condition,
    /// Whether the node prints any number of items.
    pub(super) many: bool,
    pub(super) node: Node,
}

/// When a part is rendered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Condition {
    /// If the value at this path is not empty.
    Value(String),
    /// If the value at this path is this text.
    Is(String, String),
    /// If this expression is true.
    Expression(String),
    Not(Box<Condition>),
    /// All of them; an empty list is always true.
    All(Vec<Condition>),
    Any(Vec<Condition>),
}

impl Condition {
    pub(super) const ALWAYS: Self = Self::All(Vec::new());

    pub(super) fn value(path: &str) -> Self {
        Self::Value(path.to_owned())
    }

    pub(super) fn is(path: &str, text: &str) -> Self {
        Self::Is(path.to_owned(), text.to_owned())
    }

    pub(super) fn and(self, other: Self) -> Self {
        let mut all = self.parts();
        for part in other.parts() {
            if !all.contains(&part) {
                all.push(part);
            }
        }
        match <[Self; 1]>::try_from(all) {
            Ok([only]) => only,
            Err(all) => Self::All(all),
        }
    }

    pub(super) fn or(self, other: Self) -> Self {
        if self == Self::ALWAYS || other == Self::ALWAYS {
            return Self::ALWAYS;
        }
        let mut any = match self {
            Self::Any(any) => any,
            one => vec![one],
        };
        let others = match other {
            Self::Any(any) => any,
            one => vec![one],
        };
        for one in others {
            if !any.contains(&one) {
                any.push(one);
            }
        }
        match <[Self; 1]>::try_from(any) {
            Ok([only]) => only,
            Err(any) => Self::Any(any),
        }
    }

    pub(super) fn not(self) -> Self {
        match self {
            Self::Not(inner) => *inner,
            other => Self::Not(Box::new(other)),
        }
    }

    /// What is left of it where another condition holds anyway.
    pub(super) fn given(self, known: &Self) -> Self {
        if known.has(&self) {
            return Self::ALWAYS;
        }
        match self {
            Self::All(all) => all
                .into_iter()
                .fold(Self::ALWAYS, |all, one| all.and(one.given(known))),
            Self::Any(any) => {
                let any = any.into_iter().map(|one| one.given(known));
                any.reduce(Self::or).unwrap_or(Self::ALWAYS)
            }
            other => other,
        }
    }

    fn has(&self, part: &Self) -> bool {
        match self {
            Self::All(all) => all.contains(part),
            one => one == part,
        }
    }

    fn parts(self) -> Vec<Self> {
        match self {
            Self::All(all) => all,
            one => vec![one],
        }
    }
}

impl Entry {
    pub(super) fn new(key: &str, node: Node) -> Self {
        Self {
            when: Condition::ALWAYS,
            key: Some(key.to_owned()),
            node,
        }
    }

    /// The entries that an expression prints.
    pub(super) fn many(expression: impl Into<String>) -> Self {
        Self {
            when: Condition::ALWAYS,
            key: None,
            node: Node::Yaml(expression.into()),
        }
    }

    pub(super) fn when(mut self, when: Condition) -> Self {
        self.when = self.when.and(when);
        self
    }
}

impl Item {
    pub(super) fn new(node: Node) -> Self {
        Self {
            when: Condition::ALWAYS,
            many: false,
            node,
        }
    }

    /// The items that an expression prints.
    pub(super) fn many(expression: impl Into<String>) -> Self {
        Self {
            when: Condition::ALWAYS,
            many: true,
            node: Node::Yaml(expression.into()),
        }
    }

    pub(super) fn when(mut self, when: Condition) -> Self {
        self.when = self.when.and(when);
        self
    }
}

impl Node {
    pub(super) fn literal(text: &str) -> Self {
        Self::Value(Value::from(text))
    }

    pub(super) fn expression(text: impl Into<String>) -> Self {
        Self::Expression(text.into())
    }

    /// A string that an expression computes.
    pub(super) fn string(text: impl Into<String>) -> Self {
        Self::Text(vec![Part::Expression(text.into())])
    }

    /// Prints the value at this path as YAML.
    pub(super) fn of_value(path: &str) -> Self {
        Self::Yaml(format!("toYaml .Values.{path}"))
    }

    /// The entries, if this is a map.
    pub(super) fn entries(&mut self) -> &mut Vec<Entry> {
        if let Self::Value(value) = self {
            let value = std::mem::take(value);
            let entries = value.as_object().into_iter().flatten();
            *self = Self::Map(
                entries
                    .map(|(key, value)| Entry::new(key, Self::Value(value.clone())))
                    .collect(),
            );
        }
        if !matches!(self, Self::Map(_)) {
            *self = Self::Map(Vec::new());
        }
        match self {
            Self::Map(entries) => entries,
            _ => unreachable!("it is a map by now"),
        }
    }

    /// The items, if this is a list.
    pub(super) fn items(&mut self) -> &mut Vec<Item> {
        if let Self::Value(value) = self {
            let value = std::mem::take(value);
            let items = value.as_array().into_iter().flatten();
            *self = Self::List(items.map(|value| Item::new(Self::Value(value.clone()))).collect());
        }
        if !matches!(self, Self::List(_)) {
            *self = Self::List(Vec::new());
        }
        match self {
            Self::List(items) => items,
            _ => unreachable!("it is a list by now"),
        }
    }

    /// The value of a key, which is added if it is missing.
    pub(super) fn key(&mut self, key: &str) -> &mut Self {
        let entries = self.entries();
        let at = match entries.iter().position(|entry| entry.key.as_deref() == Some(key)) {
            Some(at) => at,
            None => {
                let before = |entry: &Entry| entry.key.as_deref().is_none_or(|other| other < key);
                let at = entries.iter().take_while(|entry| before(entry)).count();
                entries.insert(at, Entry::new(key, Self::Value(Value::Null)));
                at
            }
        };
        &mut entries[at].node
    }

    /// The node at a path of keys.
    pub(super) fn at(&mut self, path: &[&str]) -> &mut Self {
        path.iter().fold(self, |node, key| node.key(key))
    }

    /// Puts an entry in place of the one with its key, or in sorted order.
    pub(super) fn put(&mut self, entry: Entry) {
        if let Some(key) = &entry.key {
            self.key(key);
        }
        let entries = self.entries();
        match entries.iter().position(|old| old.key == entry.key) {
            Some(at) => entries[at] = entry,
            None => entries.push(entry),
        }
    }

    /// When there is anything in it; `None` if always.
    pub(super) fn occurs(&self) -> Option<Condition> {
        let conditions: Vec<Condition> = match self {
            Self::Map(entries) => entries.iter().map(|entry| entry.when.clone()).collect(),
            Self::List(items) => items.iter().map(|item| item.when.clone()).collect(),
            Self::Value(_) | Self::Text(_) | Self::Expression(_) | Self::Yaml(_) => return None,
        };
        let any = conditions.into_iter().reduce(Condition::or)?;
        (any != Condition::ALWAYS).then_some(any)
    }
}

#[cfg(test)]
mod tests {
    use super::Condition;

    #[test]
    fn an_enclosing_condition_is_not_said_again() {
        let value = |path: &str| Condition::Value(path.to_owned());
        let both = value("webhooks.enabled").and(value("metrics.enabled"));
        assert_eq!(
            both.clone().given(&value("webhooks.enabled")),
            value("metrics.enabled")
        );
        assert_eq!(both.clone().given(&both), Condition::ALWAYS);
        assert_eq!(value("crds.enabled").given(&both), value("crds.enabled"));
        let either = both.or(value("crds.enabled"));
        assert_eq!(
            either.given(&value("webhooks.enabled")),
            value("metrics.enabled").or(value("crds.enabled"))
        );
    }
}
