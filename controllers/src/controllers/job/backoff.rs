//! How long a Job waits after failures.

use jiff::{SignedDuration, Timestamp};
use serde_json::Value;

use crate::object::{Object, condition};
use crate::pods;

const FIRST: SignedDuration = SignedDuration::from_secs(10);
const LONGEST: SignedDuration = SignedDuration::from_mins(10);

/// Until when no Pod is created, if some have failed since the last one succeeded.
pub(super) fn until(pods: &[&Object], now: Timestamp) -> Option<Timestamp> {
    let ended = |phase: &'static str| {
        pods.iter()
            .filter(move |pod| pods::phase(pod) == phase)
            .map(|pod| finish_time(pod))
    };
    let last_success = ended("Succeeded").max();
    let failures: Vec<_> = ended("Failed")
        .filter(|time| last_success.is_none_or(|last| *time > last))
        .collect();
    let last = failures.iter().max()?;
    let doubled = u32::try_from(failures.len() - 1).unwrap_or(0).min(6);
    let end = *last + (FIRST * 2_i32.pow(doubled)).min(LONGEST);
    (end > now).then_some(end)
}

fn finish_time(pod: &Object) -> Timestamp {
    let time = |value: &Value| value.as_str().and_then(|text| text.parse::<Timestamp>().ok());
    let statuses = pod.list("/status/containerStatuses").iter();
    let containers = statuses.filter_map(|status| time(&status["state"]["terminated"]["finishedAt"]));
    let ready = || {
        condition(pod.list("/status/conditions"), "Ready")
            .and_then(|ready| time(&ready["lastTransitionTime"]))
    };
    containers
        .max()
        .or_else(ready)
        .or_else(|| pod.time("/metadata/deletionTimestamp"))
        .unwrap_or(pod.created())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn each_failure_doubles_the_delay() {
        let failed = |second: u32| {
            let time = format!("2026-01-01T00:00:{second:02}Z");
            Object::new(json!({ "status": { "phase": "Failed",
                "containerStatuses": [{ "state": { "terminated": { "finishedAt": time } } }] } }))
        };
        let now = "2026-01-01T00:00:10Z".parse().unwrap();
        let (a, b) = (failed(5), failed(9));
        assert_eq!(until(&[&a], now).unwrap().to_string(), "2026-01-01T00:00:15Z");
        assert_eq!(until(&[&a, &b], now).unwrap().to_string(), "2026-01-01T00:00:29Z");
        assert_eq!(until(&[], now), None);
    }
}
