//! The Go project.

use std::path::{Path, PathBuf};
use std::{fs, io};

use kubewright_core::crd::Crd;
use kubewright_golang::{Disk, Problem};
use kubewright_import::documents;

use crate::commands::Context;
use crate::commands::errors::{Stop, fail};
use crate::commands::open::project_text;
use crate::line_ends;
use crate::plan::reason;
use crate::project::file::ProjectFile;
use crate::project::{Project, Resource};
use kubewright_analysis::quoted::quoted;

/// The layouts of Go projects whose files are known.
const LAYOUTS: &[&str] = &["go.kubebuilder.io/v3", "go.kubebuilder.io/v4"];

/// A Go project.
pub(super) struct Old {
    /// The folder as the flag names it.
    name: PathBuf,
    root: PathBuf,
    pub(super) project: Project,
    pub(super) disk: Disk,
}

impl Old {
    pub(super) fn read(from: &Path, cx: &Context<'_, '_>) -> Result<Self, Stop> {
        let root = cx.directory.join(from);
        let shown = from.display();
        if !root.is_dir() {
            let text = format!("`{shown}` is not a folder");
            return Err(fail(
                text,
                "name the folder of a kubebuilder or operator-sdk project",
            ));
        }
        let Some(text) = project_text(&root)? else {
            let text = format!("`{shown}` has no `PROJECT`");
            return Err(fail(
                text,
                "name the folder of a kubebuilder or operator-sdk project",
            ));
        };
        let project = ProjectFile::parse(&text).map_err(|error| {
            fail(
                format!("`{shown}`: {error}"),
                "bring the project up to version 3 of the format with its own tool first",
            )
        })?;
        let project = project.project;
        check_layout(&project, from)?;
        let cache = cache(cx);
        let disk = Disk::open(&root, cache.as_deref()).map_err(|error| {
            let what = match error.kind() {
                io::ErrorKind::NotFound => format!("`{shown}` has no `go.mod`"),
                _ => format!("`{shown}/go.mod` cannot be read: {}", reason(&error)),
            };
            fail(what, "name the folder of a Go module with a `PROJECT`")
        })?;
        Ok(Self {
            name: from.to_owned(),
            root,
            project,
            disk,
        })
    }

    /// Whether kubebuilder 4 wrote its files.
    pub(super) fn is_version_4(&self) -> bool {
        let mut keys = self.project.layout.iter();
        keys.any(|key| {
            key.trim_start_matches("base.")
                .starts_with("go.kubebuilder.io/v4")
        })
    }

    /// A path in the project.
    pub(super) fn path(&self, path: &Path) -> PathBuf {
        self.root.join(path)
    }

    /// The same path as users know it.
    pub(super) fn shown(&self, path: &Path) -> String {
        self.name.join(path).display().to_string()
    }

    /// The text of a file, if it exists.
    pub(super) fn text(&self, path: &Path) -> Option<String> {
        line_ends::read(&self.path(path)).ok()
    }

    /// The files below a folder, by their paths in the project, sorted.
    pub(super) fn files(&self, folder: &Path) -> Vec<PathBuf> {
        let mut found = Vec::new();
        self.add(folder, &mut found);
        found.sort();
        found
    }

    fn add(&self, folder: &Path, found: &mut Vec<PathBuf>) {
        let entries = fs::read_dir(self.path(folder)).into_iter().flatten();
        for entry in entries.filter_map(Result::ok) {
            let name = entry.file_name();
            let path = folder.join(&name);
            let hidden = name.to_string_lossy().starts_with('.') || name == "vendor";
            match entry.file_type() {
                Ok(ty) if ty.is_dir() && !hidden => self.add(&path, found),
                Ok(ty) if ty.is_file() => found.push(path),
                _ => {}
            }
        }
    }

