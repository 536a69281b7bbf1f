//! The CRDs of public Go modules: each becomes types that give the same CRD.
//!
//! `testdata/import/modules.txt` pins the modules; Go downloads them into its cache and checks their sums.

#![expect(clippy::unwrap_used, reason = "a failed test may panic")]

mod common;

use kubewright_import::{Options, modules};

use common::{Pinned, pinned};

#[test]
fn every_crd_of_public_modules_comes_back() {
    let mut problems = Vec::new();
    let mut count = 0;
    for (file, crd) in pinned().iter().flat_map(Pinned::crds) {
        count += 1;
        if let Err(problem) = modules(&crd, &Options::default()) {
            problems.push(format!("{file}: {problem}"));
        }
    }
    assert!(count > 90, "only {count} CRDs");
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}
