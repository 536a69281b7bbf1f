//! Types that `kubewright import` makes of every CRD in `testdata`, as one crate.

use std::fs;
use std::path::{Path, PathBuf};

use super::project::run;

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

/// Writes the crate, and returns the files that its types were made of.
pub(crate) fn crate_in(folder: &Path) -> Vec<PathBuf> {
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
    }
    fs::write(folder.join("src/lib.rs"), modules).unwrap();
    files
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
