//! Finds comments, wherever they are.

use std::ops::Range;

use super::{Scanner, preamble};

/// A comment, and whether it is in the body of a function.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Comment {
    pub(crate) range: Range<usize>,
    pub(crate) body: Option<Range<usize>>,
}

/// All comments, documentation too, wherever they are; text in quotes is none.
pub(in crate::source) fn comments(text: &str) -> Vec<Comment> {
    let skipped = preamble(text);
    let bytes = text.as_bytes();
    let bodies = scan_bodies(text);
    let mut scanner = Scanner::new(bytes);
    scanner.at = skipped;
    let mut found = Vec::new();
    while scanner.at < bytes.len() {
        let start = scanner.at;
        let is_comment = scanner.starts("//") || scanner.starts("/*");
        scanner.skip_token();
        scanner.at = scanner.at.min(bytes.len());
        if is_comment {
            let end = start + text[start..scanner.at].trim_end().len();
            let body = bodies.iter().find(|body| body.contains(&start)).cloned();
            found.push(Comment {
                range: start..end,
                body,
            });
        }
    }
    found
}

/// The bodies of functions; none where the text nests too deep to be read.
fn scan_bodies(text: &str) -> Vec<Range<usize>> {
    let skipped = preamble(text);
    let mut scanner = Scanner::new(&text.as_bytes()[skipped..]);
    if scanner.run().is_err() {
        return Vec::new();
    }
    let bodies = scanner.bodies.into_iter();
    bodies
        .map(|body| body.start + skipped..body.end + skipped)
        .collect()
}
