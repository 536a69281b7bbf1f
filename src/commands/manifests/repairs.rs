//! What strict schemas repair: the list of `--explain`, and the notes of `--lint`.

use std::collections::BTreeSet;

use kubewright_core::diagnostic::Message;
use kubewright_kube_types::Effect;

use kubewright_analysis::Analysis;
use kubewright_analysis::{Diagnostic, Level};

/// The list of `--explain`: one line for each repair.
pub(super) fn list(analysis: &Analysis) -> String {
    let lines: BTreeSet<String> = analysis
        .repairs(false)
        .map(|(crd, version, repair, _)| format!("{crd} {version} {repair}\n"))
        .collect();
    lines.into_iter().collect()
}

/// The notes of `--lint`: what the API server accepts and loses.
pub(super) fn notes(analysis: &Analysis) -> Vec<Diagnostic> {
    let lost = analysis
        .repairs(true)
        .filter(|(_, _, repair, _)| repair.effect == Effect::Lost);
    let notes = lost.map(|(_, version, repair, item)| {
        let message = Message::new(format!("{version} {repair}, if the schema is `strict`"));
        Diagnostic {
            level: Level::Note,
            ..analysis.at_kube(
                item,
                message.help("write `crd:schema=strict`, or `schema: strict` in `PROJECT`"),
            )
        }
    });
    notes.collect()
}
