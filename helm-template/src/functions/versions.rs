//! Versions, and constraints on them.

use std::{cmp::Ordering, rc::Rc};

use semver::Version;

use super::{
    Answer,
    arguments::{exactly, text},
};
use crate::{Native, Value, error::Reason};

pub(super) fn call(name: &str, all: &[Value]) -> Option<Answer> {
    Some(match name {
        "semver" => exactly(name, all).and_then(|[version]| {
            let version = text(name, version)?;
            let parsed = parse(version).ok_or_else(|| Reason::from("invalid semantic version"))?;
            Ok(Value::Native(Rc::new(Parsed(parsed, version.to_owned()))))
        }),
        "semverCompare" => exactly(name, all).and_then(|[constraint, version]| {
            let version =
                parse(text(name, version)?).ok_or_else(|| Reason::from("invalid semantic version"))?;
            Ok(Value::Bool(matches(text(name, constraint)?, &version)?))
        }),
        _ => return None,
    })
}

#[derive(Debug)]
struct Parsed(Version, String);

impl Native for Parsed {
    fn call(&self, method: &str, _: &[Value]) -> Option<Result<Value, String>> {
        let number = |number: u64| Value::Int(i64::try_from(number).unwrap_or(i64::MAX));
        Some(Ok(match method {
            "Major" => number(self.0.major),
            "Minor" => number(self.0.minor),
            "Patch" => number(self.0.patch),
            "Prerelease" => self.0.pre.as_str().into(),
            "Metadata" => self.0.build.as_str().into(),
            "Original" => self.1.as_str().into(),
            _ => return None,
        }))
    }

    fn print(&self) -> String {
        self.0.to_string()
    }
}

/// Reads a version that may lack parts, and start with `v`.
fn parse(text: &str) -> Option<Version> {
    let text = text.trim();
    let text = text.strip_prefix('v').unwrap_or(text);
    let end = text.find(['-', '+']).unwrap_or(text.len());
    let (numbers, rest) = text.split_at(end);
    let count = numbers.split('.').count();
    let missing = ".0".repeat(3_usize.checked_sub(count)?);
    Version::parse(&format!("{numbers}{missing}{rest}")).ok()
}

/// One comparison: the operator, the version, and how many of its parts are given.
struct Comparison<'c> {
    operator: &'c str,
    version: Version,
    parts: usize,
}

fn matches(constraint: &str, version: &Version) -> Result<bool, Reason> {
    for all in constraint.split("||") {
        let all = comparisons(all)?;
        if all.iter().all(|one| one.accepts(version)) {
            return Ok(true);
        }
    }
    Ok(false)
}

fn comparisons(text: &str) -> Result<Vec<Comparison<'_>>, Reason> {
    let unknown = || Reason::Unsupported(format!("the version constraint `{}`", text.trim()));
    let is_operator = |char: char| "=!<>~^".contains(char);
    let mut all = Vec::new();
    let mut rest = text.trim_start_matches([' ', ',']);
    while !rest.is_empty() {
        let end = rest.find(|char: char| !is_operator(char)).unwrap_or(rest.len());
        let operator = &rest[..end];
        rest = rest[end..].trim_start();
        let end = rest
            .find(|char: char| [' ', ','].contains(&char) || is_operator(char))
            .unwrap_or(rest.len());
        let (number, after) = rest.split_at(end);
        rest = after.trim_start_matches([' ', ',']);
        if rest.starts_with("- ") {
            return Err(unknown());
        }
        let base = number
            .split(['-', '+'])
            .next()
            .unwrap_or_default()
            .trim_start_matches('v');
        let is_wild = |part: &&str| ["x", "X", "*"].contains(part);
        let parts = base.split('.').take_while(|part| !is_wild(part)).count();
        let version = match base.split('.').any(|part| is_wild(&part)) {
            true => parse(&base.split('.').take(parts).collect::<Vec<_>>().join(".")).or_else(|| parse("0")),
            false => parse(number),
        };
        all.push(Comparison {
            operator,
            version: version.ok_or_else(unknown)?,
            parts,
        });
    }
    Ok(all)
}

impl Comparison<'_> {
    fn accepts(&self, version: &Version) -> bool {
        let wanted = &self.version;
        // A constraint without a prerelease does not accept any.
        if !version.pre.is_empty() && wanted.pre.is_empty() && self.operator != "!=" {
            return false;
        }
        let order = version.cmp_precedence(wanted);
        let numbers = |version: &Version| [version.major, version.minor, version.patch];
        let same = |count: usize| numbers(version)[..count] == numbers(wanted)[..count];
        match self.operator {
            "=" | "" | "==" if self.parts < 3 => same(self.parts),
            "=" | "" | "==" => order == Ordering::Equal,
            "!=" if self.parts < 3 => !same(self.parts),
            "!=" => order != Ordering::Equal,
            ">" if self.parts < 3 => order == Ordering::Greater && !same(self.parts),
            ">" => order == Ordering::Greater,
            "<" => order == Ordering::Less,
            ">=" | "=>" => order != Ordering::Less,
            "<=" | "=<" if self.parts < 3 => order != Ordering::Greater || same(self.parts),
            "<=" | "=<" => order != Ordering::Greater,
            "~" | "~>" => order != Ordering::Less && same(self.parts.clamp(0, 2)),
            "^" => {
                let first = numbers(wanted).iter().position(|part| *part != 0).unwrap_or(2);
                order != Ordering::Less && same(self.parts.min(first + 1))
            }
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn constraints_are_those_of_masterminds() {
        let all = [
            (">=1.19-0", "v1.36.0", true),
            (">=1.19-0", "1.36.1-gke.1", true),
            (">=1.19", "1.36.1-gke.1", false),
            ("<1.21-0", "1.20.9", true),
            ("^1.2", "1.9.0", true),
            ("^0.2.3", "0.3.0", false),
            ("~1.2.3", "1.2.9", true),
            ("~1.2.3", "1.3.0", false),
            ("1.2.x", "1.2.7", true),
            (">= 1.2, < 2.0", "1.9.0", true),
            ("<1 || >2", "2.5.0", false),
            ("<1 || >=2", "2.5.0", true),
            ("!=1.2.3", "1.2.4", true),
        ];
        for (constraint, version, expected) in all {
            assert_eq!(
                matches(constraint, &parse(version).unwrap()),
                Ok(expected),
                "{constraint} {version}"
            );
        }
        assert!(matches("1.0 - 2.0", &parse("1.5").unwrap()).is_err());
    }
}
