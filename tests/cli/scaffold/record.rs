//! `PROJECT` after commands, and files that were edited.

use crate::cli::project::Project;

const INIT: &str = "init --project-name demo --domain example.com --license none --runtime path=/checkout";

fn project() -> Project {
    let project = Project::empty();
    good(&project, INIT);
    project
}

fn good(project: &Project, command: &str) -> String {
    let said = project.run(&command.split(' ').collect::<Vec<_>>());
    assert_eq!(said.status, 0, "{command}\n{}{}", said.out, said.err);
    said.out + &said.err
}

/// The output of a command that changes nothing.
fn bad(project: &Project, command: &str) -> String {
    let before = project.files();
    let said = project.run(&command.split(' ').collect::<Vec<_>>());
    assert_eq!(said.status, 1, "{command}\n{}{}", said.out, said.err);
    assert_eq!(project.files(), before, "{command}");
    assert!(said.err.starts_with("error: "), "{}", said.err);
    said.err
}

fn resources(project: &Project) -> String {
    let text = project.text("PROJECT");
    let start = text
        .find("resources:\n")
        .map_or(text.len(), |at| at + "resources:\n".len());
    text[start..].trim_end_matches("version: \"3\"\n").to_owned()
}

#[test]
fn a_type_and_its_controller() {
    let project = project();
    good(
        &project,
        "create api --group cache --version v1alpha1 --kind Memcached",
    );
    assert_eq!(
        project
            .text("PROJECT")
            .lines()
            .skip(4)
            .collect::<Vec<_>>()
            .join("\n"),
        "cliVersion: \"0.1.0\"\n\
         domain: example.com\n\
         layout:\n\
         - rust.kubewright.dev/v1\n\
         projectName: demo\n\
         resources:\n\
         - api:\n    crdVersion: v1\n    namespaced: true\n  controller: true\n  domain: example.com\n  group: cache\n  \
         kind: Memcached\n  path: demo::api::v1alpha1::memcached\n  version: v1alpha1\n\
         version: \"3\""
    );
}

#[test]
fn scope_and_plural() {
    let project = project();
    good(
        &project,
        "create api --group cache --version v1 --kind Mouse --controller=false --namespaced=false --plural mouses",
    );
    assert_eq!(
        resources(&project),
        "- api:\n    crdVersion: v1\n  domain: example.com\n  group: cache\n  kind: Mouse\n  path: demo::api::v1::mouse\n  \
         plural: mouses\n  version: v1\n"
    );
    // The next version takes after it.
    good(
        &project,
        "create api --group cache --version v2 --kind Mouse --controller=false --plural mouses",
    );
    assert_eq!(resources(&project).matches("crdVersion: v1\n  domain").count(), 2);
}

#[test]
fn several_controllers() {
    let project = project();
    good(&project, "create api --group crew --version v1 --kind Captain");
    good(
        &project,
        "create api --group crew --version v1 --kind Captain --resource=false --controller-name captain-backup",
    );
    let text = resources(&project);
    assert!(
        text.contains("  controllers:\n  - name: captain\n  - name: captain-backup\n"),
        "{text}"
    );
    assert!(!text.contains("controller: true"), "{text}");
    bad(
        &project,
        "create api --group crew --version v1 --kind Captain --resource=false",
    );
    bad(
        &project,
        "create api --group crew --version v1 --kind Captain --resource=false --controller-name captain-back-up",
    );
    good(
        &project,
        "delete api --group crew --version v1 --kind Captain --controller-name captain-backup",
    );
    assert!(resources(&project).contains("  controller: true\n"));
}

#[test]
fn the_same_controller_again() {
    let project = project();
    good(&project, "create api --group crew --version v1 --kind Captain");
    let said = good(
        &project,
        "create api --group crew --version v1 --kind Captain --resource=false --controller",
    );
    assert!(said.contains("nothing to do"), "{said}");
    let said = good(
        &project,
        "create api --group crew --version v1 --kind Captain --resource=false --controller-name captain",
    );
    assert!(said.contains("nothing to do"), "{said}");
}

