//! Migration notes: the changes of an edition, the reason, and what users have to do.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use super::decide::Written;
use super::editions::{self, Edition};

/// Where the pieces of a placeholder begin and end in the path of a template.
const PLACEHOLDER: &str = "__";

const PAGE: &str = "# Changes of the scaffold

Generated from the templates of each version. `kubewright alpha update --show` prints the part that concerns a project; see
[Update a project](../howto/updating.md). A version with a commit has not been released under that version yet.
";

/// The notes of the editions after the first, as Markdown. `written` has the files of each edition for a project.
pub(crate) fn of_project(editions: &[Edition], written: &[Written]) -> String {
    let mut out = String::new();
    for (edition, pair) in editions.iter().skip(1).zip(written.windows(2)) {
        let of = |written: &Written| -> BTreeMap<String, String> {
            let texts = written.texts.iter();
            texts
                .map(|(path, text)| (path.display().to_string(), text.clone()))
                .collect()
        };
        let (before, after) = (of(&pair[0]), of(&pair[1]));
        let changes = changes(&before, &after);
        if !changes.is_empty() {
            section(edition, &changes, &mut out);
        }
    }
    match out.strip_prefix('\n') {
        Some(text) => text.to_owned(),
        None => "Nothing changes in the files of this project.\n".to_owned(),
    }
}

/// The page of the guide.
pub(crate) fn page() -> String {
    let mut out = PAGE.to_owned();
    for pair in editions::all().windows(2) {
        let of = |edition: &'static Edition| -> BTreeMap<String, String> {
            let mut files: BTreeMap<String, String> = BTreeMap::new();
            for (name, text) in edition.templates().files() {
                files.entry(output(name)).or_default().push_str(text);
            }
            files
        };
        let (before, after) = (of(&pair[0]), of(&pair[1]));
        // The files of an edition are known when it has a commit.
        let is_open = pair[1].note.commit.is_empty();
        let changes = if is_open {
            Vec::new()
        } else {
            changes(&before, &after)
        };
        section(&pair[1], &changes, &mut out);
    }
    out
}

fn section(edition: &Edition, changes: &[(&str, &str)], out: &mut String) {
    let _ = write!(out, "\n## {edition}\n\n{}\n", edition.note.why);
    if !edition.note.todo.is_empty() {
        let _ = write!(out, "\nTo do: {}\n", edition.note.todo);
    }
    let lines = changes.iter().map(|(verb, path)| format!("* {verb} `{path}`\n"));
    let list: String = lines.collect();
    if !list.is_empty() {
        let _ = write!(out, "\n{list}");
    }
}

fn changes<'t>(
    before: &'t BTreeMap<String, String>,
    after: &'t BTreeMap<String, String>,
) -> Vec<(&'static str, &'t str)> {
    let paths: BTreeSet<&'t String> = before.keys().chain(after.keys()).collect();
    let change = |path: &'t String| match (before.get(path), after.get(path)) {
        (None, _) => Some(("Added", path.as_str())),
        (Some(_), None) => Some(("Removed", path.as_str())),
        (Some(old), Some(new)) => (old != new).then_some(("Changed", path.as_str())),
    };
    paths.into_iter().filter_map(change).collect()
}

/// The path of a template's output, with its placeholders as readers know them: `src/controller/<controller>.rs`.
fn output(template: &str) -> String {
    let mut parts = template.splitn(3, '/');
    let path = parts.nth(2).unwrap_or(template);
    let path = path.strip_suffix(".tera").unwrap_or(path);
    let path = path.split(".at-").next().unwrap_or(path);
    let path = path
        .replace("__workflows__", ".github/workflows")
        .replace("__prefix__", "");
    let mut out = String::new();
    let mut is_name = false;
    // `__kind_____version__` is a kind, an underscore and a version.
    for part in path.replace("_____", "__ _ __").split(PLACEHOLDER) {
        match is_name {
            true => _ = write!(out, "<{part}>"),
            false => out.push_str(part.replace(' ', "").as_str()),
        }
        is_name = !is_name;
    }
    let names = [
        ("<group>/", ""),
        ("<stem>", "<kind>"),
        ("<kind_lower>", "<kind>"),
        ("<short_group>", "<group>"),
        ("<api_folder>", "<API crate>"),
        ("<spoke>", "<version>"),
    ];
    names
        .iter()
        .fold(out, |out, (name, shown)| out.replace(name, shown))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn outputs_of_templates() {
        for (template, path) in [
            ("rust/init/Makefile.tera", "Makefile"),
            (
                "rust/init/__workflows__/test.yml.tera",
                ".github/workflows/test.yml",
            ),
            ("rust/api/src/lib.rs.at-modules", "src/lib.rs"),
            (
                "rust/api/src/api/__group__/__version__/__kind__.rs.tera",
                "src/api/<version>/<kind>.rs",
            ),
            (
                "rust/webhook/tests/operator/__prefix____stem_____version___webhook.rs.tera",
                "tests/operator/<kind>_<version>_webhook.rs",
            ),
        ] {
            assert_eq!(output(template), path);
        }
    }
}
