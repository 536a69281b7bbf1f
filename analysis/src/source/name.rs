//! Paths in code.

use std::fmt;

use syn::ext::IdentExt;

/// A path without generic arguments: `super::spec::Size`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Name {
    /// Whether it begins with `::`.
    pub global: bool,
    /// Its segments, raw identifiers without `r#`.
    pub segments: Vec<String>,
}

impl Name {
    /// The path without generic arguments.
    #[must_use]
    pub fn of(path: &syn::Path) -> Self {
        let segments = path
            .segments
            .iter()
            .map(|segment| segment.ident.unraw().to_string())
            .collect();
        Self {
            global: path.leading_colon.is_some(),
            segments,
        }
    }

    /// The path with these segments, where an empty first segment stands for a leading `::`.
    #[must_use]
    pub fn of_segments(segments: &[String]) -> Self {
        let (global, segments) = match segments {
            [first, rest @ ..] if first.is_empty() => (true, rest),
            all => (false, all),
        };
        Self {
            global,
            segments: segments
                .iter()
                .map(|part| part.trim_start_matches("r#").to_owned())
                .collect(),
        }
    }

    /// The path of a type, if the type is a path: not a reference, tuple or array, and not `<T as Trait>::Name`.
    #[must_use]
    pub fn of_type(ty: &syn::Type) -> Option<Self> {
        match ty {
            syn::Type::Path(ty) if ty.qself.is_none() => Some(Self::of(&ty.path)),
            syn::Type::Group(group) => Self::of_type(&group.elem),
            syn::Type::Paren(paren) => Self::of_type(&paren.elem),
            _ => None,
        }
    }
}

impl From<&str> for Name {
    fn from(text: &str) -> Self {
        let (global, text) = text.strip_prefix("::").map_or((false, text), |rest| (true, rest));
        Self {
            global,
            segments: text.split("::").map(|part| part.trim().to_owned()).collect(),
        }
    }
}

impl fmt::Display for Name {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let start = if self.global { "::" } else { "" };
        write!(out, "{start}{}", self.segments.join("::"))
    }
}
