//! Host names, which may have letters and symbols of any script.

#[cfg(feature = "regex")]
use std::sync::LazyLock;

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
    #[cfg(feature = "regex")]
    if !c.is_ascii() {
        static MEMBERS: Class = LazyLock::new(|| Regex::new(r"^[\p{S}\p{L}]$").ok());
        return is_of(&MEMBERS, c);
    }
    c.is_ascii_alphanumeric() || "$+<=>^`|~".contains(c)
}

fn is_letter(c: char) -> bool {
    #[cfg(feature = "regex")]
    if !c.is_ascii() {
        static LETTERS: Class = LazyLock::new(|| Regex::new(r"^\p{L}$").ok());
        return is_of(&LETTERS, c);
    }
    c.is_ascii_alphabetic()
}

/// The characters that match a pattern.
#[cfg(feature = "regex")]
type Class = LazyLock<Option<Regex>>;

#[cfg(feature = "regex")]
fn is_of(class: &Class, c: char) -> bool {
    class
        .as_ref()
        .is_some_and(|class| class.is_found_in(c.encode_utf8(&mut [0; 4])))
}
