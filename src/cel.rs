//! CEL rules against the schema that they stand on, before the API server compiles them.
//!
//! There is no type checker for CEL in Rust, so only what is certain is reported: an expression that does not parse, a
//! field that the schema does not show to CEL, a name that nothing declares.

mod kind;
mod names;
mod walk;

use kube_cel::cel::parser::{ParseErrors, Parser};
use kubewright_core::{
    check::cel::{Compiler, Scope, Uses},
    diagnostic::Message,
};
use walk::Walk;

/// Reads CEL expressions with `kube-cel`.
///
/// ```
/// use kubewright::cel::Cel;
/// use kubewright_core::check::cel::{Compiler, Output, Scope};
/// use kubewright_core::schema::Schema;
///
/// let mut schema = Schema::of("object");
/// schema.properties.insert("color".to_owned(), Schema::of("string"));
/// let scope = Scope { schema: &schema, object: false, optional_old_self: false, output: Output::Bool };
/// let messages = Cel.check("self.colour == 'red'", &scope).unwrap_err();
/// assert_eq!(messages[0].to_string(), "names `self.colour`, and there is no such field; did you mean `color`?");
/// ```
#[derive(Clone, Copy, Debug, Default)]
pub struct Cel;

impl Compiler for Cel {
    fn check(&self, expression: &str, scope: &Scope<'_>) -> Result<Uses, Vec<Message>> {
        match Depth::of(expression) {
            Depth::Plain => check(expression, scope),
            Depth::Deep => std::thread::scope(|threads| {
                let builder = std::thread::Builder::new().stack_size(STACK);
                let thread = builder.spawn_scoped(threads, || check(expression, scope));
                thread.map_or_else(
                    |_| Ok(Uses::default()),
                    |thread| {
                        thread
                            .join()
                            .unwrap_or_else(|panic| std::panic::resume_unwind(panic))
                    },
                )
            }),
            Depth::Deepest => Ok(Uses::default()),
        }
    }
}

fn check(expression: &str, scope: &Scope<'_>) -> Result<Uses, Vec<Message>> {
    let parsed = Parser::new()
        .enable_optional_syntax(true)
        .parse(expression)
        .map_err(|errors| vec![unparsed(&errors)])?;
    let mut walk = Walk::new(scope);
    walk.expression(&parsed);
    if walk.messages.is_empty() {
        Ok(Uses {
            old_self: Some(walk.old_self),
        })
    } else {
        Err(walk.messages)
    }
}

/// For expressions that are deep: the parser is recursive.
const STACK: usize = 256 << 20;

/// How much stack an expression may need, at a glance. Brackets in strings count too, which costs little.
enum Depth {
    /// No more than usual.
    Plain,
    /// A stack of its own.
    Deep,
    /// More than there is; the server, whose limits are near, is left to judge it.
    Deepest,
}

impl Depth {
    fn of(expression: &str) -> Self {
        let mut depth = 0_usize;
        let mut deepest = 0;
        let mut operators = 0;
        for c in expression.chars() {
            match c {
                // The branches of a condition stand inside each other.
                '(' | '[' | '{' | '?' => {
                    depth += 1;
                    deepest = deepest.max(depth);
                }
                ')' | ']' | '}' => depth = depth.saturating_sub(1),
                '+' | '-' | '*' | '/' | '%' | '!' | '=' | '<' | '>' | '&' | '|' | '.' => operators += 1,
                _ => {}
            }
        }
        match (deepest, operators) {
            (..=5, ..=40) => Self::Plain,
            (..=40, ..=1_000) => Self::Deep,
            _ => Self::Deepest,
        }
    }
}

fn unparsed(errors: &ParseErrors) -> Message {
    let Some(first) = errors.errors.first() else {
        return Message::new("does not parse");
    };
    let reason = first.msg.replace(['\n', '\r'], " ");
    let (line, column) = first.pos;
    Message::new(format!("does not parse at {line}:{column}: {reason}"))
}

#[cfg(test)]
mod tests {
    use kubewright_core::{
        check::cel::{Compiler, Output, Scope},
        schema::Schema,
    };
    use proptest::prelude::*;

    use super::Cel;

    fn check(expression: &str) -> Result<Option<bool>, Vec<String>> {
        let mut schema = Schema::of("object");
        schema.properties.insert("color".to_owned(), Schema::of("string"));
        let scope = Scope {
            schema: &schema,
            object: true,
            optional_old_self: false,
            output: Output::Bool,
        };
        Cel.check(expression, &scope)
            .map(|uses| uses.old_self)
            .map_err(|messages| messages.iter().map(ToString::to_string).collect())
    }

    #[test]
    fn old_self_is_noticed() {
        assert_eq!(check("self.color == oldSelf.color"), Ok(Some(true)));
        assert_eq!(check("self.color == 'oldSelf'"), Ok(Some(false)));
    }

    #[test]
    fn a_deep_expression_is_no_mistake() {
        let nested = |depth: usize| format!("{}true{}", "(".repeat(depth), ")".repeat(depth));
        assert_eq!(check(&nested(20)), Ok(Some(false)));
        assert_eq!(check(&nested(5_000)), Ok(None));
        for (operand, operator) in [
            ("self.color != 'a'", " && "),
            ("1", "+"),
            ("true", "?true:"),
            ("self", "."),
        ] {
            for times in [12, 200, 5_000] {
                let long = vec![operand; times].join(operator);
                assert!(
                    check(&long).map_err(|messages| messages[0].contains("parse")) != Err(true),
                    "{long}"
                );
            }
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
