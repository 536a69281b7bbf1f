//! Tests of names in Rust code.

use std::collections::BTreeMap;
use std::path::Path;

use super::{Layout, Moves, Renaming, Words};

fn path(text: &str) -> Vec<String> {
    text.split("::").map(str::to_owned).collect()
}

fn moves(paths: &[(&str, &str)], dissolved: &[&str]) -> Moves {
    Moves {
        paths: paths.iter().map(|(old, new)| (path(old), path(new))).collect(),
        dissolved: dissolved.iter().map(|module| path(module)).collect(),
    }
}

/// Renames in one file of a package with these files.
fn rename(moves: Moves, files: &[(&str, &str)], of: &str) -> (String, Vec<usize>) {
    let layout = Layout {
        crate_name: "demo".to_owned(),
        has_library: true,
        others: Vec::new(),
    };
    let files: BTreeMap<_, _> = files.iter().copied().collect();
    let sources = files.iter().map(|(path, text)| (Path::new(path), *text));
    let words = Words {
        addresses: vec![("/mutate-crew-v1-foo".to_owned(), "/mutate-crew-v1-baz".to_owned())],
        paths: vec![(
            "crate::api::crew::v1::foo".to_owned(),
            "crate::api::crew::v1::baz".to_owned(),
        )],
        group: "crew.example.com".to_owned(),
        resources: vec![("resources=foos".to_owned(), "resources=bazs".to_owned())],
    };
    let renaming = Renaming::new(sources, layout, moves, words);
    let renamed = renaming.rename(Path::new(of), files[of]).unwrap();
    (renamed.text, renamed.left)
}

const TYPES: (&str, &str) = (
    "src/api/crew/v1/foo.rs",
    "pub struct FooSpec;\npub struct Foo { pub spec: FooSpec }\n",
);

fn kind() -> Moves {
    moves(
        &[
            ("demo::api::crew::v1::foo", "demo::api::crew::v1::baz"),
            ("demo::api::crew::v1::foo::Foo", "demo::api::crew::v1::baz::Baz"),
            (
                "demo::api::crew::v1::foo::FooSpec",
                "demo::api::crew::v1::baz::BazSpec",
            ),
        ],
        &[],
    )
}

/// Renames the kind in a file `src/util.rs`.
fn renamed(text: &str) -> String {
    let modules = [
        ("src/lib.rs", "pub mod api;\npub mod util;\n"),
        (
            "src/api.rs",
            "pub mod crew;\npub mod other;\npub use crew::v1::foo::Foo;\n",
        ),
        TYPES,
        ("src/util.rs", text),
    ];
    rename(kind(), &modules, "src/util.rs").0
}

#[test]
fn types_are_renamed_where_a_path_names_them() {
    for (old, new) in [
        (
            "use crate::api::crew::v1::foo::Foo;",
            "use crate::api::crew::v1::baz::Baz;",
        ),
        (
            "use crate::api::crew::v1::{foo, foo::{Foo as F, FooSpec}};\nfn f(f: foo::Foo, s: FooSpec) -> F {}",
            "use crate::api::crew::v1::{baz, baz::{Baz as F, BazSpec}};\nfn f(f: baz::Baz, s: BazSpec) -> F {}",
        ),
        (
            "use crate::api::crew::v1::foo::{self, Foo};\nfn f() { vec![foo::Foo::new()]; assert!(Foo::A < 1) }",
            "use crate::api::crew::v1::baz::{self, Baz};\nfn f() { vec![baz::Baz::new()]; assert!(Baz::A < 1) }",
        ),
        (
            "use crate::api::crew::v1::foo::*;\ntype A = Vec<Foo>;",
            "use crate::api::crew::v1::baz::*;\ntype A = Vec<Baz>;",
        ),
        (
            "use crate::api::Foo;\nimpl Foo {}",
            "use crate::api::Baz;\nimpl Baz {}",
        ),
        (
            "use crate::api::crew::v1::foo::Foo;\nmod tests { use super::*; fn f(_: Foo) {} }",
            "use crate::api::crew::v1::baz::Baz;\nmod tests { use super::*; fn f(_: Baz) {} }",
        ),
        (
            "fn f() { use super::api::crew::v1 as all; all::foo::Foo::new() }",
            "fn f() { use super::api::crew::v1 as all; all::baz::Baz::new() }",
        ),
    ] {
        assert_eq!(renamed(old), new);
    }
}

#[test]
fn other_things_with_the_name_stay() {
    for text in [
        "use crate::api::other::v1::foo::Foo as O;",
        "use crate::api::other::v1::foo::{Foo, FooSpec};\nfn f(foo: Foo) { foo.Foo(foo::x()) }",
        "use kube::Foo;\nfn f(_: Foo) { x::Foo }",
        "enum Mode { Foo, None }\nfn f() -> Mode { Mode::Foo }",
        "use crate::api::crew::v1 as a;\nenum Mode { #[serde] Foo(u8), Foo2 { a: u8 } }",
        "const A: &str = \"https://x/Foo/{}\";",
        "// Foo and foo of another kind\n/// Foo\nfn f() {}",
        "struct Foo;\nimpl Foo {}",
        "mod inner { pub struct Foo; fn f(_: Foo) {} }",
        "/// +kubebuilder:rbac:groups=other.example.com,resources=foos,verbs=get\nfn f() {}",
    ] {
        assert_eq!(renamed(text), text);
    }
}

