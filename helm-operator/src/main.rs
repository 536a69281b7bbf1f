//! The program `helm-operator`.

use std::process::ExitCode;

use clap::Parser as _;
use kubewright_helm_operator::operator::{self, Cli};
use kubewright_runtime::logging;

// It waits for the API server and for helm. More threads, as a node with many processors would start, only take memory.
#[tokio::main(worker_threads = 2)]
async fn main() -> ExitCode {
    logging::exit_code(operator::run(Cli::parse()).await)
}
