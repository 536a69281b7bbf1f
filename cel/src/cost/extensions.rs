//! The extension libraries of cel-go that have estimates of their own: sets, and lists in their third version.

use super::Coster;
use super::estimate::{Estimate, LIST, TRAVERSAL};
use super::operand::{Call, Estimated};
use crate::minor::Minor;

/// The first version with the estimates of lists.
const LISTS: Minor = Minor(35);

impl Coster<'_> {
    pub(super) fn extension(&self, call: &Call<'_>) -> Option<Estimated> {
        let arguments = call.arguments;
        match call.overload {
            "list_sets_contains_list" | "list_sets_intersects_list" | "list_sets_equivalent_list" => {
                let [left, right] = arguments else { return None };
                let factor = if call.overload == "list_sets_equivalent_list" {
                    2.0
                } else {
                    1.0
                };
                let pairs = self.size_of(left).times(self.size_of(right));
                Some((pairs.by(factor).plus(Estimate::fixed(1)), None))
            }
            _ if self.minor >= LISTS => self.lists(call),
            _ => None,
        }
    }

    #[expect(
        clippy::cast_precision_loss,
        reason = "the API server calculates with doubles"
    )]
    fn lists(&self, call: &Call<'_>) -> Option<Estimated> {
        let arguments = call.arguments;
        match (call.overload, call.target) {
            ("list_slice", Some(target)) => {
                let [from, to] = arguments else { return None };
                let size = self.size_of(target);
                let start = self.unsigned(from, 0);
                let end = self.unsigned(to, size.max);
                Some(allocated(1.0, Estimate::fixed(end.wrapping_sub(start))))
            }
            ("list_flatten" | "list_flatten_int", Some(target)) => {
                let depth = match arguments {
                    [] => 1,
                    [depth] => self.unsigned(depth, u64::MAX),
                    _ => return None,
                };
                Some(allocated(depth as f64, self.size_of(target)))
            }
            ("lists_range", None) => {
                let [count] = arguments else { return None };
                let count = self.unsigned(count, u64::MAX);
                Some(allocated(1.0, Estimate::fixed(count)))
            }
            ("list_reverse", Some(target)) => Some(allocated(1.0, self.size_of(target))),
            ("list_distinct", Some(target)) => {
                let size = self.size_of(target);
                Some(allocated(2.0, size.times(size)))
            }
            (overload, Some(target)) => {
                let of = overload.strip_prefix("list_")?;
                let (of, keys) = match (of.strip_suffix("_sort"), of.strip_suffix("_sortByAssociatedKeys")) {
                    (Some(of), _) => (of, target),
                    (None, Some(of)) => (of, arguments.first()?),
                    (None, None) => return None,
                };
                let long = matches!(of, "string" | "bytes");
                let factor = if long { 2.0 + TRAVERSAL } else { 2.0 };
                let size = self.size_of(keys);
                Some(allocated(factor, size.times(size)))
            }
            _ => None,
        }
    }

    /// The value of an integer in the text, or something else.
    fn unsigned(&self, operand: &super::Operand, otherwise: u64) -> u64 {
        match self.integer(operand) {
            Some(value) => u64::try_from(value).unwrap_or(0),
            None => otherwise,
        }
    }
}

/// A call that makes a new list of this size.
fn allocated(factor: f64, size: Estimate) -> Estimated {
    let cost = size
        .by(factor)
        .plus(Estimate::fixed(1))
        .plus(Estimate::fixed(LIST));
    (cost, Some(size))
}
