//! `kubewright adopt`: a project from a crate that uses kube's own derives.

mod names;
mod webhooks;

use std::collections::{BTreeMap, BTreeSet};

use kubewright_core::crd::Crd;
use kubewright_core::diagnostic::Message;
use kubewright_core::names as kubernetes;

use super::adopted::{self, Program};
use super::errors::{Stop, fail, failure};
use super::manifests::reading;
use super::open::project_text;
use super::plugin_discovery::Selected;
use super::{Context, FAILURE, SUCCESS, sample, workspace};
use crate::cli;
use crate::cli::MessageFormat;
use crate::plan::{self, Change, IfExists, Plan};
use crate::plugins::{Chain, Part, Request, Runtime};
use crate::project::file::{self, ProjectFile};
use crate::project::{self, Api, Identity, Project, Resource, VERSION, rules};
use crate::report;
use crate::templates::tree;
use kubewright_analysis::quoted::quoted;
use kubewright_analysis::{Analysis, Diagnostic, Level};
use kubewright_kube_types::Kind;

use names::Package;
use webhooks::Served;

pub(super) fn run(args: &cli::Adopt, mut cx: Context<'_, '_>) -> u8 {
    let result = adopt(args, &mut cx);
    cx.end(result)
}

fn adopt(args: &cli::Adopt, cx: &mut Context<'_, '_>) -> Result<u8, Stop> {
    let package = names::package(cx.directory)?;
    let known = super::open::project(cx.directory)?;
    let mut reading = reading(known.as_ref(), cx.directory)?;
    if let Some(schemas) = args.schema.as_deref().and_then(project::schemas) {
        reading.schemas = schemas;
    }
    let recorded = known.as_ref().map(|project| project.domain.clone());
    reading.external.outside = recorded
        .filter(|domain| !domain.is_empty())
        .or_else(|| args.domain.clone());
    let (analysis, mut errors) = match Analysis::read(cx.directory, &[], &reading) {
        Ok(read) => read,
        Err(diagnostics) => {
            report::print(diagnostics, MessageFormat::Human, &mut cx.printer);
            return Ok(FAILURE);
        }
    };
    let mut problems = errors.take();
    let existing = match project_text(cx.directory)? {
        Some(text) => Some(ProjectFile::parse(&text).map_err(failure)?),
        None => None,
    };
    let kinds = analysis.kube_names();
    let Selected { chain, .. } = cx.selected(&[], &[], None)?;
    // Which kinds are external decides which errors matter.
    let before = match kinds.is_empty() {
        true => None,
        false => Some(before(args, &package, existing.as_ref(), kinds, &chain)?),
    };
    let is_wrong = problems.iter().any(|problem| problem.level == Level::Error);
    if is_wrong && !analysis.unknown().is_empty() {
        problems.push(Diagnostic::note(Message::new(UNKNOWN)));
    }
    // Once files are written, the manifests come with the same notes.
    if is_wrong || args.preview.dry_run || args.preview.diff {
        report::print(problems, MessageFormat::Human, &mut cx.printer);
    }
    if is_wrong {
        return Ok(FAILURE);
    }
    let Some(before) = before else {
        return Err(fail(
            "this crate has no kind with kube's `#[derive(CustomResource)]`",
            "create a project with `kubewright init`, or run this in the folder of the crate that has the kinds",
        ));
    };
    let crds: Vec<&Crd> = analysis.kube_crds().collect();
    let mut project = before.clone();
    if let Some(schemas) = &args.schema {
        project::set_schemas(&mut project, schemas);
    }
    add(&mut project, &crds, &analysis);
    // A file that states defaults or schemas alone does not make a project.
    let is_new = existing.is_none() || !cx.directory.join(DEPLOYED).is_file();
    if existing.as_ref().is_some_and(|file| file.project == project) && !is_new {
        cx.printer.status("nothing to do: PROJECT has all kinds");
        return Ok(SUCCESS);
    }
    let states = States {
        before: &before,
        project: &project,
        existing: existing.as_ref(),
        is_new,
    };
    let (plan, notes) = plan(args, &package, &states, &chain, (&crds, &analysis), cx)?;
    cx.notes(&notes);
    write(args, plan, &analysis, cx)
}

/// How to adopt a crate with kinds whose CRDs are not known.
const UNKNOWN: &str = "`kubewright adopt --schema strict` makes strict schemas; \
    `kubewright manifests paths=./... crd --stdout --probe` asks the program once for the CRDs that its source does not show, \
    and `kubewright adopt` then uses them";

/// The kustomization of every project.
const DEPLOYED: &str = "config/default/kustomization.yaml";

/// The project before and after.
struct States<'s> {
    before: &'s Project,
    project: &'s Project,
    /// The file, if there is one.
    existing: Option<&'s ProjectFile>,
    /// Whether the files of every project are missing.
    is_new: bool,
}

