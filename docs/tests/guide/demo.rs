//! The introduction shows the texts that the demo prints.

use std::fs;

use kubewright_guide::page::root;

#[test]
fn the_introduction_shows_the_texts_of_the_demo() {
    let page = fs::read_to_string(root().join("docs/src/introduction.md")).unwrap();
    let (_, block) = page.split_once("```text\n$ make demo\n").unwrap();
    let (block, _) = block.split_once("```").unwrap();
    let files = ["main.rs", "cluster.rs"].map(|file| root().join("docs/guide/demo").join(file));
    let source = files.map(|file| fs::read_to_string(file).unwrap()).concat();
    let source = source.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut compared = 0;
    for line in block.lines().map(str::trim) {
        let literal = match line.strip_prefix('[').and_then(|rest| rest.split_once("/8] ")) {
            Some((number, title)) => format!("{number}, \"{title}\""),
            // Lines with values are different in each run.
            None if line.contains(|char: char| char.is_ascii_digit()) || !line.contains(' ') => continue,
            None => format!("\"{line}\""),
        };
        assert!(source.contains(&literal), "the demo does not print `{line}`");
        compared += 1;
    }
    assert_eq!(compared, 6);
}