#[test]
fn a_variant_stays_beside_the_imported_type() {
    assert_eq!(
        renamed("use crate::api::crew::v1::foo::Foo;\nenum Mode { Foo, Own(Foo) }"),
        "use crate::api::crew::v1::baz::Baz;\nenum Mode { Foo, Own(Baz) }"
    );
}

#[test]
fn comments_follow_the_code() {
    assert_eq!(
        renamed(
            "use crate::api::crew::v1::foo::Foo;\n/// Of a [`Foo`], see `crate::api::crew::v1::foo`.\n/// +kubebuilder:rbac:groups=crew.example.com;other,resources=foos,verbs=get\nconst A: &str = \"/mutate-crew-v1-foo\"; // a Foo\n"
        ),
        "use crate::api::crew::v1::baz::Baz;\n/// Of a [`Baz`], see `crate::api::crew::v1::baz`.\n/// +kubebuilder:rbac:groups=crew.example.com;other,resources=bazs,verbs=get\nconst A: &str = \"/mutate-crew-v1-baz\"; // a Baz\n"
    );
}

#[test]
fn other_crates_name_the_library() {
    let test = "use demo::api::crew::v1::foo::Foo;\nmod foo;\nfn f(_: Foo) { foo::x() }\n";
    let (text, left) = rename(kind(), &[TYPES, ("tests/all.rs", test)], "tests/all.rs");
    assert_eq!(
        text,
        "use demo::api::crew::v1::baz::Baz;\nmod foo;\nfn f(_: Baz) { foo::x() }\n"
    );
    assert!(left.is_empty());
}

/// A folder for the group, and back.
#[test]
fn modules_move_into_a_folder_and_out_of_it() {
    let flat = [
        ("demo::api::v1", "demo::api::crew::v1"),
        ("demo::controller::foo", "demo::controller::crew::foo"),
    ];
    let grouped = flat.map(|(flat, grouped)| (grouped, flat));
    let dissolved = ["demo::api::crew", "demo::controller::crew"];
    for (path, old, new) in [
        (
            "src/util.rs",
            "use crate::api::{v1, v1::foo as cf};\nuse crate::api;\nuse crate::controller;\nfn f(_: api::v1::foo::Foo, _: v1::X, _: cf::Y) { controller::foo::register() }",
            "use crate::api::{crew::v1, crew::v1::foo as cf};\nuse crate::api;\nuse crate::controller;\nfn f(_: api::crew::v1::foo::Foo, _: v1::X, _: cf::Y) { controller::crew::foo::register() }",
        ),
        (
            "src/inner/util.rs",
            "fn f(_: super::super::api::v1::foo::FooSpec) {}",
            "fn f(_: super::super::api::crew::v1::foo::FooSpec) {}",
        ),
        (
            "src/lib.rs",
            "pub mod api;\nfn f() { api::v1::foo::x() }",
            "pub mod api;\nfn f() { api::crew::v1::foo::x() }",
        ),
    ] {
        let modules = |api: &'static str| {
            let mut files = vec![
                ("src/lib.rs", "pub mod api; pub mod controller;"),
                ("src/api.rs", api),
                (path, old),
            ];
            files.retain(|(name, _)| *name != path);
            files
        };
        let with = |text, api| {
            let mut files = modules(api);
            files.push((path, text));
            files
        };
        let files = with(old, "pub mod v1;");
        assert_eq!(rename(moves(&flat, &[]), &files, path), (new.to_owned(), vec![]));
        let files = with(new, "pub mod crew;");
        assert_eq!(
            rename(moves(&grouped, &dissolved), &files, path),
            (old.to_owned(), vec![])
        );
    }
}

#[test]
fn a_module_that_declares_another_names_it_without_a_prefix() {
    let flat = [("demo::api::v1", "demo::api::crew::v1")];
    // The scaffold changes the line of the module.
    let api = "pub mod v1;\npub use v1::foo::Foo;\npub use self::v1::bar;\n";
    let (text, left) = rename(moves(&flat, &[]), &[("src/api.rs", api)], "src/api.rs");
    assert_eq!(
        text,
        "pub mod v1;\npub use crew::v1::foo::Foo;\npub use self::crew::v1::bar;\n"
    );
    assert!(left.is_empty());
}

/// `super` counts modules, and a module that moves has more of them above it.
#[test]
fn a_file_that_moves_keeps_what_it_names() {
    let flat = [("demo::controller::foo", "demo::controller::crew::foo")];
    let text = "use super::super::api::X;\nuse super::shared;\npub(super) fn f() {}\nmod tests { use super::*; use super::super::shared as s; }\n";
    let (new, left) = rename(
        moves(&flat, &[]),
        &[("src/controller/foo.rs", text)],
        "src/controller/foo.rs",
    );
    assert_eq!(
        new,
        "use super::super::super::api::X;\nuse super::super::shared;\npub(super) fn f() {}\nmod tests { use super::*; use super::super::super::shared as s; }\n"
    );
    assert!(left.is_empty());
}

#[test]
fn what_cannot_be_adapted_is_found() {
    let grouped = [("demo::api::crew::v1", "demo::api::v1")];
    let (_, left) = rename(
        moves(&grouped, &["demo::api::crew"]),
        &[("src/a.rs", "\nuse crate::api::crew;\n")],
        "src/a.rs",
    );
    assert_eq!(left, [2]);
}
