//! `kubewright envtest list`.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use kubewright_envtest::{Index, Version};
use serde::Serialize;

use super::{built, index_address, json, store};
use crate::cli::EnvtestList;
use crate::commands::Context;

#[derive(Serialize)]
struct Entry {
    version: String,
    os: String,
    arch: String,
    installed: bool,
}

pub(super) fn run(args: &EnvtestList, cx: &mut Context<'_, '_>) -> Result<(), String> {
    let platform = args.choice.platform();
    let store = store(&args.choice, cx)?;
    // By version, the newest first; whether it is installed.
    let mut releases: BTreeMap<Reverse<Version>, bool> = BTreeMap::new();
    if !(args.installed_only || cx.is_set("ENVTEST_INSTALLED_ONLY")) {
        let index =
            Index::read(&index_address(args.index.as_deref(), cx)).map_err(|error| error.to_string())?;
        let versions = index.versions(&platform).into_iter();
        releases.extend(versions.map(|version| (Reverse(version), false)));
    }
    let installed = store.installed().map_err(|error| error.to_string())?.into_iter();
    let installed = installed.filter(|installed| installed.platform == platform);
    releases.extend(installed.map(|installed| (Reverse(installed.version), true)));
    if let Some((version, _)) = built(&platform, cx)? {
        releases.insert(Reverse(version), true);
    }
    if let Some(wanted) = args.choice.version {
        releases.retain(|Reverse(version), _| wanted.takes(*version));
    }

    let entries: Vec<_> = releases
        .into_iter()
        .map(|(Reverse(version), installed)| Entry {
            version: version.to_string(),
            os: platform.os().to_owned(),
            arch: platform.arch().to_owned(),
            installed,
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
    let state = if entry.installed {
        "(installed)"
    } else {
        "(available)"
    };
    format!("{state}  {}  {}/{}", entry.version, entry.os, entry.arch)
}
