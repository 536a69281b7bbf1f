//! `catalog add` changes a catalog in place; `bundle validate` runs programs of others.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;

use super::project::Project;

fn catalog() -> Project {
    let input = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/cli/catalog/input");
    Project::copy(&input)
}

const ADD: [&str; 8] = [
    "catalog",
    "add",
    "catalog",
    "bundle",
    "--channel",
    "stable",
    "--image",
    "example.com/memcached-operator-bundle:v0.1.0",
];

#[test]
fn a_bundle_is_added_to_its_channel_and_comments_stay() {
    let project = catalog();
    let before = project.text("catalog/catalog.yaml");
    let added = project.run(&[&ADD[..], &["--migrate", "--skip-range", "<0.1.0"]].concat());
    assert_eq!(
        (added.status, added.err.as_str()),
        (0, "changed catalog/catalog.yaml\n")
    );
    let after = project.text("catalog/catalog.yaml");
    let entry =
        "- name: memcached-operator.v0.1.0\n  replaces: memcached-operator.v0.0.9\n  skipRange: <0.1.0\n";
    assert!(after.contains(entry), "{after}");
    // Nothing else of the old text has changed.
    let after = after.replace(entry, "");
    let (kept, bundle) = after.split_at(before.len());
    assert_eq!(kept, before);
    assert!(bundle.starts_with("---\n") && bundle.contains("name: memcached-operator.v0.1.0"));
    assert_eq!(project.run(&["catalog", "validate", "catalog"]).status, 0);

    let again = project.run(&ADD);
    assert_eq!(again.status, 1);
    assert_eq!(
        again.err,
        "error: the catalog has the bundle `memcached-operator.v0.1.0` already; give the new bundle another version\n"
    );
    assert_eq!(project.text("catalog/catalog.yaml").replace(entry, ""), after);
}

#[test]
fn a_new_channel_is_written_beside_its_package() {
    let project = catalog();
    let mut args = ADD;
    args[5] = "fast";
    assert_eq!(project.run(&args).status, 0);
    let after = project.text("catalog/catalog.yaml");
    assert!(
        after.contains("- name: memcached-operator.v0.1.0\nname: fast\n"),
        "{after}"
    );
    assert_eq!(project.run(&["catalog", "validate", "catalog"]).status, 0);
}

#[test]
fn a_catalog_that_would_be_broken_is_not_written() {
    let project = catalog();
    let before = project.text("catalog/catalog.yaml");
    let stranded = [
        &ADD[..],
        &["--skips", "memcached-operator.v0.0.8"],
        &["--replaces", "memcached-operator.v0.0.7"],
    ]
    .concat();
    let refused = project.run(&stranded);
    assert_eq!(refused.status, 1);
    let problem = "error: with this bundle, the catalog would not be valid: the channel `stable` has several newest entries";
    assert!(refused.err.starts_with(problem), "{}", refused.err);
    assert_eq!(project.text("catalog/catalog.yaml"), before);
}

#[test]
fn a_catalog_in_json_stays_json() {
    let project = catalog();
    let text = project.run(&["catalog", "render", "catalog", "-o", "json"]).out;
    fs::remove_file(project.path().join("catalog/catalog.yaml")).unwrap();
    project.write("catalog/catalog.json", &text);
    let added = project.run(&[&ADD[..], &["--migrate"]].concat());
    assert_eq!(added.err, "changed catalog/catalog.json\n");
    let after = project.text("catalog/catalog.json");
    assert!(
        after.contains("\"replaces\": \"memcached-operator.v0.0.9\"") && !after.contains("---"),
        "{after}"
    );
    assert_eq!(project.run(&["catalog", "validate", "catalog"]).status, 0);
}

fn program(project: &Project, name: &str, script: &str) {
    project.write(name, &format!("#!/bin/sh\n{script}\n"));
    let path = project.path().join(name);
    fs::set_permissions(path, fs::Permissions::from_mode(0o755)).unwrap();
}

#[test]
fn programs_of_others_check_a_bundle() {
    let project = catalog();
    program(
        &project,
        "check",
        "test -d \"$1/manifests\" && echo '{\"Name\": \"a\", \"Errors\": [{\"Type\": \"T\", \"Level\": \"Error\", \"Field\": \"f\", \"BadValue\": 1, \"Detail\": \"d\"}], \"Warnings\": null}'",
    );
    let args = ["bundle", "validate", "bundle", "--alpha-select-external", "check"];
    let found = project.run(&args);
    assert_eq!(found.status, 1);
    assert_eq!(found.out, "error[external]: `check`: T: f: d\n --> bundle\n\n");

    program(&project, "check", "echo '{\"Other\": 1}'");
    let expected = "error: `check` did not print the result of a check: unknown field `Other`";
    let said = project.run(&args).err;
    assert!(said.starts_with(expected), "{said}");
    let help = "print one JSON object with `Name`, `Errors` and `Warnings`\n";
    assert!(said.ends_with(help), "{said}");

    program(&project, "check", "echo broken >&2; exit 3");
    let failed = project.run(&args).err;
    assert_eq!(
        failed,
        "error: `check` failed with exit status: 3: broken; it must end with 0, also if the bundle is not valid\n"
    );
}

#[test]
fn categories_may_be_those_of_a_file() {
    let project = catalog();
    let args = [
        "bundle",
        "validate",
        "bundle",
        "--select-optional",
        "name=categories",
    ];
    let with = |text: &str| {
        project.write("categories.json", text);
        project.run_with(&args, &[("OPERATOR_BUNDLE_CATEGORIES", "categories.json")])
    };
    assert_eq!(with("{\"categories\": [\"Database\"]}").status, 0);
    let found = with("{\"categories\": [\"Toys\"]}").out;
    assert!(
        found.starts_with("error[category]: `Database` is not a category\n"),
        "{found}"
    );
    assert_eq!(
        with("[]").err,
        "error: `categories.json`, which `OPERATOR_BUNDLE_CATEGORIES` names, has no list `categories`; write `{\"categories\": [\"Database\"]}`\n"
    );
}

#[test]
fn a_package_that_is_missing_is_named() {
    let project = catalog();
    project.write("catalog/catalog.yaml", "schema: olm.package\nname: other\n");
    assert_eq!(
        project.run(&ADD).err,
        "error: the catalog has no package `memcached-operator`, which the bundle belongs to; \
         add it: `kubewright catalog init memcached-operator --default-channel stable > FILE`\n"
    );
}
