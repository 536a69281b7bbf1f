//! Documents that are made from the lists that the program reads.

use std::fs;
use std::path::Path;

use super::project::overwrites;

#[test]
fn markers() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/markers.md");
    let text = kubewright_core::markers::reference::markdown();
    if overwrites() {
        fs::write(&path, &text).unwrap();
    }
    assert_eq!(text, fs::read_to_string(path).unwrap());
}
