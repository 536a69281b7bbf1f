//! What the commands that write a project have in common.

use std::collections::BTreeMap;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use kubewright_core::diagnostic::Message;

use super::{Context, FAILURE, USAGE, manifests};
use crate::cli;
use crate::licence::{self, License};
use crate::plan::{self, EditKind, Plan};
use crate::plugins::{self, Call, Chain, External, Part, Request, Runtime, Settings};
use crate::project::file::{self, ProjectFile};
use crate::project::{Project, Resource};
use crate::report;

/// Why a command stops.
pub(super) enum Stop {
    /// Something is wrong with the project, or with what is asked of it.
    Failure(Vec<Message>),
    /// Something is wrong with the arguments.
    Usage(Message),
}

impl From<Message> for Stop {
    fn from(message: Message) -> Self {
        Self::Failure(vec![message])
    }
}

/// A failure of one line.
pub(super) fn fail(text: impl Into<String>, help: impl Into<String>) -> Stop {
    Message::new(text.into()).help(help.into()).into()
}

/// A mistake in the arguments.
pub(super) fn misuse(text: impl Into<String>, help: impl Into<String>) -> Stop {
    Stop::Usage(Message::new(text.into()).help(help.into()))
}

/// An error whose message says the way out.
pub(super) fn failure(error: impl std::fmt::Display) -> Stop {
    Message::new(error.to_string()).into()
}

impl From<crate::templates::TemplateError> for Stop {
    fn from(error: crate::templates::TemplateError) -> Self {
        failure(error)
    }
}

/// So many of a list are named in a hint.
const SHOWN: usize = 5;

/// A project that is open.
pub(super) struct Session {
    pub(super) file: ProjectFile,
    pub(super) settings: Settings,
}