#[test]
fn webhooks_that_can_lock_themselves_out() {
    let project = project();
    let said = good(
        &project,
        "create webhook --group core --version v1 --kind Pod --programmatic-validation",
    );
    assert!(
        said.starts_with("note: the webhooks of Pod skip the namespaces demo-system and kube-system, where a webhook that is down would keep its own manager from starting; see `patch` in the markers\n"),
        "{said}"
    );
    let configuration = project.text("config/webhook/manifests.yaml");
    let selector = "  namespaceSelector:\n    matchExpressions:\n    - key: kubernetes.io/metadata.name\n      operator: NotIn\n      values:\n      - demo-system\n      - kube-system\n";
    assert!(configuration.contains(selector), "{configuration}");
    assert!(resources(&project).contains("- core: true\n  group: core\n  kind: Pod\n"));
    let said = good(
        &project,
        "create webhook --group batch --version v1 --kind Job --defaulting",
    );
    assert!(!said.contains("note"), "{said}");
}

#[test]
fn types_that_are_not_made_here() {
    let project = project();
    good(
        &project,
        "create api --group apps --version v1 --kind Deployment --resource=false",
    );
    good(
        &project,
        "create api --group networking --version v1 --kind Ingress --resource=false",
    );
    good(
        &project,
        "create api --group cert-manager --version v1 --kind Certificate --external-api-path cert_manager::v1 \
         --external-api-domain io --external-api-module cert-manager@1.2",
    );
    assert_eq!(
        resources(&project),
        "- controller: true\n  core: true\n  group: apps\n  kind: Deployment\n  path: k8s_openapi::api::apps::v1\n  version: v1\n\
         - controller: true\n  core: true\n  domain: k8s.io\n  group: networking\n  kind: Ingress\n  \
         path: k8s_openapi::api::networking::v1\n  version: v1\n\
         - controller: true\n  domain: io\n  external: true\n  group: cert-manager\n  kind: Certificate\n  \
         module: cert-manager@1.2\n  path: cert_manager::v1\n  version: v1\n"
    );
}

#[test]
fn webhooks() {
    let project = project();
    good(&project, "create api --group cache --version v1 --kind Memcached");
    good(
        &project,
        "create api --group cache --version v1beta1 --kind Memcached",
    );
    good(
        &project,
        "create webhook --group cache --version v1 --kind Memcached --defaulting --defaulting-path /mine",
    );
    good(
        &project,
        "create webhook --group cache --version v1 --kind Memcached --programmatic-validation --conversion --spoke v1beta1",
    );
    let text = resources(&project);
    assert!(
        text.contains(
            "  webhooks:\n    conversion: true\n    defaulting: true\n    defaultingPath: /mine\n    spoke:\n    - v1beta1\n    \
             validation: true\n    webhookVersion: v1\n"
        ),
        "{text}"
    );
    good(
        &project,
        "delete webhook --group cache --version v1 --kind Memcached --defaulting",
    );
    assert!(!resources(&project).contains("efaulting"));
    good(
        &project,
        "delete api --group cache --version v1beta1 --kind Memcached",
    );
    assert!(!resources(&project).contains("spoke"));
}

#[test]
fn own_certificates_are_the_projects() {
    let project = project();
    let before = project.files();
    good(&project, "create api --group cache --version v1 --kind Memcached");
    good(
        &project,
        "create webhook --group cache --version v1 --kind Memcached --defaulting --own-certificates",
    );
    assert!(
        project
            .text("PROJECT")
            .contains("plugins:\n  rust.kubewright.dev/v1:\n    ownCertificates: true\n")
    );
    good(&project, "edit --own-certificates=false");
    assert!(!project.text("PROJECT").contains("plugins:"));
    good(&project, "edit --own-certificates");
    good(&project, "delete api --group cache --version v1 --kind Memcached");
    assert_eq!(project.files(), before);
}

