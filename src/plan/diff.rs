//! The changes as a patch.

use std::fmt::Write as _;

use similar::TextDiff;

use super::{Edit, EditKind};

/// The edits in unified diff format, for `patch -p1`.
#[must_use]
pub fn unified(edits: &[Edit]) -> String {
    let mut out = String::new();
    for edit in edits {
        let path = edit.path.display().to_string().replace('\\', "/");
        let (from, to) = (format!("a/{path}"), format!("b/{path}"));
        let nothing = "/dev/null".to_owned();
        let (old, new, from, to) = match &edit.kind {
            EditKind::Create(new) => ("", new.as_str(), nothing, to),
            EditKind::Replace { old, new } => (old.as_str(), new.as_str(), from, to),
            EditKind::Remove { old } => (old.as_str(), "", from, nothing),
        };
        let diff = TextDiff::from_lines(old, new);
        let _ = write!(out, "{}", diff.unified_diff().header(&from, &to));
    }
    out
}
