//! Label selectors.

use serde_json::Value;

/// Whether labels match a `LabelSelector`. An absent one matches nothing, an empty one everything.
pub(crate) fn matches(selector: &Value, labels: &Value) -> bool {
    let Some(selector) = selector.as_object() else {
        return false;
    };
    let by_label = selector.get("matchLabels").and_then(Value::as_object);
    let by_expression = selector.get("matchExpressions").and_then(Value::as_array);
    by_label
        .into_iter()
        .flatten()
        .all(|(key, value)| labels.get(key) == Some(value))
        && by_expression
            .into_iter()
            .flatten()
            .all(|expression| holds(expression, labels))
}

/// Whether labels have all of a map, as the selectors of Services and nodes want. An empty map matches everything.
pub(crate) fn has_all(wanted: &Value, labels: &Value) -> bool {
    wanted
        .as_object()
        .into_iter()
        .flatten()
        .all(|(key, value)| labels.get(key) == Some(value))
}

/// Whether an expression of a label or node selector holds.
pub(crate) fn holds(expression: &Value, labels: &Value) -> bool {
    let value = labels.get(expression["key"].as_str().unwrap_or_default());
    let values = expression["values"].as_array().map_or(&[][..], Vec::as_slice);
    let number = |value: &Value| value.as_str().and_then(|text| text.parse::<i64>().ok());
    let compared = || Some((number(value?)?, number(values.first()?)?));
    match expression["operator"].as_str().unwrap_or_default() {
        "In" => value.is_some_and(|value| values.contains(value)),
        "NotIn" => value.is_none_or(|value| !values.contains(value)),
        "Exists" => value.is_some(),
        "DoesNotExist" => value.is_none(),
        "Gt" => compared().is_some_and(|(value, bound)| value > bound),
        "Lt" => compared().is_some_and(|(value, bound)| value < bound),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn selectors_match_labels_and_expressions() {
        let labels = json!({ "app": "web", "size": "3" });
        let expression = |operator, values| json!({ "matchExpressions": [{ "key": "size", "operator": operator, "values": values }] });
        assert!(matches(&json!({}), &labels));
        assert!(!matches(&Value::Null, &labels));
        assert!(matches(&json!({ "matchLabels": { "app": "web" } }), &labels));
        assert!(!matches(&json!({ "matchLabels": { "app": "db" } }), &labels));
        for (operator, values, matching) in [
            ("In", json!(["3", "4"]), true),
            ("In", json!(["4"]), false),
            ("NotIn", json!(["4"]), true),
            ("Exists", json!([]), true),
            ("DoesNotExist", json!([]), false),
            ("Gt", json!(["2"]), true),
            ("Lt", json!(["2"]), false),
        ] {
            assert_eq!(
                matches(&expression(operator, values), &labels),
                matching,
                "{operator}"
            );
        }
    }
}
