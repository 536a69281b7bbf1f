//! The kinds of OLM have the fields of OLM's CRDs, and keep every field of an object.

#![expect(clippy::unwrap_used, reason = "a test may end where it stands")]

#[path = "kinds/schemas.rs"]
mod schemas;
#[path = "kinds/server.rs"]
mod server;

use std::fs;
use std::path::Path;

use kubewright_olm::kinds::ClusterServiceVersion;
use serde_json::Value;

#[test]
fn generated_versions_lose_nothing() {
    let projects = Path::new(env!("CARGO_MANIFEST_DIR")).join("../testdata/bundle/projects");
    let mut read = 0;
    for project in fs::read_dir(projects).unwrap() {
        let manifests = project.unwrap().path().join("bundle/manifests");
        for file in fs::read_dir(manifests).unwrap() {
            let path = file.unwrap().path();
            if !path.to_string_lossy().ends_with(".clusterserviceversion.yaml") {
                continue;
            }
            let text = fs::read_to_string(&path).unwrap();
            let written: Value = kubewright_core::yaml::from_str(&text).unwrap();
            let typed: ClusterServiceVersion = serde_json::from_value(written.clone()).unwrap();
            assert_eq!(
                serde_json::to_value(typed).unwrap(),
                written,
                "{}",
                path.display()
            );
            read += 1;
        }
    }
    assert!(read >= 3, "{read}");
}
