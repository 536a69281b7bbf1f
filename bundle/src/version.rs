//! Semantic versions.

/// Whether a text is a semantic version without a leading `v`.
///
/// ```
/// use kubewright_bundle::version::is_semantic;
///
/// assert!(is_semantic("1.2.0-rc.1+build.5"));
/// assert!(!is_semantic("v1.2.0") && !is_semantic("1.2") && !is_semantic("1.02.0"));
/// ```
#[must_use]
pub fn is_semantic(text: &str) -> bool {
    let (rest, build) = text
        .split_once('+')
        .map_or((text, None), |(rest, build)| (rest, Some(build)));
    let (core, pre) = rest
        .split_once('-')
        .map_or((rest, None), |(core, pre)| (core, Some(pre)));
    let numbers: Vec<_> = core.split('.').collect();
    let is_word =
        |part: &str| !part.is_empty() && part.bytes().all(|c| c.is_ascii_alphanumeric() || c == b'-');
    let is_digits = |part: &str| part.bytes().all(|c| c.is_ascii_digit());
    let has_no_zero = |part: &str| part == "0" || !part.starts_with('0');
    numbers.len() == 3
        && numbers
            .iter()
            .all(|part| !part.is_empty() && is_digits(part) && has_no_zero(part))
        && pre.is_none_or(|pre| {
            pre.split('.')
                .all(|part| is_word(part) && (!is_digits(part) || has_no_zero(part)))
        })
        && build.is_none_or(|build| build.split('.').all(is_word))
}
