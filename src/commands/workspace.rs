//! The Cargo workspace that a project is a member of: its root's manifest, as text.

use std::path::{Component, Path, PathBuf};

use serde::Deserialize;
use toml::{Spanned, Table};

use super::stop::{Stop, fail};
use crate::plan::{self, Plan};
use crate::source::{absolute, is_named, tidy};

/// As much of the root's manifest as is needed.
#[derive(Deserialize)]
struct Root {
    workspace: Option<Workspace>,
    #[serde(default)]
    profile: Table,
}

#[derive(Deserialize)]
struct Workspace {
    members: Option<Spanned<Vec<String>>>,
    #[serde(default)]
    exclude: Vec<String>,
}

/// The profiles of an operator. Cargo reads profiles from a workspace's root only.
const PROFILES: [(&str, &str); 2] = [
    ("dev", "[profile.dev]\ndebug = \"line-tables-only\"\n"),
    (
        "release",
        "# An operator mostly waits: what counts is the memory that it uses, and most of that is the program.\n\
         [profile.release]\ncodegen-units = 1\nlto = \"fat\"\nopt-level = \"s\"\nstrip = true\n",
    ),
];

/// A change of a root's manifest, and notes about it.
pub(super) struct Joined {
    pub(super) plan: Plan,
    pub(super) notes: Vec<String>,
}

/// The workspace that a folder lies in, from that folder, unless it is excluded there.
pub(super) fn around(directory: &Path) -> Option<String> {
    let here = absolute(directory);
    for (levels, folder) in here.ancestors().skip(1).enumerate() {
        let Ok(text) = std::fs::read_to_string(folder.join("Cargo.toml")) else {
            continue;
        };
        if let Ok(Root {
            workspace: Some(workspace),
            ..
        }) = toml::from_str::<Root>(&text)
        {
            let is_excluded = |exclude: &String| here.starts_with(absolute(&folder.join(exclude)));
            return (!workspace.exclude.iter().any(is_excluded)).then(|| up(levels + 1));
        }
    }
    None
}

/// The workspace that `--workspace[=FOLDER]` means, from the project's folder.
pub(super) fn chosen(value: &str, directory: &Path) -> Result<String, Stop> {
    if value.is_empty() {
        return Ok(around(directory).unwrap_or_else(|| up(1)));
    }
    let (here, root) = (absolute(directory), absolute(&directory.join(value)));
    match here.strip_prefix(&root) {
        Ok(below) if below.components().next().is_some() => Ok(up(below.components().count())),
        Ok(_) | Err(_) => Err(fail(
            format!("`--workspace={value}` is not a folder above the project"),
            "name the folder of the workspace's `Cargo.toml`, such as `--workspace=..`",
        )),
    }
}

/// `../..` for two levels.
fn up(levels: usize) -> String {
    vec![".."; levels].join("/")
}

/// The folder of a member, as the workspace's root names it.
fn from_root(root: &str, directory: &Path, folder: &str) -> Result<String, Stop> {
    let (top, member) = (absolute(&directory.join(root)), absolute(&directory.join(folder)));
    let below = member.strip_prefix(&top).ok().map(slashes);
    below.filter(|below| !below.is_empty()).ok_or_else(|| {
        fail(
            format!("`{folder}` is not a folder of the workspace in `{root}`"),
            "choose a folder below it",
        )
    })
}

/// Adds a package to a workspace, which is made if it is missing. `profiles` says that the workspace gets an operator's.
pub(super) fn join(root: &str, directory: &Path, folder: &str, profiles: bool) -> Result<Joined, Stop> {
    let member = from_root(root, directory, folder)?;
    let path = PathBuf::from(root).join("Cargo.toml");
    let mut joined = Joined {
        plan: Plan::default(),
        notes: Vec::new(),
    };
    let old = match std::fs::read_to_string(directory.join(&path)) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            let ignored = PathBuf::from(root).join(".gitignore");
            if !directory.join(&ignored).exists() {
                joined.plan.write(ignored, "/target\n".to_owned());
            }
            "[workspace]\nresolver = \"3\"\nmembers = []\n".to_owned()
        }
        Err(error) => {
            let reason = plan::reason(&error);
            let text = format!("`{}` cannot be read: {reason}", path.display());
            return Err(fail(text, "make it readable"));
        }
    };
    let wrong = |reason: &str| {
        fail(
            format!("`{}` {reason}", path.display()),
            format!("add `\"{member}\"` to `members` of its `[workspace]` by hand"),
        )
    };
    let mut text = with_member(&old, &member).map_err(|reason| wrong(&reason))?;
    if !has_member(&text, &member) {
        return Err(wrong("has a form that is not changed here"));
    }
    if profiles {
        let read: Root = toml::from_str(&text).map_err(|error| wrong(error.message()))?;
        for (name, lines) in PROFILES {
            if text.contains(lines) {
                continue;
            }
            if read.profile.contains_key(name) {
                joined.notes.push(format!(
                    "`[profile.{name}]` of `{}` stays as it is; cargo ignores the profiles of members",
                    path.display()
                ));
            } else {
                text = format!("{}\n\n{lines}", text.trim_end());
            }
        }
    }
    joined.plan.write(path, text);
    Ok(joined)
}

/// Whether the patterns of a manifest name a member.
fn has_member(text: &str, member: &str) -> bool {
    let root = toml::from_str::<Root>(text).ok();
    let members = root.and_then(|root| root.workspace?.members);
    members.is_some_and(|members| members.get_ref().iter().any(|pattern| is_named(pattern, member)))
}

/// The manifest with a member more, unless its patterns name it already.
fn with_member(text: &str, member: &str) -> Result<String, String> {
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

/// A path from one folder, as seen from another. `other` is that folder, from the first.
pub(super) fn seen_from(other: &str, path: &str, directory: &Path) -> String {
    if Path::new(path).is_absolute() {
        return path.to_owned();
    }
    let (mut back, mut levels) = (PathBuf::new(), 0);
    for part in tidy(Path::new(other)).components() {
        match part {
            Component::ParentDir => levels += 1,
            _ => back.push(".."),
        }
    }
    let here = absolute(directory);
    let names: Vec<_> = here.components().rev().take(levels).collect();
    back.extend(names.iter().rev());
    slashes(&tidy(&back.join(path)))
}

fn slashes(path: &Path) -> String {
    path.to_string_lossy().replace('\\', "/")
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

    #[test]
    fn paths_are_seen_from_another_folder() {
        let here = Path::new("/work/fleet/convoy");
        assert_eq!(seen_from("../api", "../runtime", here), "../runtime");
        assert_eq!(
            seen_from("../libs/api", "../../runtime", here),
            "../../../runtime"
        );
        assert_eq!(
            seen_from("../api", "vendor/runtime", here),
            "../convoy/vendor/runtime"
        );
        assert_eq!(seen_from("../api", "/runtime", here), "/runtime");
    }
}
