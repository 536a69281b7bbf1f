//! Builds programs with Go.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Command;

use kubewright_envtest::LongStep;

use crate::Tool;

/// Runs a command.
///
/// # Errors
///
/// Its stderr, if it fails.
pub fn output(command: &mut Command) -> Result<String, String> {
    let output = command.output().unwrap();
    match output.status.success() {
        true => Ok(String::from_utf8(output.stdout).unwrap()),
        false => Err(String::from_utf8_lossy(&output.stderr).into_owned()),
    }
}

/// Returns the folder of kubewright in the user's cache.
pub(crate) fn cache() -> PathBuf {
    let cache = std::env::var_os("XDG_CACHE_HOME").map(PathBuf::from);
    let cache = cache.unwrap_or_else(|| Path::new(&std::env::var_os("HOME").unwrap()).join(".cache"));
    cache.join("kubewright")
}

/// Builds a program into the cache, once for all processes.
pub(crate) fn build(tool: Tool) -> PathBuf {
    let (recipe, version) = (tool.recipe(), tool.version());
    let name = recipe.name;
    let folder = cache().join(name).join(&version);
    fs::create_dir_all(&folder).unwrap();
    let program = folder.join(name);
    // Held until the end of this function, however it ends.
    let lock = File::create(folder.join(".lock")).unwrap();
    lock.lock().unwrap();
    if program.is_file() {
        return program;
    }
    let what = format!("building {name} {version} with Go, once");
    let _step = LongStep::begin(&what, recipe.usual_time);
    let building = folder.join(format!("{name}.building"));
    let variable = recipe
        .version_variable
        .map(|variable| format!(" -X {}/{variable}={version}", recipe.module));
    let flags = format!("-s -w{}", variable.unwrap_or_default());
    let mut go = Command::new("nice");
    go.args(["go", "build", "-trimpath", "-buildvcs=false"])
        .args(["-tags", recipe.tags, "-ldflags", &flags, "-o"])
        .arg(&building)
        .arg(format!("{}/{}", recipe.module, recipe.package))
        .current_dir(tool.module())
        .env("CGO_ENABLED", "0")
        .env("GOFLAGS", "-mod=readonly");
    output(&mut go).unwrap();
    fs::rename(&building, &program).unwrap();
    program
}
