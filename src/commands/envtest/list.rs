//! `kubewright envtest list`.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use kubewright_envtest::{Index, Platform, Version};
use serde::Serialize;

use super::json;
use super::servers::{buildable, built, index_address, store};
use crate::cli::EnvtestList;
use crate::commands::Context;

#[derive(Serialize)]
struct Entry {
    version: String,
    os: String,
    arch: String,
    installed: bool,
    state: State,
}

/// How a release can be had.
#[derive(Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
enum State {
    Installed,
    /// In the index, to be downloaded.
    Available,
    /// From the public Go modules.
    Buildable,
}

pub(super) fn run(args: &EnvtestList, cx: &mut Context<'_, '_>) -> Result<(), String> {
    let platform = args.choice.platform();
    let store = store(&args.choice, cx)?;
    // The newest first.
    let mut releases: BTreeMap<Reverse<Version>, State> = BTreeMap::new();
    if !(args.installed_only || cx.is_set("ENVTEST_INSTALLED_ONLY")) {
        let address = index_address(args.index.as_deref(), cx);
        match Index::read(&address) {
            Ok(index) => {
                let versions = index.versions(&platform).into_iter();
                releases.extend(versions.map(|version| (Reverse(version), State::Available)));
            }
            // Without a network the rest is still known. Who names an index in this call wants its releases.
            Err(error) if args.index.is_some() => return Err(error.to_string()),
            Err(error) => cx.printer.status(&format!(
                "note: {error}; only releases that are installed or can be built are listed"
            )),
        }
        if let Some(version) = buildable().filter(|_| platform == Platform::current()) {
            releases.entry(Reverse(version)).or_insert(State::Buildable);
        }
    }
    let installed = store.installed().map_err(|error| error.to_string())?.into_iter();
    let installed = installed.filter(|installed| installed.platform == platform);
    releases.extend(installed.map(|installed| (Reverse(installed.version), State::Installed)));
    if let Some((version, _)) = built(&platform, cx)? {
        releases.insert(Reverse(version), State::Installed);
    }
    if let Some(wanted) = args.choice.version {
        releases.retain(|Reverse(version), _| wanted.takes(*version));
    }

    if releases.is_empty() {
        let note = match args.choice.version {
            Some(wanted) => format!("note: no release matches `{wanted}` for {platform}"),
            None => format!("note: no release for {platform} is installed or available"),
        };
        cx.printer.status(&note);
    }
    let entries: Vec<_> = releases
        .into_iter()
        .map(|(Reverse(version), state)| Entry {
            version: version.to_string(),
            os: platform.os().to_owned(),
            arch: platform.arch().to_owned(),
            installed: state == State::Installed,
            state,
        })
        .collect();
    let text = if args.json {
        json(&entries)
    } else {
        entries.iter().map(line).collect::<Vec<_>>().join("\n")
    };
    if !text.is_empty() {
        cx.printer.result(&text);
    }
    Ok(())
}

fn line(entry: &Entry) -> String {
    let state = match entry.state {
        State::Installed => "(installed)",
        State::Available => "(available)",
        State::Buildable => "(buildable)",
    };
    format!("{state}  {}  {}/{}", entry.version, entry.os, entry.arch)
}