#[test]
fn what_somebody_changed_stays() {
    let project = project();
    let create = "create api --group cache --version v1 --kind Memcached";
    good(&project, create);
    assert!(good(&project, create).contains("nothing to do"));
    let path = "src/api/v1/memcached.rs";
    let mine = project.text(path) + "// Mine.\n";
    project.write(path, &mine);
    let said = bad(&project, create);
    assert!(
        said.contains("already exists, and you have changed `src/api/v1/memcached.rs`")
            && said.contains("--force"),
        "{said}"
    );
    let delete = "delete api --group cache --version v1 --kind Memcached";
    let said = bad(&project, delete);
    assert!(
        said.contains("it has been changed since it was written; `--force` removes it anyway"),
        "{said}"
    );
    good(&project, &format!("{delete} --dry-run --force"));
    assert_eq!(project.text(path), mine);
    good(&project, &format!("{create} --force"));
    assert!(!project.text(path).contains("Mine"));
    project.write(path, &mine);
    good(&project, &format!("{delete} --force"));
    assert!(!project.files().contains_key(std::path::Path::new(path)));
}

/// Two kinds with the same name would share files.
#[test]
fn webhooks_with_the_files_of_others() {
    let project = project();
    good(
        &project,
        "create api --group cache --version v1 --kind Memcached --controller=false",
    );
    good(
        &project,
        "create webhook --group cache --version v1 --kind Memcached --defaulting",
    );
    let elsewhere = "--version v1 --kind Memcached --external-api-path other::v1 --external-api-domain io";
    let said = bad(
        &project,
        &format!("create webhook --group cache {elsewhere} --programmatic-validation"),
    );
    assert_eq!(
        said,
        "error: the webhooks of Memcached in `cache.example.com` already use the same files; delete those first with \
         `kubewright delete webhook`\n"
    );
    let another = format!("create webhook --group store {elsewhere} --programmatic-validation");
    let said = bad(&project, &another);
    assert!(
        said.ends_with("; give each group a folder with `kubewright edit --multigroup`\n"),
        "{said}"
    );
    good(&project, "edit --multigroup");
    good(&project, &another);
}

const STORED: &str = "/// +kubebuilder:storageversion\n";

/// A kind with two versions, of which the second is the hub.
#[test]
fn the_hub_is_stored() {
    let project = project();
    for version in ["v1alpha1", "v1"] {
        good(
            &project,
            &format!("create api --group cache --version {version} --kind Memcached --controller=false"),
        );
    }
    let file = |version: &str| format!("src/api/{version}/memcached.rs");
    let stored =
        |project: &Project| ["v1alpha1", "v1"].map(|version| project.text(&file(version)).contains(STORED));
    assert_eq!(stored(&project), [true, false]);
    let before = project.files();
    let named = "--group cache --version v1 --kind Memcached";
    good(
        &project,
        &format!("create webhook {named} --conversion --spoke v1alpha1"),
    );
    assert_eq!(stored(&project), [false, true]);
    let crd = project.text("config/crd/bases/cache.example.com_memcacheds.yaml");
    let (old, new) = crd.split_once("name: v1alpha1\n").unwrap();
    assert!(
        old.contains("storage: true") && new.contains("storage: false"),
        "{crd}"
    );
    good(&project, &format!("delete webhook {named} --conversion"));
    assert_eq!(project.files(), before);
}

#[test]
fn what_somebody_wants_stored_stays_stored() {
    let project = project();
    for version in ["v1alpha1", "v1beta1", "v1"] {
        good(
            &project,
            &format!("create api --group cache --version {version} --kind Memcached --controller=false"),
        );
    }
    let file = |version: &str| format!("src/api/{version}/memcached.rs");
    let text = project.text(&file("v1alpha1")).replace(STORED, "");
    project.write(&file("v1alpha1"), &text);
    let anchor = "// +kubebuilder:scaffold:markers\n";
    let text = project
        .text(&file("v1beta1"))
        .replace(anchor, &format!("{STORED}{anchor}"));
    project.write(&file("v1beta1"), &text);
    let said = good(
        &project,
        "create webhook --group cache --version v1 --kind Memcached --conversion --spoke v1alpha1,v1beta1",
    );
    let line = 1 + text.lines().position(|line| line == STORED.trim_end()).unwrap();
    assert!(
        said.contains(&format!(
            "warning: the storage version stays that of `{}`, line {line}; to change it, move `+kubebuilder:storageversion` to `{}`",
            file("v1beta1"),
            file("v1")
        )),
        "{said}"
    );
    let said = good(&project, "edit --multigroup");
    assert!(!said.contains("note"), "{said}");
    let stored = ["v1alpha1", "v1beta1", "v1"].map(|version| {
        let text = project.text(&format!("src/api/cache/{version}/memcached.rs"));
        text.contains(STORED)
    });
    assert_eq!(stored, [false, true, false]);
    good(&project, "manifests --check");
    let said = good(
        &project,
        "delete webhook --group cache --version v1 --kind Memcached",
    );
    assert!(!said.contains("has not, or no longer"), "{said}");
    good(&project, "manifests --check");
}

