//! The annotations of an object that change how its release is handled.

use std::{collections::BTreeMap, time::Duration};

use kubewright_operator_kit::duration;

use crate::names::annotation::{
    DRY_RUN, INSTALL_DESCRIPTION, INSTALL_DISABLE_HOOKS, PAUSED, RECONCILE_PERIOD, ROLLBACK_FORCE,
    UNINSTALL_DESCRIPTION, UNINSTALL_DISABLE_HOOKS, UNINSTALL_WAIT, UPGRADE_DESCRIPTION,
    UPGRADE_DISABLE_HOOKS, UPGRADE_FORCE,
};

pub use kubewright_operator_kit::watches::entry::DryRun;

/// What the annotations ask for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Annotations {
    pub(crate) paused: bool,
    pub(crate) upgrade_force: bool,
    pub(crate) rollback_force: bool,
    pub(crate) uninstall_wait: bool,
    pub(crate) period: Option<Duration>,
    pub(crate) dry_run: Option<DryRun>,
    pub(crate) install: Action,
    pub(crate) upgrade: Action,
    pub(crate) uninstall: Action,
}

/// What annotations ask for one action.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Action {
    pub(crate) hooks: bool,
    pub(crate) description: Option<String>,
}

impl Annotations {
    /// Reads the annotations. An invalid value is an error that names the annotation.
    pub(crate) fn read(all: Option<&BTreeMap<String, String>>) -> Result<Self, String> {
        let get = |name: &str| all.and_then(|all| all.get(name)).map(String::as_str);
        let flag = |name: &str, default: bool| match get(name) {
            None => Ok(default),
            Some("true" | "True" | "TRUE" | "t" | "T" | "1") => Ok(true),
            Some("false" | "False" | "FALSE" | "f" | "F" | "0") => Ok(false),
            Some(other) => Err(format!(
                "annotation `{name}`: `{other}` is neither `true` nor `false`"
            )),
        };
        let period = get(RECONCILE_PERIOD)
            .map(duration::parse)
            .transpose()
            .map_err(|error| format!("annotation `{RECONCILE_PERIOD}`: {error}"))?;
        let dry_run = match get(DRY_RUN) {
            None => None,
            Some("none") => Some(DryRun::None),
            Some("client") => Some(DryRun::Client),
            Some("server") => Some(DryRun::Server),
            Some(other) => {
                return Err(format!(
                    "annotation `{DRY_RUN}`: `{other}` is none of `none`, `client` and `server`"
                ));
            }
        };
        let action = |hooks: &str, description: &str| {
            Ok::<_, String>(Action {
                hooks: !flag(hooks, false)?,
                description: get(description).map(str::to_owned),
            })
        };
        Ok(Self {
            paused: flag(PAUSED, false)?,
            upgrade_force: flag(UPGRADE_FORCE, false)?,
            rollback_force: flag(ROLLBACK_FORCE, true)?,
            uninstall_wait: flag(UNINSTALL_WAIT, false)?,
            period,
            dry_run,
            install: action(INSTALL_DISABLE_HOOKS, INSTALL_DESCRIPTION)?,
            upgrade: action(UPGRADE_DISABLE_HOOKS, UPGRADE_DESCRIPTION)?,
            uninstall: action(UNINSTALL_DISABLE_HOOKS, UNINSTALL_DESCRIPTION)?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(name: &str, value: &str) -> Result<Annotations, String> {
        Annotations::read(Some(&BTreeMap::from([(name.to_owned(), value.to_owned())])))
    }

    #[test]
    fn each_has_its_effect_or_is_an_error() {
        let none = Annotations::read(None).unwrap();
        assert!(none.rollback_force && !none.upgrade_force && !none.uninstall_wait && none.install.hooks);
        assert!(read(UPGRADE_FORCE, "true").unwrap().upgrade_force);
        assert!(read(PAUSED, "true").unwrap().paused && !none.paused);
        assert!(!read(ROLLBACK_FORCE, "false").unwrap().rollback_force);
        assert!(!read(UPGRADE_DISABLE_HOOKS, "1").unwrap().upgrade.hooks);
        assert_eq!(read(DRY_RUN, "server").unwrap().dry_run, Some(DryRun::Server));
        let period = read(RECONCILE_PERIOD, "2m").unwrap().period;
        assert_eq!(period, Some(Duration::from_secs(120)));
        let error = read(UNINSTALL_WAIT, "yes").unwrap_err();
        let expected =
            "annotation `helm.sdk.operatorframework.io/uninstall-wait`: `yes` is neither `true` nor `false`";
        assert_eq!(error, expected);
        assert!(read(RECONCILE_PERIOD, "often").is_err() && read(DRY_RUN, "maybe").is_err());
    }
}
