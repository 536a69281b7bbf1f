//! The Cargo workspace that a project is a member of.

mod manifest;

use std::path::{Component, Path, PathBuf};

use super::errors::{Stop, fail};
use crate::line_ends;
use crate::plan::{self, Plan};
use kubewright_analysis::source::{absolute, members_around, shown, tidy};
use manifest::{Root, has_member, with_member};

/// The profiles of an operator. Cargo reads profiles from a workspace's root only.
const PROFILES: [(&str, &str); 2] = [
    ("dev", "[profile.dev]\ndebug = \"line-tables-only\"\n"),
    (
        "release",
        "# Optimized for size: an idle operator's memory is mostly its program.\n\
         [profile.release]\ncodegen-units = 1\nlto = \"fat\"\nopt-level = \"s\"\nstrip = true\n",
    ),
];

/// A change of a root's manifest, and notes about it.
pub(super) struct Joined {
    pub(super) plan: Plan,
    pub(super) notes: Vec<String>,
}

/// The path from a folder to the workspace around it, unless that excludes the folder.
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

/// The folder of a member, relative to the workspace.
fn from_root(root: &str, directory: &Path, folder: &str) -> String {
    let (top, member) = (absolute(&directory.join(root)), absolute(&directory.join(folder)));
    // Both callers pass a folder below the workspace's.
    member
        .strip_prefix(&top)
        .map_or_else(|_| folder.to_owned(), slashes)
}

/// Checks that no other member of the workspace around a folder is a package of this name.
pub(super) fn check_package(name: &str, directory: &Path) -> Result<(), Stop> {
    let here = absolute(directory);
    for folder in members_around(directory)
        .into_iter()
        .filter(|folder| *folder != here)
    {
        let text = std::fs::read_to_string(folder.join("Cargo.toml")).unwrap_or_default();
        if manifest::package(&text).is_some_and(|package| package == name) {
            return Err(fail(
                format!(
                    "the workspace already has a package `{name}`, in `{}`",
                    shown(&here, &folder).display()
                ),
                "choose another name with `--project-name`",
            ));
        }
    }
    Ok(())
}

/// Adds a package to a workspace, which is created if it is missing. `profiles` adds the profiles of an operator.
pub(super) fn join(root: &str, directory: &Path, folder: &str, profiles: bool) -> Result<Joined, Stop> {
    let member = from_root(root, directory, folder);
    let path = PathBuf::from(root).join("Cargo.toml");
    let mut joined = Joined {
        plan: Plan::default(),
        notes: Vec::new(),
    };
    let old = match line_ends::read(&directory.join(&path)) {
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

/// Converts a path that is relative to `directory` into one that is relative to `other`, which is relative to `directory` too.
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
