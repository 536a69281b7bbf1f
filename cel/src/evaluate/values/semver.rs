//! Semantic versions.

use std::cmp::Ordering;

use super::super::Result;

/// A version. Build metadata does not count in comparisons.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Semver {
    pub(crate) numbers: [u64; 3],
    /// The identifiers of a pre-release.
    pre: Vec<String>,
}

impl Semver {
    pub(crate) fn parse(text: &str, lenient: bool) -> Result<Self> {
        let normal;
        let text = if lenient {
            normal = normalized(text)?;
            normal.as_str()
        } else {
            text
        };
        if text.is_empty() {
            return Err("Version string empty".into());
        }
        let parts: Vec<&str> = text.splitn(3, '.').collect();
        let [major, minor, rest] = parts.as_slice() else {
            return Err("No Major.Minor.Patch elements found".into());
        };
        let (rest, build) = match rest.split_once('+') {
            Some((rest, build)) => (rest, Some(build)),
            None => (*rest, None),
        };
        let (patch, pre) = match rest.split_once('-') {
            Some((patch, pre)) => (patch, Some(pre)),
            None => (rest, None),
        };
        let numbers = [number(major)?, number(minor)?, number(patch)?];
        let is_word = |word: &str| {
            !word.is_empty()
                && word
                    .bytes()
                    .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
        };
        if build.is_some_and(|build| !build.split('.').all(is_word)) {
            return Err("Build meta data is empty".into());
        }
        let pre: Vec<String> = pre.map_or_else(Vec::new, |pre| pre.split('.').map(str::to_owned).collect());
        for word in &pre {
            let is_number = word.bytes().all(|byte| byte.is_ascii_digit());
            if !is_word(word) || (is_number && word.len() > 1 && word.starts_with('0')) {
                return Err(format!("Invalid character(s) found in prerelease {word:?}").into());
            }
        }
        Ok(Self { numbers, pre })
    }

    pub(crate) fn compare(&self, other: &Self) -> Ordering {
        self.numbers
            .cmp(&other.numbers)
            .then_with(|| match (self.pre.is_empty(), other.pre.is_empty()) {
                (true, true) => Ordering::Equal,
                (true, false) => Ordering::Greater,
                (false, true) => Ordering::Less,
                (false, false) => {
                    let pairs = self.pre.iter().zip(&other.pre);
                    let different = pairs
                        .map(|(one, other)| compare_words(one, other))
                        .find(|order| order.is_ne());
                    different.unwrap_or_else(|| self.pre.len().cmp(&other.pre.len()))
                }
            })
    }
}

/// Numbers come before words.
fn compare_words(one: &str, other: &str) -> Ordering {
    match (one.parse::<u64>(), other.parse::<u64>()) {
        (Ok(one), Ok(other)) => one.cmp(&other),
        (Ok(_), Err(_)) => Ordering::Less,
        (Err(_), Ok(_)) => Ordering::Greater,
        (Err(_), Err(_)) => one.cmp(other),
    }
}

fn number(text: &str) -> Result<u64> {
    if text.is_empty() || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(format!("Invalid character(s) found in number {text:?}").into());
    }
    if text.len() > 1 && text.starts_with('0') {
        return Err(format!("Number must not contain leading zeroes {text:?}").into());
    }
    text.parse()
        .map_err(|_| format!("strconv.ParseUint: parsing {text:?}: value out of range").into())
}

/// Fills up a short version, and drops a `v` and leading zeros.
fn normalized(text: &str) -> Result<String> {
    let text = text.strip_prefix('v').unwrap_or(text);
    let parts = text.splitn(3, '.').map(|part| {
        if part.len() < 2 {
            return part.to_owned();
        }
        let plain = part.trim_start_matches('0');
        if plain.starts_with(|c: char| c.is_ascii_digit()) {
            plain.to_owned()
        } else {
            format!("0{plain}")
        }
    });
    let mut parts: Vec<String> = parts.collect();
    if parts.len() < 3 {
        if parts.last().is_some_and(|last| last.contains(['+', '-'])) {
            return Err("short version cannot contain PreRelease/Build meta data".into());
        }
        parts.resize(3, "0".to_owned());
    }
    Ok(parts.join("."))
}
