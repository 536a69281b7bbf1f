//! `kubewright completion` and `kubewright man`, both generated from the command definitions.

use std::path::Path;

use clap::CommandFactory as _;
use clap_complete::generate;
use clap_mangen::Man;

use super::errors::{Stop, failure};
use super::{Context, SUCCESS};
use crate::cli::{self, Cli};
use crate::plan::{self, Plan};

const NAME: &str = "kubewright";

pub(super) fn run(args: &cli::Completion, mut cx: Context<'_, '_>) -> u8 {
    let mut script = Vec::new();
    generate(args.shell, &mut Cli::command(), NAME, &mut script);
    cx.printer.result(&String::from_utf8_lossy(&script));
    SUCCESS
}

pub(super) fn man(args: &cli::Man, mut cx: Context<'_, '_>) -> u8 {
    let result = pages(&args.folder, &mut cx);
    cx.end(result)
}

fn pages(folder: &Path, cx: &mut Context<'_, '_>) -> Result<u8, Stop> {
    let mut command = Cli::command();
    command.build();
    let mut plan = Plan::default();
    page(&command, NAME, folder, &mut plan)?;
    let edits = plan::resolve(plan, cx.directory)?.edits;
    plan::write(&edits, cx.directory).map_err(failure)?;
    for edit in &edits {
        cx.printer
            .status(&format!("{} {}", edit.verb(), edit.path.display()));
    }
    Ok(SUCCESS)
}

/// One page per command, and one per subcommand.
fn page(command: &clap::Command, name: &str, folder: &Path, plan: &mut Plan) -> Result<(), Stop> {
    let mut text = Vec::new();
    Man::new(command.clone().name(name.to_owned()))
        .render(&mut text)
        .map_err(failure)?;
    plan.write(
        folder.join(format!("{name}.1")),
        String::from_utf8_lossy(&text).into_owned(),
    );
    let below = command
        .get_subcommands()
        .filter(|below| below.get_name() != "help");
    for below in below {
        page(below, &format!("{name}-{}", below.get_name()), folder, plan)?;
    }
    Ok(())
}
