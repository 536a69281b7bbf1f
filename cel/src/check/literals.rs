//! What the API server asks of literals beyond their types.

use super::format;
use crate::check::Checked;
use crate::error::{Problem, problem};
use crate::tree::{Id, Kind};
use crate::types::Type;

/// Finds lists and maps whose parts have several types, and texts that `format` cannot fill. Arguments of `format` may have several
/// types.
pub(crate) fn literals(checked: &Checked) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut open = vec![(checked.tree.root, false)];
    while let Some((id, mut exempt)) = open.pop() {
        match checked.tree.kind(id) {
            Kind::List(elements) if !exempt => {
                let parts = elements.iter().map(|element| (element.value, element.optional));
                homogeneous(checked, parts, &mut problems);
            }
            Kind::Map(entries) if !exempt => {
                let keys = entries.iter().map(|entry| (entry.key, false));
                homogeneous(checked, keys, &mut problems);
                let values = entries.iter().map(|entry| (entry.value, entry.optional));
                homogeneous(checked, values, &mut problems);
            }
            Kind::Call {
                function,
                target,
                arguments,
            } if function.as_ref() == "format" => {
                exempt = true;
                if let Err(text) = format::check(checked, *target, arguments) {
                    problems.push(*problem(checked.tree.at(id), text));
                }
            }
            _ => {}
        }
        open.extend(checked.tree.children(id).into_iter().map(|child| (child, exempt)));
    }
    problems
}

fn homogeneous(checked: &Checked, parts: impl Iterator<Item = (Id, bool)>, problems: &mut Vec<Problem>) {
    let mut first: Option<Type> = None;
    for (id, optional) in parts {
        let ty = &checked.types[id];
        let ty = if optional { ty.unwrapped().0 } else { ty.clone() };
        let Some(first) = &first else {
            first = Some(ty);
            continue;
        };
        if *first != ty {
            let text = format!("has values of the types `{first}` and `{ty}` in one list or map");
            let message = problem(checked.tree.at(id), text);
            problems.push(*message.help("use values of one type, or `dyn(…)` for all of them"));
            return;
        }
    }
}
