//! Generates the documents.

use std::collections::BTreeSet;
use std::mem::ManuallyDrop;
use std::path::{Path, PathBuf};

use kubewright_core::changes::unconverted;
use kubewright_core::crd::{Crd, TOOL_VERSION};
use kubewright_core::diagnostic::Message;
use kubewright_core::ir::Marker;
use kubewright_core::markers::args::{Form, parse};
use kubewright_core::markers::project::{RBAC, WEBHOOK, WEBHOOK_CONFIGURATION};
use kubewright_core::{rbac, webhook, yaml};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::commands::open;
use crate::options::{self, Generator, Options, Rule};
use crate::project::{self, Identity};
use kubewright_analysis::threads;
use kubewright_analysis::{Analysis, External, Reading, Settings, source};
use kubewright_analysis::{Diagnostic, Level};

use super::adjusted::{Reached, adjust, unreached, wrapped};
use super::scope::{Owner, Scope};
use super::{costs, probe, repairs};

/// One file of documents.
pub(super) struct File {
    pub(super) generator: Generator,
    pub(super) name: String,
    pub(super) text: String,
    /// The CRD, if its versions differ and are not converted.
    pub(super) lossy: Option<Crd>,
}

/// The limit for client-side apply, which stores a copy of the CRD in an annotation.
const CLIENT_LIMIT: usize = 262_144;

/// The limit of etcd, and so of the API server.
const SERVER_LIMIT: usize = 1_048_576;

/// The file name of webhook configurations.
const WEBHOOKS: &str = "manifests.yaml";

/// A kind for which a CRD is made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Kind {
    pub(super) group: String,
    pub(super) kind: String,
    pub(super) versions: Vec<String>,
}

impl Kind {
    /// Whether this is the kind of a resource, in any version.
    pub(super) fn is_of(&self, identity: &Identity) -> bool {
        self.group == identity.qualified_group() && self.kind == identity.kind
    }
}

/// The generated documents, and the problems.
#[derive(Default)]
pub(super) struct Made {
    pub(super) files: Vec<File>,
    /// The kinds of the CRDs among the files.
    pub(super) kinds: Vec<Kind>,
    /// What the rules of these kinds cost, if that is asked.
    pub(super) costs: Vec<costs::OfVersion>,
    pub(super) diagnostics: Vec<Diagnostic>,
    /// What strict schemas repair, if that is asked.
    pub(super) repairs: Option<String>,
    /// What the API server accepts and loses, if that is asked.
    pub(super) lint: Option<Vec<Diagnostic>>,
    /// Whether the program was not compiled, because all CRDs are known without.
    pub(super) unprobed: bool,
    /// The absolute paths of the files that were read.
    pub(super) read: BTreeSet<PathBuf>,
}

struct Generation<'a> {
    analysis: &'a Analysis,
    scope: &'a Scope,
    directory: &'a Path,
    wanted: Wanted,
    made: Made,
}

/// What a call asks for beyond the documents.
#[derive(Clone, Copy, Default)]
pub(super) struct Wanted {
    /// Whether CRDs of kinds of other projects are not kept up to date.
    pub(super) prune: bool,
    /// Whether the costs of rules are wanted.
    pub(super) costs: bool,
    /// Whether the repairs of strict schemas are wanted.
    pub(super) repairs: bool,
    /// Whether what the API server loses is wanted.
    pub(super) lint: bool,
    /// Whether the program is compiled for what cannot be known.
    pub(super) probe: bool,
}

/// Generates all files, and reports every problem.
pub(super) fn generate(options: &Options, scope: &Scope, wanted: Wanted, directory: &Path) -> Made {
    threads::within(|| all(options, scope, wanted, directory))
}

