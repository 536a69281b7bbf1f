//! YAML, JSON, base64 and digests.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use kubewright_core::yaml;
use serde_json::{Value as Json, json};
use sha2::{Digest as _, Sha256, Sha512};

use super::{
    Answer,
    arguments::{exactly, text},
};
use crate::{Value, error::Reason};

pub(super) fn call(name: &str, all: &[Value]) -> Option<Answer> {
    let one = |convert: fn(&Value) -> Answer| exactly(name, all).and_then(|[value]| convert(value));
    let hash = |compute: fn(&[u8]) -> Vec<u8>| -> Answer {
        let [value] = exactly(name, all)?;
        let bytes = compute(text(name, value)?.as_bytes());
        Ok(bytes
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect::<String>()
            .into())
    };
    Some(match name {
        "toYaml" | "toYamlPretty" => one(|value| {
            let text = yaml::to_string(&value.to_json()).map_err(|error| error.to_string())?;
            Ok(text.strip_suffix('\n').unwrap_or(&text).into())
        }),
        // An error is a value in Helm.
        "fromYaml" => one(|value| {
            let parsed: Result<Json, _> = yaml::from_str(&value.to_string());
            Ok(object(parsed.map_err(|error| error.to_string())))
        }),
        "fromJson" => one(|value| {
            let parsed: Result<Json, _> = serde_json::from_str(&value.to_string());
            Ok(object(parsed.map_err(|error| error.to_string())))
        }),
        "fromYamlArray" => one(|value| {
            let parsed: Result<Json, _> = yaml::from_str(&value.to_string());
            Ok(array(parsed.map_err(|error| error.to_string())))
        }),
        "fromJsonArray" => one(|value| {
            let parsed: Result<Json, _> = serde_json::from_str(&value.to_string());
            Ok(array(parsed.map_err(|error| error.to_string())))
        }),
        "toJson" => one(|value| Ok(escaped(&value.to_json().to_string()).into())),
        "toRawJson" => one(|value| Ok(value.to_json().to_string().into())),
        "toPrettyJson" => one(|value| {
            let text = serde_json::to_string_pretty(&value.to_json());
            Ok(escaped(&text.map_err(|error| error.to_string())?).into())
        }),
        "b64enc" => exactly(name, all).and_then(|[value]| Ok(STANDARD.encode(text(name, value)?).into())),
        "b64dec" => exactly(name, all).and_then(|[value]| {
            // sprig returns the message of the error.
            let bytes = match STANDARD.decode(text(name, value)?) {
                Ok(bytes) => bytes,
                Err(_) => return Err(Reason::Unsupported("a text that is not base64".to_owned())),
            };
            let text = String::from_utf8(bytes);
            Ok(text
                .map_err(|_| Reason::Unsupported("base64 of bytes that are not text".to_owned()))?
                .into())
        }),
        "sha256sum" => hash(|bytes| Sha256::digest(bytes).to_vec()),
        "sha512sum" => hash(|bytes| Sha512::digest(bytes).to_vec()),
        _ => return None,
    })
}

fn object(parsed: Result<Json, String>) -> Value {
    match parsed {
        Ok(Json::Null) => Value::dict([]),
        Ok(value @ Json::Object(_)) => Value::from(&value),
        Ok(_) => Value::from(&json!({ "Error": "error unmarshaling JSON: it is not an object" })),
        Err(error) => Value::from(&json!({ "Error": error })),
    }
}

fn array(parsed: Result<Json, String>) -> Value {
    match parsed {
        Ok(Json::Null) => Value::list([]),
        Ok(value @ Json::Array(_)) => Value::from(&value),
        Ok(_) => Value::from(&json!(["error unmarshaling JSON: it is not an array"])),
        Err(error) => Value::from(&json!([error])),
    }
}

/// Go escapes what HTML has a meaning for.
fn escaped(json: &str) -> String {
    json.replace('&', "\\u0026")
        .replace('<', "\\u003c")
        .replace('>', "\\u003e")
}
