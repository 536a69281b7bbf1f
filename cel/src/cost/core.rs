//! The functions of the language itself.

use super::estimate::{Estimate, PATTERN, TRAVERSAL};
use super::operand::{Call, Estimated};
use super::{Coster, Entries};
use crate::tree::Id;

impl Coster<'_> {
    /// What a call costs with its arguments, and the size of its result.
    pub(super) fn function(&mut self, id: Id, call: &Call<'_>, costs: &[Estimate]) -> Estimated {
        let sum = costs.iter().fold(Estimate::fixed(0), |sum, cost| sum.plus(*cost));
        let library = self.extension(call).or_else(|| self.kubernetes(call));
        if let Some((cost, size)) = library {
            return (cost.plus(sum), size);
        }
        if let Some(estimated) = self.language(id, call, costs) {
            return estimated;
        }
        let (cost, size) = traversal(call).unwrap_or((Estimate::fixed(1), None));
        (cost.plus(sum), size)
    }

    /// Operators that do not cost the sum of their operands, or that keep sizes.
    fn language(&mut self, id: Id, call: &Call<'_>, costs: &[Estimate]) -> Option<Estimated> {
        let arguments = call.arguments;
        match call.overload {
            "logical_or" | "logical_and" => {
                let (left, right) = (costs[0], costs[1]);
                let max = left.plus(right).max;
                Some((Estimate::new(left.min, max), None))
            }
            "conditional" => {
                let size = arguments[1]
                    .size_or_unknown()
                    .union(arguments[2].size_or_unknown());
                let entries = |at: usize| arguments[at].id.and_then(|id| self.entries(id));
                if let Some(entries) = Entries::union(entries(1), entries(2)) {
                    self.entries[id] = Some(entries);
                }
                let cost = costs[0].plus(costs[1].union(costs[2]));
                Some((cost, Some(size)))
            }
            "add_string" | "add_bytes" | "add_list" if arguments.len() == 2 => {
                let size = arguments[0]
                    .size_or_unknown()
                    .plus(arguments[1].size_or_unknown());
                let entries = |at: usize| arguments[at].id.and_then(|id| self.entries(id));
                if let Some(entries) = Entries::union(entries(0), entries(1)) {
                    self.entries[id] = Some(entries);
                }
                let cost = match call.overload {
                    "add_list" => Estimate::fixed(1),
                    _ => size.by(TRAVERSAL),
                };
                Some((cost.plus(costs[0]).plus(costs[1]), Some(size)))
            }
            _ => None,
        }
    }
}

/// Functions that read their operands once, or every part of one for each part of another.
fn traversal(call: &Call<'_>) -> Option<Estimated> {
    let size = |at: usize| call.arguments[at].size_or_unknown();
    let target = call.target.map(|target| target.size_or_unknown());
    let one = call.arguments.len() == 1;
    Some(match call.overload {
        "string_format" => (target?.by(TRAVERSAL), None),
        "string_to_bytes" if one => {
            let size = size(0);
            // A character has up to four bytes.
            let result = Estimate::new(size.min, size.max.wrapping_mul(4));
            (size.by(TRAVERSAL), Some(result))
        }
        "bytes_to_string" if one => {
            let size = size(0);
            (size.by(TRAVERSAL), Some(Estimate::new(size.min / 4, size.max)))
        }
        "strings_quote" if one => {
            let size = size(0);
            // Every character may need an escape, and there are two quotes.
            let max = size.max.wrapping_mul(2).wrapping_add(2);
            let result = Estimate::new(size.min.wrapping_add(2), max);
            (size.by(TRAVERSAL), Some(result))
        }
        "starts_with_string" | "ends_with_string" if one => (size(0).by(TRAVERSAL), None),
        "in_list" if call.arguments.len() == 2 => (size(1).by(1.0), None),
        "matches_string" if one => (matches(target?, size(0)), None),
        "matches" if call.target.is_none() && call.arguments.len() == 2 => (matches(size(0), size(1)), None),
        "contains_string" if one => (target?.by(TRAVERSAL).times(size(0).by(TRAVERSAL)), None),
        "less_string"
        | "greater_string"
        | "less_equals_string"
        | "greater_equals_string"
        | "less_bytes"
        | "greater_bytes"
        | "less_equals_bytes"
        | "greater_equals_bytes"
        | "equals"
        | "not_equals" => {
            let most = size(0).max.min(size(1).max);
            (Estimate::new(u64::from(most > 0), most).by(TRAVERSAL), None)
        }
        _ => return None,
    })
}

/// A pattern on a text: their product. One more character, so that an empty text does not make the pattern free.
pub(super) fn matches(text: Estimate, pattern: Estimate) -> Estimate {
    let text = text.plus(Estimate::fixed(1)).by(TRAVERSAL);
    text.times(pattern.by(PATTERN))
}
