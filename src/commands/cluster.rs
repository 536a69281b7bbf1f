//! `kubewright cluster`: runs the program `kubewright-cluster`, a feature of the package `kubewright-envtest`.

use std::ffi::OsString;

use kubewright_envtest::ClusterArgs;

use super::Context;
use super::program::Program;
use crate::plugins::Runtime;

pub(super) fn run(args: &ClusterArgs, mut cx: Context<'_, '_>) -> u8 {
    let program = Program {
        name: "kubewright-cluster",
        variable: "KUBEWRIGHT_CLUSTER",
        command: "cluster",
        install: Runtime::default().install_cluster(),
    };
    let quiet = cx.printer.quiet().then(|| OsString::from("--quiet"));
    program.run(quiet.into_iter().chain(args.to_command_line()), &mut cx)
}
