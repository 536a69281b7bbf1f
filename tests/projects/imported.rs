//! Types that `kubewright import` makes of every CRD in `testdata` and of random ones, as one crate.

use std::fmt::{self, Write as _};
use std::fs;
use std::path::{Path, PathBuf};

use kubewright_core::crd::{Crd, CrdVersion};
use kubewright_import::{Module, Options, documents, modules};
use proptest::strategy::{Strategy as _, ValueTree as _};
use proptest::test_runner::TestRunner;
use serde_json::Value;

use super::project::run;
use crate::schema::{crd, schema};

const MANIFEST: &str = "\
[package]
name = \"imported\"
version = \"0.1.0\"
edition = \"2024\"
publish = false

[workspace]

[dependencies]
k8s-openapi = { version = \"0.29\", features = [\"v1_37\"] }
kubewright-runtime = { path = \"RUNTIME\" }
serde = { version = \"1\", features = [\"derive\"] }
serde_json = \"1\"

[profile.dev]
debug = false
incremental = false
";

/// How many random schemas there are.
const RANDOM: usize = 60;

/// A program that reads a number of a type and an object from each line, and writes what the type makes of the object.
const PROGRAM: &str = "\
//! Objects through types.

use std::io;

use serde::Serialize;
use serde::de::DeserializeOwned;

fn through<T: DeserializeOwned + Serialize>(object: &str) -> String {
    match serde_json::from_str::<T>(object) {
        Ok(object) => serde_json::to_string(&object).unwrap_or_default(),
        Err(error) => error.to_string(),
    }
}

#[rustfmt::skip]
fn main() {
    for line in io::stdin().lines() {
        let line = line.unwrap_or_default();
        let (number, object) = line.split_once(' ').unwrap_or_default();
        let written = match number {
TYPES            other => format!(\"no type {other}\"),
        };
        println!(\"{written}\");
    }
}
";

/// The type of a version of a kind.
pub(crate) struct Type {
    /// The file of the CRD.
    file: PathBuf,
    pub(crate) crd: Crd,
    pub(crate) version: CrdVersion,
    /// Its path in the crate.
    path: String,
}

impl Type {
    /// Whether it is sure that there are objects.
    pub(crate) fn has_objects(&self) -> bool {
        // A text that is a URL and a host name at once; and random bounds may contradict each other.
        !self.file.ends_with("parity.example.com_scales.yaml")
            && !self
                .file
                .parent()
                .is_some_and(|folder| folder.ends_with("random"))
    }

    pub(crate) fn schema(&self) -> Value {
        serde_json::to_value(&self.version.schema.open_api_v3_schema).unwrap()
    }
}

impl fmt::Display for Type {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.file.display(), self.version.name)
    }
}

/// Writes the crate, and returns its types.
pub(crate) fn crate_in(folder: &Path) -> Vec<Type> {
    let runtime = Path::new(env!("CARGO_MANIFEST_DIR")).join("runtime");
    let manifest = MANIFEST.replace("RUNTIME", runtime.to_str().unwrap());
    fs::create_dir(folder.join("src")).unwrap();
    fs::write(folder.join("Cargo.toml"), manifest).unwrap();
    let testdata = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata");
    let mut files = Vec::new();
    for topic in ["crd", "parity", "import"] {
        crds(&testdata.join(topic), &mut files);
    }
    files.sort();
    random(&folder.join("random"), &mut files);
    let mut types = Vec::new();
    let mut modules = String::from("//! Types.\n\n");
    for (index, file) in files.iter().enumerate() {
        let output = run(
            folder,
            &[
                "import",
                file.to_str().unwrap(),
                "--output-dir",
                &format!("src/case{index:03}"),
            ],
        );
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{}: {said}", file.display());
        modules += &format!("pub mod case{index:03};\n");
        types.extend(types_of(file, &folder.join(format!("src/case{index:03}"))));
    }
    fs::write(folder.join("src/lib.rs"), modules).unwrap();
    let mut arms = String::new();
    for (number, ty) in types.iter().enumerate() {
        writeln!(
            arms,
            "            \"{number}\" => through::<imported::{}>(object),",
            ty.path
        )
        .unwrap();
    }
    fs::write(folder.join("src/main.rs"), PROGRAM.replace("TYPES", &arms)).unwrap();
    types
}

/// Writes CRDs with random schemas, the same ones each time.
fn random(folder: &Path, files: &mut Vec<PathBuf>) {
    fs::create_dir(folder).unwrap();
    let mut runner = TestRunner::deterministic();
    let mut number = 0;
    while number < RANDOM {
        let spec = schema().new_tree(&mut runner).unwrap().current();
        let text = crd(&spec).to_string();
        // What the API server refuses is not imported.
        if documents(&text).is_ok_and(|read| modules(&read.crds[0], &Options::default()).is_ok()) {
            let file = folder.join(format!("random{number:03}.yaml"));
            fs::write(&file, text).unwrap();
            files.push(file);
            number += 1;
        }
    }
}

/// The types of a file, whose modules are in a folder of the crate.
fn types_of(file: &Path, folder: &Path) -> Vec<Type> {
    let mut sources = Vec::new();
    sources_below(folder, &mut sources);
    let crds = documents(&fs::read_to_string(file).unwrap()).unwrap().crds;
    let of = |crd: Crd| {
        let made = modules(&crd, &Options::default()).unwrap();
        let versions = crd.spec.versions.clone().into_iter().zip(made);
        let types = versions.map(|(version, module)| Type {
            file: file.to_owned(),
            path: path(&sources, &module),
            crd: crd.clone(),
            version,
        });
        types.collect::<Vec<_>>()
    };
    crds.into_iter().flat_map(of).collect()
}

/// The path of the root type of a module, which is one of the sources.
fn path(sources: &[PathBuf], module: &Module) -> String {
    let is_it = |path: &&PathBuf| fs::read_to_string(path).unwrap() == module.text;
    let source = sources.iter().find(is_it).unwrap().with_extension("");
    let parts = source.iter().map(|part| part.to_str().unwrap());
    let mut parts: Vec<_> = parts.skip_while(|part| !part.starts_with("case")).collect();
    let (_, root) = module.text.split_once("\n#[resource(").unwrap();
    let (_, root) = root.split_once("\npub struct ").unwrap();
    parts.extend(root.split_whitespace().next());
    parts.join("::")
}

fn sources_below(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        match path.is_dir() {
            true => sources_below(&path, found),
            false => found.push(path),
        }
    }
}

/// The files with CRDs below a folder.
fn crds(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            crds(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "yaml") {
            let text = fs::read_to_string(&path).unwrap();
            if text.lines().any(|line| line == "kind: CustomResourceDefinition") {
                found.push(path);
            }
        }
    }
}
