//! Generates the documents.

mod crds;
mod marked;
mod source;

use std::collections::BTreeSet;
use std::mem::ManuallyDrop;
use std::path::{Path, PathBuf};

use kubewright_core::crd::Crd;
use kubewright_core::diagnostic::Message;
use kubewright_core::yaml;
use serde::Serialize;

use crate::options::{Generator, Options, Rule};
use crate::project::Identity;
use kubewright_analysis::{Analysis, Diagnostic, threads};

use super::scope::Scope;
use super::{costs, repairs};

/// One file of documents.
pub(super) struct File {
    pub(super) generator: Generator,
    pub(super) name: String,
    pub(super) text: String,
    /// The CRD, if its versions differ and are not converted.
    pub(super) lossy: Option<Crd>,
}

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

/// The documents of a call while they are generated.
struct Generation<'a> {
    analysis: &'a Analysis,
    scope: &'a Scope,
    directory: &'a Path,
    wanted: Wanted,
    made: Made,
}

/// Generates all files, and reports every problem.
pub(super) fn generate(options: &Options, scope: &Scope, wanted: Wanted, directory: &Path) -> Made {
    threads::within(|| all(options, scope, wanted, directory))
}

fn all(options: &Options, scope: &Scope, wanted: Wanted, directory: &Path) -> Made {
    let read = match source::read(options, scope, wanted, directory) {
        Ok(read) => read,
        Err(diagnostics) => {
            return Made {
                diagnostics,
                ..Made::default()
            };
        }
    };
    // Never freed: the command ends soon, and freeing every part takes longer than writing the documents.
    let analysis = ManuallyDrop::new(read.analysis);
    let mut generation = Generation {
        analysis: &analysis,
        scope,
        directory,
        wanted,
        made: Made {
            repairs: wanted.repairs.then(|| repairs::list(&analysis)),
            lint: wanted.lint.then(|| repairs::notes(&analysis)),
            unprobed: read.unprobed,
            diagnostics: read.diagnostics,
            read: analysis.files_read(),
            ..Made::default()
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

impl Generation<'_> {
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

/// A document after its header.
fn document<T: Serialize>(header: &str, value: &T) -> Result<String, Message> {
    let yaml = yaml::to_string(value).map_err(|error| Message::new(error.to_string()))?;
    Ok(format!("{header}---\n{yaml}"))
}
