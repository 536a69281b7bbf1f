//! The program `kubewright-olm`.

use std::process::ExitCode;

use clap::{Args, Parser, Subcommand};

use crate::failure::Result;
use crate::images::Content;
use crate::output::Output;
use crate::{
    Cleanup, Images, Olm, Pull, PullCatalog, Push, Run, ScorecardPods, cleanup, images, release, run,
    scorecard,
};

/// The commands of `kubewright` that talk to a registry or to a cluster with OLM.
#[derive(Parser)]
#[command(name = "kubewright-olm", version)]
struct Program {
    #[command(flatten)]
    global: Global,

    #[command(subcommand)]
    command: Command,
}

/// The global options of `kubewright`.
#[derive(Args)]
struct Global {
    /// Print only errors
    #[arg(long, short, global = true)]
    quiet: bool,

    /// Has no effect: nothing is colored
    #[arg(long, global = true, hide = true)]
    color: Option<String>,
}

#[derive(Subcommand)]
enum Command {
    /// Push and pull images of bundles.
    #[command(subcommand)]
    Bundle(Bundle),
    /// Push and pull images of catalogs.
    #[command(subcommand)]
    Catalog(Catalog),
    #[command(subcommand)]
    Olm(Olm),
    #[command(subcommand)]
    Run(Box<Run>),
    Cleanup(Cleanup),
    Scorecard(ScorecardPods),
}

#[derive(Subcommand)]
enum Bundle {
    Push(Push),
    Pull(Pull),
    Images(Images),
}

#[derive(Subcommand)]
enum Catalog {
    Push(Push),
    Pull(PullCatalog),
}

/// Runs the command that the arguments of this process name.
#[must_use]
pub fn main() -> ExitCode {
    let program = Program::parse();
    let output = Output {
        quiet: program.global.quiet,
    };
    // The clients have been compiled without a provider of their own; the call fails only if there is one already.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let done = runtime
        .map_err(Into::into)
        .and_then(|runtime| runtime.block_on(execute(&program.command, output)));
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            output.error(&failure.to_string());
            ExitCode::FAILURE
        }
    }
}

async fn execute(command: &Command, output: Output) -> Result<()> {
    match command {
        Command::Bundle(Bundle::Push(args)) | Command::Catalog(Catalog::Push(args)) => {
            images::push(args, output).await
        }
        Command::Bundle(Bundle::Pull(args)) => images::pull(args, Content::Bundle, output).await,
        Command::Catalog(Catalog::Pull(args)) => images::pull(&args.into(), Content::Catalog, output).await,
        Command::Bundle(Bundle::Images(args)) => images::list(args, output).await,
        Command::Run(command) => run::run(command, output).await,
        Command::Olm(command) => release::run(command, output).await,
        Command::Cleanup(args) => cleanup::run(args, output).await,
        Command::Scorecard(args) => scorecard::run(args, output).await,
    }
}
