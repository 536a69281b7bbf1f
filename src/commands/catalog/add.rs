//! `kubewright catalog add`: adds a bundle to a channel.

use std::path::PathBuf;

use kubewright_bundle::Files;
use kubewright_bundle::catalog::{BUNDLE, CHANNEL, Catalog, Object, PACKAGE, documents, validate};
use serde_json::{Value, json};

use super::super::bundle::read;
use super::super::bundle::source::Source;
use super::super::errors::{Stop, fail, failure, misuse};
use super::super::{Context, SUCCESS};
use super::{print, render};
use crate::cli::{CatalogAdd, CatalogFormat, MessageFormat, Mode};
use crate::plan::Plan;
use crate::yaml;

pub(super) fn run(args: &CatalogAdd, cx: &mut Context<'_, '_>) -> Result<u8, Stop> {
    let mut files = read::files(&args.catalog, cx.directory)?;
    valid(&files, args, "the catalog is not valid")?;
    let form = render::form(args.migrate);
    let source = Source::read(&args.bundle, &args.registry, "catalog add IMAGE", cx)?;
    let bundle = read::of_files(&source.files, &args.bundle)?;
    let image = match (&args.image, source.image) {
        (Some(image), _) => image.clone(),
        (None, Some(image)) => image,
        (None, None) => {
            let text = format!("the image of `{}` is not known", args.bundle.display());
            return Err(misuse(text, "name it with `--image`"));
        }
    };
    let (bundle, _) = render::rendered(&bundle, &args.bundle, Some(&image), form)?;
    let (catalog, _) = Catalog::parse(&files);
    if args.if_missing && catalog.of_schema(BUNDLE).any(|object| is_same(object, &bundle)) {
        return Ok(SUCCESS);
    }
    let added = Added::new(args, &catalog, &bundle)?;
    let path = added.file.clone();
    let before = files.text(&path).unwrap_or_default().to_owned();
    let after = added.text(&before, bundle)?;
    files.insert(path.clone(), after.clone());
    valid(&files, args, "with this bundle, the catalog would not be valid")?;
    let mut plan = Plan::default();
    plan.write(args.catalog.join(&path), after);
    if args.catalog.is_absolute() || args.catalog.starts_with("..") {
        plan.allow(args.catalog.clone());
    }
    let mode = Mode {
        check: false,
        dry_run: false,
        stdout: false,
    };
    Ok(cx.carry_out(plan, mode, MessageFormat::Human))
}

/// Whether an object of the catalog is the same bundle, of the same image.
fn is_same(object: &Object, bundle: &Value) -> bool {
    ["package", "name", "image"]
        .iter()
        .all(|key| object.value[*key] == bundle[*key])
}

/// Stops if the catalog has a fault, unless it only waits for its first bundle.
fn valid(files: &Files, args: &CatalogAdd, what: &str) -> Result<(), Stop> {
    let findings = validate::validate(files);
    let waits = ["package-without-channels", "channel-empty", "default-channel"];
    match findings.iter().find(|finding| !waits.contains(&finding.rule)) {
        Some(finding) => {
            let catalog = args.catalog.display();
            let help = format!(
                "{}; `kubewright catalog validate {catalog}` lists everything",
                finding.help
            );
            Err(fail(
                format!("{what}: {} [{}]", finding.message, finding.rule),
                help,
            ))
        }
        None => Ok(()),
    }
}

/// What is added, and where.
struct Added {
    file: PathBuf,
    /// The index of the document with the channel, and the channel with the new entry; a new document without.
    channel: (Option<usize>, Value),
}

