//! The types of Kubernetes: quantities, addresses, URLs, versions, named formats.

use std::cmp::Ordering;
use std::net::IpAddr;
use std::sync::Arc;

use super::super::nodes::Evaluator;
use super::super::value::{Map, Value};
use super::super::values::{Cidr, Format, Quantity, Semver, parse_ip};
use super::super::{Failure, Result};
use crate::formats::{Url, check_request_uri};

impl<'a> Evaluator<'a> {
    /// The result of a function; `None` if there is no such function.
    pub(super) fn of_kubernetes(&self, function: &str, values: &[Value<'a>]) -> Option<Result<Value<'a>>> {
        if let Some(name) = function.strip_prefix("format.")
            && values.is_empty()
        {
            let format = Format::named(name)?;
            return Some(Ok(Value::Format(format)));
        }
        let order = |order: Ordering| Value::Int(order as i64);
        Some(Ok(match (function, values) {
            ("lists.range", [Value::Int(count)]) => return Some(self.range(*count)),
            ("format.named", [Value::Text(name)]) => {
                Format::named(name).map_or(Value::Optional(None), |format| Value::some(Value::Format(format)))
            }
            ("validate", [Value::Format(format), Value::Text(text)]) => match format.problems(text) {
                problems if problems.is_empty() => Value::Optional(None),
                problems => Value::some(Value::texts(problems)),
            },
            ("quantity", [Value::Text(text)]) => return Some(Quantity::parse(text).map(Value::Quantity)),
            ("isQuantity", [Value::Text(text)]) => Value::Bool(Quantity::parse(text).is_ok()),
            ("isInteger", [Value::Quantity(quantity)]) => Value::Bool(quantity.integer().is_some()),
            ("asInteger", [Value::Quantity(quantity)]) => {
                let integer = quantity.integer();
                return Some(
                    integer
                        .map(Value::Int)
                        .ok_or_else(|| "cannot convert value to integer".into()),
                );
            }
            ("asApproximateFloat", [Value::Quantity(quantity)]) => Value::Double(quantity.float()),
            ("sign", [Value::Quantity(quantity)]) => Value::Int(quantity.sign()),
            ("isGreaterThan", [Value::Quantity(one), Value::Quantity(other)]) => {
                Value::Bool(one.nanos > other.nanos)
            }
            ("isLessThan", [Value::Quantity(one), Value::Quantity(other)]) => {
                Value::Bool(one.nanos < other.nanos)
            }
            ("compareTo", [Value::Quantity(one), Value::Quantity(other)]) => {
                order(one.nanos.cmp(&other.nanos))
            }
            ("add", [Value::Quantity(one), Value::Quantity(other)]) => Value::Quantity(one.plus(*other, 1)),
            ("add", [Value::Quantity(one), Value::Int(other)]) => {
                Value::Quantity(one.plus(Quantity::of(*other), 1))
            }
            ("sub", [Value::Quantity(one), Value::Quantity(other)]) => Value::Quantity(one.plus(*other, -1)),
            ("sub", [Value::Quantity(one), Value::Int(other)]) => {
                Value::Quantity(one.plus(Quantity::of(*other), -1))
            }
            ("ip", [Value::Text(text)]) => return Some(parse_ip(text).map(Value::Ip)),
            ("ip", [Value::Cidr(cidr)]) => Value::Ip(cidr.address),
            ("isIP", [Value::Text(text)]) => Value::Bool(parse_ip(text).is_ok()),
            ("ip.isCanonical", [Value::Text(text)]) => {
                return Some(parse_ip(text).map(|address| Value::Bool(address.to_string() == text.as_ref())));
            }
            ("family", [Value::Ip(address)]) => Value::Int(if address.is_ipv4() { 4 } else { 6 }),
            ("isUnspecified", [Value::Ip(address)]) => Value::Bool(address.is_unspecified()),
            ("isLoopback", [Value::Ip(address)]) => Value::Bool(address.is_loopback()),
            ("isLinkLocalMulticast", [Value::Ip(address)]) => Value::Bool(match address {
                IpAddr::V4(address) => address.octets()[..3] == [224, 0, 0],
                IpAddr::V6(address) => address.segments()[0] & 0xff0f == 0xff02,
            }),
            ("isLinkLocalUnicast", [Value::Ip(address)]) => Value::Bool(is_link_local(*address)),
            ("isGlobalUnicast", [Value::Ip(address)]) => {
                let broadcast = matches!(address, IpAddr::V4(address) if address.is_broadcast());
                let others = address.is_unspecified() || address.is_loopback() || address.is_multicast();
                Value::Bool(!broadcast && !others && !is_link_local(*address))
            }
            ("cidr", [Value::Text(text)]) => return Some(cidr(text).map(Value::Cidr)),
            ("isCIDR", [Value::Text(text)]) => Value::Bool(Cidr::parse(text).is_ok()),
            ("containsIP", [Value::Cidr(cidr), Value::Ip(address)]) => Value::Bool(cidr.contains(*address)),
            ("containsIP", [Value::Cidr(cidr), Value::Text(text)]) => {
                return Some(parse_ip(text).map(|address| Value::Bool(cidr.contains(address))));
            }
            ("containsCIDR", [Value::Cidr(one), Value::Cidr(other)]) => Value::Bool(one.contains_all(*other)),
            ("containsCIDR", [Value::Cidr(one), Value::Text(text)]) => {
                return Some(cidr(text).map(|other| Value::Bool(one.contains_all(other))));
            }
            ("prefixLength", [Value::Cidr(cidr)]) => Value::Int(i64::from(cidr.length)),
            ("masked", [Value::Cidr(cidr)]) => Value::Cidr(cidr.masked()),
            ("url", [Value::Text(text)]) => {
                return Some(url(text).map(|url| Value::Url(Arc::new(url))));
            }
            ("isURL", [Value::Text(text)]) => Value::Bool(check_request_uri(text).is_ok()),
            ("getScheme", [Value::Url(url)]) => Value::text(url.scheme.as_str()),
            ("getHost", [Value::Url(url)]) => Value::text(url.host.as_str()),
            ("getHostname", [Value::Url(url)]) => Value::text(url.hostname()),
            ("getPort", [Value::Url(url)]) => Value::text(url.port()),
            ("getEscapedPath", [Value::Url(url)]) => Value::text(url.path.as_str()),
            ("getQuery", [Value::Url(url)]) => Value::Map(Map::Entries(Arc::new(
                url.query()
                    .into_iter()
                    .map(|(key, values)| (Value::text(key), Value::texts(values)))
                    .collect(),
            ))),
            ("semver", [Value::Text(text)]) => return Some(semver(text, false)),
            ("semver", [Value::Text(text), Value::Bool(lenient)]) => return Some(semver(text, *lenient)),
            ("isSemver", [Value::Text(text)]) => Value::Bool(Semver::parse(text, false).is_ok()),
            ("isSemver", [Value::Text(text), Value::Bool(lenient)]) => {
                Value::Bool(Semver::parse(text, *lenient).is_ok())
            }
            ("major" | "minor" | "patch", [Value::Semver(version)]) => {
                let index = ["major", "minor", "patch"]
                    .iter()
                    .position(|name| *name == function);
                let number = version.numbers[index.unwrap_or(0)];
                Value::Int(i64::try_from(number).unwrap_or(i64::MAX))
            }
            ("isGreaterThan", [Value::Semver(one), Value::Semver(other)]) => {
                Value::Bool(one.compare(other).is_gt())
            }
            ("isLessThan", [Value::Semver(one), Value::Semver(other)]) => {
                Value::Bool(one.compare(other).is_lt())
            }
            ("compareTo", [Value::Semver(one), Value::Semver(other)]) => order(one.compare(other)),
            _ => return None,
        }))
    }
}

fn cidr(text: &str) -> Result<Cidr> {
    Cidr::parse(text).map_err(|problem| {
        Failure::from(format!(
            "network address parse error during conversion from string: {problem}"
        ))
    })
}

fn url(text: &str) -> Result<Url> {
    Url::parse(text)
        .map_err(|problem| format!("URL parse error during conversion from string: {problem}").into())
}

fn semver<'a>(text: &str, lenient: bool) -> Result<Value<'a>> {
    Semver::parse(text, lenient).map(|version| Value::Semver(Arc::new(version)))
}

fn is_link_local(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => address.is_link_local(),
        IpAddr::V6(address) => address.is_unicast_link_local(),
    }
}