impl Session {
    /// What is to be done for parts that come to the project, in its new state.
    pub(super) fn grow(
        &self,
        chain: &Chain,
        project: &Project,
        parts: &[Part<'_>],
        force: bool,
    ) -> Result<Plan, Stop> {
        let of = |project: &Project, parts: &[Part<'_>]| {
            let request = Request {
                parts,
                force,
                settings: &self.settings,
            };
            chain.plan(&request, project).map_err(failure)
        };
        let old = &self.file.project;
        let named: Vec<String> = parts.iter().map(Part::id).collect();
        let had = old.parts();
        let (again, others): (Vec<_>, Vec<_>) = had.iter().partition(|part| named.contains(&part.id()));
        let is_again = again.len() == parts.len();
        let others = of(old, &others)?;
        let again = of(old, &again)?;
        let before = of(old, &had)?;
        let after = of(project, &project.parts())?;
        // A call that adds to a part leaves what there is of it.
        let keep = |path: &Path| {
            let creates = |change: &plan::Change| matches!(change, plan::Change::Create { .. });
            !is_again && !force && again.of(path).iter().any(creates)
        };
        let mut plan = plan::grown(of(project, parts)?, &after, &others, keep);
        plan.extend(plan::settled(&before, &after, &plan, force));
        Ok(plan)
    }

    /// What is to be done for parts that go.
    pub(super) fn shrink(&self, chain: &Chain, project: &Project, force: bool) -> Result<Plan, Stop> {
        let whole = |project: &Project| project.whole(chain, &self.settings).map_err(failure);
        let (before, after) = (whole(&self.file.project)?, whole(project)?);
        Ok(plan::settled(&before, &after, &Plan::default(), force))
    }

    /// The resources there are, for hints.
    pub(super) fn resources(&self) -> String {
        let names: Vec<_> = self
            .file
            .project
            .resources
            .iter()
            .map(|resource: &Resource| format!("`{}`", resource.identity))
            .collect();
        match names.is_empty() {
            true => "there is none yet; `kubewright create api` adds one".to_owned(),
            false if names.len() > SHOWN => {
                format!(
                    "there is {} and {} more",
                    names[..SHOWN].join(", "),
                    names.len() - SHOWN
                )
            }
            false => format!("there is {}", names.join(", ")),
        }
    }
}

impl Context<'_, '_> {
    /// Ends a command.
    pub(super) fn end(&mut self, result: Result<u8, Stop>) -> u8 {
        match result {
            Ok(status) => status,
            Err(Stop::Failure(messages)) => {
                for message in messages {
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

    /// Reads the project that is here.
    pub(super) fn open(&self) -> Result<Session, Stop> {
        let Some(text) = self.project_text()? else {
            return Err(fail(
                "there is no `PROJECT` here",
                "go to the folder of a project, or make one with `kubewright init`",
            ));
        };
        let file = ProjectFile::parse(&text).map_err(failure)?;
        let boilerplate = std::fs::read_to_string(self.directory.join(licence::PATH)).unwrap_or_default();
        Ok(Session {
            file,
            settings: self.settings(boilerplate, Runtime::default()),
        })
    }

    /// The text of `PROJECT`, if there is one.
    pub(super) fn project_text(&self) -> Result<Option<String>, Stop> {
        let path = self.directory.join(file::NAME);
        let odd = |what: &str| {
            fail(
                format!("`PROJECT` is {what}"),
                "it has to be a file of the project; put one in its place",
            )
        };
        match path.symlink_metadata() {
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            Ok(data) if data.is_symlink() => return Err(odd("a symbolic link")),
            Ok(data) if data.is_dir() => return Err(odd("a folder")),
            Ok(data) if !data.is_file() => return Err(odd("no regular file")),
            Ok(_) | Err(_) => {}
        }
        match std::fs::read_to_string(&path) {
            Ok(text) => Ok(Some(text)),
            Err(error) => Err(fail(
                format!("`PROJECT` cannot be read: {}", plan::reason(&error)),
                "make it readable",
            )),
        }
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
        }
    }

    /// The plugins that are asked: those of the call, or of the project, or the usual ones.
    pub(super) fn chain(&self, called: &[String], project: Option<&Project>) -> Result<Chain, Stop> {
        let keys = match project {
            _ if !called.is_empty() => called.to_vec(),
            Some(project) if !project.layout.is_empty() => project.layout.clone(),
            Some(_) | None => vec![plugins::DEFAULT.to_owned()],
        };
        plugins::resolve(&keys, &self.externals()).map_err(failure)
    }

    /// The plugins that are programs.
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

    /// Adds what the plugins that are programs want to write.
    pub(super) fn ask(
        &self,
        chain: &Chain,
        plan: &mut Plan,
        command: &'static str,
        project: &Project,
    ) -> Result<(), Stop> {
        for external in &chain.externals {
            let call = Call {
                command,
                args: &self.args,
                universe: self.universe(plan)?,
                plugin_chain: chain.keys(),
                config: project,
            };
            plan.extend(external.plan(&call, self.directory).map_err(failure)?);
        }
        Ok(())
    }

    /// The text of every file, as it will be.
    fn universe(&self, plan: &Plan) -> Result<BTreeMap<String, String>, Stop> {
        let mut universe = BTreeMap::new();
        self.read_all(Path::new(""), &mut universe);
        for edit in plan::resolve(plan.clone(), self.directory)
            .map_err(conflicts)?
            .edits
        {
            let path = edit.path.to_string_lossy().replace('\\', "/");
            match edit.kind {
                EditKind::Create(new) | EditKind::Replace { new, .. } => universe.insert(path, new),
                EditKind::Remove { .. } => universe.remove(&path),
            };
        }
        Ok(universe)
    }

    fn read_all(&self, below: &Path, universe: &mut BTreeMap<String, String>) {
        let Ok(entries) = std::fs::read_dir(self.directory.join(below)) else {
            return;
        };
        for entry in entries.flatten() {
            let path = below.join(entry.file_name());
            match entry.file_type() {
                Ok(kind)
                    if kind.is_dir() && ![".git", "target"].iter().any(|name| path == Path::new(name)) =>
                {
                    self.read_all(&path, universe);
                }
                Ok(kind) if kind.is_file() => {
                    if let Ok(text) = std::fs::read_to_string(entry.path()) {
                        universe.insert(path.to_string_lossy().replace('\\', "/"), text);
                    }
                }
                Ok(_) | Err(_) => {}
            }
        }
    }

    /// Carries a plan out, or says or shows what it would do; whether anything was written.
    pub(super) fn scaffold(&mut self, plan: Plan, args: &cli::Scaffold) -> Result<bool, Stop> {
        let resolved = plan::resolve(plan, self.directory).map_err(conflicts)?;
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
            for edit in edits {
                self.printer
                    .result(&format!("{} would be {}", edit.path.display(), edit.verb()));
            }
            return Ok(false);
        }
        plan::write(edits, self.directory).map_err(failure)?;
        self.tell(edits);
        if edits.is_empty() {
            self.printer.status("nothing to do: all of it is there");
        }
        Ok(!edits.is_empty())
    }

    fn tell(&mut self, edits: &[plan::Edit]) {
        for edit in edits {
            self.printer
                .status(&format!("{} {}", edit.verb(), edit.path.display()));
        }
    }

    /// Writes the manifests. The scaffold is there already, so what is wrong is said and is no failure of it.
    pub(super) fn make(&mut self, placeholder: Option<&str>) -> Result<(), Stop> {
        if !self.directory.join("Cargo.toml").is_file() {
            return Ok(());
        }
        let (plan, diagnostics) = manifests::of_project(self.directory, placeholder);
        let Some(plan) = plan else {
            report::print(diagnostics, cli::MessageFormat::Human, &mut self.printer);
            self.printer.error(
                "warning: the manifests were not written; correct this and run `kubewright manifests`",
            );
            return Ok(());
        };
        let edits = plan::resolve(plan, self.directory).map_err(conflicts)?.edits;
        plan::write(&edits, self.directory).map_err(failure)?;
        self.tell(&edits);
        Ok(())
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
