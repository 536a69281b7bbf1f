//! Host names, which may have letters and symbols of any script.

#[cfg(feature = "regex")]
use std::sync::OnceLock;

#[cfg(feature = "regex")]
use crate::Regex;

/// A single label with at most one dash, after its first character; or labels before a domain of letters. `None` if only the feature
/// `regex` could tell whether its characters are letters or symbols.
pub(super) fn is_hostname(text: &str) -> Option<bool> {
    let short = text.len() <= 255 && text.split('.').all(|part| part.len() <= 63);
    if !short {
        return Some(false);
    }
    if cfg!(not(feature = "regex")) && !text.is_ascii() {
        return None;
    }
    Some(is_single(text) || is_qualified(text))
}

fn is_single(text: &str) -> bool {
    let mut chars = text.chars();
    if !chars.next().is_some_and(is_member) {
        return false;
    }
    let rest = chars.as_str();
    let rest = rest.strip_prefix('-').unwrap_or(rest);
    rest.chars().count() <= 62 && rest.chars().all(is_member)
}

fn is_qualified(text: &str) -> bool {
    let Some((labels, domain)) = text.rsplit_once('.') else {
        return false;
    };
    let is_label = |label: &str| {
        let chars: Vec<_> = label.chars().collect();
        let ends =
            chars.first().copied().is_some_and(is_member) && chars.last().copied().is_some_and(is_member);
        ends && chars.len() <= 63 && chars.iter().all(|c| *c == '-' || is_member(*c))
    };
    labels.split('.').all(is_label)
        && (2..=63).contains(&domain.chars().count())
        && domain.chars().all(is_letter)
}

/// Of ASCII, `\p{S}` has these symbols.
fn is_member(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_alphanumeric() || "$+<=>^`|~".contains(c);
    }
    is_of(c, Class::Members)
}

fn is_letter(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_alphabetic();
    }
    is_of(c, Class::Letters)
}

enum Class {
    Letters,
    Members,
}

#[cfg(feature = "regex")]
fn is_of(c: char, class: Class) -> bool {
    static LETTERS: OnceLock<Option<Regex>> = OnceLock::new();
    static MEMBERS: OnceLock<Option<Regex>> = OnceLock::new();
    let class = match class {
        Class::Letters => LETTERS.get_or_init(|| Regex::new(r"^\p{L}$").ok()),
        Class::Members => MEMBERS.get_or_init(|| Regex::new(r"^[\p{S}\p{L}]$").ok()),
    };
    class
        .as_ref()
        .is_some_and(|class| class.is_found_in(c.encode_utf8(&mut [0; 4])))
}

#[cfg(not(feature = "regex"))]
fn is_of(_: char, class: Class) -> bool {
    match class {
        Class::Letters | Class::Members => false,
    }
}
