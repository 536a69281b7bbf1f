//! `create api --style kube` in a project of `init`.

use super::project::{Project, Said};

fn run(project: &Project, command: &str, more: &[&str]) -> Said {
    let words: Vec<_> = command.split(' ').collect();
    project.run(&[&words[..], more].concat())
}

fn project() -> Project {
    let project = Project::empty();
    let said = run(&project, "init --project-name demo --domain example.com", &[]);
    assert_eq!(said.status, 0, "{}", said.err);
    project
}

#[test]
fn the_crate_gets_its_dependencies_and_nobody_misses_a_controller() {
    let project = project();
    let said = run(
        &project,
        "create api --group a --version v1 --kind Foo --style kube",
        &[],
    );
    assert_eq!(said.status, 0, "{}", said.err);
    assert!(
        said.err.contains("note: no controller is written"),
        "{}",
        said.err
    );
    let manifest = project.text("Cargo.toml");
    for needed in ["\nkube = ", "\nschemars = ", "\nserde_json = "] {
        assert!(manifest.contains(needed), "{manifest}");
    }
    assert_eq!(manifest.matches("\nserde = ").count(), 1, "{manifest}");
    assert!(
        project
            .text("src/api/v1/foo.rs")
            .contains("use kube::CustomResource;")
    );
}

#[test]
fn all_versions_have_the_same_derive() {
    let project = project();
    let kube = |version| {
        run(
            &project,
            "create api --group a --kind Foo --style kube --version",
            &[version],
        )
    };
    assert_eq!(kube("v1").status, 0);
    let said = run(&project, "create api --group a --version v2 --kind Foo", &[]);
    assert_eq!(said.status, 1);
    let expected = "a/v1 Foo has kube's derive, and all versions of a kind need the same; add `--style kube`";
    assert!(said.err.contains(expected), "{}", said.err);
    let said = run(&project, "create api --group a --version v1 --kind Bar", &[]);
    assert_eq!(said.status, 0, "{}", said.err);
    let said = run(
        &project,
        "create api --group a --version v2 --kind Bar --style kube",
        &[],
    );
    assert_eq!(said.status, 1);
    assert!(said.err.contains("add `--style kubewright`"), "{}", said.err);
    let said = run(
        &project,
        "create api --group a --version v1 --kind Foo --style kube --resource=false",
        &[],
    );
    let expected = "`--style` is for a type, and this call makes none; leave it out, or leave out `--resource=false` and `--external-api-...`";
    assert!(said.err.contains(expected), "{}", said.err);
}

#[test]
fn a_kind_and_its_versions_are_renamed() {
    let project = project();
    for version in ["v1", "v2"] {
        let said = run(
            &project,
            "create api --group a --kind Foo --style kube --version",
            &[version],
        );
        assert_eq!(said.status, 0, "{}", said.err);
    }
    let said = run(&project, "rename api --kind Foo --to Bar", &[]);
    assert_eq!(said.status, 0, "{}", said.err);
    let said = run(&project, "edit --multigroup", &[]);
    assert_eq!(said.status, 0, "{}", said.err);
    let text = project.text("src/api/a/v2/bar.rs");
    assert!(text.contains("kind = \"Bar\""), "{text}");
    assert!(text.contains("pub struct BarSpec"), "{text}");
    assert!(text.contains("storage = false"), "{text}");
    // The version that is left is stored, and the kind stays one with kube's derive until it has no version.
    let delete = "delete api --group a --kind Bar --version";
    let said = run(&project, delete, &["v1"]);
    assert_eq!(said.status, 0, "{}", said.err);
    assert!(!project.text("src/api/a/v2/bar.rs").contains("storage"));
    assert!(project.text("PROJECT").contains("- Bar.a.example.com\n"));
    let said = run(&project, delete, &["v2"]);
    assert_eq!(said.status, 0, "{}", said.err);
    assert!(!project.text("PROJECT").contains("plugins"));
}

#[test]
fn an_untouched_type_is_deleted() {
    let project = project();
    let before = project.files();
    let said = run(
        &project,
        "create api --group a --version v1 --kind Foo --style kube",
        &[],
    );
    assert_eq!(said.status, 0, "{}", said.err);
    let said = run(&project, "delete api --group a --version v1 --kind Foo", &[]);
    assert_eq!(said.status, 0, "{}", said.err);
    let note = "note: `Cargo.toml` keeps the dependencies `kube`, `schemars`, `serde_json`; remove";
    assert!(said.err.contains(note), "{}", said.err);
    let mut after = project.files();
    // Other code may need the crates by now.
    let manifest =
        |files: &mut std::collections::BTreeMap<_, _>| files.remove(std::path::Path::new("Cargo.toml"));
    let mut before = before;
    manifest(&mut before);
    manifest(&mut after);
    assert_eq!(after, before);
}

