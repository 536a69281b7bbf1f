//! The commands of a page of the guide.

use std::fs;
use std::path::Path;

/// The lines of the blocks of a language that begin with one of the words, as words.
pub(crate) fn commands(page: &str, language: &str, beginnings: &[&str]) -> Vec<Vec<String>> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../docs/src/howto")
        .join(page);
    let text = fs::read_to_string(path).unwrap();
    let start = format!("```{language}\n");
    let blocks = text.split(start.as_str()).skip(1);
    let lines = blocks.flat_map(|block| block.split("```").next().unwrap().lines());
    let lines = lines.map(|line| line.strip_prefix("$ ").unwrap_or(line));
    let wanted = lines.filter(|line| beginnings.iter().any(|beginning| line.starts_with(beginning)));
    wanted
        .map(|line| line.split_whitespace().map(str::to_owned).collect())
        .collect()
}
