use kubewright_cel::formats;
use serde_json::{Map, Value};

use crate::{diagnostic::Message, suggest::nearest};

/// The type of a field of a webhook entry, as far as a patch needs it.
#[derive(Debug)]
pub(super) enum Shape {
    Text,
    Choice(&'static [&'static str]),
    Number,
    Base64,
    Texts,
    Choices(&'static [&'static str]),
    Labels,
    Object(&'static [Field]),
    /// A list of objects. With a key, a patch merges it by that key; without, it replaces the list.
    Objects(&'static [Field], Option<&'static str>),
}

pub(super) type Field = (&'static str, Shape);

use Shape::{Base64, Choice, Choices, Labels, Number, Object, Objects, Text, Texts};

pub(super) const FAILURE_POLICIES: &[&str] = &["Fail", "Ignore"];
pub(super) const MATCH_POLICIES: &[&str] = &["Exact", "Equivalent"];
pub(super) const SIDE_EFFECTS: &[&str] = &["None", "NoneOnDryRun"];
pub(super) const REINVOCATION_POLICIES: &[&str] = &["Never", "IfNeeded"];
pub(super) const OPERATIONS: &[&str] = &["CREATE", "UPDATE", "DELETE", "CONNECT", "*"];

const SELECTOR: &[Field] = &[
    ("matchLabels", Labels),
    (
        "matchExpressions",
        Objects(
            &[
                ("key", Text),
                ("operator", Choice(&["In", "NotIn", "Exists", "DoesNotExist"])),
                ("values", Texts),
            ],
            None,
        ),
    ),
];

const RULE: &[Field] = &[
    ("apiGroups", Texts),
    ("apiVersions", Texts),
    ("operations", Choices(OPERATIONS)),
    ("resources", Texts),
    ("scope", Choice(&["Cluster", "Namespaced", "*"])),
];

const SERVICE: &[Field] = &[
    ("name", Text),
    ("namespace", Text),
    ("path", Text),
    ("port", Number),
];

/// Every field of an entry. `reinvocationPolicy` is last, because validating webhooks do not have it.
const MUTATING: &[Field] = &[
    ("admissionReviewVersions", Texts),
    (
        "clientConfig",
        Object(&[("caBundle", Base64), ("service", Object(SERVICE)), ("url", Text)]),
    ),
    ("failurePolicy", Choice(FAILURE_POLICIES)),
    (
        "matchConditions",
        Objects(&[("expression", Text), ("name", Text)], Some("name")),
    ),
    ("matchPolicy", Choice(MATCH_POLICIES)),
    ("name", Text),
    ("namespaceSelector", Object(SELECTOR)),
    ("objectSelector", Object(SELECTOR)),
    ("rules", Objects(RULE, None)),
    ("sideEffects", Choice(SIDE_EFFECTS)),
    ("timeoutSeconds", Number),
    ("reinvocationPolicy", Choice(REINVOCATION_POLICIES)),
];

pub(super) fn entry(mutating: bool) -> &'static [Field] {
    &MUTATING[..MUTATING.len() - usize::from(!mutating)]
}

pub(super) fn field<'f>(fields: &'f [Field], name: &str) -> Option<&'f Shape> {
    fields
        .iter()
        .find(|(known, _)| *known == name)
        .map(|(_, shape)| shape)
}

