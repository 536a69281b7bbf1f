//! `kubewright init`: a new project.

use kubewright_core::names;

use super::stop::{Stop, fail, failure, misuse};
use super::{Context, SUCCESS, workspace};
use crate::cli;
use crate::licence::{self, License};
use crate::plan::{self, Change, IfExists, Plan};
use crate::plugins::{Part, Request};
use crate::project::file::{self, ProjectFile};
use crate::project::{Project, VERSION};

pub(super) fn run(args: &cli::Init, mut cx: Context<'_, '_>) -> u8 {
    let result = init(args, &mut cx);
    cx.end(result)
}

fn init(args: &cli::Init, cx: &mut Context<'_, '_>) -> Result<u8, Stop> {
    let chain = cx.chain(&args.scaffold.plugins, None)?;
    let mut project = Project {
        version: VERSION.to_owned(),
        cli_version: env!("CARGO_PKG_VERSION").to_owned(),
        domain: args.domain.clone(),
        repo: args.repo.clone(),
        name: name(args, cx)?,
        layout: chain.layout.clone(),
        multigroup: args.multigroup,
        namespaced: args.namespaced,
        ..Project::default()
    };
    check_domain(&project.domain)?;
    check_repo(&project.repo)?;
    if let Some(text) = cx.project_text()? {
        return again(&text, &project, args, cx);
    }
    let mut joined = None;
    if let Some(root) = root(args, cx)? {
        joined = Some(workspace::join(&root, cx.directory, ".", true)?);
        let mut places = project.places();
        places.workspace = root;
        project.set_places(&places);
    }
    let boilerplate = boilerplate(&args.header, License::Apache2, "", cx)?;
    let settings = cx.settings(boilerplate, args.runtime.clone().unwrap_or_default());
    let force = args.scaffold.force;
    let request = Request {
        parts: &[Part::Init],
        force,
        settings: &settings,
    };
    let mut plan = chain.plan(&request, &project)?;
    cx.ask(&chain, &mut plan, "init", &project)?;
    plan.finally(file::NAME.into(), file::new_text(&project));
    if let Some(joined) = joined {
        plan.extend(joined.plan);
        joined
            .notes
            .iter()
            .for_each(|note| cx.printer.error(&format!("note: {note}")));
    }
    let left = left(cx, &plan);
    if cx.scaffold(plan, &args.scaffold)? {
        if let Some(left) = left {
            cx.printer.status(&left);
        }
        cx.printer
            .status("next: kubewright create api --group GROUP --version v1alpha1 --kind KIND");
    }
    Ok(SUCCESS)
}

/// The workspace that the project becomes a member of.
fn root(args: &cli::Init, cx: &Context<'_, '_>) -> Result<Option<String>, Stop> {
    match (&args.workspace, workspace::around(cx.directory)) {
        (Some(value), _) => workspace::chosen(value, cx.directory).map(Some),
        (None, Some(root)) => Err(fail(
            format!(
                "this folder lies in the Cargo workspace in `{root}`, and cargo builds only its members there"
            ),
            format!(
                "add `--workspace` to make the project a member, or list this folder in `exclude` of `{root}/Cargo.toml`"
            ),
        )),
        (None, None) => Ok(None),
    }
}

/// The files that exist already and are kept.
fn left(cx: &Context<'_, '_>, plan: &Plan) -> Option<String> {
    let stays = |change: &Change| {
        matches!(
            change,
            Change::Create {
                if_exists: IfExists::Keep,
                ..
            }
        )
    };
    let there: Vec<_> = plan
        .changes()
        .filter(|(path, changes)| changes.iter().any(stays) && cx.directory.join(path).exists())
        .map(|(path, _)| format!("`{}`", path.display()))
        .collect();
    (!there.is_empty()).then(|| format!("kept: {}", there.join(", ")))
}

/// In a folder that has a project: the same one again changes nothing.
fn again(text: &str, project: &Project, args: &cli::Init, cx: &mut Context<'_, '_>) -> Result<u8, Stop> {
    let there = ProjectFile::parse(text).map_err(failure)?.project;
    let base = Project {
        cli_version: there.cli_version.clone(),
        plugins: there.plugins.clone(),
        resources: there.resources.clone(),
        other: there.other.clone(),
        ..project.clone()
    };
    if args.workspace.is_some() && there.places().workspace.is_empty() {
        return Err(fail(
            "this folder has a project already, which is not a member of a workspace",
            "make it one with `kubewright edit --workspace`",
        ));
    }
    if base == there {
        cx.printer.status("the project already exists; nothing to do");
        return Ok(SUCCESS);
    }
    Err(fail(
        "this folder already has a different project",
        "change it with `kubewright edit`, or create the new one in another folder",
    ))
}

