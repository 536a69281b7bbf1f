//! Host names, which may have letters and symbols of any script.

use std::sync::OnceLock;

use kubewright_cel::Regex;

/// A single label with at most one dash, after its first character; or labels before a domain of letters.
pub(super) fn is_hostname(text: &str) -> bool {
    let short = text.len() <= 255 && text.split('.').all(|part| part.len() <= 63);
    short && (is_single(text) || is_qualified(text))
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
        && domain.chars().all(|c| is_of(c, &LETTERS, r"^\p{L}$"))
}

fn is_member(c: char) -> bool {
    c.is_ascii_digit() || is_of(c, &MEMBERS, r"^[\p{S}\p{L}]$")
}

static LETTERS: OnceLock<Option<Regex>> = OnceLock::new();
static MEMBERS: OnceLock<Option<Regex>> = OnceLock::new();

fn is_of(c: char, class: &OnceLock<Option<Regex>>, pattern: &str) -> bool {
    if c.is_ascii_alphabetic() {
        return true;
    }
    let class = class.get_or_init(|| Regex::new(pattern).ok());
    class
        .as_ref()
        .is_some_and(|class| class.is_found_in(c.encode_utf8(&mut [0; 4])))
}
