//! Splits Rust source into items, each with the comments above it.

use std::collections::BTreeMap;
use std::ops::Range;

use kubewright_analysis::source::nests_too_deep;
use syn::Item;
use syn::spanned::Spanned as _;

use super::imports::Import;

/// A source file in parts.
pub(super) struct Source {
    /// The license header and the documentation of the file.
    pub(super) head: String,
    /// The imports, wherever they are.
    pub(super) uses: Vec<Import>,
    /// The other items.
    pub(super) items: Vec<Piece>,
    /// The text after the last item.
    pub(super) tail: String,
}

/// An item, with the comments and empty lines above it.
pub(super) struct Piece {
    /// Its kind and name, by which it is found in another text.
    pub(super) key: String,
    pub(super) text: String,
}

impl Source {
    pub(super) fn parse(text: &str) -> Option<Self> {
        if nests_too_deep(text) {
            return None;
        }
        let file = syn::parse_file(text).ok()?;
        let documented = file
            .attrs
            .last()
            .map_or(0, |attr| line_end(text, attr.span().byte_range().end));
        let mut at = documented.max(header(text));
        let head = text[..at].to_owned();
        let (mut uses, mut items) = (Vec::new(), Vec::new());
        let mut seen: BTreeMap<String, usize> = BTreeMap::new();
        for item in &file.items {
            let range = item.span().byte_range();
            let end = line_end(text, range.end);
            // Two items on one line cannot be told apart by lines.
            let piece = text.get(at..end)?;
            let start = std::mem::replace(&mut at, end);
            match item {
                Item::Use(item) => {
                    uses.push(Import::new(item, piece, range.start - start..range.end - start));
                }
                _ => {
                    let mut key = key(item, text, range);
                    let count = seen.entry(key.clone()).or_default();
                    *count += 1;
                    if *count > 1 {
                        key = format!("{key} {count}");
                    }
                    items.push(Piece {
                        key,
                        text: piece.to_owned(),
                    });
                }
            }
        }
        let tail = text.get(at..)?.to_owned();
        Some(Self {
            head,
            uses,
            items,
            tail,
        })
    }

    /// Whether two modules, types or functions have one name.
    pub(super) fn has_repeated(&self) -> bool {
        let is_named = |key: &str| {
            ["mod ", "type ", "fn ", "const "]
                .iter()
                .any(|kind| key.starts_with(kind))
        };
        let mut keys = self.items.iter().map(|item| item.key.as_str());
        keys.any(|key| is_named(key) && key.ends_with(" 2"))
    }

    pub(super) fn find(&self, key: &str) -> Option<&str> {
        let mut items = self.items.iter();
        items.find(|item| item.key == key).map(|item| item.text.as_str())
    }
}

/// The end of the comment at the top, if an empty line follows it.
fn header(text: &str) -> usize {
    let is_comment =
        |line: &&str| line.starts_with("//") && !line.starts_with("///") && !line.starts_with("//!");
    let lines = text.split_inclusive('\n');
    let end: usize = lines.take_while(is_comment).map(str::len).sum();
    if text[end..].starts_with('\n') { end } else { 0 }
}

/// The end of the line, if nothing but a comment follows on it.
fn line_end(text: &str, at: usize) -> usize {
    let rest = &text[at..];
    let line = rest.find('\n').map_or(rest.len(), |end| end + 1);
    let after = rest[..line].trim();
    if after.is_empty() || after.starts_with("//") {
        at + line
    } else {
        at
    }
}

fn key(item: &Item, text: &str, range: Range<usize>) -> String {
    let named = |kind: &str, name: &syn::Ident| format!("{kind} {name}");
    match item {
        Item::Const(item) => named("const", &item.ident),
        Item::Enum(item) => named("type", &item.ident),
        Item::Fn(item) => named("fn", &item.sig.ident),
        Item::Mod(item) => named("mod", &item.ident),
        Item::Static(item) => named("const", &item.ident),
        Item::Struct(item) => named("type", &item.ident),
        Item::Trait(item) => named("type", &item.ident),
        Item::Type(item) => named("type", &item.ident),
        Item::Union(item) => named("type", &item.ident),
        Item::Impl(item) => {
            let start = item.impl_token.span.byte_range().start;
            let open = item.brace_token.span.open().byte_range().start;
            text.get(start..open).unwrap_or_default().trim().to_owned()
        }
        _ => text.get(range).unwrap_or_default().trim().to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_that_nests_too_deep_is_not_parsed() {
        let nested = |depth: usize| format!("fn f() {{ {}1{} }}", "(".repeat(depth), ")".repeat(depth));
        assert!(Source::parse(&nested(20)).is_some());
        assert!(Source::parse(&nested(100_000)).is_none());
    }

    #[test]
    fn every_byte_is_in_one_part() {
        let text = "// License\n\n//! Docs.\n\nuse a::B;\n\n/// A function.\n#[inline]\nfn f() {} // end\n\nimpl A for B {\n}\n// tail\n";
        let source = Source::parse(text).unwrap();
        assert_eq!(source.head, "// License\n\n//! Docs.\n");
        let keys: Vec<_> = source.items.iter().map(|item| item.key.as_str()).collect();
        assert_eq!(keys, ["fn f", "impl A for B"]);
        assert_eq!(source.tail, "// tail\n");
        let items: String = source.items.iter().map(|item| item.text.as_str()).collect();
        let uses: String = source.uses.iter().map(|import| import.text.as_str()).collect();
        assert_eq!(source.head + &uses + &items + &source.tail, text);
    }
}
