//! What may be in a project: one function per rule, with the reason and the fix in its error.
//!
//! The functions know neither flags nor files. They judge values, so that every command applies the same rule.

pub(crate) mod controllers;
pub(crate) mod external;
pub(crate) mod identity;
pub(crate) mod package;
pub(crate) mod types;
pub(crate) mod webhooks;
