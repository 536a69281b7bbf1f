//! `kubewright rbac suggest`: permissions, from what the program does.

mod roles;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use kubewright_core::markers::args::{Form, parse};
use kubewright_core::markers::project::RBAC;
use kubewright_core::rbac::{self, PolicyRule, RbacMarker};

use super::errors::{Stop, fail};
use super::open::project;
use super::{Context, FAILURE, SUCCESS, content};
use crate::cli;
use crate::cli::MessageFormat;
use crate::project::Content;
use crate::report;
use kubewright_analysis::{Line, Request, Requests, Unfollowed, requests, wildcards};

pub(super) fn suggest(args: &cli::RbacSuggest, mut cx: Context<'_, '_>) -> u8 {
    let result = run(args, &mut cx);
    cx.end(result)
}

fn run(args: &cli::RbacSuggest, cx: &mut Context<'_, '_>) -> Result<u8, Stop> {
    let project = match args.paths.is_empty() {
        true => project(cx.directory)?,
        false => None,
    };
    content::check_has_rust("rbac suggest", project.as_ref(), |content| match content {
        Content::Charts => "`kubewright manifests` writes the rules for what the charts render",
        Content::Roles => "add the rules for what the roles handle to `config/rbac/role.yaml`",
    })?;
    let paths = match project {
        Some(project) => project.paths(),
        None => named(&args.paths, cx.directory)?,
    };
    let found = match requests(cx.directory, &paths, |marker| {
        (marker.name == RBAC)
            .then(|| parse::<RbacMarker>(&marker.args, Form::Named).ok())
            .flatten()
    }) {
        Ok(found) => found,
        Err(diagnostics) => {
            report::print(diagnostics, MessageFormat::Human, &mut cx.printer);
            return Ok(FAILURE);
        }
    };
    let failed = match args.check {
        true => check(args, &found, cx)?,
        false => {
            print(&found, cx)?;
            false
        }
    };
    if !found.unfollowed.is_empty() {
        let mut text = String::from("not followed; these lines may need more permissions:\n");
        for Unfollowed { at, message } in &found.unfollowed {
            text.push_str(&format!("  {at}  {message}\n"));
        }
        cx.printer.result(&text);
    }
    cx.printer.status(
        "note: calls in other crates, and on variables whose type the source does not state, are not seen and may need more permissions\n",
    );
    Ok(if failed { FAILURE } else { SUCCESS })
}

/// The files and folders of the call in the form of `paths=`, where a name without `./` is that of a package.
fn named(paths: &[String], directory: &Path) -> Result<Vec<String>, Stop> {
    let one = |path: &String| {
        let place = path.strip_suffix("...").unwrap_or(path);
        if !directory.join(place).exists() {
            return Err(fail(
                format!("`{place}` does not exist"),
                "name a file or folder with source code",
            ));
        }
        let is_plain = !place.starts_with('.') && Path::new(place).is_relative();
        Ok(if is_plain {
            format!("./{path}")
        } else {
            path.clone()
        })
    };
    paths.iter().map(one).collect()
}

/// The places of requests, with what sends them and the verbs.
fn places(requests: &[&Request]) -> String {
    let mut lines: BTreeMap<(&Line, &str), BTreeSet<&str>> = BTreeMap::new();
    for request in requests {
        let verbs = lines.entry((&request.at, &request.by)).or_default();
        verbs.insert(request.verb);
    }
    let line = |((at, by), verbs): (&(&Line, &str), &BTreeSet<&str>)| {
        let verbs: Vec<_> = verbs.iter().copied().collect();
        format!("//   {at}  {by}: {}\n", verbs.join(", "))
    };
    lines.iter().map(line).collect()
}

fn print(found: &Requests<RbacMarker>, cx: &mut Context<'_, '_>) -> Result<(), Stop> {
    let mut rules = rbac::policy_rules(&found.markers);
    rules.extend(roles::bound(cx.directory, Path::new(roles::FOLDER), true)?);
    let missing = found.missing(&rules);
    if missing.is_empty() {
        cx.printer
            .status("the markers grant the permissions for all requests that were found\n");
    }
    let mut text = String::new();
    for marker in missing {
        text.push_str(&format!("/// {}\n{}", marker.text, places(&marker.requests)));
    }
    cx.printer.result(&text);
    Ok(())
}

/// Compares with roles. Returns whether something is missing.
fn check(
    args: &cli::RbacSuggest,
    found: &Requests<RbacMarker>,
    cx: &mut Context<'_, '_>,
) -> Result<bool, Stop> {
    let path = args.role.as_deref().unwrap_or(Path::new(roles::FOLDER));
    if !cx.directory.join(path).exists() {
        return Err(fail(
            format!("`{}` does not exist", path.display()),
            "name a file or folder with roles in `--role`",
        ));
    }
    let rules: Vec<PolicyRule> = roles::bound(cx.directory, path, false)?;
    if rules.is_empty() {
        return Err(fail(
            format!("`{}` has no role with rules", path.display()),
            "run `kubewright manifests`, or name a file or folder with roles in `--role`",
        ));
    }
    let missing = found.missing(&rules);
    let mut text = String::new();
    for marker in &missing {
        text.push_str(&format!("missing: {}\n{}", marker.text, places(&marker.requests)));
    }
    for (group, resource, verbs) in found.superfluous(&rules) {
        let group = if group.is_empty() {
            "core".to_owned()
        } else {
            group
        };
        text.push_str(&format!(
            "not needed by a call that was found: groups={group},resources={resource},verbs={}\n",
            verbs.join(";")
        ));
    }
    for ((group, resource), verbs) in wildcards(&rules) {
        let group = if group.is_empty() { "core" } else { &group };
        let verbs: Vec<_> = verbs.into_iter().collect();
        text.push_str(&format!(
            "grants too much: groups={group},resources={resource},verbs={}; name the groups, resources and verbs that the program needs\n",
            verbs.join(";")
        ));
    }
    if text.is_empty() {
        cx.printer
            .status("the roles have what the program needs, and nothing else\n");
    }
    cx.printer.result(&text);
    Ok(!missing.is_empty())
}