/// `--force` overwrites the parts in the call, and keeps what other calls have added.
#[test]
fn force_touches_what_the_call_names() {
    let project = project();
    good(&project, "create api --group cache --version v1 --kind Memcached");
    good(
        &project,
        "create api --group cache --version v1beta1 --kind Memcached",
    );
    good(
        &project,
        "create webhook --group cache --version v1 --kind Memcached --defaulting --programmatic-validation",
    );
    good(
        &project,
        "create webhook --group cache --version v1 --kind Memcached --conversion --spoke v1beta1",
    );
    let before = project.files();
    good(
        &project,
        "create webhook --group cache --version v1 --kind Memcached --conversion --spoke v1beta1 --force",
    );
    assert_eq!(project.files(), before);
    let role = "config/rbac/memcached_admin_role.yaml";
    let mine = project.text(role) + "# Mine.\n";
    project.write(role, &mine);
    good(
        &project,
        "create api --group cache --version v1 --kind Memcached --force",
    );
    good(&project, "create api --group cache --version v2 --kind Memcached");
    assert_eq!(project.text(role), mine);
}

#[test]
fn an_anchor_that_is_gone() {
    let project = project();
    let path = "config/rbac/kustomization.yaml";
    let text: Vec<_> = project
        .text(path)
        .lines()
        .filter(|line| !line.contains("scaffold:"))
        .map(str::to_owned)
        .collect();
    project.write(path, &(text.join("\n") + "\n"));
    let said = bad(&project, "create api --group cache --version v1 --kind Memcached");
    assert!(
        said.contains(
            "`config/rbac/kustomization.yaml` cannot be changed: it has no line `+kubebuilder:scaffold:"
        ),
        "{said}"
    );
    assert!(said.contains("\n    - "), "it shows what to insert: {said}");
}

#[test]
fn no_main() {
    let project = project();
    let path = project.path().join("src/main.rs");
    std::fs::remove_file(&path).unwrap();
    let said = bad(&project, "create api --group cache --version v1 --kind Memcached");
    assert!(
        said.contains("`src/main.rs` cannot be changed: it does not exist; "),
        "{said}"
    );
    assert!(
        said.contains("\n    demo::controller::memcached::register(&mut manager)?;"),
        "{said}"
    );
}

/// `delete` leaves nothing of what `create` wrote, nor of its manifests.
#[test]
fn manifests_too() {
    let project = project();
    good(
        &project,
        "create api --group cache --version v1beta1 --kind Memcached",
    );
    let before = project.files();
    let crd = "config/crd/bases/cache.example.com_memcacheds.yaml";
    assert!(project.text(crd).contains("- name: v1beta1\n"));
    good(&project, "create api --group cache --version v1 --kind Memcached");
    assert!(project.text(crd).contains("name: v1\n"));
    good(
        &project,
        "create webhook --group cache --version v1 --kind Memcached --defaulting --conversion --spoke v1beta1",
    );
    assert!(
        project
            .text("config/webhook/manifests.yaml")
            .contains("/mutate-cache-example-com-v1-memcached")
    );
    good(&project, "delete api --group cache --version v1 --kind Memcached");
    assert_eq!(project.files(), before);
    let empty = self::project().files();
    good(
        &project,
        "delete api --group cache --version v1beta1 --kind Memcached",
    );
    assert_eq!(project.files(), empty);
}

