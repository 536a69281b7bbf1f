//! Finds the file of `mod name;`.

use kubewright_core::diagnostic::Message;
use std::path::{Component, Path, PathBuf};

/// Where a file's modules are searched.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Folder {
    /// The folder of the file, which `#[path]` is relative to.
    own: PathBuf,
    /// The folder with the files of its modules.
    children: PathBuf,
    /// Whether this is an inline module, in which `#[path]` is relative to `children`.
    inline: bool,
}

impl Folder {
    /// For a crate root, a `mod.rs` and a file with `#[path]`.
    pub(super) fn beside(file: &Path) -> Self {
        let own = file.parent().unwrap_or(Path::new("")).to_owned();
        Self {
            children: own.clone(),
            own,
            inline: false,
        }
    }

    /// For any other file: the modules of `a.rs` are in `a/`.
    fn below(file: &Path) -> Self {
        let own = file.parent().unwrap_or(Path::new("")).to_owned();
        Self {
            children: file.with_extension(""),
            own,
            inline: false,
        }
    }

    /// For `mod name { ... }`.
    pub(super) fn inline(&self, name: &str, path: Option<&str>) -> Self {
        let children = path.map_or_else(|| self.children.join(name), |path| self.pointed(path));
        Self {
            own: self.own.clone(),
            children,
            inline: true,
        }
    }

    fn pointed(&self, path: &str) -> PathBuf {
        let base = if self.inline { &self.children } else { &self.own };
        tidy(&base.join(path))
    }

    /// The file of `include!("path")`, which is relative to the file around it.
    pub(super) fn included(&self, path: &str) -> Result<(PathBuf, Self), Absent> {
        let file = tidy(&self.own.join(path));
        if file.is_file() {
            let folder = Self::beside(&file);
            Ok((file, folder))
        } else {
            Err(Absent::Included(file))
        }
    }

    /// The file of `mod name;`, or why there is none.
    pub(super) fn find(&self, name: &str, path: Option<&str>) -> Result<(PathBuf, Self), Absent> {
        if let Some(path) = path {
            let file = self.pointed(path);
            let folder = Self::beside(&file);
            return if file.is_file() {
                Ok((file, folder))
            } else {
                Err(Absent::Pointed(file))
            };
        }
        let flat = self.children.join(format!("{name}.rs"));
        let nested = self.children.join(name).join("mod.rs");
        match (flat.is_file(), nested.is_file()) {
            (true, false) => Ok((flat.clone(), Self::below(&flat))),
            (false, true) => Ok((nested.clone(), Self::beside(&nested))),
            (true, true) => Err(Absent::Both(flat, nested)),
            (false, false) => Err(Absent::Neither(flat, nested)),
        }
    }
}

/// Why a module has no file.
#[derive(Debug)]
pub(super) enum Absent {
    /// The file in `#[path]` does not exist.
    Pointed(PathBuf),
    /// The included file does not exist.
    Included(PathBuf),
    /// Both candidates exist.
    Both(PathBuf, PathBuf),
    /// No candidate exists.
    Neither(PathBuf, PathBuf),
}

impl Absent {
    pub(super) fn message(&self, name: &str, shown: impl Fn(&Path) -> String) -> Message {
        match self {
            Self::Pointed(file) => Message::new(format!(
                "module `{name}` has no file: `{}` does not exist",
                shown(file)
            ))
            .help("create it, or fix the path"),
            Self::Included(file) => {
                Message::new(format!("`{}` does not exist", shown(file))).help("create it, or fix the path")
            }
            Self::Both(flat, nested) => Message::new(format!(
                "module `{name}` has two files, `{}` and `{}`",
                shown(flat),
                shown(nested)
            ))
            .help("remove one"),
            Self::Neither(flat, nested) => {
                let (flat, nested) = (shown(flat), shown(nested));
                Message::new(format!("module `{name}` has no file"))
                    .help(format!("create `{flat}` or `{nested}`, or remove this line"))
            }
        }
    }
}

/// The path without `.` and `..`, resolved by the text alone.
pub(super) fn tidy(path: &Path) -> PathBuf {
    let mut out = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => match out.components().next_back() {
                Some(Component::Normal(_)) => {
                    out.pop();
                }
                Some(Component::RootDir | Component::Prefix(_)) => {}
                Some(Component::CurDir | Component::ParentDir) | None => out.push(".."),
            },
            Component::Normal(_) | Component::RootDir | Component::Prefix(_) => out.push(part),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_tidied() {
        let cases = [
            ("a/./b/../c", "a/c"),
            ("../a", "../a"),
            ("/../a", "/a"),
            ("a/../../b", "../b"),
        ];
        for (path, tidied) in cases {
            assert_eq!(tidy(Path::new(path)), Path::new(tidied));
        }
    }

    #[test]
    fn path_attributes_count_from_the_file_or_the_inline_module() {
        let folder = Folder::below(Path::new("src/a.rs"));
        assert_eq!(folder.pointed("x.rs"), Path::new("src/x.rs"));
        assert_eq!(
            folder.inline("b", None).pointed("x.rs"),
            Path::new("src/a/b/x.rs")
        );
        assert_eq!(
            folder.inline("b", Some("c")).pointed("x.rs"),
            Path::new("src/c/x.rs")
        );
        let root = Folder::beside(Path::new("src/lib.rs"));
        assert_eq!(root.inline("b", None).pointed("x.rs"), Path::new("src/b/x.rs"));
    }
}
