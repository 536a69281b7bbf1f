//! The registered name that a name is probably a typo of.

use crate::{
    markers::{Def, VALIDATION, all, csv, declarative, find},
    suggest,
};

/// The registered name that `name` is probably a typo of.
pub fn nearest(name: &str) -> Option<String> {
    if name.starts_with(csv::PREFIX) {
        return Some(csv::CSV.to_owned());
    }
    let names = || all().map(|def| def.name);
    // `validation:MinLength`, `keys:MinLength`: only the beginning is missing.
    if name.contains(':')
        && let Some(known) = names().find(|known| is_end_of(name, known))
    {
        return Some(known.to_owned());
    }
    if name.starts_with(declarative::PREFIX) {
        let own = names().filter(|known| known.starts_with(declarative::PREFIX));
        if let Some(near) = suggest::nearest(name, own) {
            return Some(near.to_owned());
        }
    }
    if let Some(near) = suggest::nearest(name, names()) {
        return Some(near.to_owned());
    }
    // `MinLength`, `kubebuilder:MinLength`, `kubebuilder:validation:default`: the last word is right.
    let (prefix, last) = parts(name);
    let steps = steps(prefix);
    let by_last_word = |exact: bool| {
        names().find(|known| {
            let word = parts(known).1;
            if exact {
                word == last
            } else {
                word.eq_ignore_ascii_case(last)
            }
        })
    };
    let behind_steps = || Some(format!("{VALIDATION}{steps}{last}")).filter(|nested| find(nested).is_some());
    let known = (!steps.is_empty()).then(behind_steps).flatten();
    let known = known.or_else(|| {
        let known = by_last_word(true).or_else(|| by_last_word(false));
        known.map(str::to_owned)
    });
    if known.is_some() {
        return known;
    }
    let siblings = names().filter_map(|known| known.strip_prefix(VALIDATION));
    // A bare word of a few letters is near to everything.
    let bare = prefix.is_empty() && last.len() >= LONG_WORD;
    if bare || prefix.starts_with(OURS) {
        return suggest::nearest(last, siblings).map(|near| format!("{VALIDATION}{steps}{near}"));
    }
    None
}

/// The same for `name:argument`, where only the marker may have a typo: the marker and the argument.
///
/// The last word decides nothing behind the prefix of another tool, because many tools have a `resource` or `metadata`.
pub(super) fn nearest_with_argument(text: &str) -> Option<String> {
    let (name, argument) = text.rsplit_once(':')?;
    let named = || all().filter(|def| def.is_named()).map(|def| def.name);
    let near = suggest::nearest(name, named()).or_else(|| {
        let (prefix, last) = parts(name);
        let start = prefix.split(':').next().unwrap_or(prefix);
        let tool = OURS.trim_end_matches(':');
        if start != tool && suggest::nearest(start, [tool]).is_none() {
            return named().find(|known| is_end_of(name, known));
        }
        // Markers without arguments have a last word too, as in `kubebuilder:validation:Minimum`.
        let takes = |def: &&Def| def.args.iter().any(|arg| arg.name == argument);
        let words: Vec<_> = all().filter(takes).map(|def| parts(def.name)).collect();
        let word = |word: &str| words.iter().find(|(_, known)| *known == word);
        let &(before, word) = word(last).or_else(|| {
            let near = suggest::nearest(last, words.iter().map(|(_, known)| *known))?;
            word(near)
        })?;
        named().find(|known| known.strip_prefix(before) == Some(word))
    })?;
    Some(format!("{near}:{argument}"))
}

/// From so many letters on, a word that is near to the last one of a marker is likely a typo.
const LONG_WORD: usize = 6;

/// How most of our markers begin.
const OURS: &str = "kubebuilder:";

/// Everything up to the last word, and the last word.
fn parts(name: &str) -> (&str, &str) {
    name.split_at(name.rfind(':').map_or(0, |colon| colon + 1))
}

/// Returns whether `known` ends with `name`, word by word.
fn is_end_of(name: &str, known: &str) -> bool {
    known
        .strip_suffix(name)
        .is_some_and(|before| before.ends_with(':'))
}

/// The `items:` and `values:` at the end of a prefix.
fn steps(prefix: &str) -> &str {
    let mut before = prefix;
    while let Some(shorter) = ["items:", "values:"]
        .iter()
        .find_map(|step| before.strip_suffix(step))
        .filter(|shorter| shorter.is_empty() || shorter.ends_with(':'))
    {
        before = shorter;
    }
    &prefix[before.len()..]
}
