//! Documents that name files are true.

use std::path::Path;

#[test]
fn architecture_names_paths_that_exist() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let text = include_str!("../ARCHITECTURE.md");
    let missing: Vec<_> = text
        .split('`')
        .skip(1)
        .step_by(2)
        .filter(|word| word.contains('/') && !word.contains(['<', '*', ' ', ':']))
        .filter(|path| !root.join(path).exists())
        .collect();
    assert_eq!(missing, [""; 0], "ARCHITECTURE.md names paths that do not exist");
}
