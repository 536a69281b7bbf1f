//! CRDs: which of them are written, and the file of each.

use std::path::Path;

use kubewright_core::changes::unconverted;
use kubewright_core::crd::{Crd, TOOL_VERSION};
use kubewright_core::diagnostic::Message;

use crate::commands::manifests::adjusted::{Reached, adjust, unreached, wrapped};
use crate::commands::manifests::costs;
use crate::commands::manifests::scope::{Owner, Scope};
use crate::options::{self, Generator};
use kubewright_analysis::{Diagnostic, Origin, Refusal, Settings};
use kubewright_validation::rejected_defaults;

use super::{File, Generation, Kind, document};

/// The limit for client-side apply, which stores a copy of the CRD in an annotation.
const CLIENT_LIMIT: usize = 262_144;

/// The limit of etcd, and so of the API server.
const SERVER_LIMIT: usize = 1_048_576;

/// The result for a kind whose CRD has no errors.
enum Outcome {
    /// The CRD is written.
    Written(Box<Written>),
    /// Another project writes the CRD, or somebody else installs it.
    Elsewhere,
    /// Nobody is known to write the CRD; a note says why this call does not.
    Unwritten(Message),
}

/// A CRD that is written.
struct Written {
    file: File,
    kind: Kind,
    /// The costs of its rules, if they are wanted.
    costs: Vec<costs::OfVersion>,
    /// The paths of `omitDefaults` that it has.
    reached: Reached,
    /// A warning if it is too large.
    too_large: Option<Diagnostic>,
}

/// How CRDs are written.
struct Writer<'w> {
    options: &'w options::Crd,
    header: String,
    scope: &'w Scope,
    /// The folder in which existing CRDs of foreign groups are kept up to date.
    kept: Option<&'w Path>,
    /// Whether the costs of rules are wanted.
    costs: bool,
}

impl Generation<'_> {
    /// Generates CRDs. An existing CRD of a foreign group in the folder `kept` is kept up to date.
    pub(super) fn crds(&mut self, options: &options::Crd, kept: Option<&Path>) {
        let Some(header) = self.header(options.header_file.as_deref(), &options.year) else {
            return;
        };
        let settings = Settings {
            allow_dangerous_types: options.allow_dangerous_types,
            embedded_object_meta: options.generate_embedded_object_meta,
            tool_version: (!options.omit_tool_version).then_some(TOOL_VERSION),
        };
        let writer = Writer {
            options,
            header,
            scope: self.scope,
            kept,
            costs: self.wanted.costs,
        };
        let outcome = |crd, origin| writer.outcome(crd, origin);
        let (documents, mut errors) = self.analysis.definitions(settings, outcome);
        self.made.diagnostics.extend(errors.take());
        let (mut reached, mut notes) = (Reached::new(), Vec::new());
        for document in documents {
            match document.made {
                Outcome::Written(written) => {
                    reached.extend(written.reached);
                    self.made.diagnostics.extend(written.too_large);
                    self.made.kinds.push(written.kind);
                    self.made.costs.extend(written.costs);
                    self.made.files.push(written.file);
                }
                Outcome::Elsewhere => {}
                Outcome::Unwritten(note) => notes.push(note),
            }
        }
        // A CRD that could not be made may have the path, and what is wrong with a kind may be its group.
        if !self.made.has_errors() {
            notes.extend(unreached(options, &reached));
            self.made
                .diagnostics
                .extend(notes.into_iter().map(Diagnostic::note));
        }
    }
}

impl Writer<'_> {
    /// Decides about a CRD, and writes its text. What the API server refuses is an error.
    fn outcome(&self, mut crd: Crd, origin: Origin) -> Result<Outcome, Vec<Refusal>> {
        let name = crd.file_name();
        let (group, kind) = (&crd.spec.group, &crd.spec.names.kind);
        match self.scope.owner(group, kind) {
            Owner::This => {}
            Owner::Project(_) | Owner::Elsewhere => return Ok(Outcome::Elsewhere),
            Owner::ForeignGroup if self.is_kept(&name) => {}
            Owner::ForeignGroup => return Ok(Outcome::Unwritten(foreign(group, kind))),
        }
        let reached = adjust(&mut crd, self.options);
        let around = origin.refusals(&crd).into_iter().map(Refusal::from);
        let refused: Vec<_> = around.chain(rejected(&crd)).collect();
        if !refused.is_empty() {
            return Err(refused);
        }
        let text = document(&self.header, &crd).map_err(|message| vec![message.into()])?;
        let text = wrapped(text, self.options);
        let spec = &crd.spec;
        let written = Written {
            kind: Kind {
                group: spec.group.clone(),
                kind: spec.names.kind.clone(),
                versions: spec.versions.iter().map(|version| version.name.clone()).collect(),
            },
            costs: if self.costs { costs::of(&crd) } else { Vec::new() },
            reached,
            too_large: too_large(&crd, &text),
            file: File {
                generator: Generator::Crd,
                name,
                text,
                lossy: unconverted(&crd).is_some().then_some(crd),
            },
        };
        Ok(Outcome::Written(Box::new(written)))
    }

    /// Whether a file is in the folder whose CRDs are kept up to date.
    fn is_kept(&self, file: &str) -> bool {
        self.kept.is_some_and(|folder| folder.join(file).is_file())
    }
}

/// The defaults that the API server rejects because of a rule.
fn rejected(crd: &Crd) -> impl Iterator<Item = Refusal> {
    crd.spec.versions.iter().flat_map(|version| {
        let found = rejected_defaults(&version.schema.open_api_v3_schema).into_iter();
        found.map(|rejected| {
            let Message { text, help } = rejected.message;
            let place = rejected.schema.origin("default");
            let text = match place {
                Some(_) => text,
                None => format!("`{}`: {text}", rejected.field),
            };
            Refusal {
                message: Message { text, help },
                place: place.map(|place| (version.name.clone(), place)),
            }
        })
    })
}

/// Why the CRD of a kind is not written, although nobody else is known to write it.
fn foreign(group: &str, kind: &str) -> Message {
    let text = format!("no CRD is written for `{kind}`: its group `{group}` is none of this project's");
    Message::new(text)
        .help("`kubewright manifests crd paths=./...` writes one, which is then kept up to date")
}

/// A warning if a CRD with this text is too large to be applied.
fn too_large(crd: &Crd, text: &str) -> Option<Diagnostic> {
    // JSON is shorter, so only CRDs with a long text are written again.
    if text.len() <= CLIENT_LIMIT {
        return None;
    }
    let size = serde_json::to_string(crd).map_or(0, |json| json.len());
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
    let name = &crd.metadata.name;
    let message = format!("the CRD `{name}` has {size} bytes, more than the {limit} that {reason}");
    Some(Diagnostic::warning(Message::new(message).help(help)))
}
