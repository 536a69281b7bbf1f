//! Comments that document no item.

use std::ops::Range;

use super::token;

/// What a file contains besides items and their documentation.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Asides {
    /// The comments outside of functions, except lines that begin with `///`.
    pub(crate) comments: Vec<Range<usize>>,
    /// The bodies of functions, without their braces.
    pub(crate) bodies: Vec<Range<usize>>,
}

impl Asides {
    /// The ranges as they are after so many more bytes.
    pub(super) fn after(mut self, skipped: usize) -> Self {
        for range in self.comments.iter_mut().chain(&mut self.bodies) {
            *range = range.start + skipped..range.end + skipped;
        }
        self
    }
}

/// All comments in the body of a function, documentation too; text in quotes is none.
pub(in crate::source) fn of_body(text: &str, body: &Range<usize>) -> Vec<Range<usize>> {
    let bytes = text.as_bytes();
    let all = token::all(text, body);
    all.filter(|range| token::is_comment(&bytes[range.clone()]))
        .collect()
}