/// The project without the kinds that it lacks: the one in the folder, or a new one.
fn before(
    args: &cli::Adopt,
    package: &Package,
    existing: Option<&ProjectFile>,
    kinds: &[Kind],
    chain: &Chain,
) -> Result<Project, Stop> {
    let Some(ProjectFile { project: old, .. }) = existing else {
        return new_project(args, package, kinds, chain);
    };
    if let Some(domain) = args.domain.as_ref().filter(|_| !old.domain.is_empty())
        && *domain != old.domain
    {
        return Err(fail(
            format!("`PROJECT` has the domain `{}`", old.domain),
            "leave out `--domain`",
        ));
    }
    if !old.domain.is_empty() && !old.name.is_empty() && !old.layout.is_empty() {
        return Ok(old.clone());
    }
    let mut args = args.clone();
    if !old.domain.is_empty() {
        args.domain = Some(old.domain.clone());
    }
    if !old.name.is_empty() {
        args.project_name = Some(old.name.clone());
    }
    let new = new_project(&args, package, kinds, chain)?;
    let layout = match old.layout.is_empty() {
        true => new.layout,
        false => old.layout.clone(),
    };
    Ok(Project {
        domain: new.domain,
        name: new.name,
        multigroup: old.multigroup || new.multigroup,
        layout,
        ..old.clone()
    })
}

/// The project without its kinds.
fn new_project(args: &cli::Adopt, package: &Package, kinds: &[Kind], chain: &Chain) -> Result<Project, Stop> {
    let groups: BTreeSet<&str> = kinds.iter().map(|kind| kind.group.as_str()).collect();
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
    let served = Served::of(analysis);
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
            let Some(identity) = missing(project, &spec.group, version, &spec.names.kind) else {
                continue;
            };
            let plural = &spec.names.plural;
            let webhooks = served.of_kind(&spec.group, plural, version);
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
                webhooks: match own {
                    Some(_) => webhooks::with_conversion(webhooks, crd, version),
                    None => webhooks,
                },
                // A controller watches one version.
                controller: at == 0 && analysis.has_controller(&spec.names.kind),
                ..Resource::default()
            });
        }
    }
    // Nothing but their names is needed of kinds that somebody else installs.
    for kind in analysis.kube_names() {
        let is_own = names::group(&kind.group, &project.domain).is_some();
        if let Some(identity) = missing(project, &kind.group, &kind.version, &kind.kind).filter(|_| !is_own) {
            project.resources.push(Resource {
                identity,
                plural: kind.plural.clone().unwrap_or_default(),
                external: true,
                ..Resource::default()
            });
        }
    }
}

/// The identity of a version of a kind that the project does not have.
fn missing(project: &Project, whole: &str, version: &str, kind: &str) -> Option<Identity> {
    let (group, domain) = match names::group(whole, &project.domain) {
        Some(group) => (group, project.domain.as_str()),
        None => whole.split_once('.').unwrap_or((whole, "")),
    };
    let is_known = |resource: &Resource| {
        let identity = &resource.identity;
        identity.qualified_group() == whole && identity.version == version && identity.kind == kind
    };
    let is_missing = !project.resources.iter().any(is_known);
    is_missing.then(|| Identity {
        group: group.to_owned(),
        domain: domain.to_owned(),
        version: version.to_owned(),
        kind: kind.to_owned(),
    })
}

fn plan(
    args: &cli::Adopt,
    package: &Package,
    states: &States<'_>,
    chain: &Chain,
    (crds, analysis): (&[&Crd], &Analysis),
    cx: &Context<'_, '_>,
) -> Result<(Plan, Vec<String>), Stop> {
    let States {
        before,
        existing,
        is_new,
        ..
    } = *states;
    let mut settings = cx.settings(String::new(), Runtime::default());
    let mut project = states.project.clone();
    let program = match is_new {
        true => Some(Program {
            package: package.name.clone(),
            name: names::program(args.bin.as_deref(), package)?,
            health_port: args.health_port,
        }),
        false => None,
    };
    if let Some(program) = &program {
        settings.adopted = Some(program.crate_around());
        let mut places = project.places();
        places.adopted = true;
        if let Some(root) = workspace::around(cx.directory).filter(|_| places.workspace.is_empty()) {
            places.workspace = root;
        }
        project.set_places(&places);
    }
    let project = &project;
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
            parts.extend(webhooks.conversion.then_some(Part::Hub(resource)));
        }
    }
    let has_webhooks = parts.iter().any(|part| matches!(part, Part::Webhooks(_)));
    if is_new {
        parts.insert(0, Part::Init);
    }
    let request = Request {
        parts: &parts,
        force: false,
        settings: &settings,
    };
    let scaffolded = chain.plan(&request, project)?;
    let mut plan = adopted::files(&scaffolded);
    // Webhooks for kinds that the crate does not define, such as pods.
    if !has_webhooks && is_new && !Served::of(analysis).is_empty() {
        let context = settings.context(&Part::Init, project);
        for name in [
            "kustomize/webhook",
            "kustomize/cert-manager",
            "kustomize/webhook-validation",
        ] {
            plan.extend(tree(name, &context).plan()?);
        }
    }
    if let Some(program) = program {
        program.put(&mut plan, project, &settings)?;
    }
    if !adopted::has_runtime(cx.directory) {
        adopted::mount_certificate(&mut plan, project, &settings)?;
    }
    let notes = sample::fill(&mut plan, crds)?;
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
    Ok((plan, notes))
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
    cx.notes(&notes);
    Ok(status)
}
