//! Merges values files by value: new ones are added with their comments, and defaults that nobody changed follow the chart.

use kubewright_core::yaml;
use serde_json::{Map, Value};

use super::{MergeError, VALUES};
use crate::chart::settings::Setting;
use crate::chart::values::comment;
use crate::three_way;
use crate::yaml::{anchor, describe, revise_in_place};

/// The content of a file that must be a map without anchors.
pub(super) fn check(path: &str, text: &str) -> Result<Value, MergeError> {
    let unreadable = |reason: String| MergeError::Unreadable {
        path: path.to_owned(),
        reason,
    };
    if let Some(line) = anchor(text) {
        return Err(unreadable(format!(
            "line {line} has an anchor or an alias, which an edit could change in other places; write the value out"
        )));
    }
    match yaml::from_str(text) {
        Ok(value @ Value::Object(_)) => Ok(value),
        // Only comments.
        Ok(Value::Null) => Ok(Value::Object(Map::new())),
        Ok(_) => Err(unreadable("it is not a map".to_owned())),
        Err(error) => Err(unreadable(error.first_line().to_owned())),
    }
}

/// The merged text, and its content.
pub(super) fn merge(
    was: &str,
    is: &str,
    new: &str,
    settings: &[Setting],
    notes: &mut Vec<String>,
) -> Result<(String, Value), MergeError> {
    let values = [check(VALUES, was)?, check(VALUES, is)?, check(VALUES, new)?];
    let [base, yours, ours] = &values;
    let mut path = Vec::new();
    let wanted = three_way([Some(base), Some(yours), Some(ours)], &mut path, notes).unwrap_or_default();
    let content = |text: &str| check(VALUES, text).ok();
    // The merge by lines keeps the order and the comments of both sides. It counts only if it has the right content.
    if let Ok(text) = three_way::merge(was, is, new)
        && content(&text).as_ref() == Some(&wanted)
    {
        return Ok((text, wanted));
    }
    let by_index = |index: usize, _: &Value| index.to_string();
    let Some(mut text) = revise_in_place(is, &wanted, by_index) else {
        return Err(MergeError::Unreadable {
            path: VALUES.to_owned(),
            reason: "new values cannot be added to it in place".to_owned(),
        });
    };
    for setting in settings {
        let keys: Vec<&str> = setting.path.split('.').collect();
        if at(yours, &keys).is_none()
            && at(&wanted, &keys).is_some()
            && let Some(described) = describe(&text, &keys, &comment(setting, ""))
            && content(&described).as_ref() == Some(&wanted)
        {
            text = described;
        }
    }
    Ok((text, wanted))
}

fn at<'v>(value: &'v Value, path: &[&str]) -> Option<&'v Value> {
    path.iter().try_fold(value, |value, key| value.get(key))
}

/// A value as it was written, as it is, and as it would be written now. `None` if there is none.
fn three_way(values: [Option<&Value>; 3], path: &mut Vec<String>, notes: &mut Vec<String>) -> Option<Value> {
    let [was, is, new] = values;
    if was == is || is == new {
        return new.cloned();
    }
    if was == new {
        return is.cloned();
    }
    match (is, new) {
        (Some(Value::Object(yours)), Some(Value::Object(ours))) => {
            let mut merged = Map::new();
            let keys = yours
                .keys()
                .chain(ours.keys().filter(|key| !yours.contains_key(*key)));
            for key in keys {
                let of = |value: Option<&Value>| value.and_then(|value| value.get(key)).cloned();
                let [a, b, c] = [of(was), of(is), of(new)];
                path.push(key.clone());
                if let Some(value) = three_way([a.as_ref(), b.as_ref(), c.as_ref()], path, notes) {
                    merged.insert(key.clone(), value);
                }
                path.pop();
            }
            Some(Value::Object(merged))
        }
        // The user's choice stays, and the user learns of the new default.
        (yours, Some(ours)) => {
            if yours.is_some() {
                notes.push(format!(
                    "the default of `{}` is now `{ours}`; your values.yaml keeps its value",
                    path.join(".")
                ));
            }
            yours.cloned()
        }
        (yours, None) => {
            notes.push(format!(
                "`{}` is no longer a value of the chart; remove it from values.yaml if your templates do not use it",
                path.join(".")
            ));
            yours.cloned()
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn setting(path: &'static str, about: &'static str) -> Setting {
        Setting {
            path,
            default: json!(""),
            schema: json!({}),
            about,
        }
    }

    fn merged(was: &str, is: &str, new: &str) -> (String, Vec<String>) {
        let mut notes = Vec::new();
        let settings = [setting("b.new", "Something new"), setting("z", "The last")];
        let (text, _) = merge(was, is, new, &settings, &mut notes).unwrap();
        (text, notes)
    }

    const WAS: &str = "# The first.\na: 1\n\n# A group.\nb:\n  # The second.\n  c: 2\n  d: []\n";

    #[test]
    fn new_values_come_with_comments() {
        let new = "# The first.\na: 2\n\n# A group.\nb:\n  # The second.\n  c: 2\n  d: []\n  # Something new.\n  new: x\n\n# The last.\nz: {}\n";
        let is = WAS.replace("c: 2", "c: 5 # mine");
        let (text, notes) = merged(WAS, &is, new);
        assert_eq!(text, new.replace("c: 2", "c: 5 # mine"));
        assert!(notes.is_empty());
        // The same where the lines conflict.
        let is = WAS.replace("d: []", "d: [1] # mine").replace("a: 1", "a: 3");
        let (text, notes) = merged(WAS, &is, new);
        for line in [
            "d: [1] # mine",
            "  # Something new.\n  new: x\n",
            "# The last.\nz: {}\n",
            "a: 3",
            "# A group.",
        ] {
            assert!(text.contains(line), "{line}\n{text}");
        }
        assert_eq!(
            notes,
            ["the default of `a` is now `2`; your values.yaml keeps its value"]
        );
    }

    #[test]
    fn what_the_user_deleted_stays_deleted() {
        let (text, _) = merged(WAS, &WAS.replace("a: 1\n", ""), &WAS.replace("a: 1", "a: 2"));
        assert!(!text.contains("a:"), "{text}");
    }

    #[test]
    fn removed_values_go_unless_they_were_edited() {
        let new = WAS.replace("  d: []\n", "");
        assert_eq!(merged(WAS, WAS, &new).0, new);
        let (text, notes) = merged(WAS, &WAS.replace("d: []", "d: [x]"), &new);
        assert!(text.contains("d: [x]"), "{text}");
        assert_eq!(notes.len(), 1);
    }

    #[test]
    fn anchors_and_duplicates_are_errors() {
        let error = |text: &str| check("values.yaml", text).unwrap_err().to_string();
        assert!(error("a: &x 1\nb: *x\n").contains("line 1 has an anchor"));
        assert!(
            error("a: 1\na: 2\n").contains("duplicate"),
            "{}",
            error("a: 1\na: 2\n")
        );
        assert!(error("- a\n").contains("it is not a map"));
    }
}
