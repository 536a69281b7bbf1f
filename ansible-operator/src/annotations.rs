//! The annotations of an object that change its runs.

use std::{collections::BTreeMap, time::Duration};

use kubewright_operator_kit::duration;

use crate::names::{MAX_RUNNER_ARTIFACTS, RECONCILE_PERIOD, VERBOSITY};

/// What the annotations ask for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Annotations {
    pub(crate) period: Option<Duration>,
    pub(crate) artifacts: Option<u32>,
    pub(crate) verbosity: Option<u8>,
}

impl Annotations {
    /// Reads the annotations. An invalid value is an error that names the annotation.
    pub(crate) fn read(all: Option<&BTreeMap<String, String>>) -> Result<Self, String> {
        let get = |name: &str| all.and_then(|all| all.get(name)).map(String::as_str);
        let period = get(RECONCILE_PERIOD)
            .map(duration::parse)
            .transpose()
            .map_err(|error| format!("annotation `{RECONCILE_PERIOD}`: {error}"))?;
        let artifacts = get(MAX_RUNNER_ARTIFACTS)
            .map(str::parse)
            .transpose()
            .map_err(|_| format!("annotation `{MAX_RUNNER_ARTIFACTS}` must be a number"))?;
        let verbosity = get(VERBOSITY)
            .map(|text| text.parse().ok().filter(|verbosity| *verbosity <= 7).ok_or(()))
            .transpose()
            .map_err(|()| format!("annotation `{VERBOSITY}` must be a number from 0 to 7"))?;
        Ok(Self {
            period,
            artifacts,
            verbosity,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_has_its_effect_or_is_an_error() {
        let read = |name: &str, value: &str| {
            Annotations::read(Some(&BTreeMap::from([(name.to_owned(), value.to_owned())])))
        };
        assert_eq!(Annotations::read(None), Ok(Annotations::default()));
        assert_eq!(
            read(RECONCILE_PERIOD, "2m").unwrap().period,
            Some(Duration::from_secs(120))
        );
        assert_eq!(read(MAX_RUNNER_ARTIFACTS, "3").unwrap().artifacts, Some(3));
        assert_eq!(read(VERBOSITY, "7").unwrap().verbosity, Some(7));
        let error = read(VERBOSITY, "8").unwrap_err();
        assert_eq!(
            error,
            "annotation `ansible.sdk.operatorframework.io/verbosity` must be a number from 0 to 7"
        );
        assert!(read(RECONCILE_PERIOD, "often").is_err() && read(MAX_RUNNER_ARTIFACTS, "-1").is_err());
    }
}
