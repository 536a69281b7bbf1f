//! Channels and their entries.

use serde_json::Value;

use super::Rule;
use super::rule::Report;
use crate::catalog::{BUNDLE, CHANNEL, Catalog, Object};
use crate::ranges;

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "channel-name",
        about: "A channel has no name",
        check: name,
    },
    Rule {
        id: "channel-duplicate",
        about: "Two channels of a package have the same name",
        check: duplicate,
    },
    Rule {
        id: "channel-empty",
        about: "A channel has no entries",
        check: empty,
    },
    Rule {
        id: "entry-name",
        about: "An entry has no name, or the name of another",
        check: entry_name,
    },
    Rule {
        id: "entry-skips",
        about: "An entry skips an empty name",
        check: skips,
    },
    Rule {
        id: "entry-skip-range",
        about: "An entry skips a range that is not valid",
        check: skip_range,
    },
    Rule {
        id: "entry-without-bundle",
        about: "An entry has no bundle in the catalog",
        check: without_bundle,
    },
];

/// The entries of a channel.
pub(super) fn entries(channel: &Object) -> &[Value] {
    channel.value["entries"].as_array().map_or(&[], Vec::as_slice)
}

/// The name of an entry.
pub(super) fn name_of(entry: &Value) -> &str {
    entry["name"].as_str().unwrap_or_default()
}

fn name(catalog: &Catalog, report: &mut Report) {
    for channel in catalog
        .of_schema(CHANNEL)
        .filter(|channel| channel.name().is_empty())
    {
        report.add(
            channel,
            "name",
            "this channel has no name",
            "write `name`, such as `stable`",
        );
    }
}

fn duplicate(catalog: &Catalog, report: &mut Report) {
    let mut seen = Vec::new();
    for channel in catalog.of_schema(CHANNEL) {
        let key = (channel.package(), channel.name());
        if seen.contains(&key) {
            let message = format!(
                "the package `{}` has two channels `{}`",
                channel.package(),
                channel.name()
            );
            report.add(channel, "name", message, "put the entries into one of the two");
        }
        seen.push(key);
    }
}

fn empty(catalog: &Catalog, report: &mut Report) {
    for channel in catalog
        .of_schema(CHANNEL)
        .filter(|channel| entries(channel).is_empty())
    {
        let message = format!("the channel `{}` has no entries", channel.name());
        report.add(
            channel,
            "entries",
            message,
            "add a bundle with `kubewright catalog add`",
        );
    }
}

fn entry_name(catalog: &Catalog, report: &mut Report) {
    for channel in catalog.of_schema(CHANNEL) {
        let entries = entries(channel);
        for (at, entry) in entries.iter().enumerate() {
            let (name, place) = (name_of(entry), format!("entries.{at}"));
            if name.is_empty() {
                report.add(
                    channel,
                    &place,
                    "this entry has no name",
                    "write the name of a bundle",
                );
            } else if entries[..at].iter().any(|before| name_of(before) == name) {
                let message = format!("the channel `{}` has two entries `{name}`", channel.name());
                report.add(channel, &place, message, "remove one of the two");
            }
        }
    }
}

fn skips(catalog: &Catalog, report: &mut Report) {
    for channel in catalog.of_schema(CHANNEL) {
        for (at, entry) in entries(channel).iter().enumerate() {
            let skips = entry["skips"].as_array().into_iter().flatten();
            for (skip, value) in skips.enumerate() {
                if value.as_str().is_none_or(str::is_empty) {
                    report.add(
                        channel,
                        &format!("entries.{at}.skips.{skip}"),
                        "this entry skips an empty name",
                        "remove it from `skips`",
                    );
                }
            }
        }
    }
}

fn skip_range(catalog: &Catalog, report: &mut Report) {
    for channel in catalog.of_schema(CHANNEL) {
        for (at, entry) in entries(channel).iter().enumerate() {
            let range = entry["skipRange"].as_str().unwrap_or_default();
            if !range.is_empty()
                && let Err(problem) = ranges::check(range)
            {
                let message = format!("`{range}` is not a range of versions: {problem}");
                report.add(
                    channel,
                    &format!("entries.{at}.skipRange"),
                    message,
                    "write a range such as `>=1.0.0 <1.2.0`",
                );
            }
        }
    }
}

fn without_bundle(catalog: &Catalog, report: &mut Report) {
    for channel in catalog.of_schema(CHANNEL) {
        for (at, entry) in entries(channel).iter().enumerate() {
            let name = name_of(entry);
            let has = |bundle: &Object| bundle.name() == name && bundle.package() == channel.package();
            if !name.is_empty() && !catalog.of_schema(BUNDLE).any(has) {
                let message = format!(
                    "the catalog has no bundle `{name}`, which is in the channel `{}`",
                    channel.name()
                );
                report.add(
                    channel,
                    &format!("entries.{at}"),
                    message,
                    "add the bundle with `kubewright catalog render`, or remove the entry",
                );
            }
        }
    }
}
