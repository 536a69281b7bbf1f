//! Where spans are.

use std::ops::Range;

use proc_macro2::Span;

use super::Files;
use crate::kube::shared::Place;
use crate::source::FileId;

impl Files<'_> {
    /// The file and the line of a span.
    pub(crate) fn line(&self, place: &Place, span: Span) -> (String, usize) {
        let Place::Module(module) = place else {
            return ("k8s-openapi".to_owned(), 0);
        };
        let source = self.source();
        let file = source.file(source.place_of(*module).0);
        let start = file.skipped() + span.byte_range().start;
        (file.path.display().to_string(), file.line(start))
    }

    /// The file and the bytes of a span.
    pub(in crate::kube) fn range(&self, place: &Place, span: Span) -> Option<(FileId, Range<usize>)> {
        let Place::Module(module) = place else { return None };
        let source = self.source();
        let (id, _) = source.place_of(*module);
        let file = source.file(id);
        let (skipped, range) = (file.skipped(), span.byte_range());
        let (start, mut end) = (range.start + skipped, range.end + skipped);
        // In types that were kept, attributes stand for doc comments.
        if let Some(comment) = file.text.get(start..).filter(|rest| rest.starts_with("///")) {
            end = start + comment.lines().next().map_or(0, str::len);
        }
        Some((id, start..end))
    }
}
