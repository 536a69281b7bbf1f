//! The digests of images, from the program `kubewright-olm`, which talks to registries.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

use serde_json::Value;

use crate::commands::Context;
use crate::commands::errors::{Stop, fail};
use crate::commands::olm;
use crate::plan;

const INSTEAD: &str = "or leave out `--use-image-digests`";

pub(super) fn of(images: BTreeSet<String>, cx: &Context<'_, '_>) -> Result<BTreeMap<String, String>, Stop> {
    if images.is_empty() {
        return Ok(BTreeMap::new());
    }
    let program = olm::program("generate bundle --use-image-digests");
    let program = program
        .find(cx.variables)
        .map_err(|problem| fail(problem, INSTEAD))?;
    let shown = program.display();
    let list: Vec<_> = images.into_iter().collect();
    let output = Command::new(&program)
        .current_dir(cx.directory)
        .args(["bundle", "images", "--json", "--image"])
        .arg(list.join(","))
        .output();
    let output = output.map_err(|error| {
        let reason = plan::reason(&error);
        fail(format!("cannot run `{shown}`: {reason}"), INSTEAD)
    })?;
    let said = String::from_utf8_lossy(&output.stderr);
    if !output.status.success() {
        let line = said
            .lines()
            .find(|line| line.starts_with("error: "))
            .unwrap_or(said.trim());
        let reason = line.trim_start_matches("error: ");
        return Err(fail(
            format!("the digests of the images are not known: {reason}"),
            format!("push the images first, {INSTEAD}"),
        ));
    }
    let rows: Vec<Value> = serde_json::from_slice(&output.stdout).unwrap_or_default();
    let digest = |row: &Value| {
        Some((
            row["image"].as_str()?.to_owned(),
            row["digest"].as_str()?.to_owned(),
        ))
    };
    let digests: BTreeMap<_, _> = rows.iter().filter_map(digest).collect();
    match list.iter().find(|image| !digests.contains_key(*image)) {
        None => Ok(digests),
        Some(image) => Err(fail(
            format!("`{shown}` does not know the digest of `{image}`"),
            format!("push it first, {INSTEAD}"),
        )),
    }
}
