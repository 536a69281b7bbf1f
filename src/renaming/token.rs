//! The tokens of a Rust file as a flat list. Macros need no special case: their input consists of tokens too.

use std::ops::Range;

use kubewright_analysis::source::nests_too_deep;
use proc_macro2::{Delimiter, Spacing, TokenStream, TokenTree};

/// A token.
pub(super) struct Token {
    pub(super) kind: Kind,
    /// Where it is in the text.
    pub(super) range: Range<usize>,
}

/// What a token is.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A word, without the prefix of raw identifiers.
    Word(String),
    /// A character; joint ones belong to the next character.
    Sign(char, bool),
    /// A number, a character or a string.
    Literal,
    /// The opening delimiter of a group, and the number of the closing one.
    Open(Delimiter, usize),
    /// A closing delimiter.
    Close,
}

/// The tokens of a text, without its comments; `None` if it is not Rust, or nests too deep to be read.
pub(super) fn tokens(text: &str) -> Option<Vec<Token>> {
    if nests_too_deep(text) {
        return None;
    }
    let stream: TokenStream = text.parse().ok()?;
    let mut found = Vec::new();
    collect(stream, text, &mut found);
    Some(found)
}

fn collect(stream: TokenStream, text: &str, found: &mut Vec<Token>) {
    for tree in stream {
        let range = tree.span().byte_range();
        // A doc comment is an attribute whose tokens all have the place of the comment.
        let is_comment = ["//", "/*"].iter().any(|start| {
            text.get(range.clone())
                .is_some_and(|text| text.starts_with(start))
        });
        if is_comment {
            continue;
        }
        let kind = match &tree {
            TokenTree::Ident(word) => Kind::Word(word.to_string().trim_start_matches("r#").to_owned()),
            TokenTree::Punct(sign) => Kind::Sign(sign.as_char(), sign.spacing() == Spacing::Joint),
            TokenTree::Literal(_) => Kind::Literal,
            TokenTree::Group(group) => {
                let open = found.len();
                found.push(Token {
                    kind: Kind::Open(group.delimiter(), 0),
                    range: group.span_open().byte_range(),
                });
                collect(group.stream(), text, found);
                found[open].kind = Kind::Open(group.delimiter(), found.len());
                found.push(Token {
                    kind: Kind::Close,
                    range: group.span_close().byte_range(),
                });
                continue;
            }
        };
        found.push(Token { kind, range });
    }
}

/// A list of tokens, which may be asked beyond its ends.
#[derive(Clone, Copy)]
pub(super) struct Tokens<'t>(pub(super) &'t [Token]);

impl<'t> Tokens<'t> {
    pub(super) fn word(self, at: usize) -> Option<&'t str> {
        match &self.0.get(at)?.kind {
            Kind::Word(word) => Some(word),
            Kind::Sign(..) | Kind::Literal | Kind::Open(..) | Kind::Close => None,
        }
    }

    pub(super) fn is_sign(self, at: usize, wanted: char) -> bool {
        matches!(self.0.get(at), Some(Token { kind: Kind::Sign(sign, _), .. }) if *sign == wanted)
    }

    /// The number of the closing delimiter, if a group with this delimiter starts here.
    pub(super) fn group(self, at: usize, wanted: Delimiter) -> Option<usize> {
        match self.0.get(at)?.kind {
            Kind::Open(delimiter, close) if delimiter == wanted => Some(close),
            _ => None,
        }
    }

    /// Whether `::` starts here.
    pub(super) fn is_separator(self, at: usize) -> bool {
        matches!(
            self.0.get(at),
            Some(Token {
                kind: Kind::Sign(':', true),
                ..
            })
        ) && self.is_sign(at + 1, ':')
    }
}
