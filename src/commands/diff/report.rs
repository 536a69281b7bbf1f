//! Changes as text, JSON and Markdown.

use std::fmt::Write as _;

use kubewright_core::changes::{Class, Rule};
use serde_json::json;

use super::Entry;
use crate::cli::DiffFormat;

/// The longest name of a class.
const WIDTH: usize = 10;

/// Renders changes, which are sorted by CRD.
pub(super) fn render(entries: &[Entry], format: DiffFormat) -> String {
    match format {
        DiffFormat::Text => text(entries),
        DiffFormat::Json => json(entries),
        DiffFormat::Markdown => markdown(entries),
    }
}

fn text(entries: &[Entry]) -> String {
    let mut text = String::new();
    for of_crd in entries.chunk_by(|one, other| one.crd == other.crd) {
        let _ = writeln!(text, "{}", of_crd[0].crd);
        for line in lines(of_crd) {
            let _ = writeln!(text, "  {:WIDTH$}  {}", line.class, line.text);
        }
    }
    if !entries.is_empty() {
        let _ = writeln!(text, "{}", summary(entries));
    }
    text
}

/// One line of a list.
struct Line {
    class: &'static str,
    text: String,
}

/// The changes of one CRD. Those of the documentation take one line for all fields.
fn lines(entries: &[Entry]) -> Vec<Line> {
    let is_text = |entry: &&Entry| entry.change.rule == Rule::Documentation && entry.allowed.is_none();
    let mut lines: Vec<_> = entries.iter().filter(|entry| !is_text(entry)).map(line).collect();
    match entries.iter().filter(is_text).count() {
        0 => {}
        1 => lines.extend(entries.iter().filter(is_text).map(line)),
        number => lines.push(Line {
            class: Class::Compatible.name(),
            text: format!(
                "the documentation of {number} fields changes [{}]",
                Rule::Documentation.id()
            ),
        }),
    }
    lines
}

fn line(entry: &Entry) -> Line {
    let mut text = format!("{} [{}]", entry.change, entry.change.rule.id());
    if let Some((file, line)) = &entry.place {
        let _ = write!(text, " {}:{line}", file.display());
    }
    if let Some(reason) = &entry.allowed {
        let _ = write!(text, " (allowed: {reason})");
    }
    Line {
        class: class(entry),
        text,
    }
}

fn class(entry: &Entry) -> &'static str {
    match entry.allowed {
        Some(_) => "allowed",
        None => entry.class().name(),
    }
}

/// `3 changes: 1 breaking, 2 compatible`
fn summary(entries: &[Entry]) -> String {
    let classes = ["breaking", "risky", "compatible", "allowed"];
    let counts = classes.into_iter().filter_map(|name| {
        let count = entries.iter().filter(|entry| class(entry) == name).count();
        (count > 0).then(|| format!("{count} {name}"))
    });
    let noun = if entries.len() == 1 { "change" } else { "changes" };
    let counts: Vec<_> = counts.collect();
    format!("{} {noun}: {}", entries.len(), counts.join(", "))
}

fn json(entries: &[Entry]) -> String {
    let rows: Vec<_> = entries
        .iter()
        .map(|entry| {
            let mut row = json!({
                "crd": entry.crd,
                "version": entry.change.version,
                "path": entry.change.path,
                "class": entry.class(),
                "rule": entry.change.rule,
                "message": entry.change.reason,
            });
            if let Some((file, line)) = &entry.place {
                row["file"] = file.display().to_string().into();
                row["line"] = (*line).into();
            }
            if let Some(reason) = &entry.allowed {
                row["allowed"] = reason.as_str().into();
            }
            row
        })
        .collect();
    format!("{}\n", serde_json::to_string_pretty(&rows).unwrap_or_default())
}

fn markdown(entries: &[Entry]) -> String {
    if entries.is_empty() {
        return "No CRD changes.\n".to_owned();
    }
    let mut text = format!("**CRDs: {}**\n", summary(entries));
    for of_crd in entries.chunk_by(|one, other| one.crd == other.crd) {
        let _ = write!(text, "\n`{}`\n\n| | Change |\n|---|---|\n", of_crd[0].crd);
        for line in lines(of_crd) {
            let shown = match line.class {
                "breaking" => "**breaking**",
                other => other,
            };
            // A pattern or a rule may have a bar.
            let _ = writeln!(
                text,
                "| {shown} | {} |",
                line.text.replace('|', "\\|").replace('\n', " ")
            );
        }
    }
    text
}
