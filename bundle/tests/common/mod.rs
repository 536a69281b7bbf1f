//! Test data.

use std::fs;
use std::path::{Path, PathBuf};

use kubewright_bundle::Files;

/// A path in the repository.
pub(crate) fn root(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(path)
}

/// A folder with files in `bundle`; it is removed when it is dropped.
pub(crate) fn written(files: &Files) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (path, content) in files.iter() {
        let path = folder.path().join("bundle").join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }
    folder
}

/// Compares a text with a golden file; `SNAPSHOTS=overwrite` rewrites it.
pub(crate) fn golden(path: &Path, text: &str) {
    if std::env::var("SNAPSHOTS").is_ok_and(|value| value == "overwrite") {
        fs::write(path, text).unwrap();
        return;
    }
    let expected = fs::read_to_string(path).unwrap_or_default();
    assert_eq!(expected, text, "{}", path.display());
}