fn all(options: &Options, scope: &Scope, wanted: Wanted, directory: &Path) -> Made {
    let failed = |diagnostics| Made {
        diagnostics,
        ..Made::default()
    };
    // A call that names paths belongs to no project, but its kinds may.
    let other = match scope.project() {
        Some(_) => Ok(None),
        None => open::project(directory),
    };
    let stated = other.and_then(|other| {
        // Kinds that are not read may need what is stated.
        let is_whole = other.as_ref().is_none_or(|other| other.paths() == scope.paths);
        let reading = probe::reading(scope.project().or(other.as_ref()), directory)?;
        Ok((reading, is_whole))
    });
    let (mut reading, is_whole) = match stated {
        Ok(stated) => stated,
        Err(message) => return failed(vec![Diagnostic::error(message)]),
    };
    if scope.project().is_none() {
        // CRDs are written for all kinds.
        reading.external = External::default();
    }
    reading.repairs = wanted.repairs || wanted.lint;
    if let Some(schemas) = options.crd.as_ref().and_then(options::Crd::schemas) {
        reading.schemas = schemas;
    }
    let read = |reading: &Reading| Analysis::read(directory, &scope.paths, reading);
    let mut result = read(&reading);
    let mut probed = false;
    if let Ok((analysis, errors)) = &mut result
        && wanted.probe
        && !analysis.unknown().is_empty()
    {
        match probe::run(&source::absolute(directory), analysis.unknown()) {
            Ok(answers) => {
                probed = true;
                reading.answers = answers;
                drop(errors.take());
                result = read(&reading);
            }
            Err(message) => {
                let mut all = errors.take();
                all.push(Diagnostic::error(message));
                return failed(all);
            }
        }
    }
    let unprobed = wanted.probe && !probed;
    let (analysis, mut errors) = match result {
        // Never freed: the command ends soon, and freeing every part takes longer than writing the documents.
        Ok((analysis, errors)) => (ManuallyDrop::new(analysis), errors),
        Err(diagnostics) => return failed(diagnostics),
    };
    let mut diagnostics = errors.take();
    if is_whole {
        let unused = project::unused(analysis.unused(&reading.stated));
        diagnostics.extend(unused.map(Diagnostic::note));
    }
    let mut generation = Generation {
        analysis: &analysis,
        scope,
        directory,
        wanted,
        made: Made {
            files: Vec::new(),
            kinds: Vec::new(),
            costs: Vec::new(),
            repairs: wanted.repairs.then(|| repairs::list(&analysis)),
            lint: wanted.lint.then(|| repairs::notes(&analysis)),
            unprobed,
            diagnostics,
            read: analysis.files_read(),
        },
    };
    if let Some(crd) = &options.crd {
        let kept = match options.outputs.rule(Generator::Crd) {
            Rule::Folder(folder) if !wanted.prune => Some(directory.join(folder)),
            Rule::Folder(_) | Rule::Stdout | Rule::Nowhere => None,
        };
        generation.crds(crd, kept.as_deref());
    }
    if let Some(rbac) = &options.rbac {
        generation.roles(rbac);
    }
    if let Some(webhook) = &options.webhook {
        generation.webhooks(webhook);
    }
    generation.made
}

/// Whether the CRD of a kind is written, or a note about why not. One of a foreign group is kept up to date if it exists.
fn is_written(scope: &Scope, group: &str, kind: &str, exists: impl Fn() -> bool) -> Result<bool, Message> {
    match scope.owner(group, kind) {
        Owner::This => Ok(true),
        Owner::Project(_) | Owner::Elsewhere => Ok(false),
        Owner::ForeignGroup if exists() => Ok(true),
        Owner::ForeignGroup => {
            let message = Message::new(format!(
                "no CRD is written for `{kind}`: its group `{group}` is none of this project's"
            ));
            Err(message
                .help("`kubewright manifests crd paths=./...` writes one, which is then kept up to date"))
        }
    }
}

