// Copyright 2026.
//
// Licensed under the Apache License, Version 2.0 (the "License");
// you may not use this file except in compliance with the License.
// You may obtain a copy of the License at
//
//     http://www.apache.org/licenses/LICENSE-2.0
//
// Unless required by applicable law or agreed to in writing, software
// distributed under the License is distributed on an "AS IS" BASIS,
// WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
// See the License for the specific language governing permissions and
// limitations under the License.

//! Runs the controllers and webhooks of fleet-operator.

use std::process::ExitCode;

use clap::Parser;
use kubewright_runtime::logging::{self, LoggingArgs};
use kubewright_runtime::manager::{Manager, ManagerArgs, ManagerOptions};

/// The name of the lease for leader election.
const ELECTION: &str = "fleet-operator.example.com";

/// Runs the controllers and webhooks of fleet-operator
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

    fleet_operator::controller::crew::captain::register(&mut manager)?;
    fleet_operator::controller::ship::frigate::register(&mut manager)?;
    fleet_operator::webhook::ship::v1::frigate::register(&mut manager)?;
    fleet_operator::webhook::crew::v1::captain::register(&mut manager)?;
    fleet_operator::controller::apps::deployment::register(&mut manager)?;
    fleet_operator::webhook::core::v1::pod::register(&mut manager)?;
    fleet_operator::controller::harbour::berth::register(&mut manager)?;
    fleet_operator::webhook::harbour::v1::berth::register(&mut manager)?;
    // +kubebuilder:scaffold:builder

    manager.run().await?; // until SIGTERM or Ctrl-C; an error if the lease is lost
    Ok(())
}
