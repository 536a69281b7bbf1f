//! `kubewright envtest`: the servers that tests start.

mod list;
mod servers;

use serde::Serialize;

use super::{Context, FAILURE, SUCCESS};
use crate::cli::{Envtest, EnvtestInstall, EnvtestPath, EnvtestPrint};
use servers::ASSETS;

pub(super) fn run(args: &Envtest, mut cx: Context<'_, '_>) -> u8 {
    let done = match args {
        Envtest::Install(args) => install(args, &mut cx),
        Envtest::Path(args) => path(args, &mut cx),
        Envtest::List(args) => list::run(args, &mut cx),
    };
    match done {
        Ok(()) => SUCCESS,
        Err(problem) => {
            cx.printer.error(&format!("error: {problem}"));
            FAILURE
        }
    }
}

fn install(args: &EnvtestInstall, cx: &mut Context<'_, '_>) -> Result<(), String> {
    let provided = servers::provide(args, cx)?;
    let path = provided.path.display();
    let text = match (args.json, args.print) {
        (true, _) => json(&provided),
        (false, EnvtestPrint::Path) => path.to_string(),
        (false, EnvtestPrint::Env) => {
            format!("export {ASSETS}='{}'", path.to_string().replace('\'', r"'\''"))
        }
        (false, EnvtestPrint::Overview) => {
            let version = provided.version.as_deref().unwrap_or("(not known)");
            format!(
                "Version: {version}\nOS/Arch: {}/{}\nPath: {path}",
                provided.os, provided.arch
            )
        }
    };
    cx.printer.result(&text);
    Ok(())
}

fn path(args: &EnvtestPath, cx: &mut Context<'_, '_>) -> Result<(), String> {
    let provided =
        servers::installed(&args.choice, cx)?.ok_or_else(|| servers::not_installed(&args.choice))?;
    cx.printer.result(&provided.path.display().to_string());
    Ok(())
}

fn json(value: &impl Serialize) -> String {
    serde_json::to_string_pretty(value).unwrap_or_default()
}
