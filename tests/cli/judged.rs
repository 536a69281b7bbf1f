//! Files for other tools, as those tools judge them.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use super::project::files;

/// FNV-1a, which Go's `hash/fnv` has too.
fn digest(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

/// Verdicts are recorded with a digest of the text: `go run .` in `testdata/judged` asks again.
#[test]
fn other_tools_accept_their_files() {
    let testdata = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata");
    let judged: BTreeMap<_, _> = files(&testdata.join("projects"))
        .into_iter()
        .filter(|(path, _)| {
            let name = path.file_name().unwrap();
            let is_workflow = path.parent().unwrap().ends_with(".github/workflows");
            is_workflow || name == "skaffold.yaml" || name == "Tiltfile"
        })
        .collect();
    let mut wanted = String::new();
    for (path, text) in &judged {
        let _ = writeln!(wanted, "{} {:016x} valid", path.display(), digest(text));
    }
    assert_eq!(
        fs::read_to_string(testdata.join("judged/judged.txt")).unwrap(),
        wanted,
        "run `go run .` in testdata/judged"
    );
    for name in ["skaffold.yaml", "Tiltfile", "auto-update.yml"] {
        assert!(
            judged.keys().any(|path| path.to_string_lossy().ends_with(name)),
            "{name}"
        );
    }
}
