//! Pages that are written by the tests: `SNAPSHOTS=overwrite` (`make bless`) writes them anew.

use std::fs;

use kubewright_guide::page::root;

pub(crate) fn is_page(name: &str, text: &str) {
    let path = root().join("docs/src/reference").join(name);
    if overwrites() {
        fs::write(&path, text).unwrap();
    }
    let there = fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(text, there, "{name} is stale: run `make bless`");
}

/// Whether what tests compare with is written anew.
pub(crate) fn overwrites() -> bool {
    std::env::var_os("SNAPSHOTS").is_some_and(|value| value == "overwrite")
}

/// Text as a cell of a table.
pub(crate) fn cell(text: &str) -> String {
    let line = text.replace('|', "\\|").replace('\n', " ");
    line.trim_end_matches('.').to_owned()
}
