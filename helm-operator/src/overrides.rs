//! Override values: values that the operator's administrator sets, whatever an object says.

mod path;

use std::collections::BTreeMap;

use kubewright_helm_template::{Engine, TemplateError};
use serde_json::Value;
use thiserror::Error;

use path::Path;

/// Values that replace those of every object, in Helm's string mode: `true` and `1` stay strings.
///
/// A path is written as for `helm --set`: `image.tag`, `hosts[0].name`, `annotations.example\.com/a`. In a value, `$NAME` and
/// `${NAME}` are variables of the environment, which are empty if they are unset; the result is then a Go template with the
/// functions of Helm's templates, except those that depend on the time, on random numbers or on a cluster.
///
/// ```
/// use kubewright_helm_operator::Overrides;
///
/// let overrides = Overrides::new([("image.tag".to_owned(), "1".to_owned())].into())?;
/// let mut values = serde_json::json!({ "image": { "tag": "2", "repository": "nginx" } });
/// overrides.apply(&mut values)?;
/// assert_eq!(values["image"], serde_json::json!({ "tag": "1", "repository": "nginx" }));
/// # Ok::<(), kubewright_helm_operator::OverrideError>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Overrides(Vec<(String, Path, String)>);

/// An override value cannot be used.
///
/// ```
/// use kubewright_helm_operator::{OverrideError, Overrides};
///
/// let error: OverrideError = Overrides::new([("a[x]".to_owned(), "1".to_owned())].into()).unwrap_err();
/// assert_eq!(error.to_string(), "`overrideValues`: the path `a[x]` has an index that is not a number below 65536");
/// ```
#[derive(Clone, Debug, Error)]
#[error("`overrideValues`: {0}")]
pub struct OverrideError(String);

impl Overrides {
    /// Expands the values with the environment of the process.
    ///
    /// # Errors
    ///
    /// If a path or a template is malformed, or uses an unknown function.
    pub fn new(values: BTreeMap<String, String>) -> Result<Self, OverrideError> {
        Self::with(values, |name| std::env::var(name).ok())
    }

    fn with(
        values: BTreeMap<String, String>,
        variable: impl Fn(&str) -> Option<String>,
    ) -> Result<Self, OverrideError> {
        let expanded = values.into_iter().map(|(path, value)| {
            let parsed = Path::parse(&path).map_err(OverrideError)?;
            let value = rendered(&expanded(&value, &variable))
                .map_err(|reason| OverrideError(format!("`{path}`: {reason}")))?;
            Ok((path, parsed, value))
        });
        Ok(Self(expanded.collect::<Result<_, _>>()?))
    }

    /// Sets the values.
    ///
    /// # Errors
    ///
    /// If a path goes through a value that is neither an object nor a list.
    pub fn apply(&self, values: &mut Value) -> Result<(), OverrideError> {
        for (path, parsed, value) in &self.0 {
            parsed
                .set(values, Value::from(value.as_str()))
                .map_err(|reason| OverrideError(format!("`{path}`: {reason}")))?;
        }
        Ok(())
    }

    /// Returns the paths and their values.
    pub(crate) fn all(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0
            .iter()
            .map(|(path, _, value)| (path.as_str(), value.as_str()))
    }

    /// Returns the number of values.
    pub(crate) fn count(&self) -> usize {
        self.0.len()
    }
}

/// Replaces `$NAME` and `${NAME}` as Go's `os.Expand`.
fn expanded(text: &str, variable: impl Fn(&str) -> Option<String>) -> String {
    let mut result = String::new();
    let mut rest = text;
    while let Some(at) = rest.find('$') {
        result.push_str(&rest[..at]);
        let after = &rest[at + 1..];
        let name_end = |text: &str| {
            text.find(|char: char| !char.is_ascii_alphanumeric() && char != '_')
                .unwrap_or(text.len())
        };
        let (name, tail) = match after.strip_prefix('{').and_then(|inner| inner.split_once('}')) {
            Some((name, tail)) => (name, tail),
            None => after.split_at(name_end(after)),
        };
        if name.is_empty() {
            result.push('$');
        } else {
            result.push_str(&variable(name).unwrap_or_default());
        }
        rest = tail;
    }
    result + rest
}

/// The name of the template in errors.
const TEMPLATE: &str = "value";

fn rendered(text: &str) -> Result<String, String> {
    if !text.contains("{{") {
        return Ok(text.to_owned());
    }
    let render = || {
        let mut engine = Engine::default();
        engine.parse(TEMPLATE, text)?;
        engine.render(TEMPLATE, &kubewright_helm_template::Value::Nil)
    };
    render().map_err(|error: TemplateError| error.to_string())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn with(path: &str, value: &str) -> Result<Overrides, OverrideError> {
        let variable = |name: &str| (name == "IMAGE").then(|| "example.com/nginx:1.2".to_owned());
        Overrides::with([(path.to_owned(), value.to_owned())].into(), variable)
    }

    fn value(value: &str) -> String {
        with("a", value).unwrap().0[0].2.clone()
    }

    #[test]
    fn variables_and_templates_are_expanded() {
        assert_eq!(value("$IMAGE"), "example.com/nginx:1.2");
        assert_eq!(value("x${IMAGE}y$NONE."), "xexample.com/nginx:1.2y.");
        assert_eq!(value("100$"), "100$");
        assert_eq!(value(r#"{{ ("$IMAGE" | split ":")._1 }}"#), "1.2");
        assert_eq!(value(r#"{{ "$NONE" | default "none" | upper }}"#), "NONE");
        assert_eq!(value(r#"{{ "a" | b64enc | toYaml | indent 1 }}"#), " YQ==");
        let error = with("a", "{{ shuffle 1 }}").unwrap_err().to_string();
        assert!(error.contains("`a`") && error.contains("shuffle"), "{error}");
    }

    #[test]
    fn values_are_set_in_string_mode() {
        let mut values = json!({ "a": { "b": [1] }, "c": 1 });
        with("a.b[1].c", "true").unwrap().apply(&mut values).unwrap();
        assert_eq!(values, json!({ "a": { "b": [1, { "c": "true" }] }, "c": 1 }));
        let error = with("c.d", "x").unwrap().apply(&mut values).unwrap_err();
        assert_eq!(
            error.to_string(),
            "`overrideValues`: `c.d`: `c` is not an object in the values"
        );
    }
}