/// A directive: a field of a patch that begins with `$`.
pub(super) enum Directive<'a> {
    Patch,
    RetainKeys,
    SetElementOrder(&'a str),
    DeleteFromPrimitiveList(&'a str),
}

impl<'a> Directive<'a> {
    pub(super) fn of(key: &'a str) -> Option<Self> {
        match key.split_once('/') {
            None if key == "$patch" => Some(Self::Patch),
            None if key == "$retainKeys" => Some(Self::RetainKeys),
            Some(("$setElementOrder", field)) => Some(Self::SetElementOrder(field)),
            Some(("$deleteFromPrimitiveList", field)) => Some(Self::DeleteFromPrimitiveList(field)),
            _ => None,
        }
    }
}

/// Checks that a patch has only fields of the entry and directives, each with a value of its type.
pub(super) fn check_object(patch: &Map<String, Value>, fields: &[Field], path: &str) -> Result<(), Message> {
    for (key, value) in patch {
        let at = if path.is_empty() {
            key.clone()
        } else {
            format!("{path}.{key}")
        };
        match (Directive::of(key), field(fields, key)) {
            (Some(directive), _) => check_directive(&directive, value, fields, &at)?,
            (None, Some(_)) if value.is_null() => {}
            (None, Some(shape)) => check(value, shape, &at)?,
            (None, None) => return Err(unknown(key, fields, &at)),
        }
    }
    Ok(())
}

fn unknown(key: &str, fields: &[Field], at: &str) -> Message {
    let known = fields.iter().map(|(name, _)| *name);
    let directives = [
        "$patch",
        "$retainKeys",
        "$setElementOrder",
        "$deleteFromPrimitiveList",
    ];
    let near = nearest(key, known.chain(directives));
    Message {
        help: near.map(|near| format!("did you mean `{near}`?")),
        ..Message::new(format!("unknown field `{at}`"))
    }
}

fn check_directive(
    directive: &Directive<'_>,
    value: &Value,
    fields: &[Field],
    at: &str,
) -> Result<(), Message> {
    match directive {
        Directive::Patch => match value.as_str() {
            Some("replace" | "delete") => Ok(()),
            _ => Err(format!("`{at}` must be `replace` or `delete`, not `{value}`").into()),
        },
        Directive::RetainKeys => {
            check(value, &Texts, at)?;
            let names = value.as_array().into_iter().flatten().filter_map(Value::as_str);
            names
                .filter(|name| field(fields, name).is_none())
                .try_for_each(|name| Err(unknown(name, fields, &format!("{at}: {name}"))))
        }
        Directive::SetElementOrder(name) => match field(fields, name) {
            Some(Texts | Choices(_)) => check(value, &Texts, at),
            Some(Objects(elements, Some(_))) => check(value, &Objects(elements, None), at),
            Some(_) => Err(format!("`{at}`: `{name}` is not a list that can be ordered").into()),
            None => Err(unknown(name, fields, at)),
        },
        Directive::DeleteFromPrimitiveList(name) => match field(fields, name) {
            Some(Texts | Choices(_)) => check(value, &Texts, at),
            Some(_) => Err(format!("`{at}`: `{name}` is not a list of strings").into()),
            None => Err(unknown(name, fields, at)),
        },
    }
}

fn check(value: &Value, shape: &Shape, at: &str) -> Result<(), Message> {
    let is_text = |value: &Value| value.is_string();
    let all =
        |allowed: &dyn Fn(&Value) -> bool| value.as_array().is_some_and(|list| list.iter().all(allowed));
    let (is_right, wanted) = match shape {
        Text => (is_text(value), "a string".to_owned()),
        Choice(words) => (
            is_one_of(value, words),
            format!("one of `{}`", words.join("`, `")),
        ),
        Number => (
            whole(value).is_some_and(|value| i32::try_from(value).is_ok()),
            "an integer".to_owned(),
        ),
        Base64 => (value.as_str().is_some_and(is_base64), "base64 text".to_owned()),
        Texts => (all(&is_text), "a list of strings".to_owned()),
        Choices(words) => (
            all(&|value| is_one_of(value, words)),
            format!("a list of `{}`", words.join("`, `")),
        ),
        Labels => return labels(value, at),
        Object(fields) => match value {
            Value::Object(object) => return check_object(object, fields, at),
            _ => (false, "an object".to_owned()),
        },
        Objects(fields, key) => match value {
            Value::Array(list) => return elements(list, fields, *key, at),
            _ => (false, "a list of objects".to_owned()),
        },
    };
    if is_right {
        Ok(())
    } else {
        Err(format!("`{at}` must be {wanted}, not `{value}`").into())
    }
}

fn labels(value: &Value, at: &str) -> Result<(), Message> {
    let object = value
        .as_object()
        .ok_or_else(|| format!("`{at}` must be a map of strings, not `{value}`"))?;
    for (key, value) in object {
        let at = format!("{at}.{key}");
        match (key.starts_with('$'), key.as_str()) {
            (true, "$patch") => check_directive(&Directive::Patch, value, &[], &at)?,
            (true, _) => return Err(unknown(key, &[], &at)),
            (false, _) if value.is_null() => {}
            (false, _) => check(value, &Text, &at)?,
        }
    }
    Ok(())
}

fn elements(list: &[Value], fields: &[Field], key: Option<&str>, at: &str) -> Result<(), Message> {
    for (index, element) in list.iter().enumerate() {
        let at = format!("{at}[{index}]");
        let object = element
            .as_object()
            .ok_or_else(|| format!("`{at}` must be an object, not `{element}`"))?;
        // A replaced list is not patched, so no directive is expected in it.
        let directive = object
            .keys()
            .find(|word| word.starts_with('$') && (key.is_none() || *word != "$patch"));
        if let Some(word) = directive {
            return Err(unknown(word, &[], &format!("{at}.{word}")));
        }
        check_object(object, fields, &at)?;
        let is_replace = object.get("$patch").is_some_and(|word| word == "replace");
        if let Some(key) = key.filter(|key| !is_replace && !object.get(*key).is_some_and(Value::is_string)) {
            return Err(format!("`{at}` has no `{key}`, by which elements are merged").into());
        }
    }
    Ok(())
}

fn is_one_of(value: &Value, words: &[&str]) -> bool {
    value.as_str().is_some_and(|value| words.contains(&value))
}

/// An integer, possibly written as `5.0`.
pub(super) fn whole(value: &Value) -> Option<i64> {
    let float = || {
        value
            .as_f64()
            .filter(|float| float.fract() == 0.0 && float.abs() < 1e15)
    };
    value.as_i64().or_else(|| float().map(|float| float as i64))
}

/// Returns whether Go decodes a text as base64: it skips line breaks, and there may be nothing.
///
/// ```
/// assert!(kubewright_core::webhook::is_base64("aGVs\nbG8=\n"));
/// assert!(!kubewright_core::webhook::is_base64("aGk"));
/// ```
pub fn is_base64(text: &str) -> bool {
    let text = text.replace(['\r', '\n'], "");
    text.is_empty() || formats::fits("byte", &text) == Some(true)
}
