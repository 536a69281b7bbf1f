//! The docs of a kind whose derive is not ours.

use syn::{Attribute, Expr, Meta};

use super::{DocText, Place, Reader, docs::ungrouped};
use crate::{
    diagnostic::{Errors, Located},
    docs::Docs,
    markers::{self, Effect, On},
};

/// What is wrong with the docs of a kind that another derive describes.
///
/// Whoever reads a kind as that derive does checks its markers, except those of the whole project and those that are text. If the kind
/// is not read (`is_read` is false), all of them are checked here.
pub fn kind_docs(attrs: &[Attribute], text: DocText<'_>, is_read: bool) -> Errors<Located<Place>> {
    let mut reader = Reader::new(text);
    let (lines, spans) = reader.lines(attrs.iter().filter(|attr| !is_computed(attr)));
    let docs = Docs::read(lines.iter().map(|(line, place)| (line.as_ref(), *place)));
    if !is_read {
        for Located { place, message } in docs.errors {
            reader.error(spans[place], message);
        }
    }
    for (name, args, place) in docs.markers {
        if !is_read || is_collected(&name) {
            reader.applies(&name, &args, spans[place], On::TYPE.or(On::ROOT));
        }
    }
    reader.errors
}

/// Whether a macro makes the text, which only a reader that evaluates it knows.
fn is_computed(attr: &Attribute) -> bool {
    match &attr.meta {
        Meta::NameValue(meta) if meta.path.is_ident("doc") => !matches!(ungrouped(&meta.value), Expr::Lit(_)),
        Meta::NameValue(_) | Meta::List(_) | Meta::Path(_) => false,
    }
}

fn is_collected(name: &str) -> bool {
    let found = markers::find(name);
    found.is_some_and(|found| matches!(found.def.effect, Effect::Project(_)))
}
