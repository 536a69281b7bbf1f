//! A dependency that `[patch.crates-io]` replaces by a folder.

pub struct Root {
    pub size: shared_types::Size,
}
