//! The upgrade graph of a channel.

use std::collections::BTreeSet;

use serde_json::Value;

use super::Rule;
use super::channels::{entries, name_of};
use super::rule::Report;
use crate::catalog::{CHANNEL, Catalog, Object};

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "channel-head",
        about: "A channel does not have exactly one newest entry",
        check: head,
    },
    Rule {
        id: "channel-cycle",
        about: "Entries of a channel replace each other in a circle",
        check: cycle,
    },
    Rule {
        id: "channel-stranded",
        about: "No upgrade leads from an entry to the newest one",
        check: stranded,
    },
];

fn replaces(entry: &Value) -> Option<&str> {
    entry["replaces"].as_str().filter(|name| !name.is_empty())
}

fn skipped(channel: &Object) -> BTreeSet<&str> {
    let skips = entries(channel)
        .iter()
        .flat_map(|entry| entry["skips"].as_array().into_iter().flatten());
    skips.filter_map(Value::as_str).collect()
}

/// The entries that no other replaces or skips.
fn heads(channel: &Object) -> Vec<&str> {
    let replaced: BTreeSet<_> = entries(channel).iter().filter_map(replaces).collect();
    let skipped = skipped(channel);
    let names = entries(channel).iter().map(name_of);
    names
        .filter(|name| !name.is_empty() && !replaced.contains(name) && !skipped.contains(name))
        .collect()
}

/// What is reached from the head, and the circle that it ends in, if it does.
fn chain(channel: &Object) -> Option<(Vec<&str>, Option<Vec<&str>>)> {
    let [head] = heads(channel)[..] else {
        return None;
    };
    let skipped = skipped(channel);
    let mut chain = vec![head];
    let mut current = head;
    loop {
        let next = entries(channel)
            .iter()
            .find(|entry| name_of(entry) == current)
            .and_then(replaces);
        let Some(next) = next.filter(|next| !skipped.contains(next)) else {
            return Some((chain, None));
        };
        if let Some(at) = chain.iter().position(|name| *name == next) {
            let mut circle = chain[at..].to_vec();
            circle.push(next);
            return Some((chain, Some(circle)));
        }
        chain.push(next);
        current = next;
    }
}

fn head(catalog: &Catalog, report: &mut Report) {
    for channel in catalog
        .of_schema(CHANNEL)
        .filter(|channel| !entries(channel).is_empty())
    {
        let mut heads = heads(channel);
        heads.sort_unstable();
        let help = "write `replaces` or `skips` so that one entry is the newest";
        match heads[..] {
            [_] => {}
            [] => {
                let message = format!(
                    "every entry of the channel `{}` is replaced or skipped",
                    channel.name()
                );
                report.add(channel, "entries", message, help);
            }
            _ => {
                let message = format!(
                    "the channel `{}` has several newest entries: `{}`",
                    channel.name(),
                    heads.join("`, `")
                );
                report.add(channel, "entries", message, help);
            }
        }
    }
}

fn cycle(catalog: &Catalog, report: &mut Report) {
    for channel in catalog.of_schema(CHANNEL) {
        if let Some((_, Some(circle))) = chain(channel) {
            let message = format!(
                "entries of the channel `{}` replace each other in a circle: `{}`",
                channel.name(),
                circle.join("` → `")
            );
            report.add(channel, "entries", message, "remove a `replaces`");
        }
    }
}

fn stranded(catalog: &Catalog, report: &mut Report) {
    for channel in catalog.of_schema(CHANNEL) {
        let Some((reached, None)) = chain(channel) else {
            continue;
        };
        let skipped = skipped(channel);
        for (at, entry) in entries(channel).iter().enumerate() {
            let name = name_of(entry);
            if !reached.contains(&name) && !skipped.contains(name) && !name.is_empty() {
                let message = format!(
                    "no upgrade leads from `{name}` to the newest entry of the channel `{}`",
                    channel.name()
                );
                report.add(
                    channel,
                    &format!("entries.{at}"),
                    message,
                    "let another entry replace or skip it",
                );
            }
        }
    }
}
