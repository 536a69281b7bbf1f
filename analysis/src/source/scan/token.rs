//! The lengths of Rust's tokens and comments, as far as it takes to find where they end.

use std::ops::Range;

/// The tokens of a part of a text, with comments and space between them.
pub(super) fn all(text: &str, part: &Range<usize>) -> impl Iterator<Item = Range<usize>> {
    let bytes = &text.as_bytes()[..part.end];
    let mut at = part.start;
    std::iter::from_fn(move || {
        let rest = bytes.get(at..).filter(|rest| !rest.is_empty())?;
        let start = at;
        at += length(rest).min(rest.len());
        Some(start..at)
    })
}

/// Whether a token is a comment.
pub(super) fn is_comment(token: &[u8]) -> bool {
    token.starts_with(b"//") || token.starts_with(b"/*")
}

/// The bytes of one comment, literal, word or other character at the beginning of `rest`.
pub(super) fn length(rest: &[u8]) -> usize {
    match rest {
        [b'/', b'/', ..] => rest.iter().position(|&byte| byte == b'\n').unwrap_or(rest.len()),
        [b'/', b'*', ..] => block_comment(rest),
        [b'"', ..] => quoted(rest, 1),
        [b'\'', ..] => quote(rest),
        [byte, ..] if starts_word(*byte) => word_or_literal(rest),
        [byte, ..] if byte.is_ascii_digit() => word(rest),
        _ => 1,
    }
}

/// Returns whether a byte begins a word.
pub(super) fn starts_word(byte: u8) -> bool {
    byte.is_ascii_alphabetic() || byte == b'_' || !byte.is_ascii()
}

fn word(rest: &[u8]) -> usize {
    let goes_on = |byte: &u8| starts_word(*byte) || byte.is_ascii_digit();
    rest.iter().position(|byte| !goes_on(byte)).unwrap_or(rest.len())
}

/// A word, unless it is the prefix of a literal: `r#"…"#`, `b'x'`, `c"…"`; `r#name` is a word and a `#`.
fn word_or_literal(rest: &[u8]) -> usize {
    let length = word(rest);
    let (prefix, after) = rest.split_at(length);
    match (prefix, after.first()) {
        (b"b", Some(b'\'')) => length + quoted_by(&after[1..], b'\'') + 1,
        (b"b" | b"c", Some(b'"')) => quoted(rest, length + 1),
        (b"r" | b"br" | b"cr", Some(b'"' | b'#')) => raw(rest, length).unwrap_or(length),
        _ => length,
    }
}

/// The length of a raw string whose hashes begin at `start`; `None` if it is a raw identifier.
fn raw(rest: &[u8], start: usize) -> Option<usize> {
    let hashes = rest[start..].iter().take_while(|&&byte| byte == b'#').count();
    let body = start + hashes + 1;
    if rest.get(start + hashes) != Some(&b'"') {
        return (hashes == 1).then(|| start + 1 + word(&rest[start + 1..]));
    }
    let mut at = body;
    while let Some(quote) = rest[at..].iter().position(|&byte| byte == b'"') {
        at += quote + 1;
        let closing = rest[at..]
            .iter()
            .take(hashes)
            .take_while(|&&byte| byte == b'#')
            .count();
        if closing == hashes {
            return Some(at + hashes);
        }
    }
    Some(rest.len())
}

fn quoted(rest: &[u8], start: usize) -> usize {
    start + quoted_by(&rest[start..], b'"')
}

/// The bytes up to and including the closing quote.
fn quoted_by(rest: &[u8], quote: u8) -> usize {
    let mut at = 0;
    while let Some(&byte) = rest.get(at) {
        at += 1;
        if byte == quote {
            return at;
        }
        if byte == b'\\' {
            at += 1;
        }
    }
    rest.len()
}

/// A character literal or a lifetime.
fn quote(rest: &[u8]) -> usize {
    match rest.get(1) {
        Some(b'\\') => (1 + quoted_by(&rest[1..], b'\'')).min(rest.len()),
        Some(&byte) if starts_word(byte) => {
            let length = 1 + word(&rest[1..]);
            // `'a'` is a character, `'a` a lifetime. Multi-byte characters are handled alike.
            if rest.get(length) == Some(&b'\'') {
                length + 1
            } else {
                length
            }
        }
        Some(_) if rest.get(2) == Some(&b'\'') => 3,
        Some(_) | None => 1,
    }
}

fn block_comment(rest: &[u8]) -> usize {
    let (mut at, mut depth) = (2, 1_usize);
    while depth > 0 && at < rest.len() {
        match &rest[at..] {
            [b'/', b'*', ..] => (depth, at) = (depth + 1, at + 2),
            [b'*', b'/', ..] => (depth, at) = (depth - 1, at + 2),
            _ => at += 1,
        }
    }
    at
}
