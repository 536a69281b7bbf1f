//! Decides what to do with a release, from its revisions alone.

use std::time::Duration;

use crate::release::{History, OwnerKind, Revision, Status};

/// What to do next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    /// The release is made from these values and this chart.
    Keep,
    Install,
    Upgrade,
    /// An action did not end, or failed: back to a revision that was deployed.
    RollBack(u32),
    /// An install or uninstall did not end: remove what it left behind.
    Remove,
    /// Somebody else may be working on the release.
    Wait(Duration),
    /// The release does not belong to an object of this kind.
    Foreign(OwnerKind),
    /// Nobody has marked the release: it may belong to this object if the chart is the same.
    Unmarked,
}

/// What the release must be.
pub(crate) struct Wanted<'w> {
    pub(crate) digest: &'w str,
    pub(crate) owner: &'w OwnerKind,
    pub(crate) now: Duration,
    /// How long a release may be pending before its action counts as interrupted.
    pub(crate) patience: Duration,
    /// Whether an unmarked release was found to be of the same chart.
    pub(crate) adopts: bool,
}

pub(crate) fn next(history: &History, wanted: &Wanted<'_>) -> Step {
    let Some(newest) = history.newest() else {
        return Step::Install;
    };
    match &newest.owner {
        Some(owner) if owner != wanted.owner => return Step::Foreign(owner.clone()),
        None if !wanted.adopts => return Step::Unmarked,
        _ => {}
    }
    let back = || {
        history
            .last_good()
            .map_or(Step::Remove, |good| Step::RollBack(good.number))
    };
    match newest.status {
        Status::Deployed if newest.digest.as_deref() == Some(wanted.digest) => Step::Keep,
        Status::Deployed => Step::Upgrade,
        Status::Pending => match remaining(newest, wanted) {
            Some(rest) => Step::Wait(rest),
            None => back(),
        },
        Status::Failed | Status::Superseded | Status::Unknown => back(),
        Status::Uninstalling => match remaining(newest, wanted) {
            Some(rest) => Step::Wait(rest),
            None => Step::Remove,
        },
        Status::Uninstalled => Step::Install,
    }
}

fn remaining(revision: &Revision, wanted: &Wanted<'_>) -> Option<Duration> {
    let age = wanted.now.saturating_sub(revision.modified);
    wanted.patience.checked_sub(age).filter(|rest| !rest.is_zero())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::release::SecretMeta;
    use serde_json::json;

    fn history(revisions: &[(&str, &str)], owner: Option<&str>) -> History {
        let secrets = revisions.iter().enumerate().map(|(at, (status, digest))| {
            let mut labels = json!({
                "version": (at + 1).to_string(), "status": status, "modifiedAt": "100",
                "helm.kubewright.dev/digest": format!("{digest}-{}", at + 1),
            });
            if let Some(kind) = owner {
                labels["helm.kubewright.dev/owner-kind"] = kind.into();
                labels["helm.kubewright.dev/owner-group"] = "example.com".into();
            }
            let meta = json!({ "metadata": { "name": format!("v{at}"), "labels": labels } });
            serde_json::from_value(meta).unwrap()
        });
        History::of(&secrets.collect::<Vec<SecretMeta>>())
    }

    fn owner() -> OwnerKind {
        OwnerKind {
            group: "example.com".to_owned(),
            kind: "Web".to_owned(),
        }
    }

    fn next_at(revisions: &[(&str, &str)], now: u64) -> Step {
        let wanted = Wanted {
            digest: "new",
            owner: &owner(),
            now: Duration::from_secs(now),
            patience: Duration::from_secs(30),
            adopts: false,
        };
        next(&history(revisions, Some("Web")), &wanted)
    }

    #[test]
    fn the_newest_revision_decides() {
        let next = |revisions: &[(&str, &str)]| next_at(revisions, 200);
        assert_eq!(next(&[]), Step::Install);
        assert_eq!(next(&[("deployed", "new")]), Step::Keep);
        assert_eq!(next(&[("deployed", "old")]), Step::Upgrade);
        assert_eq!(next(&[("deployed", "old"), ("failed", "new")]), Step::RollBack(1));
        assert_eq!(
            next(&[
                ("superseded", "x"),
                ("deployed", "old"),
                ("pending-upgrade", "new")
            ]),
            Step::RollBack(2)
        );
        assert_eq!(next(&[("superseded", "x"), ("failed", "new")]), Step::RollBack(1));
        assert_eq!(next(&[("pending-install", "new")]), Step::Remove);
        assert_eq!(next(&[("failed", "new")]), Step::Remove);
        assert_eq!(next(&[("uninstalling", "new")]), Step::Remove);
        assert_eq!(next(&[("uninstalled", "new")]), Step::Install);
    }

    #[test]
    fn a_young_action_may_be_somebody_elses() {
        let wait = Step::Wait(Duration::from_secs(20));
        assert_eq!(next_at(&[("pending-install", "new")], 110), wait);
        assert_eq!(next_at(&[("uninstalling", "new")], 110), wait);
        assert_eq!(next_at(&[("pending-install", "new")], 130), Step::Remove);
    }

    #[test]
    fn releases_of_others_are_left_alone() {
        let owner = owner();
        let mut wanted = Wanted {
            digest: "new",
            owner: &owner,
            now: Duration::ZERO,
            patience: Duration::ZERO,
            adopts: false,
        };
        let foreign = history(&[("deployed", "new")], Some("Database"));
        assert!(matches!(next(&foreign, &wanted), Step::Foreign(owner) if owner.kind == "Database"));
        let unmarked = history(&[("deployed", "")], None);
        assert_eq!(next(&unmarked, &wanted), Step::Unmarked);
        wanted.adopts = true;
        assert_eq!(next(&unmarked, &wanted), Step::Upgrade);
    }
}
