//! `kubewright bundle compare`: CRD upgrades as OLM v1 judges them.

use kubewright_bundle::upgrade::{Change, compare_bundles};
use serde_json::json;

use super::super::errors::Stop;
use super::super::{Context, FAILURE, SUCCESS};
use super::read;
use crate::cli;

pub(super) fn run(args: &cli::Compare, cx: &mut Context<'_, '_>) -> Result<u8, Stop> {
    let old = read::crds(&args.old, cx.directory)?;
    let new = read::crds(&args.new, cx.directory)?;
    let changes = compare_bundles(&old, &new);
    if args.json {
        let rows: Vec<_> = changes.iter().map(row).collect();
        cx.printer
            .result(&serde_json::to_string_pretty(&rows).unwrap_or_default());
    } else {
        for change in &changes {
            cx.printer.result(&format!("{change} ({})", change.rule.name()));
        }
    }
    if changes.is_empty() {
        cx.printer.status("OLM v1 upgrades these CRDs");
        return Ok(SUCCESS);
    }
    cx.printer.error(
        "error: OLM v1 refuses this upgrade; keep the old version of the CRD beside a new one, or install with \
         `spec.install.preflight.crdUpgradeSafety.enforcement: None` if no stored object is affected",
    );
    Ok(FAILURE)
}

fn row(change: &Change) -> serde_json::Value {
    json!({
        "crd": change.crd,
        "version": change.version,
        "path": change.path,
        "rule": change.rule.name(),
        "message": change.reason,
    })
}
