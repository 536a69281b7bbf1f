//! Programs that run beside a test.

use std::fs::File;
use std::path::Path;
use std::process::{Command, Stdio};

use kubewright_oracles::Tool;

/// Starts a program that ends with this one, however it ends.
pub(crate) fn start(program: &Path, args: &[&str], kubeconfig: &Path, log: &Path) {
    let child = Command::new("/bin/sh")
        .args(["-c", "\"$@\" & cat > /dev/null; kill -9 $!", "sh"])
        .arg(program)
        .args(args)
        .env("KUBECONFIG", kubeconfig)
        // Where this is set, OLM ends itself when it creates objects without its own label, such as tokens.
        .env_remove("CI")
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(File::create(log).unwrap())
        .spawn()
        .unwrap();
    // Its stdin stays open until this program ends.
    std::mem::forget(child);
}

/// Starts OLM's controllers; their logs are beside the kubeconfig.
pub(crate) fn start_olm(kubeconfig: &Path) {
    for tool in [Tool::Olm, Tool::OlmCatalog] {
        let program = tool.program();
        let name = program.file_name().unwrap();
        let log = kubeconfig.with_file_name(name).with_extension("log");
        start(program, &["--namespace", "olm"], kubeconfig, &log);
    }
}
