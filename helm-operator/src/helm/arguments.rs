//! The arguments of `helm`, for both of its versions.

use std::{ffi::OsString, time::Duration};

use serde_json::Value;

use crate::{Chart, annotations::DryRun, names};

/// How many revisions of a release are kept.
const HISTORY: u32 = 10;

/// What helm is asked to do with a release.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Request<'r> {
    pub(crate) verb: Verb<'r>,
    pub(crate) namespace: &'r str,
    pub(crate) name: &'r str,
    pub(crate) hooks: bool,
    pub(crate) description: Option<&'r str>,
}

#[derive(Clone, Copy, Debug)]
pub(crate) enum Verb<'r> {
    /// Installs, or upgrades what is installed.
    Upgrade {
        installed: bool,
        chart: &'r Chart,
        values: &'r Value,
        force: bool,
        marks: &'r Marks,
    },
    /// Returns the release that an upgrade would make.
    Preview {
        chart: &'r Chart,
        values: &'r Value,
        dry_run: DryRun,
    },
    Rollback {
        to: u32,
        force: bool,
    },
    Uninstall {
        keep_history: bool,
    },
}

/// What the labels of the release Secret say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Marks {
    pub(crate) digest: String,
    pub(crate) owner_kind: String,
    pub(crate) owner_group: String,
}

impl Verb<'_> {
    /// Returns the name in metrics and logs.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Upgrade { installed: false, .. } => "install",
            Self::Upgrade { .. } => "upgrade",
            Self::Preview { .. } => "preview",
            Self::Rollback { .. } => "rollback",
            Self::Uninstall { .. } => "uninstall",
        }
    }
}

impl Request<'_> {
    pub(crate) fn arguments(&self, major: u64, timeout: Duration) -> Vec<OsString> {
        let mut all: Vec<OsString> = Vec::new();
        let mut add = |texts: &[&str]| all.extend(texts.iter().map(OsString::from));
        let update = |force: bool| -> &[&str] {
            match (major, force) {
                (3, false) => &[],
                (3, true) => &["--force"],
                // Fields that a repair has applied are ours as well.
                (_, false) => &["--server-side=true", "--force-conflicts"],
                (_, true) => &["--server-side=false", "--force-replace"],
            }
        };
        let history = format!("--history-max={HISTORY}");
        match self.verb {
            Verb::Upgrade {
                chart,
                force,
                marks,
                installed,
                ..
            } => {
                add(&[
                    "upgrade",
                    "--install",
                    "--values=-",
                    "--reset-values",
                    "--output=json",
                    &history,
                ]);
                // An install by helm 4 has no such options to force.
                let force = force && installed;
                add(update(force));
                if major > 3 && !force {
                    // Server-side apply refuses unknown fields itself, and helm's own check takes a third of its time.
                    add(&["--disable-openapi-validation"]);
                }
                let Marks {
                    digest,
                    owner_kind,
                    owner_group,
                } = marks;
                let labels = format!(
                    "{}={digest},{}={owner_kind},{}={owner_group}",
                    names::DIGEST,
                    names::OWNER_KIND,
                    names::OWNER_GROUP
                );
                add(&["--labels", &labels, self.name]);
                all.push(chart.path().into());
            }
            Verb::Preview { chart, dry_run, .. } => {
                let dry_run = match dry_run {
                    DryRun::Server => "--dry-run=server",
                    DryRun::Client | DryRun::None => "--dry-run=client",
                };
                add(&[
                    "upgrade",
                    "--values=-",
                    "--reset-values",
                    "--output=json",
                    dry_run,
                    self.name,
                ]);
                all.push(chart.path().into());
            }
            Verb::Rollback { to, force } => {
                add(&["rollback", &history]);
                add(update(force));
                add(&[self.name, &to.to_string()]);
            }
            Verb::Uninstall { keep_history } => {
                add(&["uninstall", self.name]);
                if keep_history {
                    add(&["--keep-history"]);
                }
            }
        }
        let mut add = |text: String| all.push(text.into());
        if !self.hooks {
            add(String::from("--no-hooks"));
        }
        if let Some(description) = self.description {
            add(format!("--description={description}"));
        }
        add(format!("--namespace={}", self.namespace));
        add(format!("--timeout={}ms", timeout.as_millis()));
        all
    }

    /// Returns the values, which go through stdin so that no other process sees them.
    pub(crate) fn input(&self) -> Vec<u8> {
        match self.verb {
            Verb::Upgrade { values, .. } | Verb::Preview { values, .. } => values.to_string().into_bytes(),
            Verb::Rollback { .. } | Verb::Uninstall { .. } => Vec::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(verb: Verb<'_>, major: u64) -> String {
        let request = Request {
            verb,
            namespace: "default",
            name: "web",
            hooks: false,
            description: Some("why not"),
        };
        let arguments = request.arguments(major, Duration::from_secs(2));
        let arguments: Vec<_> = arguments.iter().map(|text| text.to_string_lossy()).collect();
        arguments.join(" ")
    }

    #[test]
    fn each_version_gets_its_own_flags() {
        let rollback = |force| Verb::Rollback { to: 2, force };
        let end = "web 2 --no-hooks --description=why not --namespace=default --timeout=2000ms";
        let cases = [
            (3, false, ""),
            (3, true, "--force "),
            (4, false, "--server-side=true --force-conflicts "),
            (4, true, "--server-side=false --force-replace "),
        ];
        for (major, force, flags) in cases {
            assert_eq!(
                of(rollback(force), major),
                format!("rollback --history-max=10 {flags}{end}")
            );
        }
        let uninstall = of(Verb::Uninstall { keep_history: true }, 4);
        assert!(
            uninstall.starts_with("uninstall web --keep-history --no-hooks"),
            "{uninstall}"
        );
    }
}
