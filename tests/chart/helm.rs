//! The helm program, in the versions that users have.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;

/// A major version.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Helm {
    V3,
    V4,
}

static V3: LazyLock<PathBuf> = LazyLock::new(|| build(Helm::V3));
static V4: LazyLock<PathBuf> = LazyLock::new(|| build(Helm::V4));

impl Helm {
    pub(crate) const ALL: [Self; 2] = [Self::V3, Self::V4];

    fn major(self) -> &'static str {
        match self {
            Self::V3 => "v3",
            Self::V4 => "v4",
        }
    }

    pub(crate) fn program(self) -> &'static Path {
        match self {
            Self::V3 => &V3,
            Self::V4 => &V4,
        }
    }

    /// The Go module that pins it.
    fn module(self) -> PathBuf {
        Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("testdata/helm")
            .join(self.major())
    }

    /// The version that the module pins.
    pub(crate) fn version(self) -> String {
        let manifest = fs::read_to_string(self.module().join("go.mod")).unwrap();
        let path = format!("helm.sh/helm/{} ", self.major());
        let line = manifest.lines().find(|line| line.trim().starts_with(&path));
        line.unwrap().split_whitespace().nth(1).unwrap().to_owned()
    }
}

pub(crate) fn output(command: &mut Command) -> Result<String, String> {
    let output = command.output().unwrap();
    match output.status.success() {
        true => Ok(String::from_utf8(output.stdout).unwrap()),
        false => Err(String::from_utf8_lossy(&output.stderr).into_owned()),
    }
}

/// Builds helm into the cache, once for all processes.
fn build(helm: Helm) -> PathBuf {
    let (major, version) = (helm.major(), helm.version());
    let cache = std::env::var_os("XDG_CACHE_HOME").map(PathBuf::from);
    let cache = cache.unwrap_or_else(|| Path::new(&std::env::var_os("HOME").unwrap()).join(".cache"));
    let folder = cache.join("kubewright/helm").join(&version);
    fs::create_dir_all(&folder).unwrap();
    let program = folder.join("helm");
    // Held until the end of this function, however it ends.
    let lock = File::create(folder.join(".lock")).unwrap();
    lock.lock().unwrap();
    if !program.is_file() {
        let building = folder.join("helm.building");
        let flags = format!("-s -w -X helm.sh/helm/{major}/internal/version.version={version}");
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
        .arg(format!("helm.sh/helm/{major}/cmd/helm"))
        .current_dir(helm.module())
        .env("CGO_ENABLED", "0")
        .env("GOFLAGS", "-mod=readonly");
        output(&mut go).unwrap();
        fs::rename(&building, &program).unwrap();
    }
    program
}
