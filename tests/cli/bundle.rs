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
        "error: `SOURCE_DATE_EPOCH` is `yesterday`, which is not a time; \
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
}

#[cfg(unix)]
#[test]
fn digests_come_from_the_program_that_talks_to_registries() {
    use std::os::unix::fs::PermissionsExt as _;
    let project = Project::empty();
    project.write("in/manager.yaml", MANAGER);
    let args = [
        "generate",
        "bundle",
        "--package",
        "cache",
        "--input-dir",
        "in",
        "--use-image-digests",
        "-q",
    ];
    let program = project.path().join("program");
    let version = concat!(
        r#"[ "$1" = --version ] && echo "kubewright-olm "#,
        env!("CARGO_PKG_VERSION"),
        r#"" && exit"#
    );
    let with = |script: &str| {
        std::fs::write(&program, format!("#!/bin/sh\n{version}\n{script}\n")).unwrap();
        std::fs::set_permissions(&program, std::fs::Permissions::from_mode(0o755)).unwrap();
        project.run_with(&args, &[("KUBEWRIGHT_OLM", program.to_str().unwrap())])
    };
    let instead = "or leave out `--use-image-digests`\n";
    let missing = project.run_with(&args, &[("KUBEWRIGHT_OLM", "./not-there")]);
    assert_eq!(
        missing.err,
        format!(
            "error: `KUBEWRIGHT_OLM` is `./not-there`, which is not a file; correct or unset it; {instead}"
        )
    );
    assert_eq!(
        with("echo 'error: no such tag' >&2; exit 1").err,
        format!(
            "error: the digests of the images are not known: no such tag; push the images first, {instead}"
        )
    );
    assert_eq!(
        with("echo '[]'").err,
        format!(
            "error: `{}` does not know the digest of `example.com/manager:v1`; \
             push it first, {instead}",
            program.display()
        )
    );
    let said = with(r#"echo "[{\"image\": \"$5\", \"digest\": \"sha256:1\"}]""#);
    assert_eq!((said.status, said.err.as_str()), (0, ""));
    let csv = project.text("bundle/manifests/cache.clusterserviceversion.yaml");
    assert!(
        csv.contains("relatedImages:\n  - image: example.com/manager@sha256:1\n    name: manager\n"),
        "{csv}"
    );
}

#[test]
fn a_new_base_asks_for_its_texts() {
    let project = Project::empty();
    let init = [
        "init",
        "--domain",
        "example.com",
        "--project-name",
        "cache",
        "--license",
        "none",
    ];
    assert_eq!(project.run(&init).status, 0);
    let args = ["generate", "kustomize", "manifests"];
    let typed = "My caches\n\nUs\nhttps://example.com\na, b\nAnn:ann@example.com\n";
    let said = project.answer(&args, typed);
    assert_eq!(said.status, 0, "{}", said.err);
    assert!(
        said.err
            .contains("Description [Cache is an operator for Kubernetes.]: "),
        "{}",
        said.err
    );
    let base = || project.text("config/manifests/bases/cache.clusterserviceversion.yaml");
    for text in [
        "displayName: My caches\n",
        "description: Cache is an operator for Kubernetes.\n",
        "provider:\n    name: Us\n    url: https://example.com\n",
        "keywords:\n  - a\n  - b\n",
        "- email: ann@example.com\n    name: Ann\n",
    ] {
        assert!(base().contains(text), "{text}: {}", base());
    }
    // An existing base is not asked for, unless a flag says so.
    assert_eq!(project.answer(&args, "").status, 0);
    let again = ["generate", "kustomize", "manifests", "--interactive"];
    assert_eq!(project.answer(&again, "Caches\n\n\n\n\n\n").status, 0);
    assert!(base().contains("displayName: Caches\n") && base().contains("name: Us\n"));
    let ended = project.answer(&again, "Caches\n");
    assert_eq!(ended.status, 2);
}
