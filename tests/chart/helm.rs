//! The helm program.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;

static HELM: LazyLock<PathBuf> = LazyLock::new(build);

/// What helm prints, or its errors.
pub(crate) fn helm(arguments: &[&str]) -> Result<String, String> {
    output(Command::new(&*HELM).args(arguments))
}

/// The same in a cluster.
pub(crate) fn helm_in(kubeconfig: &Path, arguments: &[&str]) -> Result<String, String> {
    output(Command::new(&*HELM).args(arguments).env("KUBECONFIG", kubeconfig))
}

pub(crate) fn program() -> &'static Path {
    &HELM
}

pub(crate) fn output(command: &mut Command) -> Result<String, String> {
    let output = command.output().unwrap();
    match output.status.success() {
        true => Ok(String::from_utf8(output.stdout).unwrap()),
        false => Err(String::from_utf8_lossy(&output.stderr).into_owned()),
    }
}

/// The version that `testdata/helm/go.mod` pins.
fn version(manifest: &str) -> &str {
    let line = manifest
        .lines()
        .find(|line| line.trim().starts_with("helm.sh/helm/v3 "));
    line.unwrap().split_whitespace().nth(1).unwrap()
}

/// Builds helm into the cache, once for all processes.
fn build() -> PathBuf {
    let module = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/helm");
    let manifest = fs::read_to_string(module.join("go.mod")).unwrap();
    let version = version(&manifest);
    let cache = std::env::var_os("XDG_CACHE_HOME").map(PathBuf::from);
    let cache = cache.unwrap_or_else(|| Path::new(&std::env::var_os("HOME").unwrap()).join(".cache"));
    let folder = cache.join("kubewright/helm").join(version);
    fs::create_dir_all(&folder).unwrap();
    let program = folder.join("helm");
    // Held until the end of this function, however it ends.
    let lock = File::create(folder.join(".lock")).unwrap();
    lock.lock().unwrap();
    if !program.is_file() {
        let building = folder.join("helm.building");
        let flags = format!("-s -w -X helm.sh/helm/v3/internal/version.version={version}");
        eprintln!("building helm {version} with Go, once; this usually takes 5 minutes");
        let mut go = Command::new("nice");
        go.args([
            "go",
            "build",
            "-trimpath",
            "-buildvcs=false",
            "-ldflags",
            &flags,
            "-o",
        ])
        .arg(&building)
        .arg("helm.sh/helm/v3/cmd/helm")
        .current_dir(&module)
        .env("CGO_ENABLED", "0")
        .env("GOFLAGS", "-mod=readonly");
        output(&mut go).unwrap();
        fs::rename(&building, &program).unwrap();
    }
    program
}