fn adopted(main: &str, more: &[(&str, &str)]) -> Project {
    let project = Project::empty();
    project.write("Cargo.toml", ADOPTED);
    project.write("Cargo.lock", LOCK);
    project.write("src/main.rs", main);
    more.iter().for_each(|(path, text)| project.write(path, text));
    let said = run(&project, "adopt", &[]);
    assert_eq!(said.status, 0, "{}", said.err);
    project
}

const INVOICE: &str = "--group shop --version v1 --kind Invoice";

#[test]
fn a_type_in_an_adopted_crate_is_deleted() {
    let project = adopted(MAIN, &[]);
    let before = project.files();
    let said = run(&project, &format!("create api {INVOICE}"), &[]);
    assert_eq!(said.status, 0, "{}", said.err);
    assert!(
        said.err
            .contains("lacks dependencies of the type; add `serde_json"),
        "{}",
        said.err
    );
    assert!(project.path().join("src/api/v1/invoice.rs").exists());
    let said = run(&project, &format!("delete api {INVOICE}"), &[]);
    assert_eq!(said.status, 0, "{}", said.err);
    assert_eq!(project.files(), before);
}

#[test]
fn modules_of_the_author_lose_only_the_line_of_a_deleted_type() {
    for modules in ["src/api.rs", "src/api/mod.rs"] {
        let own = "//! Types.\n\npub const TEXT: &str = \"\";\n";
        let project = adopted(&format!("pub mod api;\n\n{MAIN}"), &[(modules, own)]);
        let before = project.files();
        for more in [&[][..], &["--force"]] {
            let said = run(&project, &format!("create api {INVOICE}"), &[]);
            assert_eq!(said.status, 0, "{modules}: {}", said.err);
            assert!(project.text(modules).contains("pub mod v1;"));
            let said = run(&project, &format!("delete api {INVOICE}"), more);
            assert_eq!(said.status, 0, "{modules}: {}", said.err);
            assert_eq!(project.files(), before, "{modules}");
        }
    }
}

#[test]
fn groups_have_modules_in_an_adopted_crate_of_several() {
    let other = MAIN[MAIN.find("#[derive").unwrap()..]
        .replace("shop.", "store.")
        .replace("Order", "Box");
    let project = adopted(&format!("{MAIN}\n{other}"), &[]);
    let said = run(&project, &format!("create api {INVOICE}"), &[]);
    assert_eq!(said.status, 0, "{}", said.err);
    assert!(project.path().join("src/api/shop/v1/invoice.rs").exists());
    assert!(
        project
            .text("PROJECT")
            .contains("path: shop::api::shop::v1::invoice\n")
    );
}

/// A type that `create api` wrote moves into the folder of its group, with the paths to it.
#[test]
fn types_of_an_adopted_crate_get_folders_of_groups() {
    let project = adopted(MAIN, &[]);
    for command in ["edit --multigroup", "edit --multigroup=false"] {
        let said = run(&project, command, &[]);
        assert_eq!(said.status, 0, "{command}: {}", said.err);
    }
    let said = run(&project, &format!("create api {INVOICE}"), &[]);
    assert_eq!(said.status, 0, "{}", said.err);
    project.write("src/util.rs", "use crate::api::v1::invoice::Invoice;\n");
    let main = project.text("src/main.rs");
    let said = run(&project, "edit --multigroup", &[]);
    assert_eq!((said.status, said.err.contains(": ")), (0, false), "{}", said.err);
    let said = run(&project, "create api --group shop --version v1 --kind Other", &[]);
    assert_eq!(said.status, 0, "{}", said.err);
    let list = project.text("src/api/shop/v1.rs");
    assert!(list.contains("pub mod invoice;\npub mod other;\n"), "{list}");
    for file in ["src/api/shop/v1/invoice.rs", "src/api/shop/v1/other.rs"] {
        assert!(project.path().join(file).exists(), "{file}");
    }
    assert!(!project.path().join("src/api/v1.rs").exists());
    assert!(
        project
            .text("PROJECT")
            .contains("path: shop::api::shop::v1::invoice\n")
    );
    assert_eq!(
        project.text("src/util.rs"),
        "use crate::api::shop::v1::invoice::Invoice;\n"
    );
    assert_eq!(project.text("src/main.rs"), main);
}

