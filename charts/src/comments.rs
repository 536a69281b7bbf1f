//! The comments above the keys of `values.yaml`, which describe the values.

use std::collections::BTreeMap;

/// Returns the comments by path. Only block style is read; what is in flow style has no comments of its own.
pub(crate) fn of(text: &str) -> BTreeMap<Vec<String>, String> {
    let mut found = BTreeMap::new();
    let mut path: Vec<(usize, String)> = Vec::new();
    let mut comment: Vec<&str> = Vec::new();
    for line in text.lines() {
        let trimmed = line.trim();
        let indent = line.len() - line.trim_start().len();
        if let Some(text) = trimmed.strip_prefix('#') {
            comment.push(text.trim_start_matches('#').trim());
            continue;
        }
        let key = trimmed
            .split_once(':')
            .map(|(key, _)| key.trim().trim_matches(['"', '\'']));
        let key =
            key.filter(|key| !key.is_empty() && !key.starts_with(['-', '{', '[']) && !key.contains(' '));
        if let Some(key) = key {
            while path.last().is_some_and(|(other, _)| *other >= indent) {
                path.pop();
            }
            path.push((indent, key.to_owned()));
            let text = described(&comment);
            if !text.is_empty() {
                found.insert(path.iter().map(|(_, key)| key.clone()).collect(), text);
            }
        }
        comment.clear();
    }
    found
}

/// The text of a comment, without the marks of tools that make documents from it.
fn described(lines: &[&str]) -> String {
    let lines = lines.iter().map(|line| match line.strip_prefix("-- ") {
        Some(text) => text,
        None => line,
    });
    let lines = lines.filter(|line| !line.is_empty() && !line.starts_with(['@', '-', '=']));
    let text = lines.collect::<Vec<_>>().join(" ");
    // Commented-out values are no description.
    match text.ends_with(':') || text.starts_with('{') || text.contains(": ") {
        true => String::new(),
        false => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_belong_to_the_next_key() {
        let text = "# -- How many\n# replicas\nreplicas: 1\n\n# lost\n\nimage:\n  # The tag\n  tag: x\n# limits:\n#   cpu: 1\nresources: {}\n";
        let found = of(text);
        let path = |path: &[&str]| path.iter().map(|part| (*part).to_owned()).collect::<Vec<_>>();
        assert_eq!(found[&path(&["replicas"])], "How many replicas");
        assert_eq!(found[&path(&["image", "tag"])], "The tag");
        assert_eq!(found.len(), 2);
    }
}
