//! `delete api` in a project whose operator is made of Helm charts.

use std::path::Path;

use kubewright_charts::Chart;

use super::{CHARTS, fetch, sample};
use crate::commands::Context;
use crate::commands::content::watches;
use crate::commands::errors::{Stop, failure};
use crate::commands::sample as samples;
use crate::plan::{Change, Plan};
use crate::project::Resource;

/// Makes the plan that deletes a kind cover what `create api` has filled in: the sample, the entry in `watches.yaml`, and the chart
/// if no other kind uses it. Returns notes.
pub(in crate::commands) fn adapt(
    plan: &mut Plan,
    resource: &Resource,
    force: bool,
    cx: &Context<'_, '_>,
) -> Result<Vec<String>, Stop> {
    let watched = watches::read(cx.directory, watches::Operator::Helm)?;
    let Ok(folder) = watched.chart_of(resource).map(Path::to_owned) else {
        return Ok(Vec::new());
    };
    let chart = Chart::read(&cx.directory.join(&folder));
    let chart = chart.map_err(|error| failure(fetch::here(&error.to_string(), cx)));
    watches::withdraw_entry(plan, resource, cx.directory);
    for change in samples::changes(plan) {
        // Without the chart, what was written is not known; only `--force` removes the sample then.
        if let (Change::RemoveWritten { text, .. }, Ok(chart)) = (change, &chart) {
            *text = sample(text, chart)?;
        }
    }
    match chart {
        Ok(chart) if !watched.uses_elsewhere(&folder, resource) => {
            Ok(remove_chart(plan, &chart, &folder, resource, force))
        }
        _ => Ok(Vec::new()),
    }
}

/// Removes a chart that nobody has changed. Any other may be all that there is of it.
fn remove_chart(
    plan: &mut Plan,
    chart: &Chart,
    folder: &Path,
    resource: &Resource,
    force: bool,
) -> Vec<String> {
    let is_own = folder.starts_with(CHARTS) && folder.components().count() == 2;
    let is_starter = *chart == Chart::starter(&resource.identity.kind.to_lowercase());
    if !is_own || !(is_starter || force) {
        return vec![format!(
            "`{}` stays; remove the folder if you do not need the chart any more",
            folder.display()
        )];
    }
    for (path, _) in chart.files() {
        plan.change(folder.join(path), Change::Remove);
    }
    Vec::new()
}
