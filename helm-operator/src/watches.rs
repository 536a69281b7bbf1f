//! `watches.yaml`: which kinds are reconciled to releases of which charts.

use std::{path::Path, time::Duration};

use kubewright_operator_kit::selector;
use kubewright_operator_kit::watches::{self, entry::HelmEntry};
use kubewright_runtime::kube::core::{GroupVersionKind, Selector};
use serde::Deserialize;

pub use kubewright_operator_kit::watches::WatchesError;

use crate::{Chart, annotations::DryRun, overrides::Overrides};

/// One entry of `watches.yaml`: a kind, and the chart of its releases.
///
/// ```no_run
/// use kubewright_helm_operator::watches;
///
/// for watch in watches::read("watches.yaml".as_ref())? {
///     println!("{}: {}", watch.kind.kind, watch.chart.name());
/// }
/// # Ok::<(), watches::WatchesError>(())
/// ```
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Watch {
    /// Group, version and kind.
    pub kind: GroupVersionKind,
    /// The chart.
    pub chart: Chart,
    /// Whether objects of the releases are watched. Otherwise only the reconcile period finds changes of them.
    pub watch_dependents: bool,
    /// Values that replace those of the objects.
    pub overrides: Overrides,
    /// Which objects are reconciled.
    pub selector: Selector,
    /// How often an object is reconciled without a change.
    pub period: Option<Duration>,
    /// Whether the chart is rendered at every reconcile.
    pub dry_run: DryRun,
    /// How many objects of the kind are reconciled concurrently.
    pub max_concurrent_reconciles: Option<usize>,
}

/// The entry as the file has it.
#[derive(Deserialize)]
#[serde(transparent)]
struct Entry(HelmEntry);

/// Reads `watches.yaml`. Charts are relative to the folder of the file.
///
/// # Errors
///
/// If the file cannot be read, has an unknown field or an invalid value, lists a kind twice, or names a folder that is not a
/// chart.
pub fn read(path: &Path) -> Result<Vec<Watch>, WatchesError> {
    watches::read::<Entry>(path, &())
}

impl watches::Entry for Entry {
    type Watch = Watch;
    type Context = ();

    fn kind(&self) -> GroupVersionKind {
        GroupVersionKind::gvk(&self.0.group, &self.0.version, &self.0.kind)
    }

    fn checked(self, folder: &Path, (): &()) -> Result<Watch, String> {
        let kind = watches::Entry::kind(&self);
        let Self(entry) = self;
        let chart = entry
            .chart
            .as_ref()
            .ok_or("`chart` is missing; name the folder of the chart")?;
        let settings = entry.settings()?;
        Ok(Watch {
            chart: Chart::open(folder.join(chart)).map_err(|error| format!("`chart`: {error}"))?,
            watch_dependents: settings.watch_dependents,
            overrides: Overrides::new(entry.override_values).map_err(|error| error.to_string())?,
            selector: selector::checked(entry.selector)?,
            period: settings.period,
            dry_run: entry.dry_run_option,
            max_concurrent_reconciles: settings.max_concurrent_reconciles,
            kind,
        })
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn of(entries: &str) -> Result<Vec<Watch>, String> {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("web")).unwrap();
        fs::write(
            folder.path().join("web/Chart.yaml"),
            "name: web\nversion: 0.1.0\n",
        )
        .unwrap();
        let file = folder.path().join("watches.yaml");
        fs::write(&file, entries).unwrap();
        let text = file.display().to_string();
        read(&file).map_err(|error| error.to_string().replace(&text, "watches.yaml"))
    }

    const WEB: &str = "- group: example.com\n  version: v1\n  kind: Web\n  chart: web\n";

    #[test]
    fn every_field_is_read() {
        let more = concat!(
            "  watchDependentResources: false\n",
            "  overrideValues: { image.tag: v1 }\n",
            "  selector:\n    matchLabels: { a: b }\n    matchExpressions: [{ key: c, operator: In, values: [d] }]\n",
            "  reconcilePeriod: 5m\n",
            "  dryRunOption: server\n",
            "  maxConcurrentReconciles: 3\n",
        );
        let [watch] = &of(&format!("# A comment\n{WEB}{more}")).unwrap()[..] else {
            panic!("one entry")
        };
        assert_eq!((watch.kind.kind.as_str(), watch.chart.name()), ("Web", "web"));
        assert!(!watch.watch_dependents);
        assert_eq!(watch.selector.to_string(), "a=b,c in (d)");
        assert_eq!(watch.period, Some(Duration::from_secs(300)));
        assert_eq!(watch.dry_run, DryRun::Server);
        assert_eq!(watch.max_concurrent_reconciles, Some(3));
        let [watch] = &of(WEB).unwrap()[..] else {
            panic!("one entry")
        };
        assert!(watch.watch_dependents && watch.selector.selects_all() && watch.dry_run == DryRun::None);
    }

    #[test]
    fn what_is_wrong_is_an_error_with_its_place() {
        let of = |text: &str| of(text).unwrap_err();
        let unknown = of(&format!("{WEB}  reconcilePeriode: 1m\n"));
        assert!(
            unknown.contains("reconcilePeriode") && unknown.contains('5'),
            "{unknown}"
        );
        let missing = of(&WEB.replace("  chart: web\n", ""));
        assert!(
            missing.ends_with("`chart` is missing; name the folder of the chart"),
            "{missing}"
        );
        let twice = of(&format!("{WEB}{WEB}"));
        assert_eq!(
            twice,
            "`watches.yaml`: the kind Web.example.com/v1 is listed twice; remove one of the entries"
        );
        let chart = of(&WEB.replace("chart: web", "chart: nowhere"));
        assert!(
            chart.contains(": Web.example.com/v1: `chart`: ")
                && chart.contains("nowhere/Chart.yaml does not exist"),
            "{chart}"
        );
        assert_eq!(
            of("# nothing\n"),
            "`watches.yaml` lists no kind; `kubewright create api` adds one"
        );
        for (field, reason) in [
            (
                "reconcilePeriod: often",
                "`reconcilePeriod`: `often` is not a duration",
            ),
            ("dryRunOption: maybe", "maybe"),
            ("selector: { matchLabel: { a: b } }", "matchLabel"),
            (
                "selector: { matchExpressions: [{ key: a, operator: Is }] }",
                "`selector`: `Is` is not an operator; use one of In, NotIn, Exists, DoesNotExist",
            ),
            ("maxConcurrentReconciles: 0", "write at least 1"),
            (
                "maxConcurrentReconciles: '3'",
                "the value must be a number from 0, not a string; drop the quotes in `maxConcurrentReconciles: '3'`",
            ),
            (
                "watchDependentResources: 'no'",
                "the value must be `true` or `false`, not a string; drop the quotes in `watchDependentResources: 'no'`",
            ),
            (
                "watchDependentResources: maybe",
                "the value must be `true` or `false` in",
            ),
            (
                "watchDependentResources: ${WATCH}",
                "`watchDependentResources`: no variable of the environment stands for `${WATCH}`",
            ),
            ("overrideValues: { 'a[x]': b }", "`overrideValues`"),
        ] {
            let error = of(&format!("{WEB}  {field}\n"));
            assert!(error.contains(reason), "{error}");
        }
    }
}
