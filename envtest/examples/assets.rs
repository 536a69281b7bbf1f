//! Prints the folder that holds etcd and kube-apiserver, after building them if need be.

#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "its output is for other programs"
)]

use std::process::ExitCode;

use kubewright_envtest::Assets;

fn main() -> ExitCode {
    match Assets::find() {
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