#[test]
fn edits_move_files_with_what_is_in_them() {
    let project = project();
    good(&project, "create api --group cache --version v1 --kind Memcached");
    let mine = project.text("src/api/v1/memcached.rs") + "// Mine: crate::api::v1::memcached.\n";
    project.write("src/api/v1/memcached.rs", &mine);
    project.write(
        "src/mine.rs",
        "use crate::api::v1::memcached::Memcached;\nuse other::api::v1;\n",
    );
    // A module of a module that moves.
    project.write("src/api/v1/memcached/mine.rs", "// Mine.\n");
    let before = project.files();
    good(&project, "edit --multigroup");
    assert_eq!(project.text("src/api/cache/v1/memcached/mine.rs"), "// Mine.\n");
    assert!(
        project
            .text("src/api/cache/v1/memcached.rs")
            .ends_with("// Mine: crate::api::cache::v1::memcached.\n")
    );
    assert_eq!(
        project.text("src/mine.rs"),
        "use crate::api::cache::v1::memcached::Memcached;\nuse other::api::v1;\n"
    );
    assert!(resources(&project).contains("path: demo::api::cache::v1::memcached\n"));
    assert!(good(&project, "edit --multigroup").contains("nothing to do"));
    good(&project, "edit --multigroup=false");
    assert_eq!(project.files(), before);
    good(&project, "edit --namespaced");
    assert_ne!(project.files(), before);
    good(&project, "edit --namespaced=false");
    assert_eq!(project.files(), before);
}

/// A line that `edit` would change and that was edited is an error, unless `--force` is given.
#[test]
fn edits_of_what_somebody_changed() {
    let project = project();
    let path = "config/rbac/role_binding.yaml";
    let mine = project
        .text(path)
        .replace("ClusterRole\n", "ClusterRole # mine\n");
    project.write(path, &mine);
    let said = bad(&project, "edit --namespaced");
    assert!(
        said.contains("`config/rbac/role_binding.yaml` cannot be changed: it has been changed where `kind: ClusterRole` was; `--force` skips that place"),
        "{said}"
    );
    let said = good(&project, "edit --namespaced --force");
    assert!(
        said.contains("warning: `config/rbac/role_binding.yaml` has been changed where `"),
        "{said}"
    );
    assert!(project.text(path).contains("ClusterRole # mine\n"));
    assert!(project.text("PROJECT").contains("namespaced: true\n"));
}

#[test]
fn a_move_to_where_something_is() {
    let project = project();
    good(&project, "create api --group cache --version v1 --kind Memcached");
    let to = "src/api/cache/v1/memcached.rs";
    project.write(to, "// Mine.\n");
    let said = bad(&project, "edit --multigroup");
    assert!(
        said.contains(&format!(
            "`{to}` cannot be written: `src/api/v1/memcached.rs` would be moved there, but the file already exists"
        )),
        "{said}"
    );
}

#[test]
fn webhooks_of_a_namespaced_project_are_called_everywhere() {
    let project = project();
    good(
        &project,
        "create webhook --group batch --version v1 --kind Job --defaulting",
    );
    let said = good(&project, "edit --namespaced");
    let warning = "warning: webhooks are called for objects in all namespaces; restrict them with a `namespaceSelector` if necessary\n";
    assert!(said.contains(warning), "{said}");
}

/// The scaffold is written; the manifests of a source with an error are not.
#[test]
fn manifests_that_cannot_be_made() {
    let project = project();
    project.write(
        "src/main.rs",
        &format!("{}\nmod gone;\n", project.text("src/main.rs")),
    );
    let said = project.run(
        &"create api --group cache --version v1 --kind Memcached"
            .split(' ')
            .collect::<Vec<_>>(),
    );
    assert_eq!(said.status, 1);
    let error = "error: the project is written, but its manifests are not; fix these errors, then run `kubewright manifests`\n";
    assert!(said.err.contains(error), "{}", said.err);
}

