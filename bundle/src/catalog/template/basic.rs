//! `olm.template.basic`.

use serde_json::Value;

use super::{Problem, Resolve, resolved};
use crate::catalog::BUNDLE;

pub(super) fn render(template: &Value, resolve: Resolve<'_>) -> Result<Vec<Value>, Problem> {
    let Some(entries) = template["entries"].as_array() else {
        return Err(Problem::Malformed(String::from(
            "the template has no list `entries`",
        )));
    };
    entries.iter().map(|entry| one(entry, resolve)).collect()
}

fn one(entry: &Value, resolve: Resolve<'_>) -> Result<Value, Problem> {
    if entry["schema"] != BUNDLE {
        return Ok(entry.clone());
    }
    let mut fields = entry.as_object().into_iter().flat_map(|fields| fields.keys());
    let other = fields.find(|key| !["schema", "image", "name"].contains(&key.as_str()));
    if let Some(other) = other {
        let text =
            format!("a bundle of the template has the field `{other}`; write only `schema` and `image`");
        return Err(Problem::Malformed(text));
    }
    match entry["image"].as_str() {
        Some(image) => Ok(resolved(image, resolve)?.bundle),
        None => Err(Problem::Malformed(String::from(
            "a bundle of the template has no `image`",
        ))),
    }
}
