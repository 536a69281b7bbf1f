//! Builds servers from their Go modules.

use std::ffi::OsStr;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::thread::available_parallelism;

use serde::Deserialize;

use super::binary::{Binary, Data};
use super::missing;
use crate::error::Error;
use crate::progress::Progress;
use crate::text::tail;
use crate::versions::GO_VERSION;

/// A Go toolchain and the folder that takes what it builds.
pub(super) struct Builder<'a> {
    pub(super) go: &'a OsStr,
    pub(super) folder: &'a Path,
    pub(super) progress: Progress,
}

/// What Go says of a module that it has downloaded.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Download {
    dir: PathBuf,
    go_mod: PathBuf,
}

impl Builder<'_> {
    /// Builds what is missing of `binaries`, each moved into place when it is whole.
    pub(super) fn build_missing(&self, binaries: &[Binary]) -> Result<(), Error> {
        let scratch = with_suffix(self.folder, ".building");
        // Left by a build that was killed; the lock shows that no other build uses it.
        remove_folder(&scratch)?;
        let mut missing = binaries
            .iter()
            .filter(|binary| missing(self.folder, &[**binary]).is_some());
        let built = missing.try_for_each(|binary| self.build(binary, &scratch));
        remove_folder(&scratch)?;
        built
    }

    fn build(&self, binary: &Binary, scratch: &Path) -> Result<(), Error> {
        let (name, version) = (binary.name(), binary.version());
        // Fails without Go, before progress is reported.
        self.run(binary, Path::new("."), [OsStr::new("version")].into_iter())?;
        let what = format!("building {name} {version} with Go, once");
        let step = self.progress.step(&what, &usual_time(binary));

        let module = binary.module();
        let source = scratch.join(name);
        fs::create_dir_all(&source).map_err(Error::file("create", &source))?;
        let manifest = source.join("go.mod");
        fs::write(&manifest, self.manifest(binary, &source)?).map_err(Error::file("write", &manifest))?;

        let built = source.join("out").join(name);
        let flags = module.linker_flags();
        let arguments = ["build", "-trimpath", "-buildvcs=false", "-ldflags", &flags, "-o"];
        let arguments = arguments.iter().map(OsStr::new);
        self.run(
            binary,
            &source,
            arguments.chain([built.as_os_str(), OsStr::new(binary.package())]),
        )?;

        fs::create_dir_all(self.folder).map_err(Error::file("create", self.folder))?;
        if let Some(data) = binary.data() {
            let joined = source.join("out").join(data.name);
            fs::write(&joined, self.join_data(binary, data, &source)?)
                .map_err(Error::file("write", &joined))?;
            self.place(&joined, data.name)?;
        }
        let place = self.place(&built, name)?;
        let seconds = step.elapsed().as_secs();
        drop(step);
        self.progress.line(&format!(
            "built {name} {version} in {seconds} s: {}",
            place.display()
        ));
        Ok(())
    }

    /// Moves a whole file to where it is looked for.
    fn place(&self, file: &Path, name: &str) -> Result<PathBuf, Error> {
        let place = self.folder.join(name);
        fs::rename(file, &place).map_err(Error::file("write", &place))?;
        Ok(place)
    }

    fn join_data(&self, binary: &Binary, data: Data, source: &Path) -> Result<String, Error> {
        let folder = self.download(binary, source)?.dir;
        let mut text = String::new();
        for part in data.parts {
            let path = folder.join(part);
            text.push_str("---\n");
            text.push_str(&fs::read_to_string(&path).map_err(Error::file("read", &path))?);
        }
        Ok(text)
    }

    /// A module of its own, because `go install` refuses modules that replace others.
    fn manifest(&self, binary: &Binary, source: &Path) -> Result<String, Error> {
        let module = binary.module();
        let (name, path, version) = (binary.name(), module.path, module.version);
        let mut text = format!("module envtest/{name}\n\ngo {GO_VERSION}\n\nrequire {path} v{version}\n");
        if module.staged {
            let version = module.staged_version();
            for path in self.staged(binary, source)? {
                text.push_str(&format!("\nreplace {path} => {path} {version}\n"));
            }
        }
        Ok(text)
    }

    fn staged(&self, binary: &Binary, source: &Path) -> Result<Vec<String>, Error> {
        let path = self.download(binary, source)?.go_mod;
        let text = fs::read_to_string(&path).map_err(Error::file("read", &path))?;
        Ok(staged_modules(&text))
    }

    /// Where Go keeps a server's module.
    fn download(&self, binary: &Binary, source: &Path) -> Result<Download, Error> {
        let module = binary.module();
        let wanted = format!("{}@v{}", module.path, module.version);
        let output = self.run(
            binary,
            source,
            ["mod", "download", "-json", &wanted].iter().map(OsStr::new),
        )?;
        serde_json::from_str(&output).map_err(|error| Error::Build {
            binary: binary.name(),
            version: binary.version(),
            output: format!("go mod download -json {wanted} wrote no place of it: {error}"),
        })
    }

    fn run<'s>(
        &self,
        binary: &Binary,
        folder: &Path,
        arguments: impl Iterator<Item = &'s OsStr>,
    ) -> Result<String, Error> {
        let output = Command::new(self.go)
            .args(arguments)
            .current_dir(folder)
            .env("CGO_ENABLED", "0")
            .env("GOFLAGS", "-mod=mod")
            .env("GOTOOLCHAIN", "local")
            .env("GOWORK", "off")
            .output()
            .map_err(|error| self.not_run(binary, error))?;
        if output.status.success() {
            return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
        }
        let mut text = output.stdout;
        text.extend(output.stderr);
        Err(Error::Build {
            binary: binary.name(),
            version: binary.version(),
            output: tail(&String::from_utf8_lossy(&text)),
        })
    }

    fn not_run(&self, binary: &Binary, source: io::Error) -> Error {
        Error::GoMissing {
            binary: binary.name(),
            version: binary.version(),
            folder: self.folder.to_owned(),
            go: PathBuf::from(self.go),
            source,
        }
    }
}

/// How long a build usually takes on this machine.
fn usual_time(binary: &Binary) -> String {
    let processors = available_parallelism().map_or(1, |number| number.get() as u64);
    match binary.build_minutes().div_ceil(processors) {
        1 => String::from("a minute"),
        minutes => format!("{minutes} minutes"),
    }
}

/// The modules that a `go.mod` replaces by folders of its own repository.
fn staged_modules(go_mod: &str) -> Vec<String> {
    let mut modules: Vec<_> = go_mod
        .lines()
        .filter_map(|line| {
            line.trim()
                .trim_start_matches("replace ")
                .split_once(" => ./staging/src/")
        })
        .map(|(path, _)| path.trim().to_owned())
        .collect();
    modules.sort();
    modules
}

pub(super) fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}

pub(super) fn remove_folder(folder: &Path) -> Result<(), Error> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(Error::file("remove", folder)(error)),
        Err(_) | Ok(()) => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn staged_modules_are_read_from_go_mod() {
        let text = "module k8s.io/kubernetes\n\nrequire k8s.io/klog/v2 v2.1.0\n\nreplace (\n\
                    \tk8s.io/client-go => ./staging/src/k8s.io/client-go\n\
                    \tk8s.io/api => ./staging/src/k8s.io/api\n\
                    \texample.com/x => example.com/y v1.0.0\n)\n";
        assert_eq!(staged_modules(text), ["k8s.io/api", "k8s.io/client-go"]);
    }
}
