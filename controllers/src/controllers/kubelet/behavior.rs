//! What a Pod's annotations ask of the kubelet.

use jiff::SignedDuration;

use crate::object::Object;

use super::logs;

const PREFIX: &str = "kubelet.kubewright.dev/";

/// The annotations, each with what it does. They may be on a Pod, or on the template that it is made from.
///
/// ```
/// let names: Vec<_> = kubewright_controllers::ANNOTATIONS.iter().map(|(name, _)| *name).collect();
/// assert!(names.contains(&"kubelet.kubewright.dev/ready-after"));
/// ```
pub const ANNOTATIONS: &[(&str, &str)] = &[
    (
        "kubelet.kubewright.dev/image-pull",
        "`fail`: the images cannot be pulled, and the Pod stays `Pending`",
    ),
    (
        "kubelet.kubewright.dev/start-after",
        "how long the Pod stays `Pending`, such as `30s`",
    ),
    (
        "kubelet.kubewright.dev/ready-after",
        "how long its containers run before they are ready, or `never`",
    ),
    (
        "kubelet.kubewright.dev/exit-after",
        "how long its containers run before they exit; they restart as `restartPolicy` says",
    ),
    (
        "kubelet.kubewright.dev/exit-code",
        "the exit code, `0` by default; without `exit-after` they exit at once",
    ),
    (
        "kubelet.kubewright.dev/exits",
        "how often they exit before they keep running; without it, always",
    ),
    (
        "kubelet.kubewright.dev/stop-after",
        "how long a deleted Pod takes to stop, at most its grace period",
    ),
    (
        "kubelet.kubewright.dev/logs",
        "what its containers print when they start, as `kubectl logs` shows it",
    ),
    (
        "kubelet.kubewright.dev/logs.NAME",
        "what the container `NAME` prints, in place of that; also one of `initContainers`",
    ),
];

/// What the containers of a Pod do.
#[derive(Clone, Copy, Debug)]
pub(super) struct Behavior {
    /// Whether images can be pulled.
    pub(super) pull: bool,
    pub(super) start_after: SignedDuration,
    /// `None`: never.
    pub(super) ready_after: Option<SignedDuration>,
    /// `None`: they keep running.
    pub(super) exit_after: Option<SignedDuration>,
    pub(super) exit_code: i64,
    pub(super) exits: i64,
    pub(super) stop_after: SignedDuration,
}

impl Default for Behavior {
    fn default() -> Self {
        Self {
            pull: true,
            start_after: SignedDuration::ZERO,
            ready_after: Some(SignedDuration::ZERO),
            exit_after: None,
            exit_code: 0,
            exits: i64::MAX,
            stop_after: SignedDuration::ZERO,
        }
    }
}

impl Behavior {
    /// # Errors
    ///
    /// If an annotation is unknown or its value is invalid.
    pub(super) fn of(pod: &Object) -> Result<Self, String> {
        let mut behavior = Self::default();
        if pod
            .controller()
            .is_some_and(|owner| owner.kind() == crate::kind::Kind::JOB)
        {
            behavior.exit_after = Some(SignedDuration::ZERO);
        }
        let annotations = pod.at("/metadata/annotations").as_object().into_iter().flatten();
        for (name, value) in annotations.filter(|(name, _)| name.starts_with(PREFIX)) {
            let value = value.as_str().unwrap_or_default();
            let wrong = |expected| format!("annotation `{name}`: `{value}` is not {expected}");
            let duration = || {
                value
                    .parse::<SignedDuration>()
                    .map_err(|_| wrong("a duration such as `30s`"))
            };
            let number = || value.parse::<i64>().map_err(|_| wrong("a number"));
            match &name[PREFIX.len()..] {
                "image-pull" if value == "fail" => behavior.pull = false,
                "image-pull" => return Err(wrong("`fail`")),
                "start-after" => behavior.start_after = duration()?,
                "ready-after" if value == "never" => behavior.ready_after = None,
                "ready-after" => behavior.ready_after = Some(duration()?),
                "exit-after" if value == "never" => behavior.exit_after = None,
                "exit-after" => behavior.exit_after = Some(duration()?),
                "exit-code" => {
                    behavior.exit_code = number()?;
                    behavior.exit_after.get_or_insert(SignedDuration::ZERO);
                }
                "exits" => behavior.exits = number()?,
                "stop-after" => behavior.stop_after = duration()?,
                name if logs::is_annotation(pod, name) => {}
                _ => {
                    let known: Vec<_> = ANNOTATIONS
                        .iter()
                        .map(|(name, _)| &name[PREFIX.len()..])
                        .collect();
                    return Err(format!(
                        "annotation `{name}` is unknown; `{PREFIX}` knows {}",
                        known.join(", ")
                    ));
                }
            }
        }
        Ok(behavior)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn behavior(name: &str, value: &str) -> Result<Behavior, String> {
        let annotations = json!({ format!("{PREFIX}{name}"): value });
        Behavior::of(&Object::new(
            json!({ "metadata": { "annotations": annotations } }),
        ))
    }

    #[test]
    fn the_guide_lists_the_annotations() {
        let page = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/src/howto/test-cluster.md");
        let page = std::fs::read_to_string(page).unwrap();
        let listed: Vec<_> = page
            .lines()
            .filter(|line| line.contains(PREFIX) && line.starts_with('|'))
            .collect();
        let rows = ANNOTATIONS
            .iter()
            .map(|(name, effect)| format!("| `{name}` | {effect} |"));
        assert_eq!(listed, rows.collect::<Vec<_>>());
    }

    #[test]
    fn annotations_that_mean_nothing_are_errors() {
        assert_eq!(
            behavior("start-after", "2m").unwrap().start_after,
            SignedDuration::from_mins(2)
        );
        assert!(behavior("ready-after", "never").unwrap().ready_after.is_none());
        assert_eq!(
            behavior("start-after", "soon").unwrap_err(),
            "annotation `kubelet.kubewright.dev/start-after`: `soon` is not a duration such as `30s`"
        );
        assert!(behavior("strat-after", "1s").unwrap_err().contains("is unknown"));
        assert!(behavior("logs", "hello").is_ok());
        assert!(
            behavior("logs.absent", "hello")
                .unwrap_err()
                .contains("is unknown")
        );
    }
}
