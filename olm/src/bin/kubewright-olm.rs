//! What the commands of `kubewright` for registries and OLM run.

use std::process::ExitCode;

fn main() -> ExitCode {
    kubewright_olm::program::main()
}
