//! What rules cost, and the bounds that make them cheap enough.

use kubewright_cel::{Advice, CRD_LIMIT, Compiled, RULE_LIMIT};

use super::{At, Findings, Message, Node};
use crate::schema::Schema;

/// What all rules of a version cost together.
#[derive(Default)]
pub(in crate::check) struct Budget {
    total: u64,
    /// The most expensive rule.
    largest: Option<Largest>,
}

struct Largest {
    cost: u64,
    at: At,
    path: String,
    help: Option<String>,
}

/// The share of the limit that a rule must take to be named, as in the API server: a hundredth.
const WORTH_NAMING: u64 = CRD_LIMIT / 100;

impl Budget {
    pub(super) fn add(&mut self, node: &Node<'_>, at: At, cost: u64, compiled: Option<&Compiled>) {
        self.total = self.total.saturating_add(cost);
        let largest = self.largest.as_ref().map_or(WORTH_NAMING, |largest| largest.cost);
        if cost <= largest {
            return;
        }
        let advice = compiled.and_then(|compiled| node.rules.advice(compiled, WORTH_NAMING));
        self.largest = Some(Largest {
            cost,
            at,
            path: node.path(),
            help: advice.map(|advice| shown(node, &advice)),
        });
    }
}

/// What a rule may cost with all occurrences of its node; 0 if that is not known. Reports a rule that is too expensive.
pub(super) fn rule(node: &Node<'_>, compiled: &Compiled, report: &mut dyn FnMut(Message)) -> u64 {
    let Some(occurrences) = known(node) else { return 0 };
    let cost = compiled.cost.saturating_mul(occurrences);
    if cost > RULE_LIMIT {
        let advice = node.rules.advice(compiled, RULE_LIMIT);
        report(too_expensive("the rule", cost, RULE_LIMIT, node, advice.as_ref()));
    }
    cost
}

/// The same of a `messageExpression`, which only counts once.
pub(super) fn message(node: &Node<'_>, compiled: &Compiled, report: &mut dyn FnMut(Message)) -> u64 {
    if known(node).is_none() {
        return 0;
    }
    if compiled.cost > RULE_LIMIT {
        report(too_expensive(
            "the messageExpression",
            compiled.cost,
            RULE_LIMIT,
            node,
            None,
        ));
    }
    compiled.cost
}

/// Reports that all rules together are too expensive, at the most expensive one.
pub(super) fn check_sum(findings: &mut Findings) {
    let total = findings.budget.total;
    if total <= CRD_LIMIT {
        return;
    }
    // A rule that is too expensive alone is reported already, and the sum follows from it.
    let Some(largest) = findings
        .budget
        .largest
        .take()
        .filter(|largest| largest.cost <= RULE_LIMIT)
    else {
        return;
    };
    let text = format!(
        "the rules of this version may cost {} the API server allows for a CRD; this one costs the most",
        factor(total, CRD_LIMIT)
    );
    let message = Message::new(text);
    let message = match largest.help {
        Some(help) => message.help(help),
        None => message.help("simplify the rule"),
    };
    findings.push(largest.at, &largest.path, message);
}

/// How often the node can occur, unless parts of the schema are not known here.
fn known(node: &Node<'_>) -> Option<u64> {
    node.rules.occurrences().ok().filter(|_| !node.rules.is_opaque())
}

fn too_expensive(what: &str, cost: u64, limit: u64, node: &Node<'_>, advice: Option<&Advice>) -> Message {
    let message = Message::new(format!(
        "{what} may cost {} the API server allows",
        factor(cost, limit)
    ));
    match advice {
        Some(advice) => message.help(shown(node, advice)),
        None if is_sized(node.schema) => {
            message.help("simplify it, and bound the lists, maps and strings that it reads")
        }
        None => message.help("simplify it"),
    }
}

/// Whether a value has parts whose size a schema can bound.
fn is_sized(schema: &Schema) -> bool {
    match schema.ty.as_deref() {
        Some("integer" | "number" | "boolean") => false,
        Some("object") => {
            let is_closed = schema.additional_properties.is_none() && !schema.preserve_unknown_fields;
            !is_closed || schema.properties.values().any(is_sized)
        }
        Some(_) | None => true,
    }
}

/// "12.5 times what", as the API server rounds it.
#[expect(clippy::cast_precision_loss, reason = "a factor is shown with two digits")]
fn factor(cost: u64, limit: u64) -> String {
    let factor = cost as f64 / limit as f64;
    if factor > 100.0 {
        "more than 100 times what".to_owned()
    } else if factor < 1.5 {
        format!("{factor:.6} times what")
    } else {
        format!("{factor:.1} times what")
    }
}

/// Which bounds help: "give `spec.items` a `maxItems`; with 100 the rule takes 3 % of the budget".
fn shown(node: &Node<'_>, advice: &Advice) -> String {
    let one = |bound: &kubewright_cel::Bound| {
        let path = match &bound.node {
            kubewright_cel::Node::Above(depth) => node.path_of_ancestor(*depth),
            kubewright_cel::Node::Below(path) => joined(&node.path(), path),
        };
        format!("`{path}` a `{}` of {}", bound.keyword.name(), bound.value)
    };
    let bounds: Vec<String> = advice.bounds.iter().map(one).collect();
    let percent = (advice.cost.saturating_mul(100) / RULE_LIMIT).max(1);
    format!(
        "give {}; the rule then takes {percent} % of the budget",
        bounds.join(" and ")
    )
}

fn joined(path: &str, below: &str) -> String {
    match (path.is_empty(), below.is_empty()) {
        (true, _) => below.to_owned(),
        (_, true) => path.to_owned(),
        _ if below.starts_with('[') => format!("{path}{below}"),
        _ => format!("{path}.{below}"),
    }
}
