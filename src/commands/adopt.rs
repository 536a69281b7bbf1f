//! `kubewright adopt`: a project from a crate that uses kube's own derives.

mod names;
mod webhooks;

use std::collections::{BTreeMap, BTreeSet};

use kubewright_core::crd::Crd;
use kubewright_core::names as kubernetes;

use super::adopted::{self, Program};
use super::errors::{Stop, fail, failure};
use super::manifests::reading;
use super::open::project_text;
use super::plugin_discovery::Selected;
use super::{Context, FAILURE, SUCCESS, sample};
use crate::cli;
use crate::cli::MessageFormat;
use crate::plan::{self, Change, IfExists, Plan};
use crate::plugins::{Chain, Part, Request, Runtime};
use crate::project::file::{self, ProjectFile};
use crate::project::{Api, Identity, Project, Resource, VERSION, rules};
use crate::report;
use kubewright_analysis::quoted::quoted;
use kubewright_analysis::{Analysis, Level};

use names::Package;
use webhooks::Served;

pub(super) fn run(args: &cli::Adopt, mut cx: Context<'_, '_>) -> u8 {
    let result = adopt(args, &mut cx);
    cx.end(result)
}

fn adopt(args: &cli::Adopt, cx: &mut Context<'_, '_>) -> Result<u8, Stop> {
    let package = names::package(cx.directory)?;
    let known = super::open::project(cx.directory)?;
    let reading = reading(known.as_ref(), cx.directory)?;
    let (analysis, mut errors) = match Analysis::read(cx.directory, &[], &reading) {
        Ok(read) => read,
        Err(diagnostics) => {
            report::print(diagnostics, MessageFormat::Human, &mut cx.printer);
            return Ok(FAILURE);
        }
    };
    let problems = errors.take();
    let is_wrong = problems.iter().any(|problem| problem.level == Level::Error);
    // Once files are written, the manifests come with the same notes.
    if is_wrong || args.preview.dry_run || args.preview.diff {
        report::print(problems, MessageFormat::Human, &mut cx.printer);
    }
    if is_wrong {
        return Ok(FAILURE);
    }
    let crds: Vec<&Crd> = analysis.kube_crds().collect();
    if crds.is_empty() {
        return Err(fail(
            "this crate has no kind with kube's `#[derive(CustomResource)]`",
            "create a project with `kubewright init`, or run this in the folder of the crate that has the kinds",
        ));
    }
    let Selected { chain, .. } = cx.selected(&[], &[], None)?;
    let existing = match project_text(cx.directory)? {
        Some(text) => Some(ProjectFile::parse(&text).map_err(failure)?),
        None => None,
    };
    let before = match &existing {
        Some(file) => file.project.clone(),
        None => new_project(args, &package, &crds, &chain)?,
    };
    let mut project = before.clone();
    add(&mut project, &crds, &analysis);
    if existing.as_ref().is_some_and(|file| file.project == project) {
        cx.printer.status("nothing to do: PROJECT has all kinds");
        return Ok(SUCCESS);
    }
    let plan = plan(
        args,
        &package,
        &project,
        &before,
        existing.as_ref(),
        &chain,
        &crds,
        cx,
    )?;
    write(args, plan, &analysis, cx)
}

/// The project without its kinds.
fn new_project(args: &cli::Adopt, package: &Package, crds: &[&Crd], chain: &Chain) -> Result<Project, Stop> {
    let groups: BTreeSet<&str> = crds.iter().map(|crd| crd.spec.group.as_str()).collect();
    let domain = match args.domain.clone().or_else(|| names::domain(&groups)) {
        Some(domain) => domain,
        None => {
            return Err(fail(
                format!("the API groups {} share no domain", quoted(&groups)),
                "pass the domain of your own kinds to `--domain`; the other kinds are then external",
            ));
        }
    };
    rules::package::domain(&domain)?;
    let own = groups
        .iter()
        .filter(|group| names::group(group, &domain).is_some());
    let own = own.count();
    if own == 0 {
        return Err(fail(
            format!("no API group ends in the domain `{domain}`"),
            format!("the groups are {}", quoted(&groups)),
        ));
    }
    let name = args
        .project_name
        .clone()
        .unwrap_or_else(|| package.name.replace('_', "-"));
    rules::package::project_name(&name, ", from the name of the package,")?;
    Ok(Project {
        version: VERSION.to_owned(),
        cli_version: env!("CARGO_PKG_VERSION").to_owned(),
        domain,
        name,
        layout: chain.layout.clone(),
        multigroup: own > 1,
        ..Project::default()
    })
}