impl Generation<'_> {
    /// Generates CRDs. An existing CRD of a foreign group in the folder `kept` is kept up to date.
    fn crds(&mut self, options: &options::Crd, kept: Option<&Path>) {
        let Some(header) = self.header(options.header_file.as_deref(), &options.year) else {
            return;
        };
        let settings = Settings {
            allow_dangerous_types: options.allow_dangerous_types,
            embedded_object_meta: options.generate_embedded_object_meta,
            tool_version: (!options.omit_tool_version).then_some(TOOL_VERSION),
        };
        let (scope, explained) = (self.scope, self.wanted.costs);
        let refused = |message| vec![message];
        let (documents, mut errors) = self.analysis.definitions(settings, |mut crd, origin| {
            let name = crd.file_name();
            let exists = || kept.is_some_and(|folder| folder.join(&name).is_file());
            match is_written(scope, &crd.spec.group, &crd.spec.names.kind, exists) {
                Ok(true) => {}
                Ok(false) => return Ok(Ok(None)),
                Err(note) => return Ok(Err(note)),
            }
            let reached = adjust(&mut crd, options);
            let spec = &crd.spec;
            let problems = origin.refusals(&crd);
            if !problems.is_empty() {
                return Err(problems);
            }
            let text = wrapped(document(&header, &crd).map_err(refused)?, options);
            let size = if text.len() > CLIENT_LIMIT {
                json_size(&crd)
            } else {
                0
            };
            let kind = Kind {
                group: spec.group.clone(),
                kind: spec.names.kind.clone(),
                versions: spec.versions.iter().map(|version| version.name.clone()).collect(),
            };
            let costs = if explained { costs::of(&crd) } else { Vec::new() };
            let file = File {
                generator: Generator::Crd,
                name,
                text,
                lossy: unconverted(&crd).is_some().then_some(crd),
            };
            Ok(Ok(Some((file, size, kind, costs, reached))))
        });
        self.made.diagnostics.extend(errors.take());
        let mut all_reached = Reached::new();
        for document in documents {
            match document.made {
                Ok(Some((file, size, kind, costs, reached))) => {
                    all_reached.extend(reached);
                    self.made.diagnostics.extend(too_large(&document.name, size));
                    self.made.kinds.push(kind);
                    self.made.costs.extend(costs);
                    self.made.files.push(file);
                }
                Ok(None) => {}
                Err(note) => self.made.diagnostics.push(Diagnostic::note(note)),
            }
        }
        // A CRD that could not be made may have the path.
        if !self.made.diagnostics.iter().any(|one| one.level == Level::Error) {
            let notes = unreached(options, &all_reached).map(Diagnostic::note);
            self.made.diagnostics.extend(notes);
        }
    }

    fn roles(&mut self, options: &options::Rbac) {
        let facts = self.analysis.facts(|marker| read(marker, RBAC));
        let unknown = rbac::check_known(&facts.markers, &self.analysis.own_kinds());
        let known = unknown.is_empty();
        self.made
            .diagnostics
            .extend(self.analysis.located(&facts, unknown));
        match rbac::roles(&facts.markers, &options.role_name) {
            Ok(_) if !known => {}
            Ok(roles) => self.file(
                Generator::Rbac,
                &options.file_name,
                &roles,
                (options.header_file.as_deref(), &options.year),
            ),
            Err(errors) => self
                .made
                .diagnostics
                .extend(self.analysis.located(&facts, errors)),
        }
    }

    fn webhooks(&mut self, options: &options::Webhook) {
        let facts = self.analysis.facts(|marker| {
            let webhook = || read(marker, WEBHOOK).map(Box::new).map(webhook::Marker::Webhook);
            let configuration = || read(marker, WEBHOOK_CONFIGURATION).map(webhook::Marker::Configuration);
            webhook().or_else(configuration)
        });
        let shared = webhook::check_paths(&facts.markers, &facts.items());
        let distinct = shared.is_empty();
        self.made
            .diagnostics
            .extend(self.analysis.located(&facts, shared));
        match webhook::configurations(&facts.markers) {
            Ok(_) if !distinct => {}
            Ok(configurations) => self.file(
                Generator::Webhook,
                WEBHOOKS,
                &configurations,
                (options.header_file.as_deref(), &options.year),
            ),
            Err(errors) => self
                .made
                .diagnostics
                .extend(self.analysis.located(&facts, errors)),
        }
    }

    /// Adds a file with these documents, unless the list is empty.
    fn file<T: Serialize>(
        &mut self,
        generator: Generator,
        name: &str,
        documents: &[T],
        (header_file, year): (Option<&str>, &str),
    ) {
        let Some(mut text) = self.header(header_file, year) else {
            return;
        };
        if documents.is_empty() {
            return;
        }
        for value in documents {
            match document("", value) {
                Ok(document) => text.push_str(&document),
                Err(message) => self.made.diagnostics.push(Diagnostic::error(message)),
            }
        }
        self.made.files.push(File {
            generator,
            name: name.to_owned(),
            text,
            lossy: None,
        });
    }

    /// The text of a header file, with the year filled in.
    fn header(&mut self, file: Option<&str>, year: &str) -> Option<String> {
        let Some(file) = file else {
            return Some(String::new());
        };
        match std::fs::read_to_string(self.directory.join(file)) {
            Ok(text) => {
                let mut text = text.replace(" YEAR", &format!(" {year}"));
                if !text.is_empty() && !text.ends_with('\n') {
                    text.push('\n');
                }
                Some(text)
            }
            Err(error) => {
                let message = Message::new(format!("this header file cannot be read: {error}"))
                    .help("name an existing file in `headerFile=`");
                self.made.diagnostics.push(Diagnostic {
                    path: Some(PathBuf::from(file)),
                    ..Diagnostic::error(message)
                });
                None
            }
        }
    }
}

fn read<T: DeserializeOwned>(marker: &Marker, name: &str) -> Option<T> {
    (marker.name == name)
        .then(|| parse(&marker.args, Form::Named).ok())
        .flatten()
}

/// A document after its header.
fn document<T: Serialize>(header: &str, value: &T) -> Result<String, Message> {
    let yaml = yaml::to_string(value).map_err(|error| Message::new(error.to_string()))?;
    Ok(format!("{header}---\n{yaml}"))
}

fn json_size(crd: &Crd) -> usize {
    serde_json::to_string(crd).map_or(0, |text| text.len())
}

fn too_large(name: &str, size: usize) -> Option<Diagnostic> {
    let (limit, reason, help) = if size > SERVER_LIMIT {
        (
            SERVER_LIMIT,
            "the API server accepts",
            "shorten descriptions (`crd:maxDescLen=0`) or avoid large Kubernetes types",
        )
    } else if size > CLIENT_LIMIT {
        (
            CLIENT_LIMIT,
            "`kubectl apply` accepts",
            "use `kubectl apply --server-side`, or shorten descriptions (`crd:maxDescLen=0`)",
        )
    } else {
        return None;
    };
    let message = format!("the CRD `{name}` has {size} bytes, more than the {limit} that {reason}");
    Some(Diagnostic::warning(Message::new(message).help(help)))
}
