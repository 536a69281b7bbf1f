<<<<<<< HEAD
//! `generate bundle`, where its input is unusual.

use super::project::Project;

const MANAGER: &str = include_str!("../../testdata/bundle/manager.yaml");

#[test]
fn what_is_piped_has_to_be_text() {
    let said = Project::empty().pipe(&["generate", "bundle", "--package", "cache"], b"\xff");
    assert_eq!(said.status, 1);
    let expected = "error: stdin cannot be read: stream did not contain valid UTF-8; pipe YAML documents into the command\n";
    assert_eq!(said.err, expected);
}

#[test]
fn the_time_may_be_given() {
    let project = Project::empty();
    project.write("in/manager.yaml", MANAGER);
    let args = ["generate", "bundle", "--package", "cache", "--input-dir", "in"];
    let at = |epoch: &str| project.run_with(&args, &[("SOURCE_DATE_EPOCH", epoch)]);
    assert_eq!(
        at("yesterday").err,
        "error: `SOURCE_DATE_EPOCH` is `yesterday`, which is no time; \
         set it to seconds since 1970, such as the output of `git log -1 --format=%ct`\n"
    );
    let csv = || project.text("bundle/manifests/cache.clusterserviceversion.yaml");
    assert_eq!(at("0").status, 0);
    assert!(csv().contains("createdAt: \"1970-01-01T00:00:00Z\""));
    assert_eq!(at("86400").status, 0);
    assert!(csv().contains("createdAt: \"1970-01-02T00:00:00Z\""));
    // Without it, the time stays as nothing else changed.
    let again = at("");
    assert!(!again.err.contains("changed"), "{}", again.err);
    assert!(csv().contains("createdAt: \"1970-01-02T00:00:00Z\""));
}

#[test]
fn a_base_has_to_be_readable() {
    let project = Project::empty();
    let base = "config/manifests/bases/cache.clusterserviceversion.yaml";
    std::fs::create_dir_all(project.path().join(base)).unwrap();
    let said = project.pipe(&["generate", "bundle", "--package", "cache"], MANAGER.as_bytes());
    let expected = format!(
        "error: `{base}` cannot be read: is a directory; make it a readable text file, or remove it\n"
    );
    assert_eq!(said.err, expected);
=======
//! `kubewright bundle`.

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
>>>>>>> c020e34 (Print what OLM v1 creates, what installs a bundle, and what it refuses to upgrade)
}
