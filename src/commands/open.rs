//! Opens the project of a folder.

use std::io::ErrorKind;
use std::path::Path;

use kubewright_core::diagnostic::Message;

use super::Context;
use super::errors::{Stop, failure};
use super::nearby::no_project;
use crate::license::{self, License};
use crate::line_ends;
use crate::plan;
use crate::plugins::{Runtime, Settings};
use crate::project::Project;
use crate::project::file::{self, ProjectFile};
use kubewright_analysis::quoted::quoted;
use kubewright_analysis::source::absolute;

/// How many resources an error lists.
const SHOWN: usize = 5;

/// An open project.
pub(super) struct Session {
    pub(super) file: ProjectFile,
    pub(super) settings: Settings,
}

/// The text of a folder's `PROJECT`, if there is one.
pub(super) fn project_text(directory: &Path) -> Result<Option<String>, Message> {
    let path = directory.join(file::NAME);
    let odd = |what: &str| {
        Message::new(format!("`PROJECT` is {what}"))
            .help("it has to be a file of the project; put one in its place")
    };
    match path.symlink_metadata() {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Ok(data) if data.is_symlink() => return Err(odd("a symbolic link")),
        Ok(data) if data.is_dir() => return Err(odd("a folder")),
        Ok(data) if !data.is_file() => return Err(odd("no regular file")),
        Ok(_) | Err(_) => {}
    }
    match line_ends::read(&path) {
        Ok(text) => Ok(Some(text)),
        Err(error) => {
            let reason = plan::reason(&error);
            Err(Message::new(format!("`PROJECT` cannot be read: {reason}")).help("make it readable"))
        }
    }
}

/// The project of a folder, if it has one.
pub(super) fn project(directory: &Path) -> Result<Option<Project>, Message> {
    let Some(text) = project_text(directory)? else {
        return Ok(None);
    };
    match ProjectFile::parse(&text) {
        Ok(file) => Ok(Some(file.project)),
        Err(error) => Err(Message::new(error.to_string())),
    }
}

impl Context<'_, '_> {
    /// Reads the project in the current folder.
    pub(super) fn open(&self) -> Result<Session, Stop> {
        let Some(text) = project_text(self.directory)? else {
            return Err(no_project(self.directory).into());
        };
        let file = ProjectFile::parse(&text).map_err(failure)?;
        let boilerplate = line_ends::read(&self.directory.join(license::PATH)).unwrap_or_default();
        let mut settings = self.settings(boilerplate, Runtime::default());
        if file.project.content().is_some() {
            // Without Rust files there is no header, and only the README has the license.
            let readme = line_ends::read(&self.directory.join("README.md")).unwrap_or_default();
            License::of_readme(&readme)
                .name()
                .clone_into(&mut settings.license);
        }
        Ok(Session { file, settings })
    }

    /// The template variables that are not in `PROJECT`.
    pub(super) fn settings(&self, boilerplate: String, runtime: Runtime) -> Settings {
        let epoch = (self.variables)("SOURCE_DATE_EPOCH").and_then(|text| text.into_string().ok());
        let year = license::year(epoch.as_deref());
        Settings {
            templates: None,
            folder: absolute(self.directory),
            header: license::header(&boilerplate, &year),
            license: License::of(&boilerplate).name().to_owned(),
            owner: license::owner(&boilerplate),
            year,
            boilerplate,
            runtime,
            api_dependencies: String::new(),
            adopted: None,
        }
    }
}

impl Session {
    /// The existing resources, for the fix of an error.
    pub(super) fn resources(&self) -> String {
        let names: Vec<_> = self
            .file
            .project
            .resources
            .iter()
            .map(|resource| &resource.identity)
            .collect();
        match names.is_empty() {
            true => "no API exists yet; add one with `kubewright create api`".to_owned(),
            false if names.len() > SHOWN => {
                format!(
                    "the existing APIs are {} and {} more",
                    quoted(&names[..SHOWN]),
                    names.len() - SHOWN
                )
            }
            false => format!("the existing APIs are {}", quoted(names)),
        }
    }
}
