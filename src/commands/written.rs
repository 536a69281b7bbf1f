//! What came of writing a project.

/// What came of a plan for the files of a project.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Written {
    /// It was printed.
    Preview,
    /// All files were like this before.
    Nothing,
    /// Files were written.
    Files,
}
