//! Which subcharts take part, and what they give to their parents.

use serde_json::{Map, Value};

use super::{tree::Node, values};

/// Removes subcharts that are off, names those with an alias, and imports values.
pub(super) fn settle(chart: &mut Node, given: &Map<String, Value>) {
    enable(chart, given, "");
    import(chart);
}

fn enable(chart: &mut Node, given: &Map<String, Value>, path: &str) {
    let Value::Array(listed) = chart.metadata["dependencies"].clone() else {
        return;
    };
    let text = |one: &Value, field: &str| one[field].as_str().unwrap_or_default().to_owned();
    let mut children: Vec<Node> = Vec::new();
    for child in &chart.children {
        if !listed.iter().any(|one| text(one, "name") == child.name) {
            children.push(child.clone());
        }
    }
    for one in &listed {
        let found = chart
            .children
            .iter()
            .find(|child| child.name == text(one, "name"));
        if let Some(found) = found {
            let mut child = found.clone();
            let alias = text(one, "alias");
            if !alias.is_empty() {
                child.metadata["name"] = alias.as_str().into();
                child.name = alias;
            }
            children.push(child);
        }
    }
    chart.children = children;
    let mut all = given.clone();
    // Values of another form are an error later.
    let _ = values::coalesce(chart, &mut all, false);
    let all = Value::Object(all);
    for one in &listed {
        let name = match text(one, "alias") {
            alias if alias.is_empty() => text(one, "name"),
            alias => alias,
        };
        if !is_enabled(one, &all, path) {
            chart.children.retain(|child| child.name != name);
        }
    }
    let inner = all.as_object().cloned().unwrap_or_default();
    for child in &mut chart.children {
        let path = format!("{path}{}.", child.name);
        enable(child, &inner, &path);
    }
}

fn is_enabled(dependency: &Value, values: &Value, path: &str) -> bool {
    let tags = dependency["tags"].as_array().into_iter().flatten();
    let tags: Vec<bool> = tags
        .filter_map(|tag| values["tags"][tag.as_str()?].as_bool())
        .collect();
    let by_tags = tags.is_empty() || tags.contains(&true);
    let conditions = dependency["condition"].as_str().unwrap_or_default().split(',');
    let mut conditions = conditions
        .map(str::trim)
        .filter(|condition| !condition.is_empty());
    let found = conditions.find_map(|condition| at(values, &format!("{path}{condition}"))?.as_bool());
    found.unwrap_or(by_tags)
}

fn at<'v>(values: &'v Value, path: &str) -> Option<&'v Value> {
    path.split('.').try_fold(values, |value, part| value.get(part))
}

fn import(chart: &mut Node) {
    chart.children.iter_mut().for_each(import);
    let Value::Array(listed) = chart.metadata["dependencies"].clone() else {
        return;
    };
    let mut all = Map::new();
    // Values of another form are an error later.
    let _ = values::coalesce(chart, &mut all, true);
    let mut imported = Map::new();
    for one in &listed {
        let name = one["alias"]
            .as_str()
            .or_else(|| one["name"].as_str())
            .unwrap_or_default();
        for import in one["import-values"].as_array().into_iter().flatten() {
            let (child, parent) = match import {
                Value::String(name) => (format!("exports.{name}"), "."),
                import => (
                    import["child"].as_str().unwrap_or_default().to_owned(),
                    import["parent"].as_str().unwrap_or_default(),
                ),
            };
            let found = all.get(name).and_then(|values| at(values, &child));
            if let Some(Value::Object(found)) = found {
                values::tables(&mut imported, &nested(parent, found), true);
            }
        }
    }
    values::tables(&mut all, &imported, true);
    chart.values = all;
}

fn nested(path: &str, table: &Map<String, Value>) -> Map<String, Value> {
    if path == "." {
        return table.clone();
    }
    path.rsplit('.').fold(table.clone(), |inner, part| {
        Map::from_iter([(part.to_owned(), Value::Object(inner))])
    })
}
