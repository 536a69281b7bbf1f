//! Label selectors, in the syntax of Kubernetes.

use std::collections::BTreeMap;
use std::str::FromStr;

use thiserror::Error;

/// Requirements on labels; all must hold.
///
/// ```
/// use kubewright_bundle::selector::Selector;
///
/// let selector: Selector = "suite=olm,test in (a, b),!slow".parse()?;
/// let labels = [("suite", "olm"), ("test", "b")].map(|(key, value)| (key.to_owned(), value.to_owned()));
/// assert!(selector.matches(&labels.into()));
/// assert!("a in b".parse::<Selector>().is_err());
/// # Ok::<(), kubewright_bundle::selector::Malformed>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Selector(Vec<Requirement>);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Requirement {
    In(String, Vec<String>),
    NotIn(String, Vec<String>),
    Exists(String),
    Missing(String),
}

/// A text that is no label selector.
#[derive(Debug, Error)]
#[error("`{0}` is not a label selector, such as `name=a`, `name in (a,b)`, `name!=a` or `!name`")]
pub struct Malformed(String);

impl Selector {
    /// Whether labels meet all requirements.
    #[must_use]
    pub fn matches(&self, labels: &BTreeMap<String, String>) -> bool {
        self.0.iter().all(|requirement| match requirement {
            Requirement::In(key, values) => labels.get(key).is_some_and(|value| values.contains(value)),
            Requirement::NotIn(key, values) => labels.get(key).is_none_or(|value| !values.contains(value)),
            Requirement::Exists(key) => labels.contains_key(key),
            Requirement::Missing(key) => !labels.contains_key(key),
        })
    }
}

impl FromStr for Selector {
    type Err = Malformed;

    fn from_str(text: &str) -> Result<Self, Malformed> {
        let mut requirements = Vec::new();
        let mut rest = text.trim();
        while !rest.is_empty() {
            // Commas in brackets separate values.
            let mut depth = 0_i32;
            let end = rest.find(|character| {
                match character {
                    '(' => depth += 1,
                    ')' => depth -= 1,
                    _ => {}
                }
                character == ',' && depth == 0
            });
            let (one, after) = end.map_or((rest, ""), |at| (&rest[..at], &rest[at + 1..]));
            let requirement = requirement(one.trim()).ok_or_else(|| Malformed(text.to_owned()))?;
            requirements.push(requirement);
            rest = after.trim_start();
        }
        Ok(Self(requirements))
    }
}

fn requirement(text: &str) -> Option<Requirement> {
    let values = |list: &str| {
        let list = list.trim().strip_prefix('(')?.strip_suffix(')')?;
        let values: Vec<_> = list.split(',').map(|value| value.trim().to_owned()).collect();
        Some(values)
    };
    if let Some(missing) = text.strip_prefix('!') {
        return Some(Requirement::Missing(key(missing)?));
    }
    if let Some((name, value)) = text.split_once("!=") {
        return Some(Requirement::NotIn(key(name)?, vec![self::value(value)?]));
    }
    if let Some((name, value)) = text.split_once("==").or_else(|| text.split_once('=')) {
        return Some(Requirement::In(key(name)?, vec![self::value(value)?]));
    }
    if let Some((name, list)) = text.split_once(" notin") {
        return Some(Requirement::NotIn(key(name)?, values(list)?));
    }
    if let Some((name, list)) = text.split_once(" in ").or_else(|| text.split_once(" in(")) {
        let list = match list.trim_start().starts_with('(') {
            true => list.to_owned(),
            false => format!("({list}"),
        };
        return match text.contains('(') {
            true => Some(Requirement::In(key(name)?, values(&list)?)),
            false => None,
        };
    }
    Some(Requirement::Exists(key(text)?))
}

fn key(text: &str) -> Option<String> {
    let text = text.trim();
    let inner = |byte: u8| byte.is_ascii_alphanumeric() || b"-_./".contains(&byte);
    (!text.is_empty() && text.bytes().all(inner)).then(|| text.to_owned())
}

fn value(text: &str) -> Option<String> {
    let text = text.trim();
    (text.is_empty() || key(text).is_some()).then(|| text.to_owned())
}
