//! Pages are found: by the summary, by each other, and by the compiler.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use kubewright_guide::page::{pages, root};

/// The targets of `[text](target)`, without those on the net and those inside the page.
fn links(text: &str) -> Vec<&str> {
    let targets = text.split("](").skip(1).filter_map(|rest| rest.split_once(')'));
    targets
        .map(|(target, _)| target.split('#').next().unwrap_or_default())
        .filter(|target| !target.is_empty() && !target.contains("://") && !target.contains(' '))
        .collect()
}

#[test]
fn links_lead_somewhere() {
    for page in pages().unwrap() {
        let text = fs::read_to_string(&page).unwrap();
        for link in links(&text) {
            assert!(
                page.parent().unwrap().join(link).exists(),
                "{}: {link}",
                page.display()
            );
        }
    }
}

#[test]
fn the_summary_has_every_page() {
    let book = root().join("docs/src");
    let summary = fs::read_to_string(book.join("SUMMARY.md")).unwrap();
    let listed: BTreeSet<_> = links(&summary).into_iter().map(str::to_owned).collect();
    let there = pages().unwrap().into_iter().filter_map(|page| {
        let page = page.strip_prefix(&book).ok()?.to_str()?.to_owned();
        (page != "SUMMARY.md").then_some(page)
    });
    assert_eq!(there.collect::<BTreeSet<_>>(), listed);
}

#[test]
fn every_block_of_rust_is_compiled() {
    let compiled: BTreeSet<_> = kubewright_guide::COMPILED
        .iter()
        .map(|page| fs::canonicalize(root().join("docs/guide").join(page)).unwrap())
        .collect();
    for page in pages().unwrap() {
        let has_rust = fs::read_to_string(&page).unwrap().contains("\n```rust");
        let in_a_project = page.starts_with(root().join("docs/src/tutorial"));
        let is_compiled = compiled.contains(&fs::canonicalize(&page).unwrap());
        assert_eq!(
            has_rust && !in_a_project,
            is_compiled,
            "docs/guide/lib.rs and {}",
            page.display()
        );
    }
}

#[test]
fn links_are_found() {
    assert_eq!(links("[a](b.md#c) [d](https://e) `f`(g) [h](#i)"), ["b.md"]);
    assert!(!Path::new("b.md").exists());
}
