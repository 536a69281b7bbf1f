//! `format` with a text and a list that are both literals.

use crate::check::Checked;
use crate::tree::{Id, Kind, Literal};
use crate::types::Type;

/// Checks that each clause of the text has an argument of a type that it can show.
pub(super) fn check(checked: &Checked, target: Option<Id>, arguments: &[Id]) -> Result<(), String> {
    let (Some(target), [list]) = (target, arguments) else {
        return Ok(());
    };
    let (Kind::Literal(Literal::Text(text)), Kind::List(elements)) =
        (checked.tree.kind(target), checked.tree.kind(*list))
    else {
        return Ok(());
    };
    let mut next = elements.iter();
    let mut rest = text.as_ref();
    while let Some(at) = rest.find('%') {
        rest = &rest[at + 1..];
        if let Some(after) = rest.strip_prefix('%') {
            rest = after;
            continue;
        }
        let clause = clause(&mut rest)?;
        let Some(argument) = next.next() else {
            return Err(format!("has no argument for `%{clause}` of `format`"));
        };
        if let Some(ty) = refused(checked, clause, argument.value) {
            return Err(format!("formats a value of type `{ty}` with `%{clause}`"));
        }
    }
    match next.count() {
        0 => Ok(()),
        more => Err(format!("passes {more} arguments too many to `format`")),
    }
}

/// Takes the precision and the letter after a percent sign.
fn clause(rest: &mut &str) -> Result<char, String> {
    if let Some(after) = rest.strip_prefix('.') {
        let end = after.find(|c: char| !c.is_ascii_digit()).unwrap_or(after.len());
        let precision = after[..end].parse::<i64>();
        if precision.is_err() || end == after.len() {
            return Err("has a precision without a number in the text of `format`".to_owned());
        }
        *rest = &after[end..];
    }
    let mut letters = rest.chars();
    let Some(letter) = letters.next() else {
        return Err("has a `%` at the end of the text of `format`".to_owned());
    };
    *rest = letters.as_str();
    if "sdfebxXo".contains(letter) {
        return Ok(letter);
    }
    Err(format!(
        "has the unknown clause `%{letter}` in the text of `format`"
    ))
}

/// The type of an argument that a clause cannot show.
fn refused(checked: &Checked, clause: char, id: Id) -> Option<Type> {
    let ty = &checked.types[id];
    let fits = match clause {
        _ if *ty == Type::Dyn => true,
        's' => return unshown(checked, id),
        'd' | 'o' => matches!(ty, Type::Int | Type::Uint),
        'f' | 'e' => matches!(ty, Type::Double | Type::Text),
        'b' => matches!(ty, Type::Int | Type::Uint | Type::Bool),
        _ => matches!(ty, Type::Int | Type::Uint | Type::Text | Type::Bytes),
    };
    (!fits).then(|| ty.clone())
}

/// The type of a value that has no text, or of a part of it.
fn unshown(checked: &Checked, id: Id) -> Option<Type> {
    let ty = &checked.types[id];
    if matches!(
        ty,
        Type::Object(_) | Type::Named(_) | Type::Opaque(..) | Type::Error
    ) {
        return Some(ty.clone());
    }
    match checked.tree.kind(id) {
        Kind::List(_) | Kind::Map(_) => {
            let parts = checked.tree.children(id);
            parts.into_iter().find_map(|part| unshown(checked, part))
        }
        _ => None,
    }
}
