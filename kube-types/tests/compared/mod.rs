//! How CRDs of kube are compared with ours.

use std::collections::BTreeSet;

use serde_json::Value;

/// Numbers as the API server compares them: `1.0` is `1`.
pub(crate) fn plain(value: &mut Value) {
    match value {
        Value::Number(number) if number.is_f64() => {
            let float = number.as_f64().unwrap();
            if float.fract() == 0.0 && float.abs() < 9.0e18 {
                *value = Value::from(float as i64);
            }
        }
        Value::Array(all) => all.iter_mut().for_each(plain),
        Value::Object(all) => all.values_mut().for_each(plain),
        _ => {}
    }
}

/// The first differences between two trees, by their paths.
pub(crate) fn differences(path: &str, expected: &Value, found: &Value, out: &mut Vec<String>) {
    match (expected, found) {
        (Value::Object(a), Value::Object(b)) => {
            let keys: BTreeSet<_> = a.keys().chain(b.keys()).collect();
            for key in keys {
                let none = Value::String("(absent)".to_owned());
                let (a, b) = (a.get(key).unwrap_or(&none), b.get(key).unwrap_or(&none));
                differences(&format!("{path}.{key}"), a, b, out);
            }
        }
        (Value::Array(a), Value::Array(b)) if a.len() == b.len() => {
            for (at, (a, b)) in a.iter().zip(b).enumerate() {
                differences(&format!("{path}[{at}]"), a, b, out);
            }
        }
        (a, b) if a == b => {}
        (a, b) => out.push(format!("{path}: kube {a}, kubewright {b}")),
    }
}

/// kube before 4.2 writes empty lists, which mean the same as none.
pub(crate) fn without_empty_lists(value: &mut Value) {
    if let Value::Object(map) = value {
        let is_empty =
            |value: &Value| value.as_array().is_some_and(Vec::is_empty) || *value == serde_json::json!({});
        for key in [
            "categories",
            "shortNames",
            "additionalPrinterColumns",
            "subresources",
        ] {
            if map.get(key).is_some_and(is_empty) {
                map.remove(key);
            }
        }
        map.values_mut().for_each(without_empty_lists);
    } else if let Value::Array(all) = value {
        all.iter_mut().for_each(without_empty_lists);
    }
}
