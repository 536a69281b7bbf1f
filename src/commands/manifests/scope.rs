//! The paths that a call reads, and the kinds for which it writes CRDs.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use kubewright_core::diagnostic::Message;

use crate::commands::nearby::no_project;
use crate::commands::open::project;
use crate::options::Options;
use crate::project::Project;
use crate::project::file::{self, ProjectFile};
use kubewright_analysis::source;

/// The paths that a call reads, and the projects that own the kinds there.
#[derive(Debug)]
pub(in crate::commands) struct Scope {
    /// In the syntax of `paths=`.
    pub(in crate::commands) paths: Vec<String>,
    /// The project. A call with `paths=` has none: it writes CRDs for all kinds that it reads.
    project: Option<Project>,
    /// The other projects of the workspace, and the file of each.
    others: Vec<(PathBuf, Project)>,
}

/// The owner of a kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Owner {
    /// This project.
    This,
    /// Another project, by the path of its `PROJECT`.
    Project(PathBuf),
    /// Another crate, or Kubernetes, according to `PROJECT`.
    Elsewhere,
    /// Unknown, and the group is not one of this project.
    ForeignGroup,
}

impl Scope {
    /// The scope of a call that names paths.
    pub(in crate::commands) fn of_paths(paths: &[String]) -> Self {
        Self {
            paths: paths.to_vec(),
            project: None,
            others: Vec::new(),
        }
    }

    /// The scope of a project.
    pub(in crate::commands) fn of_project(project: Project, directory: &Path) -> Self {
        let paths = project.paths();
        // Other projects do not read the files in this project's folder.
        let others = match paths.iter().any(|path| path.starts_with("..")) {
            true => others(directory),
            false => Vec::new(),
        };
        Self {
            paths,
            project: Some(project),
            others,
        }
    }

    /// The scope of a call: the paths that it names, or the project in the folder.
    ///
    /// Outside of a project, the call must say what to read or where to write, so that `config/` does not appear by accident in a
    /// folder above projects.
    pub(in crate::commands) fn of_call(
        options: &Options,
        writes_elsewhere: bool,
        directory: &Path,
    ) -> Result<Self, Message> {
        if !options.paths.is_empty() {
            return Ok(Self::of_paths(&options.paths));
        }
        if let Some(project) = project(directory)? {
            return Ok(Self::of_project(project, directory));
        }
        if writes_elsewhere {
            return Ok(Self::of_paths(&[]));
        }
        let Message { text, help, .. } = no_project(directory);
        let help = help.unwrap_or_default();
        Err(Message::new(text).help(format!(
            "{help}; outside of projects, name what to read: `kubewright manifests paths=./...`"
        )))
    }

    /// The options of a call with this scope: those that it gives, which are parsed, and those that its project states.
    pub(super) fn options(&self, words: &[String], given: Options) -> Result<Options, Vec<Message>> {
        let stated = self.project.as_ref().map(|project| project.places().manifests);
        match stated.filter(|stated| !stated.is_empty()) {
            Some(stated) => Options::in_project(words, &stated),
            None => Ok(given),
        }
    }

    /// The project, if the call reads all of it.
    pub(super) fn project(&self) -> Option<&Project> {
        self.project.as_ref()
    }

    /// The owner of a kind.
    pub(super) fn owner(&self, group: &str, kind: &str) -> Owner {
        let Some(project) = &self.project else {
            return Owner::This;
        };
        let is_it = |resource: &&crate::project::Resource| {
            resource.identity.kind == kind && resource.identity.qualified_group() == group
        };
        let has = |project: &Project| {
            let mut own = project.resources.iter().filter(is_it);
            own.any(|resource| resource.api.is_some())
        };
        if has(project) {
            return Owner::This;
        }
        if let Some((path, _)) = self.others.iter().find(|(_, other)| has(other)) {
            return Owner::Project(path.clone());
        }
        if project.resources.iter().any(|resource| is_it(&resource)) {
            return Owner::Elsewhere;
        }
        let made = project.resources.iter().filter(|resource| resource.api.is_some());
        let mut groups = made.map(|resource| resource.identity.qualified_group());
        let domain = project.domain.as_str();
        let is_own = domain.is_empty()
            || group == domain
            || group.strip_suffix(domain).is_some_and(|rest| rest.ends_with('.'))
            || groups.any(|own| own == group);
        match is_own {
            true => Owner::This,
            false => Owner::ForeignGroup,
        }
    }

    /// Whether the project defines the CRD of a kind.
    pub(in crate::commands) fn defines(&self, group: &str, kind: &str) -> bool {
        self.owner(group, kind) == Owner::This
    }

    /// Whether a kind of this project was in one of these files, which have been read.
    pub(super) fn was_in(
        &self,
        files: &BTreeSet<PathBuf>,
        directory: &Path,
        group: &str,
        kind: &str,
    ) -> bool {
        self.project.as_ref().is_some_and(|project| {
            let mut resources = project.resources.iter();
            resources.any(|resource| {
                let is_it = resource.identity.kind == kind && resource.identity.qualified_group() == group;
                let file = resource.type_file(project).filter(|_| is_it);
                file.is_some_and(|file| files.contains(&source::absolute(&directory.join(file))))
            })
        })
    }
}

/// The other projects of the workspace around a folder. Those that cannot be read are skipped.
fn others(directory: &Path) -> Vec<(PathBuf, Project)> {
    let here = source::absolute(directory);
    let folders = source::members_around(directory).into_iter();
    let others = folders.filter(|folder| *folder != here).filter_map(|folder| {
        let path = folder.join(file::NAME);
        let text = std::fs::read_to_string(&path).ok()?;
        let shown = source::shown(&here, &path);
        Some((shown, ProjectFile::parse(&text).ok()?.project))
    });
    others.collect()
}
