//! The figures in README are those of `bench/RESULTS.md`: `SNAPSHOTS=overwrite` (`make bless`) copies them.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;

use kubewright_guide::page::root;

use super::reference::golden::overwrites;

/// The rows that README shows; `bench/RESULTS.md` has all.
const SHOWN: [&str; 10] = [
    "manifests of 1 kind",
    "manifests of 100 kinds",
    "these four together",
    "`cargo build` of 100 derived kinds",
    "binary, MB",
    "start to first reconcile, ms",
    "memory idle, MB",
    "5000 objects created, until all are reconciled, s",
    "memory at the end, MB",
    "heap with default cache of 10,000 Pods, MB (peer: typed)",
];

const BEGIN: &str = "<!-- figures -->\n";
const END: &str = "<!-- end of figures -->\n";

#[test]
fn readme_has_the_figures_of_the_bench() {
    let results = fs::read_to_string(root().join("bench/RESULTS.md")).unwrap();
    let table = table(&results, |what| SHOWN.contains(&what));
    assert_eq!(
        table.lines().count(),
        2 + SHOWN.len(),
        "a row of README is not measured:\n{table}"
    );
    let figures = format!("{BEGIN}{table}{END}");
    let path = root().join("README.md");
    let readme = fs::read_to_string(&path).unwrap();
    let (before, rest) = readme.split_once(BEGIN).unwrap();
    let (_, after) = rest.split_once(END).unwrap();
    let wanted = format!("{before}{figures}{after}");
    if overwrites() {
        fs::write(&path, &wanted).unwrap();
        return;
    }
    assert_eq!(readme, wanted, "README.md has other figures: run `make bless`");
}

/// One table of the rows that are shown. Each section compares `ours` with a `peer`, which its heading names after `against`.
fn table(results: &str, is_shown: impl Fn(&str) -> bool) -> String {
    let mut text = String::from("| measured | kubewright | others |\n|---|---:|---|\n");
    // Of rows with one name, the first is of kubewright itself, the others of operators without Rust.
    let mut shown = BTreeSet::new();
    for section in results.split("\n## ").skip(1) {
        let heading = section.lines().next().unwrap_or_default();
        // Some sections measure us alone.
        let Some((_, peer)) = heading.split_once(" against ") else {
            continue;
        };
        let peer = peer.split(" (").next().unwrap_or(peer);
        let mut rows = section.lines().filter(|line| line.starts_with("| ")).map(cells);
        let header = rows.next().unwrap();
        let column = |name: &str| header.iter().position(|cell| cell.starts_with(name));
        // The other sections compare ours with ours.
        let (Some(ours), Some(theirs)) = (column("ours"), column("peer")) else {
            continue;
        };
        let unit = header[ours].split_once(", ").map_or("", |(_, unit)| unit);
        for row in rows.filter(|row| row[theirs] != "-") {
            let what = what(&header[0], &row[0]);
            if !is_shown(&what) || !shown.insert(what.clone()) {
                continue;
            }
            let what = label(&what);
            let _ = writeln!(
                text,
                "| {what} | {} {unit} | {peer}: {} {unit} |",
                row[ours], row[theirs]
            );
        }
    }
    text.replace("  |", " |")
}

/// A row's name where its section is not around it.
fn label(what: &str) -> &str {
    match what {
        "heap with default cache of 10,000 Pods, MB (peer: typed)" => {
            "heap with 10,000 Pods in the cache, MB"
        }
        "these four together" => "`init`, `create api`, `create webhook`, `manifests`",
        what => what,
    }
}

fn what(column: &str, cell: &str) -> String {
    match (column, cell) {
        ("kinds", "1") => "manifests of 1 kind".to_owned(),
        ("kinds", kinds) => format!("manifests of {kinds} kinds"),
        ("step", step) => {
            let (verb, how) = step.split_once(", ").unwrap_or((step, ""));
            let how = if how.is_empty() {
                String::new()
            } else {
                format!(", {how}")
            };
            format!("`cargo {verb}` of 100 derived kinds{how}")
        }
        (_, what) => what.to_owned(),
    }
}

fn cells(row: &str) -> Vec<String> {
    let row = row.trim().trim_matches('|');
    row.split('|').map(|cell| cell.trim().to_owned()).collect()
}

#[test]
fn sections_become_rows() {
    let results = "# R\n\n## Manifests: ours against controller-gen (warm)\n\n| kinds | ours, ms | peer, ms |\n|---:|---:|---:|\n| 1 | 6.4 | 339 |\n\
                   \n## Operators: ours against controller-runtime v1\n\n| | ours | peer | share |\n|---|---|---|---|\n| memory, MB | 1 | 2 | 0.5 |\n| alone, MB | 3 | - | - |\n";
    let rows = table(results, |_| true);
    assert!(
        rows.contains("| manifests of 1 kind | 6.4 ms | controller-gen: 339 ms |\n"),
        "{rows}"
    );
    assert!(
        rows.contains("| memory, MB | 1 | controller-runtime v1: 2 |\n"),
        "{rows}"
    );
    assert!(!rows.contains("alone"), "{rows}");
}