fn name(args: &cli::Init, cx: &Context<'_, '_>) -> Result<String, Stop> {
    let folder = || {
        let folder = cx
            .directory
            .canonicalize()
            .unwrap_or_else(|_| cx.directory.to_owned());
        folder
            .file_name()
            .map(|name| name.to_string_lossy().to_lowercase())
            .unwrap_or_default()
    };
    let (name, of) = match &args.project_name {
        Some(name) => (name.clone(), ""),
        None => (folder(), ", from the folder's name,"),
    };
    const FIX: &str = "set another with `--project-name`, in a-z, 0-9 and `-`, such as `my-operator`";
    let wrong = |reason: &str| Err(fail(format!("the project name `{name}`{of} {reason}"), FIX));
    if let Err(error) = names::check_label("project name", &name) {
        let text = error.to_string();
        let reason = text.split_once("` ").map_or(text.as_str(), |(_, reason)| reason);
        return wrong(reason.split(';').next().unwrap_or(reason));
    }
    // `-controller-manager-metrics-service` is appended to it, and names of Services are limited.
    if name.len() > LONGEST {
        return wrong(&format!(
            "has more than {LONGEST} characters, too long as the prefix of object names"
        ));
    }
    let snake = name.replace('-', "_");
    if crate::project::names::KEYWORDS.contains(&snake.as_str()) || TAKEN.contains(&snake.as_str()) {
        return wrong("is not available as the name of a Rust package here");
    }
    Ok(name)
}

const LONGEST: usize = 63 - "-controller-manager-metrics-service".len();

/// Names of packages that the project depends on, or that cargo refuses.
pub(super) const TAKEN: &[&str] = &[
    "alloc",
    "anyhow",
    "build",
    "clap",
    "core",
    "deps",
    "examples",
    "incremental",
    "k8s_openapi",
    "kube",
    "kubewright_core",
    "kubewright_envtest",
    "kubewright_macros",
    "kubewright_runtime",
    "proc_macro",
    "serde",
    "serde_json",
    "std",
    "test",
    "tokio",
    "tracing",
];

pub(super) fn check_domain(domain: &str) -> Result<(), Stop> {
    const FIX: &str = "write a DNS name in lower case, such as `--domain example.com`";
    if domain.is_empty() {
        return Err(fail("the domain is empty", FIX));
    }
    let is_dns = names::check_group(&format!("x.{domain}")).is_ok();
    if !is_dns {
        return Err(fail(format!("the domain `{domain}` is not a DNS name"), FIX));
    }
    Ok(())
}

fn check_repo(repo: &str) -> Result<(), Stop> {
    if repo.contains(|char: char| char.is_whitespace() || char.is_control() || "\"\\".contains(char)) {
        return Err(misuse(
            format!("`--repo {}` is not a URL", repo.escape_debug()),
            "write it like `https://example.org/operator`",
        ));
    }
    Ok(())
}

/// The header for the call, as it is stored.
pub(super) fn boilerplate(
    args: &cli::Header,
    usual: License,
    usual_owner: &str,
    cx: &Context<'_, '_>,
) -> Result<String, Stop> {
    let owner = args.owner.as_deref().unwrap_or(usual_owner);
    if owner.contains(|char: char| char.is_control()) {
        return Err(misuse(
            "`--owner` has more than one line",
            "write a name, such as `The Authors`",
        ));
    }
    let Some(path) = &args.license_file else {
        return Ok(args.license.unwrap_or(usual).boilerplate(owner));
    };
    let text = std::fs::read_to_string(cx.directory.join(path)).map_err(|error| {
        fail(
            format!("`{path}` cannot be read: {}", plan::reason(&error)),
            "pass a file with the license header to `--license-file`",
        )
    })?;
    licence::check(&text).map_err(|reason| {
        Stop::from(kubewright_core::diagnostic::Message::new(format!(
            "`{path}` is not a license header: {reason}"
        )))
    })?;
    let text = text.trim_end();
    Ok(if text.is_empty() {
        String::new()
    } else {
        format!("{text}\n")
    })
}