/// Adds the kinds that the project does not have. Those of groups outside of its domain are external: somebody else installs their CRDs.
fn add(project: &mut Project, crds: &[&Crd], analysis: &Analysis) {
    let webhooks = Served::of(analysis);
    for crd in crds {
        let spec = &crd.spec;
        let mut names: Vec<&str> = spec
            .versions
            .iter()
            .map(|version| version.name.as_str())
            .collect();
        names.sort_unstable();
        for (at, version) in names.into_iter().enumerate() {
            let own = names::group(&spec.group, &project.domain);
            let (group, domain) = match own {
                Some(group) => (group, project.domain.as_str()),
                None => spec.group.split_once('.').unwrap_or((&spec.group, "")),
            };
            let identity = Identity {
                group: group.to_owned(),
                domain: domain.to_owned(),
                version: version.to_owned(),
                kind: spec.names.kind.clone(),
            };
            let is_known = |resource: &Resource| {
                resource.identity.qualified_group() == spec.group
                    && resource.identity.version == version
                    && resource.identity.kind == spec.names.kind
            };
            if project.resources.iter().any(is_known) {
                continue;
            }
            let plural = &spec.names.plural;
            let differs = *plural != kubernetes::plural(&spec.names.kind);
            project.resources.push(Resource {
                identity,
                plural: if differs { plural.clone() } else { String::new() },
                api: own.map(|_| Api {
                    crd_version: "v1".to_owned(),
                    namespaced: spec.scope == "Namespaced",
                    other: BTreeMap::new(),
                }),
                external: own.is_none(),
                webhooks: webhooks.of_kind(&spec.group, plural, version),
                // A controller watches one version.
                controller: at == 0 && analysis.has_controller(&spec.names.kind),
                ..Resource::default()
            });
        }
    }
}

#[expect(
    clippy::too_many_arguments,
    reason = "the two states of a project and where they come from"
)]
fn plan(
    args: &cli::Adopt,
    package: &Package,
    project: &Project,
    before: &Project,
    existing: Option<&ProjectFile>,
    chain: &Chain,
    crds: &[&Crd],
    cx: &Context<'_, '_>,
) -> Result<Plan, Stop> {
    let settings = cx.settings(String::new(), Runtime::default());
    let new = project
        .resources
        .iter()
        .filter(|resource| !before.resources.contains(resource));
    let mut parts: Vec<Part<'_>> = Vec::new();
    for resource in new {
        if resource.api.is_some() {
            parts.push(Part::Types(resource));
        }
        if let Some(webhooks) = &resource.webhooks {
            parts.push(Part::Webhooks(resource));
            parts.extend(webhooks.defaulting.then_some(Part::Defaulting(resource)));
            parts.extend(webhooks.validation.then_some(Part::Validation(resource)));
        }
    }
    if existing.is_none() {
        parts.insert(0, Part::Init);
    }
    let request = Request {
        parts: &parts,
        force: false,
        settings: &settings,
    };
    let scaffolded = chain.plan(&request, project)?;
    let mut plan = adopted::files(&scaffolded);
    if existing.is_none() {
        let program = Program {
            name: names::program(args.bin.as_deref(), package)?,
            health_port: args.health_port,
        };
        program.put(&mut plan, project, &settings)?;
    }
    adopted::mount_certificate(&mut plan, project, &settings)?;
    sample::fill(&mut plan, crds)?;
    for (_, changes) in plan.each() {
        for change in changes {
            if let Change::Create { if_exists, .. } = change {
                *if_exists = IfExists::Keep;
            }
        }
    }
    plan.finally(
        file::NAME.into(),
        match existing {
            Some(file) => file.with(project),
            None => file::new_text(project),
        },
    );
    Ok(plan)
}

fn write(args: &cli::Adopt, plan: Plan, analysis: &Analysis, cx: &mut Context<'_, '_>) -> Result<u8, Stop> {
    let resolved = plan::resolve(plan, cx.directory)?;
    if args.preview.diff {
        cx.print_patch(&resolved.edits);
        return Ok(SUCCESS);
    }
    if args.preview.dry_run {
        cx.print_planned(&resolved.edits);
        return Ok(SUCCESS);
    }
    plan::write(&resolved.edits, cx.directory).map_err(failure)?;
    cx.print_written(&resolved.edits);
    let status = cx.write_manifests(None)?;
    let mut notes = Vec::new();
    if !analysis.has_rbac() {
        notes.push("the crate has no `+kubebuilder:rbac` markers, so the manager has no permissions; `kubewright rbac suggest` prints them");
    }
    if analysis.has_admission() && Served::of(analysis).is_empty() {
        notes.push("the crate reads admission requests and has no `+kubebuilder:webhook` markers, so no webhook is configured; write one above each handler, and delete PROJECT to adopt them");
    }
    cx.print_once("note", &notes);
    Ok(status)
}