#[test]
fn licenses() {
    let project = Project::empty();
    good(&project, "init --project-name demo --owner Somebody");
    let header = project.text("hack/boilerplate.rs.txt");
    assert!(
        header.starts_with("// Copyright YEAR Somebody.\n//\n// Licensed under the Apache License"),
        "{header}"
    );
    assert!(
        project
            .text("src/lib.rs")
            .starts_with("// Copyright 2026 Somebody.\n//\n")
    );
    good(&project, "edit --owner Others");
    assert!(
        project
            .text("hack/boilerplate.rs.txt")
            .starts_with("// Copyright YEAR Others.\n")
    );
    good(&project, "edit --owner Somebody");
    good(&project, "edit --license copyright");
    assert_eq!(
        project.text("hack/boilerplate.rs.txt"),
        "// Copyright YEAR Somebody.\n"
    );
    good(&project, "create api --group cache --version v1 --kind Memcached");
    assert!(
        project
            .text("src/api/v1/memcached.rs")
            .starts_with("// Copyright 2026 Somebody.\n")
    );
    project.write("mine.txt", "// Mine, YEAR.\n");
    good(&project, "edit --license-file mine.txt");
    assert_eq!(project.text("hack/boilerplate.rs.txt"), "// Mine, YEAR.\n");
    // A header is no change of what was written.
    good(&project, "delete api --group cache --version v1 --kind Memcached");
    good(&project, "edit --license none");
    assert!(!project.path().join("hack").exists());
}

#[test]
fn dry_runs_and_patches() {
    let project = project();
    let before = project.files();
    let create = "create api --group cache --version v1 --kind Memcached";
    let said = good(&project, &format!("{create} --dry-run"));
    assert!(
        said.contains("src/api/v1/memcached.rs would be created\n"),
        "{said}"
    );
    assert!(said.ends_with("PROJECT would be changed\n"), "{said}");
    let patch = good(&project, &format!("{create} --diff"));
    assert!(
        patch.contains("--- /dev/null\n+++ b/src/api/v1/memcached.rs\n"),
        "{patch}"
    );
    assert_eq!(project.files(), before);
}

#[test]
fn only_the_manifests() {
    let project = Project::empty();
    good(&project, "init --project-name demo --plugins kustomize/v2");
    assert!(
        project
            .text("PROJECT")
            .contains("layout:\n- kustomize.common.kubebuilder.io/v2\n")
    );
    let elsewhere = project.files().into_keys().find(|path| {
        !path.starts_with("config") && path.to_str() != Some("PROJECT") && !path.starts_with("hack")
    });
    assert_eq!(elsewhere, None);
}

/// The folder's name is the default name of the project.
#[test]
fn a_name_by_the_folder() {
    let outer = Project::empty();
    outer.write("My-Operator/README.md", "Mine.\n");
    let inner = Project::at(&outer.path().join("My-Operator"));
    let said = good(&inner, "init");
    assert!(said.contains("kept: `README.md`\n"), "{said}");
    assert!(inner.text("PROJECT").contains("projectName: my-operator\n"));
    assert_eq!(inner.text("README.md"), "Mine.\n");
    let outer = Project::empty();
    outer.write("my_operator/x", "");
    let said = bad(&Project::at(&outer.path().join("my_operator")), "init");
    assert!(
        said.contains(
            "`my_operator`, from the folder's name, contains `_`; set another with `--project-name`"
        ),
        "{said}"
    );
}

/// `--plugins` applies to one call; `init` records it.
#[test]
fn plugins_of_a_call() {
    let project = project();
    let before = project.text("PROJECT");
    good(
        &project,
        "create api --group cache --version v1 --kind Memcached --plugins kustomize/v2",
    );
    assert!(!project.path().join("src/api/v1").exists());
    assert!(
        project
            .path()
            .join("config/samples/cache_v1_memcached.yaml")
            .is_file()
    );
    let layout = |text: &str| {
        text.lines()
            .skip_while(|line| *line != "layout:")
            .nth(1)
            .map(str::to_owned)
    };
    assert_eq!(layout(&project.text("PROJECT")), layout(&before));
    let both = Project::empty();
    good(
        &both,
        "init --project-name demo --plugins kustomize/v2,base.rust/v1",
    );
    assert!(
        both.text("PROJECT")
            .contains("layout:\n- kustomize.common.kubebuilder.io/v2\n- base.rust.kubewright.dev/v1\n")
    );
}

#[test]
fn init_by_force() {
    let project = Project::empty();
    project.write("Cargo.toml", "[package]\n");
    project.write("README.md", "Mine.\n");
    let said = bad(&project, INIT);
    assert!(said.contains("`Cargo.toml` cannot be created"), "{said}");
    good(&project, &format!("{INIT} --force"));
    assert!(project.text("Cargo.toml").contains("name = \"demo\""));
    assert_ne!(project.text("README.md"), "Mine.\n");
}
