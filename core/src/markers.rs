//! What can be said in a doc comment.

pub mod args;
