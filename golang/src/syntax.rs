//! What a Go file declares: types, string constants, methods, and the comments that belong to them.

use std::collections::BTreeMap;

use crate::token::Line;

/// A file.
#[derive(Clone, Debug, Default)]
pub struct File {
    /// The name of the file.
    pub name: String,
    /// The name of the package.
    pub package: String,
    /// Import paths by the name that the file uses, without `_` and `.`.
    pub(crate) imports: BTreeMap<String, String>,
    pub(crate) types: Vec<Type>,
    pub(crate) constants: Vec<Constant>,
    /// Receiver and name of every method.
    pub(crate) methods: Vec<(String, String)>,
    /// The markers at package level, without the `+`.
    pub(crate) markers: Vec<Marker>,
    /// Markers about roles and webhooks that controller-gen ignores, because they are not at package level.
    pub ignored: Vec<Marker>,
}

/// A marker at package level.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Marker {
    /// The text without the `+`.
    pub text: String,
    /// The line.
    pub line: usize,
}

/// A type declaration.
#[derive(Clone, Debug)]
pub(crate) struct Type {
    pub(crate) name: String,
    pub(crate) docs: Docs,
    pub(crate) alias: bool,
    pub(crate) generic: bool,
    pub(crate) ty: Expression,
    pub(crate) line: usize,
}

/// A constant whose value is a string.
#[derive(Clone, Debug)]
pub(crate) struct Constant {
    pub(crate) name: String,
    pub(crate) ty: String,
    pub(crate) value: String,
    pub(crate) docs: Docs,
}

/// The comments of an item.
#[derive(Clone, Debug, Default)]
pub(crate) struct Docs {
    /// The comment that touches the item.
    pub(crate) own: Vec<Line>,
    /// The comment above it, which a blank line separates: only its markers count.
    pub(crate) detached: Vec<Line>,
}

/// A type.
#[derive(Clone, Debug)]
pub(crate) enum Expression {
    Named {
        package: Option<String>,
        name: String,
    },
    Pointer(Box<Self>),
    /// A slice or an array.
    List(Box<Self>),
    Map(Box<Self>, Box<Self>),
    Struct(Vec<Field>),
    /// A type without a schema; the text names it.
    Other(&'static str),
}

/// A field.
#[derive(Clone, Debug)]
pub(crate) struct Field {
    pub(crate) name: String,
    pub(crate) embedded: bool,
    pub(crate) tag: Option<Tag>,
    pub(crate) docs: Docs,
    pub(crate) ty: Expression,
    pub(crate) line: usize,
}

/// The `json` part of a tag.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Tag {
    pub(crate) name: String,
    pub(crate) omits: bool,
    pub(crate) inline: bool,
    /// The field is not in JSON.
    pub(crate) skipped: bool,
}

impl Tag {
    /// Reads the `json` part of a struct tag.
    pub(crate) fn read(tag: &str) -> Option<Self> {
        let mut rest = tag.trim();
        let value = loop {
            let (key, after) = rest.split_once(":\"")?;
            let mut escaped = false;
            let end = after.char_indices().find_map(|(at, char)| {
                let ends = char == '"' && !escaped;
                escaped = char == '\\' && !escaped;
                ends.then_some(at)
            })?;
            if key.trim() == "json" {
                break &after[..end];
            }
            rest = &after[end + 1..];
        };
        let mut parts = value.split(',');
        let name = parts.next().unwrap_or_default().to_owned();
        let options: Vec<&str> = parts.collect();
        let has = |wanted: &str| options.iter().any(|option| option.trim() == wanted);
        Some(Self {
            omits: has("omitempty") || has("omitzero"),
            inline: has("inline") || name.is_empty(),
            skipped: value == "-",
            name,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags() {
        let tag = |text: &str| Tag::read(text).unwrap_or_default();
        assert_eq!(tag(r#"json:"size""#).name, "size");
        assert!(tag(r#"protobuf:"a,\"b\"" json:"size,omitempty""#).omits);
        assert!(tag(r#"json:",inline""#).inline);
        assert!(tag(r#"json:"-""#).skipped);
        assert_eq!(tag(r#"json:"-,""#).name, "-");
        assert!(Tag::read(r#"yaml:"size""#).is_none());
    }
}
