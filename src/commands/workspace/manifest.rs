//! The text of a workspace's `Cargo.toml`, and its members.

use serde::Deserialize;
use toml::{Spanned, Table};

use kubewright_analysis::source::is_named;

/// The part of a `Cargo.toml` that is about a workspace.
#[derive(Deserialize)]
pub(super) struct Root {
    pub(super) workspace: Option<Workspace>,
    #[serde(default)]
    pub(super) profile: Table,
}

#[derive(Deserialize)]
pub(super) struct Workspace {
    members: Option<Spanned<Vec<String>>>,
    #[serde(default)]
    pub(super) exclude: Vec<String>,
}

/// The name of the package in a manifest.
pub(super) fn package(text: &str) -> Option<String> {
    let manifest: Table = text.parse().ok()?;
    Some(manifest.get("package")?.get("name")?.as_str()?.to_owned())
}

/// Whether the patterns of a manifest name a member.
pub(super) fn has_member(text: &str, member: &str) -> bool {
    let root = toml::from_str::<Root>(text).ok();
    let members = root.and_then(|root| root.workspace?.members);
    members.is_some_and(|members| members.get_ref().iter().any(|pattern| is_named(pattern, member)))
}

/// The manifest with one more member, unless its patterns name it already.
pub(super) fn with_member(text: &str, member: &str) -> Result<String, String> {
    let root: Root = toml::from_str(text).map_err(|error| format!("cannot be read: {}", error.message()))?;
    let workspace = root.workspace.ok_or("has no `[workspace]`")?;
    let Some(members) = workspace.members else {
        let header = text.lines().find(|line| line.trim() == "[workspace]");
        let header = header.ok_or("has no line `[workspace]`")?;
        return Ok(text.replacen(header, &format!("{header}\nmembers = [\"{member}\"]"), 1));
    };
    let (range, patterns) = (members.span(), members.into_inner());
    if patterns.iter().any(|pattern| is_named(pattern, member)) {
        return Ok(text.to_owned());
    }
    let close = text[range.clone()]
        .rfind(']')
        .map_or(range.end, |at| range.start + at);
    let inside = text[range.start + 1..close].trim_end();
    let before = if inside.is_empty() || inside.ends_with(',') {
        ""
    } else {
        ","
    };
    let is_long = text[range.start..close].contains('\n');
    let added = match (is_long, inside.is_empty()) {
        (true, _) => format!("{before}\n    \"{member}\",\n"),
        (false, true) => format!("\"{member}\""),
        (false, false) => format!("{before} \"{member}\""),
    };
    let kept = range.start + 1 + inside.len();
    Ok(format!("{}{added}{}", &text[..kept], &text[close..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_are_added_where_they_belong() {
        let cases = [
            ("[workspace]\nmembers = []\n", "[workspace]\nmembers = [\"a\"]\n"),
            (
                "[workspace]\nmembers = [\"b\"]\n",
                "[workspace]\nmembers = [\"b\", \"a\"]\n",
            ),
            (
                "[workspace] # all\nmembers = [\n    \"b\", # first\n    \"c\"\n]\nexclude = []\n",
                "[workspace] # all\nmembers = [\n    \"b\", # first\n    \"c\",\n    \"a\",\n]\nexclude = []\n",
            ),
            (
                "[workspace]\nresolver = \"3\"\n",
                "[workspace]\nmembers = [\"a\"]\nresolver = \"3\"\n",
            ),
            (
                "[workspace]\nmembers = [\"*\"]\n",
                "[workspace]\nmembers = [\"*\"]\n",
            ),
        ];
        for (before, after) in cases {
            assert_eq!(with_member(before, "a").as_deref(), Ok(after));
        }
        let refused = |text| with_member(text, "a").unwrap_err();
        assert_eq!(refused("[package]\n"), "has no `[workspace]`");
        let inline = "workspace = { resolver = \"3\" }\n";
        assert_eq!(refused(inline), "has no line `[workspace]`");
    }
}
