//! Amounts of resources.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::object::{Object, at};

/// A quantity, such as `500m`, `2Gi` or `1e3`.
pub(super) fn parse(value: &Value) -> Option<f64> {
    let text = match value {
        Value::String(text) => text.as_str(),
        number => return number.as_f64(),
    };
    if let Ok(number) = text.parse() {
        return Some(number);
    }
    let split = text.find(|letter: char| letter.is_alphabetic())?;
    let (number, suffix) = text.split_at(split);
    let factor = match suffix {
        "n" => 1e-9,
        "u" => 1e-6,
        "m" => 1e-3,
        "k" => 1e3,
        "M" => 1e6,
        "G" => 1e9,
        "T" => 1e12,
        "P" => 1e15,
        "E" => 1e18,
        "Ki" => 1024.0,
        "Mi" => 1024.0 * 1024.0,
        "Gi" => 1024.0 * 1024.0 * 1024.0,
        "Ti" => 1024.0_f64.powi(4),
        "Pi" => 1024.0_f64.powi(5),
        "Ei" => 1024.0_f64.powi(6),
        _ => return None,
    };
    Some(number.parse::<f64>().ok()? * factor)
}

/// What a Pod asks for: the sum of its containers, or the largest init container if that is more.
pub(super) fn requests(pod: &Object) -> BTreeMap<String, f64> {
    let mut total: BTreeMap<String, f64> = BTreeMap::new();
    for container in pod.list("/spec/containers") {
        for (name, amount) in amounts(at(container, "/resources/requests")) {
            *total.entry(name).or_default() += amount;
        }
    }
    for container in pod.list("/spec/initContainers") {
        let stays = container["restartPolicy"] == "Always";
        for (name, amount) in amounts(at(container, "/resources/requests")) {
            let sum = total.entry(name).or_default();
            *sum = if stays { *sum + amount } else { sum.max(amount) };
        }
    }
    for (name, amount) in amounts(pod.at("/spec/overhead")) {
        *total.entry(name).or_default() += amount;
    }
    total
}

fn amounts(list: &Value) -> impl Iterator<Item = (String, f64)> {
    let amounts = list.as_object().into_iter().flatten();
    amounts.filter_map(|(name, value)| Some((name.clone(), parse(value)?)))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn quantities_have_suffixes_of_both_kinds() {
        for (text, number) in [
            ("500m", 0.5),
            ("2Ki", 2048.0),
            ("1k", 1000.0),
            ("3", 3.0),
            ("1e3", 1000.0),
        ] {
            assert_eq!(parse(&json!(text)), Some(number), "{text}");
        }
        assert_eq!(parse(&json!("much")), None);
    }
    #[test]
    fn a_pod_asks_for_its_containers_and_its_overhead() {
        let container = |cpu: &str| json!({ "resources": { "requests": { "cpu": cpu } } });
        let pod = Object::new(json!({ "spec": {
            "containers": [container("100m"), container("200m")], "initContainers": [container("1")],
            "overhead": { "cpu": "250m", "memory": "1Mi" },
        } }));
        let requests = requests(&pod);
        assert_eq!(requests["cpu"], 1.25);
        assert_eq!(requests["memory"], 1024.0 * 1024.0);
    }
}
