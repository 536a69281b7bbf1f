//! The costs of all rules of a version, for people who look for the expensive ones.

use kubewright_cel::RULE_LIMIT;

use super::{Node, cel};
use crate::check::node::Level;
use crate::schema::Schema;

/// What a rule costs at most, in the API server's units.
///
/// ```
/// use kubewright_core::check::costs;
/// use kubewright_core::schema::{Schema, Validation};
///
/// let mut schema = Schema::of("object");
/// schema.validations.push(Validation { rule: "self.kind != ''".to_owned(), ..Validation::default() });
/// let costs = costs(&schema);
/// assert_eq!((costs[0].each, costs[0].occurrences), (2, 1));
/// assert_eq!(costs[0].percent(), "0.00");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleCost {
    /// The path of the node with the rule.
    pub path: String,
    /// The rule.
    pub rule: String,
    /// What one evaluation costs.
    pub each: u64,
    /// How often a value of the node can occur in an object.
    pub occurrences: u64,
}

impl RuleCost {
    /// What the rule costs with all occurrences.
    pub fn total(&self) -> u64 {
        self.each.saturating_mul(self.occurrences)
    }

    /// The share of what a rule may cost, in percent with two digits.
    pub fn percent(&self) -> String {
        let hundredths = u128::from(self.total()) * 10_000 / u128::from(RULE_LIMIT);
        format!("{}.{:02}", hundredths / 100, hundredths % 100)
    }
}

/// Returns the costs of the rules in a whole schema, the most expensive first. Rules that do not compile have none.
pub fn costs(schema: &Schema) -> Vec<RuleCost> {
    let mut found = Vec::new();
    walk(&Node::root(schema, Level::Root), &mut found);
    found.sort_by_key(|cost| std::cmp::Reverse(cost.total()));
    found
}

fn walk(node: &Node<'_>, found: &mut Vec<RuleCost>) {
    for rule in &node.schema.validations {
        let compiled = cel::rule(&node.rules, &rule.rule, rule.optional_old_self == Some(true));
        if let (Ok(compiled), Ok(occurrences)) = (compiled, node.rules.occurrences()) {
            found.push(RuleCost {
                path: node.path(),
                rule: rule.rule.clone(),
                each: compiled.cost,
                occurrences,
            });
        }
    }
    for child in node.children() {
        walk(&child, found);
    }
}
