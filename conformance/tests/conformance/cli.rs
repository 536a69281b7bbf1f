//! The second door: the command reads the same file as text.

use std::fs;
use std::path::Path;

use kubewright::Streams;
use kubewright_conformance::cases;
use tempfile::TempDir;

use crate::{report, snapshot};

/// What the module of a case may name.
const DEPENDENCIES: &str = r#"
[dependencies]
bytes = "1"
chrono = "0.4"
indexmap = "2"
jiff = "0.2"
k8s-openapi = { version = "0.29", features = ["v1_37"] }
kubewright-runtime = "0.1"
serde = "1"
serde_json = "1"
url = "2"
uuid = "1"
"#;

/// A crate with these files, by their paths from its `src`.
pub(crate) fn package(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |path: &str, text: &str| {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        fs::write(&path, text).expect("a file");
    };
    let manifest =
        format!("[package]\nname = \"case\"\nversion = \"0.1.0\"\nedition = \"2024\"\n{DEPENDENCIES}");
    write("Cargo.toml", &manifest);
    for (path, text) in files {
        write(&format!("src/{path}"), text);
    }
    folder
}

/// What the command did: its status, its output and its errors.
pub(crate) fn run(folder: &Path, arguments: &[&str]) -> (u8, String, String) {
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let streams = Streams::plain(&mut out, &mut err);
    let arguments = ["kubewright"]
        .iter()
        .chain(arguments)
        .map(|word| word.to_string());
    let status = kubewright::run(arguments, folder, streams);
    let text = |bytes| String::from_utf8(bytes).expect("text");
    (status, text(out), text(err))
}

#[test]
fn the_command_gives_the_expected_crds() {
    let mut problems = Vec::new();
    for case in cases::ALL {
        let file = format!("cases/{}.rs", case.name);
        let cases = format!("pub mod {};\n", case.name);
        let files = [
            ("lib.rs", "pub mod cases;\n"),
            ("cases.rs", &cases),
            (&file, case.source),
        ];
        let folder = package(&files);
        let (status, text, errors) = run(folder.path(), &["manifests", "crd", "--stdout"]);
        let expected = Path::new(case.path).with_extension("yaml");
        match status {
            0 => problems.extend(snapshot::differs(&expected, &text)),
            _ => problems.push(format!("{}: {errors}", case.name)),
        }
    }
    report(&problems);
}
