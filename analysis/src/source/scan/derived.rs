//! Derives in text that is not parsed, and the other names that a file gives them.

use std::ops::Range;

use super::token;

/// The words and other tokens of a part of a text, without comments and space, and their places.
fn tokens<'a>(text: &'a str, part: &Range<usize>) -> impl Iterator<Item = (&'a [u8], usize)> {
    let bytes = text.as_bytes();
    let all = token::all(text, part).map(move |range| (&bytes[range.clone()], range.start));
    all.filter(|(token, _)| !token::is_comment(token) && !token[0].is_ascii_whitespace())
}

/// The place of the first derive with a name in a part of a text.
pub(in crate::source) fn derive(text: &str, part: &Range<usize>, name: &str) -> Option<Range<usize>> {
    let mut before: &[u8] = b"";
    let mut is_inside = false;
    for (token, at) in tokens(text, part) {
        match token {
            b"(" => is_inside |= before == b"derive",
            b")" => is_inside = false,
            word if is_inside && word == name.as_bytes() => return Some(at..at + name.len()),
            _ => {}
        }
        before = token;
    }
    None
}

/// Pairs of words with `as` between them in a `use`: the name of something, and the one that this file gives it.
pub(in crate::source) fn renamed(text: &str) -> Vec<(String, String)> {
    // Hardly any file has one.
    if !text.contains(" as ") {
        return Vec::new();
    }
    let whole = 0..text.len();
    let mut before: [&[u8]; 2] = [b"", b""];
    let mut is_use = false;
    let mut found = Vec::new();
    let word = |token: &[u8]| String::from_utf8_lossy(token).into_owned();
    for (token, _) in tokens(text, &whole) {
        match token {
            b"use" => is_use = true,
            // `use<'a>` is no import.
            b";" | b"<" => is_use = false,
            _ if is_use && before[1] == b"as" => found.push((word(before[0]), word(token))),
            _ => {}
        }
        before = [before[1], token];
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn derives_are_told_from_text_about_them() {
        let text = "\
// #[derive(Kind)]
let a = \"#[derive(Kind)]\"; derive(other); Kind(derive);
#[derive(Clone, kube::Kind)] struct A;";
        let at = derive(text, &(0..text.len()), "Kind").unwrap();
        assert_eq!(&text[at.start - 6..at.end], "kube::Kind");
        assert_eq!(derive(text, &(0..at.start), "Kind"), None);
    }

    #[test]
    fn other_names_are_found() {
        let text =
            "use a::{B as C, d as _}; // E as F\nstruct X(<T as Deserialize>::Y); fn f() { g() as u8 }";
        let found = renamed(text);
        let found: Vec<_> = found
            .iter()
            .map(|(of, name)| (of.as_str(), name.as_str()))
            .collect();
        assert_eq!(found, [("B", "C"), ("d", "_")]);
    }
}
