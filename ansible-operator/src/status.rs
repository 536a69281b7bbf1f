//! The status of an object: conditions with operator-sdk's names.

use kubewright_operator_kit::status;
use kubewright_runtime::condition::Verdict;
use kubewright_runtime::k8s_openapi::apimachinery::pkg::apis::meta::v1::{Condition, ObjectMeta};
use serde_json::Value;

/// The types of conditions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Running,
    Successful,
    Failure,
}

impl Kind {
    fn name(self) -> &'static str {
        match self {
            Self::Running => "Running",
            Self::Successful => "Successful",
            Self::Failure => "Failure",
        }
    }
}

/// The conditions of an object. Those of others stay, with all of their fields.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Conditions(Vec<Value>);

impl Conditions {
    /// Reads the status of an object. A status of another form counts as empty.
    pub(crate) fn read(object: &Value) -> Self {
        Self(
            object["status"]["conditions"]
                .as_array()
                .cloned()
                .unwrap_or_default(),
        )
    }

    pub(crate) fn into_value(self) -> Value {
        Value::Array(self.0)
    }

    fn find(&self, kind: Kind) -> Option<&Value> {
        self.0.iter().find(|condition| condition["type"] == kind.name())
    }

    /// Whether a condition is true for this generation of the object.
    pub(crate) fn holds(&self, kind: Kind, object: &ObjectMeta) -> bool {
        self.find(kind).is_some_and(|condition| {
            condition["status"] == "True" && condition["observedGeneration"].as_i64() == object.generation
        })
    }

    /// Sets a condition, with the numbers of the tasks.
    pub(crate) fn set(
        &mut self,
        object: &ObjectMeta,
        kind: Kind,
        verdict: impl Into<Verdict>,
        reason: &str,
        message: &str,
        result: Option<&Value>,
    ) {
        let at = self
            .0
            .iter()
            .position(|condition| condition["type"] == kind.name());
        let before = at.and_then(|at| serde_json::from_value::<Condition>(self.0[at].clone()).ok());
        let mut typed: Vec<_> = before.into_iter().collect();
        status::set(&mut typed, object, kind.name(), verdict, reason, message);
        let mut new = serde_json::to_value(&typed[0]).unwrap_or_default();
        let result = result
            .cloned()
            .or_else(|| at.and_then(|at| self.0[at].get("ansibleResult").cloned()));
        if let Some(result) = result {
            new["ansibleResult"] = result;
        }
        match at {
            Some(at) => self.0[at] = new,
            None => self.0.push(new),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn conditions_of_others_stay() {
        let object = ObjectMeta {
            generation: Some(2),
            ..ObjectMeta::default()
        };
        let other = json!({ "type": "Mine", "status": "True", "extra": [1] });
        let mut conditions = Conditions::read(&json!({ "status": { "conditions": [other] } }));
        assert!(!conditions.holds(Kind::Running, &object));
        let result = json!({ "ok": 3 });
        conditions.set(&object, Kind::Running, true, "Successful", "", Some(&result));
        conditions.set(&object, Kind::Running, true, "Running", "now", None);
        assert!(conditions.holds(Kind::Running, &object));
        let all = conditions.clone().into_value();
        assert_eq!(
            (&all[0], &all[1]["ansibleResult"], &all[1]["reason"]),
            (&other, &result, &json!("Running"))
        );
        assert_eq!(Conditions::read(&json!({ "status": 1 })), Conditions::default());
    }
}
