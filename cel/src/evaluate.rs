//! Runs a compiled expression on an object, at the cost that cel-go counts.

mod attributes;
mod calls;
mod collections;
mod convert;
mod cost;
mod data;
mod equality;
mod folds;
mod functions;
mod nodes;
mod operators;
mod patterns;
mod value;
mod values;

use std::collections::HashSet;
use std::sync::{Arc, OnceLock};

use serde_json::Value as Json;

use crate::check::Checked;
use crate::declaration::{Declarations, Place};
use crate::tree::{Id, Kind};
use crate::types::Type;
use crate::{constant, stack};
use patterns::Patterns;
pub(crate) use value::Value;

/// The most that one evaluation may cost.
pub(crate) const CALL_LIMIT: u64 = 1_000_000;

/// The result of an expression, and what it cost.
///
/// ```
/// # use kubewright_cel::Run;
/// let run = Run { result: Ok(true), cost: 3 };
/// assert!(run.result.is_ok());
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Run<T> {
    /// The value.
    pub result: std::result::Result<T, Failure>,
    /// What the API server counts for the evaluation.
    pub cost: u64,
}

/// Why an expression has no value.
///
/// ```
/// # use kubewright_cel::Failure;
/// assert_eq!(Failure::Error("division by zero".to_owned()).to_string(), "division by zero");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Failure {
    /// An error, with the text of the API server.
    Error(String),
    /// It costs more than one evaluation may.
    Limit,
    /// The API server itself fails, and reports that as an error.
    Internal(&'static str),
}

impl Failure {
    /// Whether it ends the evaluation, whatever the other side of an operator is.
    pub(crate) fn is_final(&self) -> bool {
        matches!(self, Self::Limit | Self::Internal(_))
    }
}
impl std::fmt::Display for Failure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Error(text) => f.write_str(text),
            Self::Limit => f.write_str("operation cancelled: actual cost limit exceeded"),
            Self::Internal(text) => write!(f, "internal error: {text}"),
        }
    }
}

impl std::error::Error for Failure {}

impl From<&str> for Failure {
    fn from(text: &str) -> Self {
        Self::Error(text.to_owned())
    }
}

impl From<String> for Failure {
    fn from(text: String) -> Self {
        Self::Error(text)
    }
}

pub(crate) type Result<T> = std::result::Result<T, Failure>;

/// Checks a quantity such as `500m`, as the API server decodes one.
///
/// ```
/// use kubewright_cel::check_quantity;
///
/// assert!(check_quantity("1.5Gi").is_ok());
/// assert_eq!(check_quantity("5mm").unwrap_err().to_string(), "unable to parse quantity's suffix");
/// ```
///
/// # Errors
///
/// If the text is not a quantity, with the message of the API server.
pub fn check_quantity(text: &str) -> std::result::Result<(), Failure> {
    values::Quantity::parse(text).map(drop)
}

/// What a compiled expression keeps for its evaluation.
#[derive(Clone, Debug)]
pub(crate) struct Scope {
    declared: Option<(Arc<Declarations>, Place)>,
    optional_old_self: bool,
    /// Nodes whose value does not depend on the object; they cost nothing. Found when the expression first runs, because most rules are
    /// compiled only to be checked.
    constants: Arc<OnceLock<HashSet<Id>>>,
    patterns: Arc<Patterns>,
}

impl Scope {
    /// Whether the old value is an optional.
    pub(crate) fn is_optional(&self) -> bool {
        self.optional_old_self
    }

    pub(crate) fn new(declared: Option<(Arc<Declarations>, Place)>, optional_old_self: bool) -> Self {
        Self {
            declared,
            optional_old_self,
            constants: Arc::default(),
            patterns: Arc::default(),
        }
    }

    fn constants(&self, checked: &Checked) -> &HashSet<Id> {
        self.constants.get_or_init(|| {
            let mut constants = HashSet::new();
            mark(checked, checked.tree.root, &mut constants);
            constants
        })
    }
}

/// Marks the constants below a node, and returns whether the node is one.
fn mark(checked: &Checked, id: Id, constants: &mut HashSet<Id>) -> bool {
    let below: Vec<(Id, bool)> = checked
        .tree
        .children(id)
        .into_iter()
        .map(|child| (child, mark(checked, child, constants)))
        .collect();
    let all = below.iter().all(|(_, constant)| *constant);
    let constant = match checked.tree.kind(id) {
        Kind::Literal(_) => true,
        Kind::List(elements) => all && elements.iter().all(|element| !element.optional),
        Kind::Map(entries) => all && entries.iter().all(|entry| !entry.optional),
        // A variable of a loop may have the name of a type.
        Kind::Ident(name) => matches!(checked.types[id], Type::Of(_)) && nodes::type_named(name).is_some(),
        Kind::Call {
            function,
            target: None,
            arguments,
        } => all && arguments.len() == 1 && constant::CONVERSIONS.contains(&function.as_ref()),
        _ => false,
    };
    if constant {
        constants.insert(id);
    }
    constant
}

/// What one level of a tree needs of the stack, at most.
const LEVEL: usize = 24 * 1024;

/// Runs an expression, and reads its value.
pub(crate) fn run<T: Send>(
    checked: &Checked,
    scope: &Scope,
    value: &Json,
    old: Option<&Json>,
    optional: bool,
    read: impl Fn(&Value<'_>) -> Result<T> + Send,
) -> Run<T> {
    let run = stack::descend(checked.tree.height, LEVEL, move || {
        let mut evaluator = nodes::Evaluator::new(checked, scope, value, old, optional);
        let result = evaluator.eval(checked.tree.root).and_then(|value| read(&value));
        Run {
            result,
            cost: evaluator.cost,
        }
    });
    run.unwrap_or_else(|| Run {
        result: Err("nests too deep to be evaluated".into()),
        cost: 0,
    })
}
