//! Ranges of versions in a ClusterExtension.

/// The longest range that the API server accepts.
const LONGEST: usize = 64;
/// Longer operators first.
const OPERATORS: [&str; 11] = ["!=", ">=", "=>", "<=", "=<", "~>", "=", ">", "<", "~", "^"];

/// Whether a ClusterExtension can have this range of versions.
///
/// The syntax differs from that of OLM v0, which [`crate::ranges`] checks: parts may be missing, `~` and `^` are operators.
///
/// ```
/// use kubewright_bundle::v1::is_range;
///
/// assert!(is_range(">=1.2.0 <2.0.0 || ^3.1") && is_range("1.x"));
/// assert!(!is_range("latest") && !is_range(">=1.2.0<2.0.0"));
/// ```
#[must_use]
pub fn is_range(text: &str) -> bool {
    let mut parts = text.split("||").flat_map(|alternative| alternative.split(','));
    text.len() <= LONGEST && parts.all(are_comparisons)
}

/// Whether a text has at least one comparison, and nothing else. Spaces separate them, and may follow an operator.
fn are_comparisons(text: &str) -> bool {
    let mut words = text.split_whitespace().peekable();
    if words.peek().is_none() {
        return false;
    }
    while let Some(word) = words.next() {
        let version = without_operator(word);
        let version = match version.is_empty() {
            true => words.next().unwrap_or_default(),
            false => version,
        };
        if !is_version(version) {
            return false;
        }
    }
    true
}

fn without_operator(word: &str) -> &str {
    let mut rests = OPERATORS
        .iter()
        .filter_map(|operator| word.strip_prefix(operator));
    rests.next().unwrap_or(word)
}

/// A version with one to three numbers, each of which may be wild.
fn is_version(text: &str) -> bool {
    let text = text.strip_prefix('v').unwrap_or(text);
    let (text, build) = match text.split_once('+') {
        Some((text, build)) => (text, Some(build)),
        None => (text, None),
    };
    let (numbers, pre) = match text.split_once('-') {
        Some((numbers, pre)) => (numbers, Some(pre)),
        None => (text, None),
    };
    let is_number = |part: &str| match part {
        "x" | "X" | "*" | "0" => true,
        part => !part.is_empty() && !part.starts_with('0') && part.bytes().all(|byte| byte.is_ascii_digit()),
    };
    let is_word = |part: &str| {
        !part.is_empty()
            && part
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    let are_words = |text: Option<&str>| text.is_none_or(|text| text.split('.').all(is_word));
    numbers.split('.').count() <= 3 && numbers.split('.').all(is_number) && are_words(pre) && are_words(build)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_those_that_the_api_server_accepts() {
        let accepted = [
            "1.2.3",
            "v1.2",
            "*",
            " 1.X ",
            ">= 1.2.3, < 2",
            "=>1 =<2",
            "~>1.2 || ^2.0.0-rc.1+b-2",
            "!=1.2.3-a.b",
        ];
        for text in accepted {
            assert!(is_range(text), "{text}");
        }
        let long = format!("1.0.0-{}", "a".repeat(LONGEST));
        for text in [
            "",
            "garbage",
            "1.2.3.4",
            "01.2",
            "1..2",
            ">=",
            ">> 1",
            "1 ||",
            "1,,2",
            "1.0 - 2.0",
            "1.0.0-",
            "1.0.0+a..b",
            &long,
        ] {
            assert!(!is_range(text), "{text}");
        }
    }
}
