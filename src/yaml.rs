//! The only code that edits YAML: changes what differs and keeps comments, order, quotes and empty lines.
//!
//! `kubewright_core::yaml` writes new texts. New parts of an edited text come from it too, so that both look alike.

mod revision;

use kubewright_core::yaml::{self, YamlError};
use serde_json::Value;
use yaml_edit::{Mapping, SyntaxKind, YamlFile, YamlNode, lex};

use revision::Revision;

/// The name of a list item, from its index and its value. Items with the same name are edited in place.
pub(crate) type Identity = fn(usize, &Value) -> String;

/// The text with the content of `new`. New keys are written in sorted order.
pub(crate) fn revise(text: &str, new: &Value, identity: Identity) -> Result<String, YamlError> {
    match edited(text, new, identity)? {
        Some(revised) => Ok(revised),
        // Anchors and merge keys can make an edit change more than its place.
        None => yaml::to_string(new),
    }
}

/// The same; `None` if the text would have to be written again, without its comments.
pub(crate) fn revise_in_place(text: &str, new: &Value, identity: Identity) -> Option<String> {
    edited(text, new, identity).ok().flatten()
}

fn edited(text: &str, new: &Value, identity: Identity) -> Result<Option<String>, YamlError> {
    let old: Value = yaml::from_str(text)?;
    let file = YamlFile::from_str_relaxed(text).0;
    let root = file.document().and_then(|document| document.as_mapping());
    if let (Some(root), Value::Object(old), Value::Object(new)) = (root, &old, new) {
        let mut revision = Revision::new(identity);
        revision.of_map(&root, old, new)?;
        let revised = revision.finish(file.to_string());
        if yaml::from_str::<Value>(&revised).is_ok_and(|is| is.as_object() == Some(new)) {
            return Ok(Some(revised));
        }
    }
    Ok(None)
}

/// The line of the first anchor or alias.
pub(crate) fn anchor(text: &str) -> Option<usize> {
    let mut line = 1;
    for (kind, token) in lex(text) {
        if matches!(
            kind,
            SyntaxKind::ANCHOR | SyntaxKind::REFERENCE | SyntaxKind::MERGE_KEY
        ) {
            return Some(line);
        }
        line += token.matches('\n').count();
    }
    None
}

/// The text with lines of a comment, which have no indent, above the key at a path; `None` if there is no such key.
pub(crate) fn describe(text: &str, path: &[&str], comment: &str) -> Option<String> {
    let (key, above) = path.split_last()?;
    let root = YamlFile::from_str_relaxed(text).0.document()?.as_mapping()?;
    let parent = above.iter().try_fold(root, |map, key| map.get_mapping(*key))?;
    let entry = parent.find_entry_by_key(*key)?;
    let start = usize::try_from(entry.byte_range().start).ok()?;
    let line_start = text[..start].rfind('\n').map_or(0, |at| at + 1);
    let indent = &text[line_start..start];
    if !indent.trim().is_empty() {
        return None;
    }
    let lines: String = comment
        .split_inclusive('\n')
        .map(|line| format!("{indent}{line}"))
        .collect();
    Some(format!("{}{lines}{}", &text[..line_start], &text[line_start..]))
}

/// The text of one document, whose root is a mapping, after `edit`; `None` if the edit was not possible.
pub(crate) fn edit(text: &str, edit: impl FnOnce(&Mapping) -> Option<()>) -> Option<String> {
    let file = YamlFile::from_str_relaxed(text).0;
    edit(&file.document()?.as_mapping()?)?;
    Some(file.to_string())
}

/// A part of a document, from the text that the writer gives it.
pub(crate) fn node(text: &str) -> Option<YamlNode> {
    let document = YamlFile::from_str_relaxed(text).0.document()?;
    let mapping = || document.as_mapping().map(YamlNode::Mapping);
    let sequence = || document.as_sequence().map(YamlNode::Sequence);
    let scalar = || document.as_scalar().map(YamlNode::Scalar);
    mapping().or_else(sequence).or_else(scalar)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn name(index: usize, item: &Value) -> String {
        item["name"].as_str().map_or(index.to_string(), str::to_owned)
    }

    fn revised(text: &str, new: Value) -> String {
        let revised = revise(text, &new, name).unwrap();
        assert_eq!(yaml::from_str::<Value>(&revised).unwrap(), new, "{revised}");
        revised
    }

    #[test]
    fn only_what_differs_changes() {
        let text = "# top\nb:   'x' # b\n\n# c\nc: {d: 1, e: [1,2]}\nf:\n  # one\n  - name: one\n    g: 1 # g\n  - name: two\n";
        assert_eq!(
            revised(
                text,
                json!({"a": 1, "b": "x", "c": {"d": 2, "e": [1, 2]}, "f": [{"name": "one", "g": "on"}, {"name": "two"}]})
            ),
            text.replace("b:   'x'", "a: 1\nb:   'x'")
                .replace("d: 1", "d: 2")
                .replace("g: 1", "g: \"on\"")
        );
    }

    #[test]
    fn items_come_and_go() {
        let text = "f:\n# one\n- name: one\n# two\n- name: two # end\n";
        let with = |names: &[&str]| {
            let items: Vec<_> = names.iter().map(|name| json!({"name": name})).collect();
            revised(text, json!({"f": items}))
        };
        assert_eq!(with(&["one", "two", "three"]), format!("{text}- name: three\n"));
        assert_eq!(
            with(&["one", "half", "two"]),
            text.replace("- name: two", "- name: half\n- name: two")
        );
        assert_eq!(with(&["one"]), "f:\n# one\n- name: one\n# two\n");
        assert_eq!(with(&["two", "one"]), "f:\n- name: two\n- name: one\n");
        assert_eq!(revised(text, json!({"f": []})), "f: []\n");
    }

    #[test]
    fn a_renamed_item_keeps_its_comments() {
        let text = "f:\n# one\n- name: one # end\n- name: two\n";
        let new = json!({"f": [{"name": "three"}, {"name": "two"}]});
        assert_eq!(revised(text, new), text.replace("name: one", "name: three"));
    }

    #[test]
    fn new_lists_are_at_the_column_of_their_keys() {
        let text = "a:\n- b: 1\n  name: one # one\n";
        let expected = "a:\n- b:\n  - c: 1\n    d: |-\n      x\n      y\n  list:\n  - \"on\"\n  name: one # one\nz:\n- 1\n";
        let new = json!({"a": [{"b": [{"c": 1, "d": "x\ny"}], "list": ["on"], "name": "one"}], "z": [1]});
        assert_eq!(revised(text, new), expected);
    }

    #[test]
    fn an_anchor_is_not_shared_by_a_changed_value() {
        revised("a: &x {k: 1}\nb: *x\n", json!({"a": {"k": 2}, "b": {"k": 1}}));
        revised("a: &x {k: 1}\nb: *x\n", json!({"b": {"k": 1}}));
    }
}
