//! What is asked of a CEL compiler. This crate has none: the CLI brings one.

use crate::{diagnostic::Message, schema::Schema};

/// Reads CEL expressions.
pub trait Compiler {
    /// What an expression uses, or what is wrong with it.
    ///
    /// # Errors
    ///
    /// Only what is certainly wrong.
    fn check(&self, expression: &str, scope: &Scope<'_>) -> Result<Uses, Vec<Message>>;
}

/// What an expression may name.
#[derive(Clone, Copy, Debug)]
pub struct Scope<'a> {
    /// The schema of `self`.
    pub schema: &'a Schema,
    /// Whether `self` is a whole Kubernetes object, with `apiVersion`, `kind` and the name in `metadata`.
    pub object: bool,
    /// Whether `oldSelf` is an optional value.
    pub optional_old_self: bool,
    /// What the expression must give.
    pub output: Output,
}

/// What an expression must give.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Output {
    /// A rule's verdict.
    Bool,
    /// A message.
    String,
}

/// What an expression uses.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Uses {
    /// Whether it names `oldSelf`, if that is known.
    pub old_self: Option<bool>,
}

/// Takes every expression as right.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoCompiler;

impl Compiler for NoCompiler {
    fn check(&self, _: &str, _: &Scope<'_>) -> Result<Uses, Vec<Message>> {
        Ok(Uses::default())
    }
}
