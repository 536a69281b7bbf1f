//! What there is, some case shows.

use std::fs;
use std::path::Path;

use kubewright_core::markers::{self, Effect};

/// All text below a folder of cases.
fn text(folder: &Path) -> String {
    let mut text = String::new();
    let Ok(entries) = fs::read_dir(folder) else {
        return text;
    };
    for entry in entries {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            text.push_str(&self::text(&path));
        } else if path
            .extension()
            .is_some_and(|extension| ["rs", "txt"].iter().any(|ours| extension == *ours))
        {
            text.push_str(&fs::read_to_string(&path).expect("a file"));
        }
    }
    text
}

#[test]
fn every_marker_stands_in_a_case() {
    let testdata = Path::new(env!("CARGO_MANIFEST_DIR")).join("../testdata");
    let cases = ["crd", "errors", "manifests", "parity"]
        .map(|folder| text(&testdata.join(folder)))
        .concat();
    let stands = |name: &str| {
        cases.split('+').skip(1).any(|rest| {
            let after = rest.strip_prefix(name).and_then(|rest| rest.chars().next());
            after.is_some_and(|next| [' ', '\n', '=', ':'].contains(&next))
        })
    };
    let missing: Vec<_> = markers::all()
        .filter(|marker| !matches!(marker.effect, Effect::Ignored))
        .map(|marker| marker.name)
        .filter(|name| !stands(name))
        .collect();
    assert_eq!(
        missing, [""; 0],
        "markers without a case; add one under testdata/crd"
    );
}
