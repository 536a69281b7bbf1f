//! Every public type of the libraries shows how it is used, in an example that `cargo test --doc` runs or compiles.

#![expect(clippy::unwrap_used, reason = "a test may end where it stands")]

#[path = "repository/files.rs"]
mod files;

use std::{collections::BTreeSet, fs};

use files::files;
use syn::{Attribute, Expr, Ident, ImplItem, Item, Lit, Meta, TraitItem, Type, Visibility};

/// What programs use directly. `core` is for the derives and the command, and `macros` is used by what `runtime`
/// re-exports of it.
const LIBRARIES: [&str; 10] = [
    "runtime",
    "controllers",
    "envtest",
    "bundle",
    "olm",
    "operator-kit",
    "helm-operator",
    "ansible-operator",
    "helm-template",
    "charts",
];

/// Types that another's example shows, and why that is enough.
const WITH_ANOTHER: [(&str, &str); 4] = [
    (
        "Answer",
        "what `KubeletApi::answer` returns, whose example reads it",
    ),
    (
        "Link",
        "what a derive writes; `Described` shows one that is written by hand",
    ),
    ("Linked", "the graph behind `crd::of_versions`, which shows it"),
    (
        "Read",
        "what a derive calls; every example with a root type reads through it",
    ),
];

/// Types that still need an example. This list only gets shorter.
const MISSING: &str = include_str!("examples-missing.txt");

#[test]
fn every_public_type_has_an_example() {
    let mut without = BTreeSet::new();
    let mut with = 0;
    for library in LIBRARIES {
        for path in files(&format!("{library}/src"), &[".rs"]) {
            let text = fs::read_to_string(&path).unwrap();
            let items = syn::parse_file(&text).unwrap().items;
            let mut shown = Shown::default();
            shown.read(&items);
            with += shown.types.intersection(&shown.examples).count();
            let missing = shown.types.difference(&shown.examples);
            without.extend(missing.map(|name| (name.clone(), path.clone())));
        }
    }
    assert!(with > 100, "only {with} types are found");
    let excused = WITH_ANOTHER.iter().map(|(name, _)| *name);
    let excused = excused.chain(MISSING.lines().filter(|line| !line.starts_with('#')));
    let excused: BTreeSet<_> = excused.map(str::to_owned).collect();
    let missing: Vec<_> = without
        .iter()
        .filter(|(name, _)| !excused.contains(name))
        .collect();
    assert!(
        missing.is_empty(),
        "public types without an example: {missing:#?}"
    );
    let names: BTreeSet<_> = without.into_iter().map(|(name, _)| name).collect();
    assert_eq!(names, excused, "types that have an example need no excuse");
}

/// What stands in one file, by name.
#[derive(Default)]
struct Shown {
    types: BTreeSet<String>,
    /// Types with an example in their docs or in those of their functions, and examples of functions.
    examples: BTreeSet<String>,
}

impl Shown {
    fn read(&mut self, items: &[Item]) {
        for item in items {
            match item {
                Item::Struct(item) => self.public(&item.vis, &item.ident, &item.attrs),
                Item::Enum(item) => self.public(&item.vis, &item.ident, &item.attrs),
                Item::Trait(item) => {
                    self.public(&item.vis, &item.ident, &item.attrs);
                    for function in &item.items {
                        if let TraitItem::Fn(function) = function {
                            self.example(&item.ident, &function.attrs);
                        }
                    }
                }
                // Derives, of which there is no other public item here.
                Item::Use(item) => {
                    if let syn::UseTree::Path(path) = &item.tree
                        && path.ident == "kubewright_macros"
                    {
                        let syn::UseTree::Name(name) = &*path.tree else {
                            panic!("each derive is re-exported by itself, with its example");
                        };
                        self.public(&item.vis, &name.ident, &item.attrs);
                    }
                }
                Item::Impl(item) if item.trait_.is_none() => {
                    if let Type::Path(path) = &*item.self_ty
                        && let Some(last) = path.path.segments.last()
                    {
                        for function in &item.items {
                            if let ImplItem::Fn(function) = function {
                                self.example(&last.ident, &function.attrs);
                            }
                        }
                    }
                }
                Item::Mod(item) if matches!(item.vis, Visibility::Public(_)) => {
                    if let Some((_, items)) = &item.content {
                        self.read(items);
                    }
                }
                _ => {}
            }
        }
    }

    /// The lint `unreachable_pub` sees to it that what is `pub` can be reached.
    fn public(&mut self, visibility: &Visibility, name: &Ident, attributes: &[Attribute]) {
        let is_hidden = |attribute: &Attribute| {
            attribute.path().is_ident("doc")
                && matches!(&attribute.meta, Meta::List(list) if list.tokens.to_string() == "hidden")
        };
        // What is hidden is for the code that derives write.
        if matches!(visibility, Visibility::Public(_)) && !attributes.iter().any(is_hidden) {
            self.types.insert(name.to_string());
            self.example(name, attributes);
        }
    }

    fn example(&mut self, name: &Ident, attributes: &[Attribute]) {
        if has_example(attributes) {
            self.examples.insert(name.to_string());
        }
    }
}

/// A block of code that rustdoc takes for Rust and does not pass over.
fn has_example(attributes: &[Attribute]) -> bool {
    let mut inside = false;
    for line in attributes.iter().filter_map(doc) {
        let Some(kind) = line.trim().strip_prefix("```") else {
            continue;
        };
        if !inside && matches!(kind, "" | "no_run") {
            return true;
        }
        inside = !inside;
    }
    false
}

fn doc(attribute: &Attribute) -> Option<String> {
    let Meta::NameValue(pair) = &attribute.meta else {
        return None;
    };
    let Expr::Lit(literal) = &pair.value else {
        return None;
    };
    match &literal.lit {
        Lit::Str(text) if pair.path.is_ident("doc") => Some(text.value()),
        _ => None,
    }
}

#[test]
fn examples_are_told_from_other_blocks() {
    let has = |text: &str| has_example(&syn::parse_str::<syn::ItemStruct>(text).unwrap().attrs);
    assert!(has("/// A.\n///\n/// ```\n/// a();\n/// ```\nstruct A;"));
    assert!(has(
        "/// ```text\n/// a\n/// ```\n/// ```no_run\n/// a();\n/// ```\nstruct A;"
    ));
    assert!(!has("/// ```text\n/// a\n/// ```\nstruct A;"));
    assert!(!has("/// ```ignore\n/// a();\n/// ```\nstruct A;"));
    assert!(!has("/// A.\nstruct A;"));
}
