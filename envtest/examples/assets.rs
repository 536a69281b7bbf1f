//! Prints the folder that holds the servers of a cluster, after building them if need be.

#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "its output is for other programs"
)]

use std::process::ExitCode;

use kubewright_envtest::{AssetSearch, Binary};

fn main() -> ExitCode {
    match AssetSearch::from_env().find(Binary::CLUSTER) {
        Ok(assets) => {
            println!("{}", assets.folder().display());
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}
