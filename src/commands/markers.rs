//! `kubewright markers`: prints the marker reference.

use kubewright_core::markers::reference::{self, Entry};
use kubewright_core::suggest;

use super::{Context, FAILURE, SUCCESS};
use crate::cli;

pub(super) fn run(args: &cli::Markers, mut cx: Context<'_, '_>) -> u8 {
    let entries: Vec<Entry> = match &args.name {
        None => reference::entries().collect(),
        Some(name) => match find(name) {
            Ok(entries) => entries,
            Err(message) => {
                cx.printer.error(&format!("error: {message}"));
                return FAILURE;
            }
        },
    };
    let text = match (args.json, &args.name) {
        (true, _) => serde_json::to_string_pretty(&entries).unwrap_or_default(),
        (false, Some(_)) => entries
            .iter()
            .map(reference::details)
            .collect::<Vec<_>>()
            .join("\n"),
        (false, None) => reference::overview(),
    };
    cx.printer.result(&text);
    SUCCESS
}

/// The markers with this name or with this last segment.
fn find(name: &str) -> Result<Vec<Entry>, String> {
    let name = name.trim().trim_start_matches('+');
    let name = name.split('=').next().unwrap_or(name);
    let exact: Vec<_> = reference::entries().filter(|entry| entry.name == name).collect();
    if !exact.is_empty() {
        return Ok(exact);
    }
    let last = |entry: &Entry| entry.name.rsplit(':').next().unwrap_or(entry.name);
    let by_word: Vec<_> = reference::entries()
        .filter(|entry| last(entry).eq_ignore_ascii_case(name))
        .collect();
    if !by_word.is_empty() {
        return Ok(by_word);
    }
    // `kubebuilder:validation:items:Pattern` is documented with `Pattern`.
    if let Some(found) = kubewright_core::markers::find(name) {
        return Ok(reference::entries()
            .filter(|entry| entry.name == found.def.name)
            .collect());
    }
    let words: Vec<_> = reference::entries()
        .map(|entry| last(&entry).to_owned())
        .collect();
    let near = kubewright_core::markers::nearest(name)
        .or_else(|| suggest::nearest(name, words.iter().map(String::as_str)).map(str::to_owned));
    Err(match near {
        Some(near) => format!("unknown marker `+{name}`; did you mean `{near}`?"),
        None => format!("unknown marker `+{name}`; run `kubewright markers` for the list"),
    })
}
