//! Compiles one expression: parse, check, then what the API server asks beyond types.

use crate::check::{self, Checked, Scope};
use crate::constant;
use crate::context::Context;
use crate::cost::cost;
use crate::error::{Error, Problem, problem};
#[cfg(feature = "evaluate")]
use crate::evaluate;
use crate::minor::Minor;
use crate::parser;
use crate::stack;
use crate::types::Type;

/// An expression that the API server compiles.
#[derive(Clone, Debug)]
pub struct Compiled {
    pub(crate) checked: Checked,
    pub(crate) minor: Minor,
    #[cfg(feature = "evaluate")]
    pub(crate) scope: evaluate::Scope,
    /// The most that one evaluation costs.
    pub cost: u64,
    /// Whether it refers to `oldSelf`.
    pub uses_old_self: bool,
}

#[cfg(feature = "evaluate")]
impl Compiled {
    /// Runs a rule on a value, and on the old value that it replaces.
    ///
    /// ```
    /// # use kubewright_cel::{Context, Minor, Structural};
    /// # struct Number;
    /// # impl Structural for Number {
    /// #     fn kind(&self) -> Option<&str> { Some("integer") }
    /// #     fn format(&self) -> Option<&str> { None }
    /// #     fn items(&self) -> Option<&Self> { None }
    /// #     fn values(&self) -> Option<&Self> { None }
    /// #     fn properties(&self) -> impl Iterator<Item = (&str, &Self)> { std::iter::empty() }
    /// #     fn max_items(&self) -> Option<u64> { None }
    /// #     fn max_properties(&self) -> Option<u64> { None }
    /// #     fn max_length(&self) -> Option<u64> { None }
    /// #     fn is_required(&self, _: &str) -> bool { false }
    /// #     fn longest_of_enum(&self) -> Option<u64> { None }
    /// #     fn has_default(&self) -> bool { false }
    /// #     fn is_int_or_string(&self) -> bool { false }
    /// #     fn is_embedded(&self) -> bool { false }
    /// #     fn has_rules(&self) -> bool { true }
    /// # }
    /// let rule = Context::root(&Number).rule("self > oldSelf", false, Minor::NEWEST).unwrap();
    /// let run = rule.test(&3.into(), Some(&2.into()));
    /// assert_eq!((run.result, run.cost), (Ok(true), 3));
    /// ```
    #[must_use]
    pub fn test(&self, value: &serde_json::Value, old: Option<&serde_json::Value>) -> evaluate::Run<bool> {
        let optional = self.scope.is_optional();
        evaluate::run(
            &self.checked,
            &self.scope,
            value,
            old,
            optional,
            |value| match value {
                evaluate::Value::Bool(flag) => Ok(*flag),
                _ => Ok(false),
            },
        )
    }

    /// Runs a message expression. The API server gives it the old value itself, also where rules get an optional.
    #[must_use]
    pub fn text(&self, value: &serde_json::Value, old: Option<&serde_json::Value>) -> evaluate::Run<String> {
        evaluate::run(
            &self.checked,
            &self.scope,
            value,
            old,
            false,
            |value| match value {
                evaluate::Value::Text(text) => Ok(text.to_string()),
                _ => Err("messageExpression failed to convert to string".into()),
            },
        )
    }
}

impl Context {
    /// Compiles a rule, which must have a boolean as its result.
    ///
    /// # Errors
    ///
    /// Everything for which the API server rejects the rule, but for its cost.
    pub fn rule(&self, text: &str, optional_old_self: bool, minor: Minor) -> Result<Compiled, Vec<Error>> {
        compile(self, text, optional_old_self, minor, Expected::Bool)
    }

    /// Compiles a `messageExpression`, which must have a string as its result.
    ///
    /// # Errors
    ///
    /// Everything for which the API server rejects the expression, but for its cost.
    pub fn message(&self, text: &str, optional_old_self: bool, minor: Minor) -> Result<Compiled, Vec<Error>> {
        compile(self, text, optional_old_self, minor, Expected::Text)
    }
}

/// What an expression must give.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Expected {
    Bool,
    Text,
}

/// What one level of a tree needs of the stack, at most.
const LEVEL: usize = 16 * 1024;

fn compile(
    context: &Context,
    text: &str,
    optional_old_self: bool,
    minor: Minor,
    expected: Expected,
) -> Result<Compiled, Vec<Error>> {
    let located = |problems: Vec<Problem>| -> Vec<Error> {
        problems
            .into_iter()
            .map(|problem| problem.in_text(text))
            .collect()
    };
    let tree = parser::parse(text, minor).map_err(|problem| located(vec![*problem]))?;
    let Ok((declarations, place)) = context.declarations() else {
        let untyped = problem(0, "is on a node that has no type in CEL");
        return Err(located(vec![
            *untyped.help("give the schema and its items a type"),
        ]));
    };
    let scope = Scope {
        declarations,
        place,
        optional_old_self,
        minor,
    };
    let judged = stack::descend(tree.height, LEVEL, move || {
        let checked = check::check(tree, scope)?;
        judge(&checked, expected)?;
        let cost = cost(&checked, declarations, place, minor);
        Ok((checked, cost))
    });
    let judged = judged.unwrap_or_else(|| Err(vec![*problem(0, "nests too deep to be checked")]));
    let (checked, cost) = judged.map_err(located)?;
    Ok(Compiled {
        cost,
        uses_old_self: checked.uses_old_self,
        #[cfg(feature = "evaluate")]
        scope: evaluate::Scope::new(context.shared(), optional_old_self),
        checked,
        minor,
    })
}

/// What the API server asks of an expression whose types are right.
fn judge(checked: &Checked, expected: Expected) -> Result<(), Vec<Problem>> {
    let (expected, shown) = match expected {
        Expected::Bool => (Type::Bool, "boolean"),
        Expected::Text => (Type::Text, "string"),
    };
    let mut problems = check::literals(checked);
    problems.extend(constant::check(checked));
    if !problems.is_empty() {
        return Err(problems);
    }
    let ty = &checked.types[checked.tree.root];
    if *ty != expected {
        let text = format!("has a result of type `{ty}`, but a {shown} is needed");
        return Err(vec![*problem(checked.tree.at(checked.tree.root), text)]);
    }
    Ok(())
}
