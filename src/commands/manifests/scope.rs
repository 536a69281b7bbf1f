//! What a call reads, and of which kinds it writes CRDs.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use kubewright_core::diagnostic::Message;

use crate::commands::nearby::{no_project, project_text};
use crate::options::Options;
use crate::project::Project;
use crate::project::file::{self, ProjectFile};
use crate::source;

/// What a call reads, and of which kinds it writes CRDs.
#[derive(Debug)]
pub(in crate::commands) struct Scope {
    /// In the syntax of `paths=`.
    pub(in crate::commands) paths: Vec<String>,
    /// The project, unless the call says what to read: then all that is read is wanted.
    project: Option<Project>,
    /// The other projects of the workspace, and the file of each.
    others: Vec<(PathBuf, Project)>,
}

/// Whose a kind is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Owner {
    /// This project's.
    This,
    /// That of another project, by its `PROJECT`.
    Project(PathBuf),
    /// One of another crate or of Kubernetes, as `PROJECT` says.
    Elsewhere,
    /// Nobody says so, but its group is none of this project's.
    ForeignGroup,
}

impl Scope {
    /// All that is read is wanted.
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
        // What lies in the project's own folder is read by no other project.
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

    /// The scope of a call: what it names, or the project that it is in.
    ///
    /// Without a project, a call says what to read, or where everything goes: nothing else keeps `config/` from appearing
    /// in a folder that only has projects below it.
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

    /// Whether this is a whole project, and not what a call names.
    pub(super) fn is_project(&self) -> bool {
        self.project.is_some()
    }

    /// Whose a kind is.
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

/// The project of a folder, if it has one.
pub(in crate::commands) fn project(directory: &Path) -> Result<Option<Project>, Message> {
    let Some(text) = project_text(directory)? else {
        return Ok(None);
    };
    match ProjectFile::parse(&text) {
        Ok(file) => Ok(Some(file.project)),
        Err(error) => Err(Message::new(error.to_string())),
    }
}

/// The other projects of the workspace around a folder. One that cannot be read says so when it is worked on.
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
