//! `kubewright version`.

use kubewright_core::tables::Minor;
use serde::Serialize;

use super::{Context, SUCCESS};
use crate::cli;
use crate::plugins::Runtime;

/// The output.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Version {
    kubewright: &'static str,
    /// The Kubernetes version of new projects.
    kubernetes: String,
    commit: &'static str,
    /// The source of the runtime in new projects.
    runtime: String,
    target: &'static str,
}

pub(super) fn run(args: &cli::Version, mut cx: Context<'_, '_>) -> u8 {
    let version = Version {
        kubewright: env!("CARGO_PKG_VERSION"),
        kubernetes: format!("1.{}", Minor::NEWEST.number()),
        commit: option_env!("KUBEWRIGHT_COMMIT").unwrap_or("unknown"),
        runtime: Runtime::default().to_string(),
        target: env!("KUBEWRIGHT_TARGET"),
    };
    if args.json {
        cx.printer
            .result(&serde_json::to_string_pretty(&version).unwrap_or_default());
        return SUCCESS;
    }
    let Version {
        kubewright,
        kubernetes,
        commit,
        runtime,
        target,
    } = version;
    cx.printer.result(&format!(
        "kubewright:  {kubewright}\nKubernetes:  {kubernetes}\ncommit:      {commit}\nruntime:     {runtime}\ntarget:      {target}"
    ));
    SUCCESS
}
