//! Skips syntax without building a tree.

use proc_macro2::Delimiter;
use syn::buffer::Cursor;
use syn::parse::ParseStream;
use syn::{Ident, Token, Visibility};

use super::ItemKind;

/// The kind of the item that begins here, by its first words.
pub(super) enum Head {
    Data(ItemKind),
    Alias,
    Use,
    Extern,
    Module,
    Function,
    Impl,
    Trait,
    /// `extern "C" { ... }`.
    Block,
    /// A constant or static.
    Value,
    /// A macro, defined or called.
    Macro,
}

/// The end of an item's head.
pub(super) enum End {
    Body,
    Semicolon,
}

/// Skips outer attributes.
pub(super) fn attributes(input: ParseStream<'_>) -> syn::Result<()> {
    while input.peek(Token![#]) {
        token(input)?;
        token(input)?;
    }
    Ok(())
}

/// Skips one token or group.
pub(super) fn token(input: ParseStream<'_>) -> syn::Result<()> {
    input.step(|cursor| match next(*cursor) {
        Some(rest) => Ok(((), rest)),
        None => Err(cursor.error("unexpected end of file")),
    })
}

/// Skips everything that remains.
pub(super) fn rest(input: ParseStream<'_>) -> syn::Result<()> {
    input.step(|cursor| {
        let mut rest = *cursor;
        while let Some(after) = next(rest) {
            rest = after;
        }
        Ok(((), rest))
    })
}

/// Skips one token, without copying the contents of a group.
fn next(cursor: Cursor<'_>) -> Option<Cursor<'_>> {
    match cursor.any_group() {
        Some((_, _, _, rest)) => Some(rest),
        None => cursor.token_tree().map(|(_, rest)| rest),
    }
}

/// Classifies an item by the words after attributes and visibility, and for some kinds consumes these words.
pub(super) fn head(input: ParseStream<'_>) -> syn::Result<Head> {
    if input.peek(Token![;]) {
        return Err(input.error("expected an item, not an extra `;`"));
    }
    if input.peek(Token![extern]) && input.peek2(Token![crate]) {
        return Ok(Head::Extern);
    }
    input.step(|cursor| {
        let mut rest = *cursor;
        let mut foreign = false;
        loop {
            if let Some((word, after)) = rest.ident() {
                match keyword(&word, after) {
                    Some(head) => return Ok((head, after)),
                    None if MODIFIERS.iter().any(|modifier| word == modifier) => {
                        foreign |= word == "extern";
                        rest = after;
                    }
                    None => return Err(cursor.error("expected an item")),
                }
            } else if let Some((_, after)) = rest.literal().filter(|_| foreign) {
                rest = after;
            } else if foreign && rest.group(Delimiter::Brace).is_some() {
                return Ok((Head::Block, rest));
            } else if calls_macro(rest) {
                return Ok((Head::Macro, rest));
            } else {
                return Err(cursor.error("expected an item"));
            }
        }
    })
}

/// Words before the keyword of an item.
const MODIFIERS: [&str; 8] = [
    "const", "async", "unsafe", "safe", "default", "auto", "extern", "gen",
];

/// Whether the rest of a macro's path follows, with its `!`: `::b::c!`.
fn calls_macro(mut rest: Cursor<'_>) -> bool {
    while let Some(after) = after_sign(rest, ':') {
        let Some((_, after)) = after_sign(after, ':').and_then(Cursor::ident) else {
            return false;
        };
        rest = after;
    }
    after_sign(rest, '!').is_some()
}

fn after_sign(rest: Cursor<'_>, sign: char) -> Option<Cursor<'_>> {
    let (punct, after) = rest.punct()?;
    (punct.as_char() == sign).then_some(after)
}

fn keyword(word: &Ident, after: Cursor<'_>) -> Option<Head> {
    let names = |rest: Cursor<'_>| rest.ident().is_some();
    if word != "impl" && calls_macro(after) {
        return Some(Head::Macro);
    }
    let head = match word.to_string().as_str() {
        "struct" => Head::Data(ItemKind::Struct),
        "enum" => Head::Data(ItemKind::Enum),
        "union" if names(after) => Head::Data(ItemKind::Union),
        "type" => Head::Alias,
        "use" => Head::Use,
        "mod" => Head::Module,
        "fn" => Head::Function,
        "impl" => Head::Impl,
        "trait" => Head::Trait,
        "static" => Head::Value,
        "const" if !before_function(after) => Head::Value,
        "macro" if names(after) => Head::Macro,
        _ => return None,
    };
    Some(head)
}

fn before_function(cursor: Cursor<'_>) -> bool {
    let word = cursor.ident().map(|(word, _)| word.to_string());
    matches!(
        word.as_deref(),
        Some("fn" | "async" | "unsafe" | "extern" | "safe" | "gen" | "trait" | "impl" | "auto")
    )
}

/// Skips the name after `fn`, `trait` or another keyword; stops before a body.
pub(super) fn name(input: ParseStream<'_>) -> syn::Result<Option<Ident>> {
    input.step(|cursor| {
        let mut rest = *cursor;
        let mut keyword = false;
        while let Some((word, after)) = rest.ident() {
            if keyword {
                return Ok((Some(word), after));
            }
            keyword = ["fn", "trait", "type", "const", "static"]
                .iter()
                .any(|known| word == known)
                && !before_function(after);
            rest = match after.literal() {
                Some((_, after)) => after,
                None => after,
            };
        }
        Ok((None, *cursor))
    })
}

/// Skips to the body of an item, or past its semicolon.
pub(super) fn to_body(input: ParseStream<'_>) -> syn::Result<End> {
    input.step(|cursor| {
        let mut rest = *cursor;
        let mut angles = 0_usize;
        loop {
            if angles == 0 && rest.group(Delimiter::Brace).is_some() {
                return Ok((End::Body, rest));
            }
            let Some(mut after) = next(rest) else {
                return Err(cursor.error("this item has no end: expected `{` or `;`"));
            };
            if let Some((punct, _)) = rest.punct() {
                match punct.as_char() {
                    ';' => return Ok((End::Semicolon, after)),
                    '<' => angles += 1,
                    '>' => angles = angles.saturating_sub(1),
                    // The second character of an arrow is not a closing bracket.
                    '-' | '=' if after.punct().is_some_and(|(punct, _)| punct.as_char() == '>') => {
                        after = next(after).unwrap_or(after);
                    }
                    _ => {}
                }
            }
            rest = after;
        }
    })
}

/// Skips an item after its attributes: to its semicolon, or its braces if it has a body.
pub(super) fn item(input: ParseStream<'_>) -> syn::Result<()> {
    input.parse::<Visibility>()?;
    let value = input.step(|cursor| {
        let mut rest = *cursor;
        let mut value = false;
        while let Some((word, after)) = rest.ident() {
            value = word == "static" || (word == "const" && !before_function(after)) || word == "type";
            if value || word == "use" {
                value = true;
                break;
            }
            rest = after;
        }
        Ok((value, *cursor))
    })?;
    if value {
        return to_semicolon(input);
    }
    match to_body(input)? {
        End::Semicolon => Ok(()),
        End::Body => token(input),
    }
}

pub(super) fn to_semicolon(input: ParseStream<'_>) -> syn::Result<()> {
    input.step(|cursor| {
        let mut rest = *cursor;
        while let Some(after) = next(rest) {
            if rest.punct().is_some_and(|(punct, _)| punct.as_char() == ';') {
                return Ok(((), after));
            }
            rest = after;
        }
        Err(cursor.error("this item has no end: expected `;`"))
    })
}
