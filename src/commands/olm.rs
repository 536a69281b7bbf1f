//! Commands that talk to a registry or to a cluster with OLM: runs the program `kubewright-olm` with the same arguments.

use super::Context;
use super::program::Program;
use crate::plugins::Runtime;

/// Runs `kubewright COMMAND`, which has been parsed and is parsed again by the program.
pub(super) fn run(command: &str, mut cx: Context<'_, '_>) -> u8 {
    let args = std::mem::take(&mut cx.args);
    program(command).run(args, &mut cx)
}

/// The program that a command needs.
pub(super) fn program(command: &str) -> Program<'_> {
    Program {
        name: "kubewright-olm",
        variable: "KUBEWRIGHT_OLM",
        command,
        install: Runtime::default().install_olm(),
    }
}