impl Added {
    fn new(args: &CatalogAdd, catalog: &Catalog, bundle: &Value) -> Result<Self, Stop> {
        let text = |key: &str| bundle[key].as_str().unwrap_or_default();
        let (name, package) = (text("name"), text("package"));
        let Some(of_package) = catalog.of_schema(PACKAGE).find(|object| object.name() == package) else {
            let text = format!("the catalog has no package `{package}`, which the bundle belongs to");
            let help = format!(
                "add it: `kubewright catalog init {package} --default-channel {} > FILE`",
                args.channel
            );
            return Err(fail(text, help));
        };
        let has = |object: &&Object| object.package() == package;
        if catalog
            .of_schema(BUNDLE)
            .filter(has)
            .any(|object| object.name() == name)
        {
            return Err(fail(
                format!("the catalog has the bundle `{name}` already"),
                "give the new bundle another version",
            ));
        }
        let existing = catalog
            .of_schema(CHANNEL)
            .filter(has)
            .find(|object| object.name() == args.channel);
        let mut entry = json!({"name": name});
        let replaces = match &args.replaces {
            Some(replaces) => Some(replaces.clone()),
            None => existing
                .and_then(newest)
                .filter(|newest| !args.skips.contains(newest)),
        };
        if let Some(replaces) = replaces {
            entry["replaces"] = replaces.into();
        }
        if !args.skips.is_empty() {
            entry["skips"] = args.skips.clone().into();
        }
        if let Some(range) = &args.skip_range {
            entry["skipRange"] = range.clone().into();
        }
        let mut channel = match existing {
            Some(existing) => existing.value.clone(),
            None => json!({"schema": CHANNEL, "name": args.channel, "package": package, "entries": []}),
        };
        let mut entries = channel["entries"].as_array().cloned().unwrap_or_default();
        entries.push(entry);
        channel["entries"] = entries.into();
        let home = existing.unwrap_or(of_package);
        let line = existing.map(|existing| existing.line);
        Ok(Self {
            file: home.file.clone(),
            channel: (line, channel),
        })
    }

    /// The text of the file with the channel and the bundle.
    fn text(&self, before: &str, bundle: Value) -> Result<String, Stop> {
        let (line, channel) = &self.channel;
        let is_json = before.trim_start().starts_with('{');
        let format = if is_json {
            CatalogFormat::Json
        } else {
            CatalogFormat::Yaml
        };
        let mut text = before.to_owned();
        let mut new = Vec::new();
        match line {
            Some(line) => text = revised(before, *line, channel, format)?,
            None => new.push(channel.clone()),
        }
        new.push(bundle);
        if !text.ends_with('\n') {
            text.push('\n');
        }
        for value in &new {
            if !is_json {
                text.push_str("---\n");
            }
            text.push_str(&print::object(value, format)?);
        }
        Ok(text)
    }
}

/// The entry that no other replaces or skips.
fn newest(channel: &Object) -> Option<String> {
    let entries = channel.value["entries"].as_array()?;
    let is_newest = |name: &Value| {
        entries.iter().all(|entry| {
            let skips = entry["skips"].as_array();
            entry["replaces"] != *name && !skips.is_some_and(|skips| skips.contains(name))
        })
    };
    let name = entries
        .iter()
        .map(|entry| &entry["name"])
        .find(|name| is_newest(name))?;
    name.as_str().map(str::to_owned)
}

/// The text with another channel in the document that starts in a line.
fn revised(text: &str, line: usize, channel: &Value, format: CatalogFormat) -> Result<String, Stop> {
    let mut documents = documents(text).into_iter();
    let old = documents.find(|document| document.line == line);
    let (start, old) = old
        .map(|document| (document.start, document.text))
        .unwrap_or_default();
    let identity: yaml::Identity = |index, entry| {
        entry["name"]
            .as_str()
            .map_or_else(|| index.to_string(), str::to_owned)
    };
    let new = match format {
        CatalogFormat::Json => format!("{channel:#}"),
        CatalogFormat::Yaml => yaml::revise(old, channel, identity).map_err(failure)?,
    };
    Ok(format!("{}{new}{}", &text[..start], &text[start + old.len()..]))
}