/// The code of `create webhook` needs the traits of kubewright's derives, so nobody is sent there.
#[test]
fn versions_with_kubes_derive_are_converted_by_hand() {
    let fix = "serve a conversion webhook at `/convert`, and put `+kubebuilder:conversion:strategy=Webhook` above the type of shop/v1 Invoice";
    for project in [adopted(MAIN, &[]), project()] {
        let create = |version: &str| {
            let command = format!("create api --group shop --kind Invoice --style kube --version {version}");
            run(&project, &command, &[])
        };
        assert_eq!(create("v1").status, 0);
        let path = "src/api/v1/invoice.rs";
        let text = project.text(path);
        project.write(
            path,
            &text.replace("pub foo: Option<String>", "pub bar: Option<String>"),
        );
        assert_eq!(run(&project, "manifests", &[]).status, 0);
        let said = create("v2");
        assert!(said.err.contains(fix), "{}", said.err);
    }
    let project = project();
    for version in ["v1", "v2"] {
        let said = run(
            &project,
            "create api --group a --kind Foo --style kube --version",
            &[version],
        );
        assert_eq!(said.status, 0, "{}", said.err);
    }
    let before = project.files();
    let said = run(
        &project,
        "create webhook --group a --version v1 --kind Foo --conversion --spoke v2",
        &[],
    );
    assert_eq!(said.status, 1);
    let expected = "a/v1 Foo has kube's derive, and the code that `--conversion` writes needs the traits of kubewright's; convert in a webhook of your own, with `+kubebuilder:conversion:strategy=Webhook` above the type";
    assert!(said.err.contains(expected), "{}", said.err);
    assert_eq!(project.files(), before);
}

/// What was adopted is its author's code, in files that no command changes.
#[test]
fn types_of_the_author_are_deleted_and_renamed_by_the_author() {
    let project = adopted(MAIN, &[]);
    let sample = "config/samples/shop_v1_order.yaml";
    assert!(project.text(sample).contains("spec:\n  size: 0\n"));
    let before = project.files();
    let order = "--group shop --version v1 --kind Order";
    for (command, expected) in [
        (
            format!("delete api {order} --force"),
            "error: `create api` did not write the type of shop/v1 Order, which is in `src/main.rs`; delete the type there and what uses it, then run this again to delete its files in `config`",
        ),
        (
            "rename api --kind Order --to Parcel".to_owned(),
            "error: `create api` did not write the type of shop/v1 Order; rename it in the source, run `kubewright delete api --group shop --version v1 --kind Order`, and then `kubewright adopt`",
        ),
        (
            format!("create api {order}"),
            "error: the crate already has shop/v1 Order, which its author wrote; edit that type, or add another version with `--version`",
        ),
        (
            format!("create api {INVOICE} --style kubewright"),
            "error: types with kubewright's derives and their controllers belong to a program of `kubewright init`, and this crate was adopted; leave out `--style` for a type with kube's derive, or create a project for the new kind with `kubewright init` in another folder",
        ),
    ] {
        let said = run(&project, &command, &[]);
        assert_eq!(said.status, 1, "{command}");
        assert!(said.err.contains(expected), "{}", said.err);
        assert_eq!(project.files(), before, "{command}");
    }
    project.write("src/main.rs", &MAIN.replace("Order", "Parcel"));
    // The sample was filled from the CRD, and nobody has changed it since.
    for command in [format!("delete api {order}"), "adopt".to_owned()] {
        let said = run(&project, &command, &[]);
        assert_eq!(said.status, 0, "{command}: {}", said.err);
    }
    let recorded = project.text("PROJECT");
    assert!(
        recorded.contains("kind: Parcel") && !recorded.contains("kind: Order"),
        "{recorded}"
    );
    assert!(!project.path().join(sample).exists());
    let mine = project.text("config/samples/shop_v1_parcel.yaml") + "# Mine.\n";
    project.write("config/samples/shop_v1_parcel.yaml", &mine);
    project.write("src/main.rs", &MAIN.replace("Order", "Letter"));
    let said = run(
        &project,
        &format!("delete api {}", order.replace("Order", "Parcel")),
        &[],
    );
    assert!(
        said.err.contains("it has been changed since it was written"),
        "{}",
        said.err
    );
}

/// `adopt` keeps files that the author had before, so no earlier text of ours is the base of a merge.
#[test]
fn files_of_the_author_are_not_updated() {
    let own = ".PHONY: test\ntest:\n\tcargo test\n\n.PHONY: image\nimage:\n\tdocker build -t shop .\n";
    let project = adopted(MAIN, &[("Makefile", own)]);
    let said = run(&project, "alpha update --from eaf8309 --force", &[]);
    assert_eq!(said.status, 0, "{}", said.err);
    assert_eq!(project.text("Makefile"), own);
    assert!(
        said.err
            .contains("note: `Makefile` exists, but no version of kubewright wrote it, so it stays"),
        "{}",
        said.err
    );
}

const ADOPTED: &str = r#"[package]
name = "shop"
version = "0.1.0"
edition = "2024"

[dependencies]
k8s-openapi = { version = "0.29", features = ["v1_37"] }
kube = { version = "5", features = ["runtime", "derive"] }
schemars = "1"
serde = { version = "1", features = ["derive"] }
"#;

const LOCK: &str = r#"version = 4

[[package]]
name = "kube"
version = "5.0.0"
source = "registry+https://github.com/rust-lang/crates.io-index"
"#;

const MAIN: &str = r#"use kube::CustomResource;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

#[derive(CustomResource, Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[kube(group = "shop.example.com", version = "v1", kind = "Order", namespaced)]
pub struct OrderSpec {
    pub size: i32,
}

fn main() {}
"#;
