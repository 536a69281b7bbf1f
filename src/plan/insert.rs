//! Inserts lines above an anchor, without duplicates, and removes them.

use std::cmp::Ordering;

/// The marker of a place where lines are inserted.
pub(super) const ANCHOR: &str = "+kubebuilder:scaffold:";

/// Lines that rustfmt sorts.
const ORDERED: [&str; 4] = ["pub mod ", "mod ", "pub use ", "use "];

/// The text with lines inserted above an anchor; `None` without such an anchor. Existing lines are kept.
pub(super) fn insert(text: &str, anchor: &str, new: &str) -> Option<String> {
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    let at = lines.iter().position(|line| is_anchor(line, anchor));
    if find(&lines, new).is_some() {
        return Some(text.to_owned());
    }
    let at = at?;
    let indent = &lines[at][..lines[at].len() - lines[at].trim_start().len()];
    let new: Vec<String> = new
        .trim_matches('\n')
        .lines()
        .map(|line| match line.trim_end() {
            "" => "\n".to_owned(),
            line => format!("{indent}{line}\n"),
        })
        .collect();
    let at = match &new[..] {
        [only] => in_order(&lines, at, only),
        _ => at,
    };
    let before = lines[..at].iter().copied();
    let new = new.iter().map(String::as_str);
    Some(before.chain(new).chain(lines[at..].iter().copied()).collect())
}

/// The text without these lines; `None` if they do not exist.
pub(super) fn withdraw(text: &str, old: &str) -> Option<String> {
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    let range = find(&lines, old)?;
    let rest = lines[..range.start].iter().chain(&lines[range.end..]);
    Some(rest.copied().collect())
}

fn is_anchor(line: &str, anchor: &str) -> bool {
    let line = line
        .trim()
        .trim_start_matches(['/', '#', '!', '-', '<'])
        .trim_start();
    line.trim_end_matches("-->").trim_end().strip_prefix(ANCHOR) == Some(anchor)
}

/// The place of consecutive lines, with any indentation.
fn find(lines: &[&str], wanted: &str) -> Option<std::ops::Range<usize>> {
    let wanted: Vec<&str> = wanted.trim_matches('\n').lines().map(str::trim).collect();
    if wanted.iter().all(|line| line.is_empty()) {
        return None;
    }
    let found = lines.windows(wanted.len()).position(|window| {
        window
            .iter()
            .zip(&wanted)
            .all(|(line, wanted)| line.trim() == *wanted)
    })?;
    Some(found..found + wanted.len())
}

/// The sorted place of a line among similar lines above the anchor.
fn in_order(lines: &[&str], anchor: usize, new: &str) -> usize {
    let Some(start) = ORDERED.iter().find(|start| new.trim_start().starts_with(**start)) else {
        return anchor;
    };
    let alike = lines[..anchor]
        .iter()
        .rev()
        .take_while(|line| line.trim_start().starts_with(*start))
        .count();
    let later = lines[anchor - alike..anchor]
        .iter()
        .filter(|line| {
            versions(
                line.trim().trim_end_matches(';'),
                new.trim().trim_end_matches(';'),
            ) == Ordering::Greater
        })
        .count();
    anchor - later
}

/// The order of rustfmt: numbers in names are compared by value.
fn versions(left: &str, right: &str) -> Ordering {
    let (mut left, mut right) = (left, right);
    loop {
        let (l, r) = (chunk(left), chunk(right));
        if l.is_empty() || r.is_empty() {
            return left.len().cmp(&right.len());
        }
        let order = match (l.parse::<u64>(), r.parse::<u64>()) {
            (Ok(l), Ok(r)) => l.cmp(&r),
            _ => l.cmp(r),
        };
        if order != Ordering::Equal {
            return order;
        }
        (left, right) = (&left[l.len()..], &right[r.len()..]);
    }
}

/// A number, or a character outside of numbers.
fn chunk(text: &str) -> &str {
    let digits = text.len() - text.trim_start_matches(|char: char| char.is_ascii_digit()).len();
    let one = text.chars().next().map_or(0, char::len_utf8);
    &text[..digits.max(one)]
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "mod a;\n\nfn f() {\n    first();\n    // +kubebuilder:scaffold:builder\n}\n";

    #[test]
    fn above_and_as_far_in_and_not_twice() {
        let new = insert(TEXT, "builder", "if x {\n    second();\n}\n").unwrap();
        assert_eq!(
            new,
            "mod a;\n\nfn f() {\n    first();\n    if x {\n        second();\n    }\n    // +kubebuilder:scaffold:builder\n}\n"
        );
        assert_eq!(
            insert(&new, "builder", "if x {\n    second();\n}\n").unwrap(),
            new
        );
        assert_eq!(withdraw(&new, "if x {\n    second();\n}\n").unwrap(), TEXT);
    }

    #[test]
    fn a_missing_anchor() {
        assert_eq!(insert(TEXT, "build", "x"), None);
        assert_eq!(insert(TEXT, "build", "first();").unwrap(), TEXT);
        assert_eq!(withdraw(TEXT, "second();"), None);
    }

    #[test]
    fn modules_in_order() {
        let mut text = "use x;\npub mod v2;\n// +kubebuilder:scaffold:modules\n".to_owned();
        for version in ["v10", "v1", "v1beta1", "v1alpha1", "v2"] {
            text = insert(&text, "modules", &format!("pub mod {version};\n")).unwrap();
        }
        assert_eq!(
            text,
            "use x;\npub mod v1;\npub mod v1alpha1;\npub mod v1beta1;\npub mod v2;\npub mod v10;\n// +kubebuilder:scaffold:modules\n"
        );
    }

    #[test]
    fn yaml_lists() {
        let text = "resources:\n- a.yaml\n# +kubebuilder:scaffold:resources\n";
        let new = insert(text, "resources", "- b.yaml").unwrap();
        assert_eq!(
            new,
            "resources:\n- a.yaml\n- b.yaml\n# +kubebuilder:scaffold:resources\n"
        );
    }
}
