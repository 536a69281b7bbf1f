//! Kubernetes' own libraries: `EstimateCallCost` of `k8s.io/apiserver/pkg/cel/library`.

mod strings;

use super::Coster;
use super::core::matches;
use super::estimate::{Estimate, LIST, MESSAGE, PATTERN, TRAVERSAL};
use super::operand::{Call, Estimated, Operand};
use crate::types::Type;

/// The longest pattern behind the name of a format.
const LONGEST_FORMAT_PATTERN: f64 = 128.0;
/// The longest name of a format.
const LONGEST_FORMAT: u64 = 64;
/// What a check of an authorization costs.
const CHECK: u64 = 350_000;

impl Coster<'_> {
    pub(super) fn kubernetes(&self, call: &Call<'_>) -> Option<Estimated> {
        let first = call.arguments.first();
        let read_once = || Some((self.size_of(first?).by(TRAVERSAL), None));
        match call.function {
            "check" => Some((Estimate::fixed(CHECK), None)),
            "serviceAccount" | "path" | "group" | "resource" | "subresource" | "namespace" | "name"
            | "allowed" | "reason" | "error" | "errored" => nominal(),
            "fieldSelector" | "labelSelector" if call.arguments.len() == 1 => {
                let length = self.size_of(first?);
                // The shortest requirement has two characters.
                let requirements = length.by(0.5).by(to_f64(LIST + MESSAGE));
                let cost = Estimate::fixed(LIST)
                    .plus(length.by(TRAVERSAL))
                    .plus(requirements);
                Some((cost, None))
            }
            "isSorted" | "sum" | "max" | "min" | "indexOf" | "lastIndexOf" | "includes" => {
                self.aggregate(call.function, call.target?)
            }
            "url" | "jsonpatch.escapeKey" if call.arguments.len() == 1 => {
                let size = self.size_of(first?);
                Some((size.by(TRAVERSAL), Some(size)))
            }
            "lowerAscii" | "upperAscii" | "substring" | "trim" => {
                let size = self.size_of(call.target?);
                Some((size.by(TRAVERSAL), Some(size)))
            }
            "replace" => self.replace(call),
            "split" => self.split(call),
            "join" => self.join(call),
            "find" | "findAll" => {
                let text = self.size_of(call.target?);
                let cost = matches(text, self.size_of(first?));
                Some((cost, Some(Estimate::new(0, text.max))))
            }
            "ip" if call.overload == "cidr_ip" => nominal(),
            "cidr" | "isIP" | "isCIDR" | "ip" | "quantity" | "isQuantity" | "semver" | "isSemver" => {
                read_once()
            }
            "ip.isCanonical" => Some((self.size_of(first?).by(2.0 * TRAVERSAL), None)),
            "containsIP" => Some((
                self.contained(call, first?, "cidr_contains_ip_string", false),
                None,
            )),
            "containsCIDR" => Some((
                self.contained(call, first?, "cidr_contains_cidr_string", true),
                None,
            )),
            "validate" => {
                let cost = self.size_of(first?).by(TRAVERSAL);
                Some((cost.by(LONGEST_FORMAT_PATTERN * PATTERN), None))
            }
            "masked"
            | "prefixLength"
            | "family"
            | "isUnspecified"
            | "isLoopback"
            | "isLinkLocalMulticast"
            | "isLinkLocalUnicast"
            | "isGlobalUnicast"
            | "format.named"
            | "sign"
            | "asInteger"
            | "isInteger"
            | "asApproximateFloat"
            | "isGreaterThan"
            | "isLessThan"
            | "compareTo"
            | "add"
            | "sub"
            | "major"
            | "minor"
            | "patch"
            | "getScheme"
            | "getHostname"
            | "getHost"
            | "getPort"
            | "getEscapedPath"
            | "getQuery" => nominal(),
            "_==_" => equality(call),
            _ => None,
        }
    }

    /// A walk over all elements.
    fn aggregate(&self, function: &str, target: &Operand) -> Option<Estimated> {
        let size = self.size_of(target);
        let Some(element) = Self::elements_of(target) else {
            let cost = match function {
                "includes" => size,
                _ => size.by(TRAVERSAL),
            };
            return Some((cost, None));
        };
        let mut each = Estimate::fixed(1);
        if matches!(element.ty, Type::Text | Type::Bytes) {
            each = each.plus(self.size_of(&element).by(TRAVERSAL));
            return Some((size.times(each), None));
        }
        Some((size.times(each), None))
    }

    /// An address or network in a network: their bytes are compared, a text is parsed first.
    fn contained(&self, call: &Call<'_>, inner: &Operand, text: &str, masks: bool) -> Estimate {
        let bytes = Estimate::new(4, 16);
        let mut cost = bytes.plus(bytes).by(TRAVERSAL);
        if masks {
            cost = cost.plus(bytes.by(TRAVERSAL)).plus(Estimate::fixed(1));
        }
        if call.overload == text {
            cost = cost.plus(self.size_of(inner).by(TRAVERSAL));
        }
        cost
    }
}

fn to_f64(value: u64) -> f64 {
    u32::try_from(value).map_or(f64::MAX, f64::from)
}

#[expect(
    clippy::unnecessary_wraps,
    reason = "an arm of a match with others that may have no estimate"
)]
fn nominal() -> Option<Estimated> {
    Some((Estimate::fixed(1), None))
}

/// Values of Kubernetes' types, most of which are compared at once.
fn equality(call: &Call<'_>) -> Option<Estimated> {
    let [left, right] = call.arguments else {
        return None;
    };
    if left.ty != right.ty {
        return None;
    }
    let name = match &left.ty {
        Type::Opaque(name, _) | Type::Named(name) => name.as_ref(),
        _ => return None,
    };
    let cost = match name {
        "net.IP" | "net.CIDR" | "kubernetes.Quantity" | "kubernetes.Semver" => Estimate::fixed(1),
        "kubernetes.NamedFormat" => Estimate::new(1, LONGEST_FORMAT).by(TRAVERSAL),
        "kubernetes.URL" => {
            // The API server looks at the right side only.
            let most = right.size.map_or(1, |size| size.max);
            Estimate::new(1, most).by(TRAVERSAL)
        }
        _ => return None,
    };
    Some((cost, None))
}
