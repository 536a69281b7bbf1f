//! Shared code of the commands that write a project.

use std::path::PathBuf;

use kubewright_core::diagnostic::Message;

use super::nearby::{no_project, project_text};
use super::session::Session;
use super::stop::{Stop, failure};
use super::stored;
use super::{Context, FAILURE, SUCCESS, USAGE, manifests};
use crate::cli;
use crate::licence::{self, License};
use crate::plan::{self, Plan};
use crate::plugins::{self, Chain, External, Runtime, Settings};
use crate::project::Project;
use crate::project::file::ProjectFile;
use crate::report;

impl Context<'_, '_> {
    /// Creates an error.
    pub(super) fn end(&mut self, result: Result<u8, Stop>) -> u8 {
        match result {
            Ok(status) => status,
            Err(Stop::Failure(messages)) => {
                let mut seen = std::collections::BTreeSet::new();
                for message in messages.iter().map(ToString::to_string) {
                    if !seen.insert(message.clone()) {
                        continue;
                    }
                    self.printer.error(&format!("error: {message}"));
                }
                FAILURE
            }
            Err(Stop::Usage(message)) => {
                self.printer.error(&format!("error: {message}"));
                USAGE
            }
        }
    }

    /// Reads the project in the current folder.
    pub(super) fn open(&self) -> Result<Session, Stop> {
        let Some(text) = self.project_text()? else {
            return Err(no_project(self.directory).into());
        };
        let file = ProjectFile::parse(&text).map_err(failure)?;
        let boilerplate = std::fs::read_to_string(self.directory.join(licence::PATH)).unwrap_or_default();
        Ok(Session {
            file,
            settings: self.settings(boilerplate, Runtime::default()),
        })
    }

    /// The text of `PROJECT`, if it exists.
    pub(super) fn project_text(&self) -> Result<Option<String>, Stop> {
        Ok(project_text(self.directory)?)
    }

    pub(super) fn settings(&self, boilerplate: String, runtime: Runtime) -> Settings {
        let epoch = (self.variables)("SOURCE_DATE_EPOCH").and_then(|text| text.into_string().ok());
        let year = licence::year(epoch.as_deref());
        Settings {
            header: licence::header(&boilerplate, &year),
            license: License::of(&boilerplate).name().to_owned(),
            owner: licence::owner(&boilerplate),
            year,
            boilerplate,
            runtime,
            api_dependencies: String::new(),
        }
    }

    /// The plugins to run: those of the call, or else of the project, or else the defaults.
    pub(super) fn chain(&self, called: &[String], project: Option<&Project>) -> Result<Chain, Stop> {
        let keys = match project {
            _ if !called.is_empty() => called.to_vec(),
            Some(project) if !project.layout.is_empty() => project.layout.clone(),
            Some(_) | None => vec![plugins::DEFAULT.to_owned()],
        };
        plugins::resolve(&keys, &self.externals()).map_err(failure)
    }

    /// The external plugins.
    pub(super) fn externals(&self) -> Vec<External> {
        let folder = |name: &str| {
            (self.variables)(name)
                .filter(|value| !value.is_empty())
                .map(PathBuf::from)
        };
        let home = || folder("HOME").or_else(|| folder("USERPROFILE"));
        let below = |config: PathBuf| config.join("kubebuilder/plugins");
        let of_home = || match cfg!(target_os = "macos") {
            true => home().map(|home| below(home.join("Library/Application Support"))),
            false => home().map(|home| below(home.join(".config"))),
        };
        let found = folder("EXTERNAL_PLUGINS_PATH")
            .or_else(|| folder("XDG_CONFIG_HOME").map(below))
            .or_else(of_home);
        found
            .map(|folder| plugins::find_external(&folder))
            .unwrap_or_default()
    }

    /// Writes a plan, or prints what it would write. Returns whether anything was written.
    pub(super) fn scaffold(&mut self, mut plan: Plan, args: &cli::Scaffold) -> Result<bool, Stop> {
        let chosen = stored::keep_choice(&mut plan, self.directory);
        let mut resolved = plan::resolve(plan, self.directory).map_err(conflicts)?;
        resolved.notes.extend(chosen);
        let edits = &resolved.edits;
        if args.diff {
            if !edits.is_empty() {
                self.printer.result(&plan::unified(edits));
            }
            return Ok(false);
        }
        for note in &resolved.notes {
            self.printer.error(&format!("warning: {note}"));
        }
        if args.dry_run {
            self.foretell(edits);
            return Ok(false);
        }
        plan::write(edits, self.directory).map_err(failure)?;
        self.tell(edits);
        if edits.is_empty() {
            self.printer.status("nothing to do: everything exists");
        }
        Ok(!edits.is_empty())
    }

    /// Writes the manifests; the exit status of the command. The scaffold is written already and stays.
    pub(super) fn make(&mut self, placeholder: Option<&str>) -> Result<u8, Stop> {
        if !self.directory.join("Cargo.toml").is_file() {
            return Ok(SUCCESS);
        }
        let (plan, diagnostics) = manifests::of_project(self.directory, placeholder);
        let Some(plan) = plan else {
            report::print(diagnostics, cli::MessageFormat::Human, &mut self.printer);
            self.printer.error(
                "error: the scaffold is written, but not the manifests; fix the source, then run `kubewright manifests`",
            );
            return Ok(FAILURE);
        };
        report::print(diagnostics, cli::MessageFormat::Human, &mut self.printer);
        let edits = plan::resolve(plan, self.directory).map_err(conflicts)?.edits;
        plan::write(&edits, self.directory).map_err(failure)?;
        self.tell(&edits);
        Ok(SUCCESS)
    }
}

pub(super) fn conflicts(errors: Vec<plan::PlanError>) -> Stop {
    Stop::Failure(
        errors
            .into_iter()
            .map(|error| Message::new(error.to_string()))
            .collect(),
    )
}
