//! Ranges of versions, in the syntax of OLM: `>=1.0.0 <2.0.0 || 3.1.x`.

use semver::Version;

const OPERATORS: [&str; 9] = ["<=", ">=", "==", "!=", "!", "=", "<", ">", ""];

/// Checks a range.
///
/// ```
/// use kubewright_bundle::ranges::check;
///
/// assert!(check(">=1.0.0 <1.2.0 || 2.x").is_ok());
/// assert!(check("newer than 1").is_err());
/// ```
///
/// # Errors
///
/// The part that is no comparison with a version.
pub fn check(range: &str) -> Result<(), String> {
    for alternative in range.split("||") {
        let mut comparisons = comparisons(alternative).peekable();
        if comparisons.peek().is_none() {
            return Err(format!("`{range}` has an empty alternative"));
        }
        for (operator, version) in comparisons {
            if !is_version(version) {
                return Err(format!(
                    "`{operator}{version}` is not a comparison with a version"
                ));
            }
        }
    }
    Ok(())
}

/// Splits at spaces, except at those between an operator and its version.
fn comparisons(text: &str) -> impl Iterator<Item = (&str, &str)> {
    let mut rest = text.trim();
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let operator = OPERATORS.iter().find(|operator| rest.starts_with(**operator))?;
        rest = rest[operator.len()..].trim_start();
        let end = rest.find(|character: char| character.is_whitespace() || "<>=!".contains(character));
        let (version, after) = rest.split_at(end.unwrap_or(rest.len()));
        rest = after.trim_start();
        // An operator without a version must not end in a loop.
        if version.is_empty() {
            rest = "";
        }
        Some((*operator, version))
    })
}

/// A version, or one whose last numbers are `x`.
fn is_version(text: &str) -> bool {
    if Version::parse(text).is_ok() {
        return true;
    }
    let parts: Vec<_> = text.split('.').collect();
    let wild = parts.iter().position(|part| *part == "x");
    let number = |part: &&str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    wild.is_some_and(|at| {
        let (numbers, rest) = parts.split_at(at);
        at > 0 && parts.len() <= 3 && numbers.iter().all(number) && rest.iter().all(|part| *part == "x")
    })
}
