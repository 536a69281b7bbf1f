//! Projects whose operator is made of Helm charts: `create api`, the CRDs and the role.

mod crd;
mod delete;
mod fetch;
mod role;

use std::path::{Path, PathBuf};

use heck::ToUpperCamelCase as _;
use kubewright_charts::Chart;

use super::content::{self, watches};
use super::errors::{Stop, fail};
use super::open::Session;
use super::sample as samples;
use super::written::Written;
use super::{Context, SUCCESS};
use crate::cli::{self, MessageFormat};
use crate::plan::{Change, IfExists, Plan};
use crate::plugins::Part;
use crate::project::{Project, ROLE, Resource};

pub(super) use delete::adapt;

/// The folder of the charts.
const CHARTS: &str = "helm-charts";

/// What users of the other plugin of this name should know.
pub(super) const NOTE: &str = "`helm` makes an operator from Helm charts; for a chart of an operator in Rust, run `kubewright init`, and later `kubewright edit --plugins helm`";

/// Adds a kind and its chart.
pub(super) fn create_api(
    args: &cli::CreateApi,
    session: &Session,
    cx: &mut Context<'_, '_>,
) -> Result<u8, Stop> {
    let chain = cx.chain(&args.scaffold.plugins, Some(&session.file.project))?;
    let given = fetch::chart(&args.helm, cx)?;
    let resource = resource(args, given.as_ref(), &session.file.project, cx)?;
    let watched = watches::read(cx.directory, watches::Operator::Helm).ok();
    let other = watched
        .as_ref()
        .and_then(|watched| watched.of_other_version(&resource));
    // Another version of the kind has a chart already, which may be edited.
    let reused = other.map(|(_, folder)| folder).filter(|_| given.is_none());
    let chart = match (given, reused) {
        (Some(chart), _) => chart,
        (None, Some(folder)) => read(folder, cx)?,
        (None, None) => Chart::starter(&resource.identity.kind.to_lowercase()),
    };
    let mut project = session.file.project.clone();
    project.put(resource.clone());
    let parts = [Part::Types(&resource)];
    let mut plan = session.grow(&chain, &project, &parts, args.scaffold.force)?;
    fill_in(&mut plan, &chart)?;
    let own = Path::new(CHARTS).join(chart.name());
    watches::name_content(&mut plan, &resource, "chart", reused.unwrap_or(&own));
    watches::check_entry(&plan, &resource, watched.as_ref())?;
    if reused.is_none() {
        add_chart(&mut plan, &chart, args.scaffold.force);
    }
    cx.finish(&mut plan, &chain, "create api", (session, &project))?;
    if cx.write_project(plan, &args.scaffold)? == Written::Preview || !args.make.make {
        return Ok(SUCCESS);
    }
    let open = args.helm.open_schema.then_some(&resource);
    let plan = generated(&project, open, cx)?;
    Ok(cx.carry_out(plan, cli::Mode::default(), MessageFormat::Human))
}

/// The resource of a call. The name of a chart that is given stands for a kind that is not.
fn resource(
    args: &cli::CreateApi,
    chart: Option<&Chart>,
    project: &Project,
    cx: &mut Context<'_, '_>,
) -> Result<Resource, Stop> {
    let mut named = args.named.clone();
    if let Some(chart) = chart {
        // A project has one group, unless it is made for several.
        let existing = project.types().next().filter(|_| !project.multigroup);
        let group = existing.map_or("charts", |other| other.identity.group.as_str());
        named.group.get_or_insert_with(|| group.to_owned());
        named.version.get_or_insert_with(|| "v1alpha1".to_owned());
        named
            .kind
            .get_or_insert_with(|| chart.name().to_upper_camel_case());
    }
    content::resource(&named, args, project, cx)
}

/// Puts the values into the sample.
fn fill_in(plan: &mut Plan, chart: &Chart) -> Result<(), Stop> {
    for text in samples::created(plan) {
        *text = sample(text, chart)?;
    }
    Ok(())
}

/// Adds the charts to the plan of a whole project, and their values to its samples.
pub(super) fn carry_over(plan: &mut Plan, project: &Project, cx: &Context<'_, '_>) -> Result<(), Stop> {
    let watched = watches::read(cx.directory, watches::Operator::Helm)?;
    for resource in project.types() {
        let folder = watched.chart_of(resource)?;
        let chart = read(folder, cx)?;
        let identity = &resource.identity;
        let head = samples::head(&identity.qualified_group(), &identity.version, &identity.kind);
        for text in samples::created(plan).filter(|text| text.starts_with(&head)) {
            *text = sample(text, &chart)?;
        }
        // Charts elsewhere, such as in a folder of several operators, are not the project's.
        if folder.is_relative() && !folder.starts_with("..") {
            for (path, text) in chart.files() {
                plan.write(folder.join(path), text.to_owned());
            }
        }
    }
    Ok(())
}

/// The sample of the template with the values of the chart.
fn sample(template: &str, chart: &Chart) -> Result<String, Stop> {
    let values = chart.sample().map_err(|error| {
        fail(
            format!("the chart `{}`: {error}", chart.name()),
            "correct the chart",
        )
    })?;
    Ok(match template.find("# TODO: Set the fields") {
        Some(at) => format!("{}{values}", &template[..at]),
        None => template.to_owned(),
    })
}

fn add_chart(plan: &mut Plan, chart: &Chart, force: bool) {
    let if_exists = if force { IfExists::Replace } else { IfExists::Fail };
    for (path, text) in chart.files() {
        let change = Change::Create {
            text: text.to_owned(),
            if_exists,
            template: CHARTS,
        };
        plan.change(Path::new(CHARTS).join(chart.name()).join(path), change);
    }
}

/// The CRDs and the role, from `watches.yaml` and the charts. `open` is a resource whose CRD accepts any `spec`.
pub(super) fn generated(
    project: &Project,
    open: Option<&Resource>,
    cx: &mut Context<'_, '_>,
) -> Result<Plan, Stop> {
    let watched = watches::read(cx.directory, watches::Operator::Helm)?;
    let mut charts = Vec::new();
    for resource in project.types() {
        let folder = watched.chart_of(resource)?;
        let chart = read(folder, cx)?;
        charts.push((resource, chart));
    }
    let mut plan = Plan::default();
    for (path, text) in crd::all(&charts, open, cx.directory)? {
        plan.write(path, text);
    }
    let (role, notes) = role::text(project, &charts);
    plan.write(PathBuf::from(ROLE), role);
    cx.notes(&notes);
    Ok(plan)
}

/// The role of an operator without kinds.
pub(super) fn new_role(project: &Project) -> String {
    role::text(project, &[]).0
}

/// The chart in a folder that `watches.yaml` names.
fn read(folder: &Path, cx: &Context<'_, '_>) -> Result<Chart, Stop> {
    Chart::read(&cx.directory.join(folder)).map_err(|error| {
        fail(
            fetch::here(&error.to_string(), cx),
            format!("name the folder of the chart in `{}`", watches::FILE),
        )
    })
}
