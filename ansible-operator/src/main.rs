//! The program `ansible-operator`.

use std::process::ExitCode;

use clap::Parser as _;
use kubewright_ansible_operator::operator::{self, Cli};
use kubewright_runtime::logging;

#[tokio::main]
async fn main() -> ExitCode {
    logging::exit_code(operator::run(Cli::parse()).await)
}