    /// The import path of the package that has the type of a resource.
    pub(super) fn package(&self, resource: &Resource) -> Result<String, Stop> {
        let identity = &resource.identity;
        let below = |prefix: &str| -> Option<PathBuf> {
            let rest = resource.path.strip_prefix(prefix)?.trim_start_matches('/');
            Some(PathBuf::from(rest))
        };
        let written = below(&self.project.repo).or_else(|| below(self.disk.module()));
        let group = Path::new(&identity.group).join(&identity.version);
        let usual = ["api", "apis"].iter().flat_map(|folder| {
            let folder = Path::new(folder);
            [folder.join(&group), folder.join(&identity.version)]
        });
        let candidates = written.into_iter().chain(usual);
        let Some(folder) = candidates.into_iter().find(|folder| self.path(folder).is_dir()) else {
            let text = format!("the package of {identity} is not in `{}`", self.name.display());
            return Err(fail(text, "correct the `path` of the resource in its `PROJECT`"));
        };
        let mut around = folder.as_path();
        while let Some(parent) = around.parent().filter(|_| around != Path::new("")) {
            if self.path(&around.join("go.mod")).is_file() {
                return self.nested(around, &folder);
            }
            around = parent;
        }
        Ok(format!("{}/{}", self.disk.module(), folder.display()))
    }

    /// The import path of a package in a module inside of the project.
    fn nested(&self, module: &Path, folder: &Path) -> Result<String, Stop> {
        let unreadable = || {
            let text = format!("`{}` is a Go module of its own", self.shown(module));
            fail(
                text,
                "`init --from` reads one module and those in its `replace` lines: add such a line to `go.mod`",
            )
        };
        let inner = Disk::open(&self.path(module), None).map_err(|_| unreadable())?;
        let rest = folder.strip_prefix(module).unwrap_or(folder);
        let path = format!("{}/{}", inner.module(), rest.display());
        let path = path.trim_end_matches('/').to_owned();
        match self.disk.knows(inner.module()) && self.disk.folder(&path).is_some() {
            true => Ok(path),
            false => Err(unreadable()),
        }
    }
}

fn check_layout(project: &Project, from: &Path) -> Result<(), Stop> {
    let known = |key: &String| {
        LAYOUTS
            .iter()
            .any(|layout| key.trim_start_matches("base.").starts_with(layout))
    };
    if project.layout.iter().any(known) {
        return Ok(());
    }
    let shown = from.display();
    if project.layout.is_empty() {
        return Err(fail(
            format!("`{shown}/PROJECT` has no `layout`, so nothing says that this is a Go project"),
            format!(
                "add the one that the project was made with, such as `layout: [{}]`, and start again",
                LAYOUTS[1]
            ),
        ));
    }
    Err(fail(
        format!(
            "`{shown}` has the layout {}, which is not one of a Go project",
            quoted(&project.layout)
        ),
        format!("projects with the layouts {} can be moved", quoted(LAYOUTS)),
    ))
}

/// Go's module cache, as Go finds it.
fn cache(cx: &Context<'_, '_>) -> Option<PathBuf> {
    let variable = |name: &str| {
        (cx.variables)(name)
            .filter(|value| !value.is_empty())
            .map(PathBuf::from)
    };
    let path = || {
        let first = variable("GOPATH")?;
        std::env::split_paths(&first).next()
    };
    let home = || Some(variable("HOME")?.join("go"));
    variable("GOMODCACHE").or_else(|| Some(path().or_else(home)?.join("pkg/mod")))
}

/// The CRDs of the Go project.
pub(super) fn crds_of(old: &Old) -> Vec<Crd> {
    let mut found = Vec::new();
    for file in old.files(Path::new("config/crd/bases")) {
        let text = old.text(&file).unwrap_or_default();
        found.extend(
            documents(&text)
                .map(|documents| documents.crds)
                .unwrap_or_default(),
        );
    }
    found
}

/// The error about Go sources that are not Go.
pub(super) fn unreadable(problem: &Problem) -> Stop {
    fail(
        format!("the Go sources cannot be read: {problem}"),
        "correct the Go project, so that `go build` succeeds, and start again",
    )
}
