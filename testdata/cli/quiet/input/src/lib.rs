//! A crate without kinds.
