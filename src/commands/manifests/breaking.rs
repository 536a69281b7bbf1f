//! CRDs that break stored objects, reported when they are written.

use std::path::Path;

use kubewright_core::breaking::{Break, compare, unconverted};
use kubewright_core::crd::Crd;
use kubewright_core::diagnostic::Message;
use kubewright_core::yaml;

use crate::plan::{Change, Plan};
use crate::report::{Diagnostic, Level};

/// A note for each change of a CRD that breaks stored objects, or an error with `deny`.
pub(super) fn diagnostics(plan: &Plan, directory: &Path, deny: bool) -> Vec<Diagnostic> {
    let mut diagnostics = Vec::new();
    for (path, changes) in plan.changes() {
        let written = changes.iter().find_map(|change| {
            if let Change::Write(text) = change {
                Some(text)
            } else {
                None
            }
        });
        let Some(new) = written else { continue };
        let old = std::fs::read_to_string(directory.join(path)).unwrap_or_default();
        // Most files are as they were, and parsing takes longer than all the rest.
        if old == *new {
            continue;
        }
        let Some(crd) = parse(new) else { continue };
        let kind = crd.spec.names.kind.clone();
        let breaks = match parse(&old) {
            Some(old) => compare(&old, &crd),
            None => unconverted(&crd).into_iter().collect(),
        };
        diagnostics.extend(breaks.iter().map(|found| Diagnostic {
            level: if deny { Level::Error } else { Level::Note },
            path: Some(path.clone()),
            ..Diagnostic::error(message(&kind, found, deny))
        }));
    }
    diagnostics
}

fn parse(text: &str) -> Option<Crd> {
    let is_crd = text.contains("kind: CustomResourceDefinition");
    is_crd.then(|| yaml::from_str(text).ok()).flatten()
}

fn message(kind: &str, found: &Break, deny: bool) -> Message {
    let message = Message::new(format!("this breaks stored objects of `{kind}`: {found}"));
    match deny {
        true => {
            message.help("add a version with `kubewright create api` instead, or leave out `--deny-breaking`")
        }
        false => message,
    }
}
