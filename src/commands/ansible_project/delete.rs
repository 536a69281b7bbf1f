//! `delete api` in a project whose operator is made of Ansible roles.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::role;
use crate::commands::Context;
use crate::commands::content::watches;
use crate::commands::errors::{Stop, failure};
use crate::commands::open::Session;
use crate::line_ends;
use crate::plan::{self, Change, Plan};
use crate::plugins::{Part, Request, ansible_content};
use crate::project::{Project, ROLE, Resource};

/// Makes the plan that deletes a kind cover its whole entry in `watches.yaml`, its rules, and its role, playbook and test, as far as
/// nobody has changed them and nothing else runs them. Returns notes.
pub(in crate::commands) fn adapt(
    plan: &mut Plan,
    (resource, after): (&Resource, &Project),
    (session, force): (&Session, bool),
    cx: &Context<'_, '_>,
) -> Result<Vec<String>, Stop> {
    watches::withdraw_entry(plan, resource, cx.directory);
    if after.versions(&resource.identity).next().is_none() {
        withdraw_rules(plan, resource, cx.directory);
    }
    let watched = watches::read(cx.directory, watches::Operator::Ansible)?;
    let written = written(resource, session)?;
    let kind = resource.identity.kind.to_lowercase();
    let role = PathBuf::from(&kind);
    let playbook = Path::new("playbooks").join(format!("{kind}.yml"));
    let mut notes = Vec::new();
    let is_used = |content: &Path| watched.uses_elsewhere(content, resource);
    // A role belongs to all versions of a kind, and the playbook runs it too.
    let keeps_playbook = is_used(&playbook);
    for (place, used) in [
        (
            Path::new("roles").join(&kind),
            Some(keeps_playbook || is_used(&role)),
        ),
        (playbook, Some(keeps_playbook)),
        (PathBuf::from("molecule"), None),
    ] {
        if used == Some(true) {
            continue;
        }
        let files: Vec<_> = written
            .iter()
            .filter(|(path, _)| path.starts_with(&place))
            .collect();
        let is_written = |(path, texts): &(&PathBuf, &Vec<String>)| match plan::if_exists(line_ends::read(
            &cx.directory.join(path),
        )) {
            Ok(now) => now.is_none_or(|now| texts.contains(&now)),
            Err(_) => false,
        };
        if !force && !files.iter().all(is_written) {
            let changed = match used {
                Some(_) => place.display(),
                None => files[0].0.display(),
            };
            notes.push(format!(
                "`{changed}` stays, because you have changed it; remove it if you do not need it any more"
            ));
            continue;
        }
        for (path, _) in files {
            plan.change(path.clone(), Change::Remove);
        }
    }
    Ok(notes)
}

/// What `create api` may have written, depending on its flags: the texts of each file.
fn written(resource: &Resource, session: &Session) -> Result<BTreeMap<PathBuf, Vec<String>>, Stop> {
    let part = Part::Types(resource);
    let request = Request {
        parts: &[part],
        force: false,
        settings: &session.settings,
    };
    let mut written: BTreeMap<PathBuf, Vec<String>> = BTreeMap::new();
    for (role, playbook) in [(true, true), (false, true)] {
        let plan = ansible_content(role, playbook, &request, &part, &session.file.project);
        for (path, changes) in plan.map_err(failure)?.changes() {
            let texts = changes.iter().filter_map(Change::created).map(str::to_owned);
            written.entry(path.clone()).or_default().extend(texts);
        }
    }
    Ok(written)
}

/// Removes the rules for a kind from the role, if nobody has changed them.
fn withdraw_rules(plan: &mut Plan, resource: &Resource, directory: &Path) {
    let now = line_ends::read(&directory.join(ROLE)).unwrap_or_default();
    let text = role::text_of_kind(resource);
    if now.contains(&text) {
        plan.change(PathBuf::from(ROLE), Change::Withdraw { text });
    }
}
