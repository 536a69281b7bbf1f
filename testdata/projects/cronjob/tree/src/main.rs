//! Runs the controllers and webhooks of cronjob-operator.

use std::process::ExitCode;

use clap::Parser;
use kubewright_runtime::logging::{self, LoggingArgs};
use kubewright_runtime::manager::{Manager, ManagerArgs, ManagerOptions};

/// The name of the lease for leader election.
const ELECTION: &str = "cronjob-operator.tutorial.kubebuilder.io";

/// Runs the controllers and webhooks of cronjob-operator
#[derive(Parser)]
#[command(version)]
struct Args {
    #[command(flatten)]
    manager: ManagerArgs,
    #[command(flatten)]
    logging: LoggingArgs,
}

#[tokio::main]
async fn main() -> ExitCode {
    logging::exit_code(run(Args::parse()).await) // logs the error, if there is one
}

async fn run(args: Args) -> anyhow::Result<()> {
    logging::init(&args.logging)?;
    let options = ManagerOptions::default();
    let mut manager = Manager::from_args(args.manager, ELECTION, options).await?;

    cronjob_operator::controller::cron_job::register(&mut manager)?;
    cronjob_operator::webhook::v1::cron_job::register(&mut manager)?;
    // +kubebuilder:scaffold:builder

    manager.run().await?; // until SIGTERM or Ctrl-C; an error if the lease is lost
    Ok(())
}
