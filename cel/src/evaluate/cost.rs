//! What a call costs: the estimator of Kubernetes, the trackers of cel-go's extensions, then cel-go itself.

use super::Result;
use super::nodes::Evaluator;
use super::value::Value;
use crate::cost::{PATTERN, TRAVERSAL};

/// Rounds up a share of a size.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "sizes are not negative"
)]
#[expect(clippy::cast_precision_loss, reason = "as cel-go calculates")]
fn share(size: u64, factor: f64) -> u64 {
    (size as f64 * factor).ceil() as u64
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "sizes are not negative"
)]
#[expect(clippy::cast_precision_loss, reason = "as cel-go calculates")]
fn floor_share(size: u64, factor: f64) -> u64 {
    (size as f64 * factor) as u64
}

fn matching(text: u64, pattern: u64) -> u64 {
    share(text + 1, TRAVERSAL).saturating_mul(share(pattern, PATTERN))
}

impl<'a> Evaluator<'a> {
    pub(super) fn call_cost(
        &self,
        function: &str,
        overload: &str,
        arguments: &[Result<Value<'a>>],
        result: &Result<Value<'a>>,
    ) -> u64 {
        let size = |index: usize| match arguments.get(index) {
            Some(Ok(value)) => value.size(),
            _ => 1,
        };
        let of_result = || result.as_ref().map_or(1, Value::size);
        let first = arguments.first().and_then(|value| value.as_ref().ok());
        match overload {
            "list_slice" | "lists_range" | "list_reverse" => return of_result() + 11,
            "list_flatten" => return size(0) + 11,
            "list_flatten_int" => {
                let depth = match arguments.get(1) {
                    Some(Ok(Value::Int(depth))) => u64::try_from(*depth).unwrap_or(1),
                    _ => 1,
                };
                return size(0).saturating_mul(depth) + 11;
            }
            "list_distinct" => return self.compared(first),
            _ if overload.starts_with("list_") && overload.ends_with("_sort") => return self.compared(first),
            _ if overload.ends_with("_sortByAssociatedKeys") => {
                return self.compared(arguments.get(1).and_then(|value| value.as_ref().ok()));
            }
            "list_sets_contains_list" | "list_sets_intersects_list" => {
                return size(0).saturating_mul(size(1)) + 1;
            }
            "list_sets_equivalent_list" => return size(0).saturating_mul(size(1)).saturating_mul(2) + 1,
            _ => {}
        }
        match function {
            "isSorted" | "sum" | "max" | "min" | "indexOf" | "lastIndexOf" | "includes" => {
                return first.map_or(1, |value| self.traversal(value));
            }
            "url" | "lowerAscii" | "upperAscii" | "substring" | "trim" | "cidr" | "isIP" | "isCIDR"
            | "quantity" | "isQuantity" | "semver" | "isSemver" => return share(size(0), TRAVERSAL),
            "replace" | "split" | "ip.isCanonical" => return share(size(0), 2.0 * TRAVERSAL),
            "join" => return share(of_result(), 2.0 * TRAVERSAL),
            "check" => return 350_000,
            "find" | "findAll" => return matching(size(0), size(1)),
            "ip" if overload == "cidr_ip" => return 1,
            "ip" => return share(size(0), TRAVERSAL),
            "containsIP" => {
                let base = share(size(0) * 2, TRAVERSAL);
                let parse = if overload == "cidr_contains_ip_string" {
                    share(size(1), TRAVERSAL)
                } else {
                    0
                };
                return base + parse;
            }
            "containsCIDR" => {
                let base = share(size(0) * 2, TRAVERSAL) + share(size(0), TRAVERSAL) + 1;
                let parse = if overload == "cidr_contains_cidr_string" {
                    share(size(1), TRAVERSAL)
                } else {
                    0
                };
                return base + parse;
            }
            "validate" => {
                if let Some(Value::Format(format)) = first {
                    return matching(size(1), format.longest_pattern());
                }
            }
            "_==_" => {
                if let Some(
                    Value::Quantity(_)
                    | Value::Ip(_)
                    | Value::Cidr(_)
                    | Value::Format(_)
                    | Value::Url(_)
                    | Value::Semver(_),
                ) = first
                {
                    return 1;
                }
            }
            _ => {}
        }
        match (function, overload) {
            (_, "starts_with_string" | "ends_with_string") => share(size(1), TRAVERSAL),
            (_, "string_to_bytes" | "bytes_to_string" | "strings_quote" | "string_format") => {
                share(size(0), TRAVERSAL)
            }
            (_, "in_list") => size(1),
            ("_==_" | "_!=_", _)
            | (
                _,
                "less_string"
                | "greater_string"
                | "less_equals_string"
                | "greater_equals_string"
                | "less_bytes"
                | "greater_bytes"
                | "less_equals_bytes"
                | "greater_equals_bytes",
            ) => share(size(0).min(size(1)), TRAVERSAL),
            (_, "add_string" | "add_bytes") => share(size(0) + size(1), TRAVERSAL),
            (_, "matches" | "matches_string") => matching(size(0), size(1)),
            (_, "contains_string") => share(size(0), TRAVERSAL).saturating_mul(share(size(1), TRAVERSAL)),
            _ => 1,
        }
    }

    /// What it costs to compare the items of a list with each other.
    fn compared(&self, value: Option<&Value<'a>>) -> u64 {
        let Some(Value::List(list)) = value else { return 1 };
        let size = list.len() as u64;
        let factor = match self.item(list, 0) {
            Ok(Value::Text(_) | Value::Bytes(_)) => 2.0 + TRAVERSAL,
            _ => 2.0,
        };
        floor_share(size.saturating_mul(size), factor).saturating_add(11)
    }

    /// What it costs to look at a value and all its parts once.
    fn traversal(&self, value: &Value<'a>) -> u64 {
        match value {
            Value::Text(text) => floor_share(text.len() as u64, TRAVERSAL),
            Value::Bytes(bytes) => floor_share(bytes.len() as u64, TRAVERSAL),
            Value::List(list) => {
                let items = (0..list.len()).map(|index| self.item(list, index));
                items
                    .map(|item| item.as_ref().map_or(1, |item| self.traversal(item)))
                    .fold(0, u64::saturating_add)
            }
            Value::Map(map) => {
                let mut cost: u64 = 0;
                for key in self.keys(map) {
                    let value = self.find(map, &key).ok().flatten();
                    let below = value.as_ref().map_or(1, |value| self.traversal(value));
                    cost = cost.saturating_add(self.traversal(&key)).saturating_add(below);
                }
                cost
            }
            _ => 1,
        }
    }
}
