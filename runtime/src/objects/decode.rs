//! Decoding of objects, with errors that name the field.

use std::fmt;

use serde::de::DeserializeOwned;
use serde_json::Value;

/// A decode error: the field that does not match the Rust type, and the cause.
///
/// ```
/// use kubewright_runtime::decode;
/// use kubewright_runtime::k8s_openapi::api::core::v1::Pod;
///
/// let text = r#"{ "spec": { "containers": [{ "name": "web" }, { "name": 1 }] } }"#;
/// let error = decode::from_str::<Pod>(text).unwrap_err();
/// assert_eq!(error.field, "spec.containers[1].name");
/// assert_eq!(error.to_string(), "spec.containers[1].name: invalid type: integer `1`, expected a string");
/// ```
#[derive(Clone, Debug, thiserror::Error, PartialEq, Eq)]
pub struct DecodeError {
    /// The path of the field, such as `spec.containers[1].name`. Empty if the whole value does not match.
    pub field: String,
    /// Why the field does not match.
    pub cause: String,
}

impl fmt::Display for DecodeError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.field.as_str() {
            "" => formatter.write_str(&self.cause),
            field => write!(formatter, "{field}: {}", self.cause),
        }
    }
}

/// Decodes JSON text.
///
/// # Errors
///
/// If the text is not JSON, or a field does not match the type.
pub fn from_str<T: DeserializeOwned>(text: &str) -> Result<T, DecodeError> {
    // Finding the path takes time, so it is done only when decoding fails.
    serde_json::from_str(text).map_err(|error| {
        let mut text = serde_json::Deserializer::from_str(text);
        match serde_path_to_error::deserialize::<_, T>(&mut text) {
            Err(found) => DecodeError::at(found.path(), found.inner()),
            // The value is valid; the text after it is not.
            Ok(_) => DecodeError::whole(&error),
        }
    })
}

/// Decodes a JSON value.
///
/// # Errors
///
/// If a field does not match the type.
///
/// ```
/// use kubewright_runtime::{decode, k8s_openapi::api::core::v1::ConfigMap};
/// use serde_json::json;
///
/// let error = decode::from_value::<ConfigMap>(&json!({ "data": { "size": 3 } })).unwrap_err();
/// assert_eq!(error.to_string(), "data.size: invalid type: integer `3`, expected a string");
/// ```
pub fn from_value<T: DeserializeOwned>(value: &Value) -> Result<T, DecodeError> {
    T::deserialize(value).map_err(|error| match serde_path_to_error::deserialize::<_, T>(value) {
        Err(found) => DecodeError::at(found.path(), found.inner()),
        Ok(_) => DecodeError::whole(&error),
    })
}

impl DecodeError {
    fn at(path: &serde_path_to_error::Path, error: &serde_json::Error) -> Self {
        Self {
            field: match path.iter().len() {
                0 => String::new(),
                _ => path.to_string(),
            },
            ..Self::whole(error)
        }
    }

    fn whole(error: &serde_json::Error) -> Self {
        Self {
            field: String::new(),
            cause: without_position(error),
        }
    }
}

/// Removes the position in the text, which means nothing to people who see only the object.
fn without_position(error: &serde_json::Error) -> String {
    let mut text = error.to_string();
    if error.is_data() && error.line() > 0 {
        let position = format!(" at line {} column {}", error.line(), error.column());
        if let Some(length) = text.strip_suffix(&position).map(str::len) {
            text.truncate(length);
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde::Deserialize;
    use serde_json::json;

    use super::*;

    #[derive(Debug, Deserialize)]
    struct Site {
        #[serde(rename = "spec")]
        _spec: Spec,
    }

    #[derive(Debug, Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Spec {
        #[serde(rename = "pageSizes")]
        _page_sizes: Option<BTreeMap<String, Vec<u8>>>,
        #[serde(rename = "mode")]
        _mode: Option<Mode>,
    }

    #[derive(Debug, Deserialize)]
    enum Mode {
        Fast,
    }

    #[test]
    fn the_field_and_the_cause_are_named_in_text_and_value() {
        let Mode::Fast = serde_json::from_str(r#""Fast""#).unwrap();
        for (value, expected) in [
            (
                json!({ "spec": { "pageSizes": { "a": [1, "2"] } } }),
                "spec.pageSizes.a[1]: invalid type: string \"2\", expected u8",
            ),
            (
                json!({ "spec": { "mode": "Slow" } }),
                "spec.mode: unknown variant `Slow`, expected `Fast`",
            ),
            (
                json!({ "spec": 1 }),
                "spec: invalid type: integer `1`, expected struct Spec",
            ),
            (json!({}), "missing field `spec`"),
            (json!([1]), "[0]: invalid type: integer `1`, expected struct Spec"),
        ] {
            let error = from_value::<Site>(&value).unwrap_err();
            assert_eq!(error.to_string(), expected);
            assert_eq!(from_str::<Site>(&value.to_string()).unwrap_err(), error);
        }
    }

    #[test]
    fn text_that_is_not_json_has_its_place() {
        let error = from_str::<Site>("{ \"spec\" }").unwrap_err();
        assert_eq!(error.to_string(), "expected `:` at line 1 column 10");
        let error = from_str::<BTreeMap<String, u8>>("{} {}").unwrap_err();
        assert_eq!(error.to_string(), "trailing characters at line 1 column 4");
    }
}
