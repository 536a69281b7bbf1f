//! `olm.semver`.

use std::collections::BTreeMap;

use semver::{BuildMetadata, Version};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{Problem, Resolve, Resolved, resolved};
use crate::catalog::{CHANNEL, PACKAGE};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Template {
    #[serde(rename = "schema")]
    _schema: String,
    #[serde(default)]
    generate_major_channels: bool,
    #[serde(default)]
    generate_minor_channels: bool,
    default_channel_type_preference: Option<Stream>,
    #[serde(default)]
    candidate: Bundles,
    #[serde(default)]
    fast: Bundles,
    #[serde(default)]
    stable: Bundles,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Bundles {
    #[serde(default)]
    bundles: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    image: String,
}

/// How many bundles share a channel: those of a major version, or of a minor one.
#[derive(Clone, Copy, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
enum Stream {
    Major,
    Minor,
}

/// A bundle of one of the three lists.
struct Listed {
    name: String,
    version: Version,
}

/// A channel, with what decides whether it is the default.
struct Channel {
    /// The index of the list: candidate, fast, stable.
    stability: usize,
    version: Version,
    stream: Stream,
    name: String,
    entries: Vec<Value>,
}

fn malformed(text: String) -> Problem {
    Problem::Malformed(text)
}

pub(super) fn render(template: &Value, resolve: Resolve<'_>) -> Result<Vec<Value>, Problem> {
    let template: Template = Template::deserialize(template)
        .map_err(|error| malformed(format!("the template is malformed: {error}")))?;
    let streams = streams(&template)?;
    let lists = [
        ("candidate", &template.candidate),
        ("fast", &template.fast),
        ("stable", &template.stable),
    ];
    let mut bundles: BTreeMap<String, Resolved> = BTreeMap::new();
    let mut channels = Vec::new();
    let mut package = None;
    for (stability, (list, entries)) in lists.into_iter().enumerate() {
        let mut listed = Vec::new();
        for entry in &entries.bundles {
            let found = resolved(&entry.image, resolve)?;
            let (one, of_package) = version_of(&found.bundle)?;
            let known = package.get_or_insert(of_package.clone());
            if *known != of_package {
                return Err(malformed(format!(
                    "`{}` belongs to the package `{of_package}`, others to `{known}`",
                    one.name
                )));
            }
            bundles.insert(one.name.clone(), found);
            listed.push(one);
        }
        listed.sort_by(|a, b| a.version.cmp(&b.version));
        comparable(&listed, list)?;
        for stream in &streams {
            channels.extend(channels_of(stability, list, *stream, &listed));
        }
    }
    let (Some(package), Some(default)) = (package, default(&channels, &template, &streams)) else {
        return Err(malformed(String::from("the template names no bundles")));
    };
    let default = &channels[default];
    let newest = default.entries.last().and_then(|entry| entry["name"].as_str());
    let csv = newest.and_then(|name| bundles.get(name)?.csv.clone());
    let of_package = package_object(&package, &default.name, csv.as_ref());
    channels.sort_by(|a, b| a.name.cmp(&b.name));
    let mut objects = vec![of_package];
    let of_channel = |channel: Channel| json!({"schema": CHANNEL, "name": channel.name, "package": package, "entries": channel.entries});
    objects.extend(channels.into_iter().map(of_channel));
    objects.extend(bundles.into_values().map(|found| found.bundle));
    Ok(objects)
}

/// The package, with the description and the icon of its newest bundle.
fn package_object(name: &str, default: &str, csv: Option<&Value>) -> Value {
    let mut package = json!({"schema": PACKAGE, "name": name, "defaultChannel": default});
    let Some(csv) = csv else {
        return package;
    };
    if let Some(description) = csv["spec"]["description"]
        .as_str()
        .filter(|text| !text.is_empty())
    {
        package["description"] = description.into();
    }
    if let Some(icon) = csv["spec"]["icon"].as_array().and_then(|icons| icons.first()) {
        package["icon"] = json!({"base64data": icon["base64data"], "mediatype": icon["mediatype"]});
    }
    package
}

/// The streams that channels are made for; the preferred one is among them.
fn streams(template: &Template) -> Result<Vec<Stream>, Problem> {
    let minor = template.generate_minor_channels || !template.generate_major_channels;
    let mut streams = Vec::new();
    streams.extend(minor.then_some(Stream::Minor));
    streams.extend(template.generate_major_channels.then_some(Stream::Major));
    match template.default_channel_type_preference {
        Some(preferred) if !streams.contains(&preferred) => {
            let text = "`defaultChannelTypePreference` names channels that the template does not generate";
            Err(malformed(text.to_owned()))
        }
        _ => Ok(streams),
    }
}

/// The name, the version and the package of a bundle.
fn version_of(bundle: &Value) -> Result<(Listed, String), Problem> {
    let name = bundle["name"].as_str().unwrap_or_default().to_owned();
    let properties = bundle["properties"].as_array().into_iter().flatten();
    let value = properties
        .filter(|property| property["type"] == PACKAGE)
        .map(|property| &property["value"])
        .next();
    let text = |key: &str| value.and_then(|value| value[key].as_str()).unwrap_or_default();
    let version = Version::parse(text("version")).map_err(|_| {
        malformed(format!(
            "`{name}` has the version `{}`, which is not a semantic version",
            text("version")
        ))
    })?;
    Ok((Listed { name, version }, text("packageName").to_owned()))
}

/// Versions that differ only in build metadata have no order.
fn comparable(listed: &[Listed], list: &str) -> Result<(), Problem> {
    let plain = |version: &Version| Version {
        build: BuildMetadata::EMPTY,
        ..version.clone()
    };
    for pair in listed.windows(2) {
        if plain(&pair[0].version) == plain(&pair[1].version) {
            let (a, b) = (&pair[0], &pair[1]);
            return Err(malformed(format!(
                "`{}` ({}) and `{}` ({}) of `{list}` cannot be ordered by their versions",
                a.name, a.version, b.name, b.version
            )));
        }
    }
    Ok(())
}

/// The channels of one list and one stream. Within a major version, the last bundle of each minor version replaces the last
/// of the one before, and skips all others.
fn channels_of(stability: usize, list: &str, stream: Stream, listed: &[Listed]) -> Vec<Channel> {
    let mut channels: Vec<Channel> = Vec::new();
    let mut before: Option<&str> = None;
    let mut skips: Vec<&str> = Vec::new();
    for (at, one) in listed.iter().enumerate() {
        let version = &one.version;
        let name = match stream {
            Stream::Major => format!("{list}-v{}", version.major),
            Stream::Minor => format!("{list}-v{}.{}", version.major, version.minor),
        };
        if channels.last().is_none_or(|channel| channel.name != name) {
            channels.push(Channel {
                stability,
                version: version.clone(),
                stream,
                name,
                entries: Vec::new(),
            });
        }
        let previous = at.checked_sub(1).map(|at| &listed[at]);
        if let Some(previous) = previous {
            if previous.version.major != version.major {
                (before, skips) = (None, Vec::new());
            } else {
                if previous.version.minor != version.minor {
                    before = Some(&previous.name);
                }
                skips.push(&previous.name);
            }
        }
        let mut entry = json!({"name": one.name});
        let next = listed.get(at + 1).map(|next| &next.version);
        let is_last = next.is_none_or(|next| (next.major, next.minor) != (version.major, version.minor));
        if is_last {
            let mut skipped: Vec<_> = skips
                .iter()
                .copied()
                .filter(|name| Some(*name) != before)
                .collect();
            skipped.sort_unstable();
            if let Some(before) = before {
                entry["replaces"] = before.into();
            }
            if !skipped.is_empty() {
                entry["skips"] = skipped.into();
            }
        }
        if let Some(channel) = channels.last_mut() {
            channel.entries.push(entry);
        }
    }
    channels
}

/// The index of the default channel: most stable, then highest version, then the preferred stream.
fn default(channels: &[Channel], template: &Template, streams: &[Stream]) -> Option<usize> {
    let preferred = template
        .default_channel_type_preference
        .or(streams.first().copied());
    let rank = |channel: &Channel| {
        (
            channel.stability,
            channel.version.clone(),
            Some(channel.stream) == preferred,
        )
    };
    (0..channels.len()).max_by(|a, b| rank(&channels[*a]).cmp(&rank(&channels[*b])))
}
