//! Which failures of Pods a Job counts, and which end it.

use serde_json::Value;

use crate::object::Object;
use crate::pods;

/// Whether a failed Pod counts against the back-off limit.
pub(super) fn is_counted(job: &Object, pod: &Object) -> bool {
    rule(job, pod).is_none_or(|rule| rule["action"] != "Ignore")
}

/// Why a failed Pod fails the Job, if it does.
pub(super) fn failure(job: &Object, pods: &[&Object]) -> Option<String> {
    let mut failed = pods.iter().filter(|pod| pods::phase(pod) == "Failed");
    failed.find_map(|pod| {
        let rules = job.list("/spec/podFailurePolicy/rules");
        let index = rules.iter().position(|rule| matching(rule, pod).is_some())?;
        if rules[index]["action"] != "FailJob" {
            return None;
        }
        let what = matching(&rules[index], pod)?;
        Some(format!("{what} matching FailJob rule at index {index}"))
    })
}

fn rule<'a>(job: &'a Object, pod: &Object) -> Option<&'a Value> {
    let mut rules = job.list("/spec/podFailurePolicy/rules").iter();
    rules.find(|rule| matching(rule, pod).is_some())
}

/// What of a Pod a rule matches.
fn matching(rule: &Value, pod: &Object) -> Option<String> {
    let name = format!("{}/{}", pod.namespace(), pod.name());
    let codes = &rule["onExitCodes"];
    if codes.is_object() {
        let wanted = codes["values"].as_array().map_or(&[][..], Vec::as_slice);
        let statuses = pod
            .list("/status/initContainerStatuses")
            .iter()
            .chain(pod.list("/status/containerStatuses"));
        for status in statuses {
            let named = codes["containerName"].is_null() || codes["containerName"] == status["name"];
            let code = &status["state"]["terminated"]["exitCode"];
            if !named || code.is_null() || *code == 0 {
                continue;
            }
            if (codes["operator"] == "In") == wanted.contains(code) {
                let container = status["name"].as_str().unwrap_or_default();
                return Some(format!(
                    "Container {container} for pod {name} failed with exit code {code}"
                ));
            }
        }
        return None;
    }
    let patterns = rule["onPodConditions"].as_array()?;
    let conditions = pod.list("/status/conditions");
    let matched = patterns.iter().find(|pattern| {
        conditions.iter().any(|condition| {
            condition["type"] == pattern["type"]
                && condition["status"] == *pattern.get("status").unwrap_or(&Value::from("True"))
        })
    })?;
    let condition = matched["type"].as_str().unwrap_or_default();
    Some(format!("Pod {name} has condition {condition}"))
}
