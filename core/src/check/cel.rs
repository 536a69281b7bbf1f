//! Compiles CEL rules against their schema, as the API server does when it gets the CRD.

mod structural;

use kubewright_cel::{Compiled, Context, Error, Minor};

use crate::{cel, diagnostic::Message, schema::Schema};

/// Whether a rule of which no schema is known refers to `oldSelf`.
pub(crate) fn uses_old_self(rule: &str, optional_old_self: bool) -> bool {
    let open = Schema {
        validations: vec![crate::schema::Validation::default()],
        ..Schema::unseen()
    };
    let compiled = Context::part(&open).rule(rule, optional_old_self, Minor::NEWEST);
    compiled.is_ok_and(|compiled| compiled.uses_old_self)
}

/// Compiles a rule, or returns everything that is wrong with it, once.
pub(crate) fn rule(context: &Context, text: &str, optional_old_self: bool) -> Result<Compiled, Vec<Message>> {
    let compiled = context.rule(text, optional_old_self, Minor::NEWEST);
    compiled.map_err(|errors| messages(text, errors))
}

/// Compiles a `messageExpression`, or returns everything that is wrong with it, once.
pub(super) fn message(
    context: &Context,
    text: &str,
    optional_old_self: bool,
) -> Result<Compiled, Vec<Message>> {
    let compiled = context.message(text, optional_old_self, Minor::NEWEST);
    compiled.map_err(|errors| messages(text, errors))
}

fn messages(text: &str, errors: Vec<Error>) -> Vec<Message> {
    if let Err(message) = cel::parse(text) {
        return vec![message];
    }
    let mut messages: Vec<Message> = Vec::new();
    for error in errors {
        let message = cel::message(error);
        if !messages.contains(&message) {
            messages.push(message);
        }
    }
    messages
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::Context;
    use crate::schema::{Schema, Validation};

    fn check(expression: &str) -> Result<bool, Vec<String>> {
        let mut schema = Schema::of("object");
        schema.properties.insert("color".to_owned(), Schema::of("string"));
        schema.validations.push(Validation::default());
        super::rule(&Context::root(&schema), expression, false)
            .map(|compiled| compiled.uses_old_self)
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
        let long = vec!["self.color != 'a'"; 4_000].join(" && ");
        assert_eq!(check(&long), Ok(false));
        // The API server rejects these as well.
        let sum = format!("{} > 1", vec!["1"; 5_000].join("+"));
        assert!(check(&sum).unwrap_err()[0].contains("nests deeper"));
        let negated = format!("{}true", "!".repeat(5_000));
        assert_eq!(check(&negated), Ok(false));
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
