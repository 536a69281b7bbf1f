//! `kubewright bundle compare`.

use std::process::Command;

use super::project::Project;

const OLD: &str = "\
kind: CustomResourceDefinition
metadata: { name: caches.example.com }
spec:
  scope: Namespaced
  versions:
  - { name: v1, served: true, storage: true, schema: { openAPIV3Schema: { type: object, properties: { size: { type: integer } } } } }
";

#[test]
fn crds_are_compared_with_those_of_a_revision() {
    let project = Project::empty();
    let git = |args: &[&str]| {
        let identity = ["-c", "user.name=a", "-c", "user.email=a@example.com"];
        let mut git = Command::new("git");
        git.current_dir(project.path()).args(identity).args(args);
        assert!(git.output().unwrap().status.success(), "{args:?}");
    };
    project.write("api/crds/caches.yaml", OLD);
    git(&["init", "--quiet"]);
    git(&["add", "."]);
    git(&["commit", "--quiet", "--message", "first"]);
    let compare =
        || Project::at(&project.path().join("api")).run(&["bundle", "compare", "HEAD:crds", "crds"]);
    assert_eq!(compare().status, 0, "{}", compare().err);
    project.write("api/crds/caches.yaml", &OLD.replace("integer", "string"));
    let result = compare();
    assert_eq!(result.status, 1);
    assert_eq!(
        result.out,
        "`caches.example.com`, `v1 .size`: `type` changes from \"integer\" to \"string\" (type)\n"
    );
}
