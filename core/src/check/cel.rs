//! Checks CEL rules against their schema, before the API server compiles them.
//!
//! Rust has no type checker for CEL, so only certain errors are reported: an expression that does not parse, a field
//! that the schema does not expose to CEL, and an undeclared name.

mod kind;
mod names;
mod walk;

use crate::{cel::parse, diagnostic::Message, schema::Schema};
use walk::Walk;

/// The variables of an expression.
#[derive(Clone, Copy, Debug)]
pub struct Scope<'a> {
    /// The schema of `self`.
    pub schema: &'a Schema,
    /// Whether `self` is a whole Kubernetes object, with `apiVersion`, `kind` and the name in `metadata`.
    pub object: bool,
    /// Whether `oldSelf` is an optional.
    pub optional_old_self: bool,
}

/// What an expression refers to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Uses {
    /// Whether it refers to `oldSelf`.
    pub old_self: bool,
}

/// Checks an expression, and returns which variables it uses.
///
/// ```
/// use kubewright_core::check::cel::{Scope, check};
/// use kubewright_core::schema::Schema;
///
/// let mut schema = Schema::of("object");
/// schema.properties.insert("color".to_owned(), Schema::of("string"));
/// let scope = Scope { schema: &schema, object: false, optional_old_self: false };
/// let messages = check("self.colour == 'red'", &scope).unwrap_err();
/// assert_eq!(messages[0].to_string(), "names `self.colour`, which does not exist; did you mean `color`?");
/// ```
///
/// # Errors
///
/// If the expression is certainly wrong: every error, once.
pub fn check(expression: &str, scope: &Scope<'_>) -> Result<Uses, Vec<Message>> {
    let parsed = parse(expression).map_err(|message| vec![message])?;
    let mut walk = Walk::new(scope);
    walk.expression(&parsed);
    if walk.messages.is_empty() {
        Ok(Uses {
            old_self: walk.old_self,
        })
    } else {
        Err(walk.messages)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Scope, check as check_in};
    use crate::schema::Schema;

    fn check(expression: &str) -> Result<bool, Vec<String>> {
        let mut schema = Schema::of("object");
        schema.properties.insert("color".to_owned(), Schema::of("string"));
        let scope = Scope {
            schema: &schema,
            object: true,
            optional_old_self: false,
        };
        check_in(expression, &scope)
            .map(|uses| uses.old_self)
            .map_err(|messages| messages.iter().map(ToString::to_string).collect())
    }

    #[test]
    fn old_self_is_noticed() {
        assert_eq!(check("self.color == oldSelf.color"), Ok(true));
        assert_eq!(check("self.color == 'oldSelf'"), Ok(false));
    }

    #[test]
    fn an_expression_may_be_deep_and_long() {
        let nested = |depth: usize| format!("{}true{}", "(".repeat(depth), ")".repeat(depth));
        assert_eq!(check(&nested(240)), Ok(false));
        assert!(check(&nested(5_000)).unwrap_err()[0].contains("nests deeper"));
        for (operand, operator) in [("self.color != 'a'", " && "), ("1", "+"), ("", "-")] {
            let long = vec![operand; 5_000].join(operator) + operator + "1";
            assert!(
                check(&long).map_err(|messages| messages[0].contains("parse")) != Err(true),
                "{operator}"
            );
        }
    }

    proptest! {
        #[test]
        fn never_panics(text in r#"[a-c.()\[\]{}?:!&|=<>+*/%,'"\\0-9xeur \n-]{0,40}"#, other in ".*") {
            _ = check(&text);
            _ = check(&format!("self.{text}"));
            _ = check(&other);
        }
    }
}
