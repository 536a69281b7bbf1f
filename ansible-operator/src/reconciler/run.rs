//! One run for an object.

use std::{
    hash::{DefaultHasher, Hash as _, Hasher as _},
    sync::Arc,
    time::{Duration, Instant, SystemTime, UNIX_EPOCH},
};

use anyhow::anyhow;
use kubewright_operator_kit::dependents::Dependents;
use kubewright_runtime::ObjectKey;
use kubewright_runtime::kube::{ResourceExt as _, core::DynamicObject};
use kubewright_runtime::reconcile::{Action, Result};
use serde_json::{Map, Value, json};

use super::Engine;
use crate::{
    Content,
    annotations::Annotations,
    directory::{Directory, Input},
    events::Line,
    extra_vars::{self, Source},
    metrics::Request,
    outcome::Outcome,
    proxy::{Grant, Known, Owner},
    runner::{self, Run, RunnerError},
};

/// What is to run for an object.
pub(super) struct Work<'w> {
    pub(super) object: DynamicObject,
    pub(super) annotations: Annotations,
    pub(super) content: &'w Content,
    /// Variables that replace those of the object; the last wins.
    pub(super) vars: Vec<&'w Map<String, Value>>,
}

/// How a run ended without a failure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ran {
    /// The operator stops, so it did not run, or not to its end.
    Stopped,
    /// A task asks for the next run.
    Again(Duration),
    /// It succeeded.
    Done {
        /// When an object that nobody changes is reconciled again; zero for never.
        period: Duration,
    },
}

impl Ran {
    pub(super) fn action(self) -> Action {
        match self {
            Self::Again(after) => Action::requeue(after),
            Self::Done { period } if !period.is_zero() => Action::requeue(period),
            Self::Stopped | Self::Done { .. } => Action::await_change(),
        }
    }
}

impl Engine {
    /// Runs, and reports how it went.
    pub(super) async fn run(&self, mut work: Work<'_>) -> Result<Ran> {
        let key = ObjectKey::of(&work.object);
        let _pass = self.shared.gate.enter(self.urgency(&work.object)).await;
        if self.shared.runner.stop.is_cancelled() {
            return Ok(Ran::Stopped);
        }
        // It may have changed while it waited.
        if let Some(now) = self.objects.get(&key).await?
            && now.uid() == work.object.uid()
            && now.metadata.deletion_timestamp == work.object.metadata.deletion_timestamp
            && now.metadata.generation > work.object.metadata.generation
        {
            work.object = DynamicObject::clone(&now);
        }
        let object = &work.object;
        let last = self.seen().insert(key.clone(), object.metadata.generation);
        if last.is_none() && runner::end_leftover(&self.directory(&key)) {
            tracing::warn!(object = %key, "a run of an operator that was killed has been ended");
        }
        self.report_running(object).await?;
        let started = Instant::now();
        let active = self.shared.metrics.start();
        let ended = {
            let _held = self.hold(&key);
            self.ansible(&work, &key).await
        };
        drop(active);
        let unreadable = ended.as_ref().map_or(0, |outcome| outcome.unreadable);
        let succeeded = ended.as_ref().is_ok_and(|outcome| outcome.failures().is_empty());
        let kind = &self.setup.watch.kind;
        self.shared
            .metrics
            .count(kind, succeeded, started.elapsed(), unreadable);
        let outcome = match ended {
            Ok(outcome) => outcome,
            Err(RunnerError::Stopped) => {
                self.report_stopped(object).await?;
                return Ok(Ran::Stopped);
            }
            Err(error) => {
                let message = error.to_string();
                self.report_failure(object, error.reason(), &message, None)
                    .await?;
                return Err(anyhow!(message));
            }
        };
        let result = result(&outcome);
        if !outcome.failures().is_empty() {
            let message = outcome.message();
            self.report_failure(object, "Failed", &message, Some(&result))
                .await?;
            return Err(anyhow!(message));
        }
        self.report_success(object, &result).await?;
        let period = work.annotations.period.unwrap_or(self.setup.period);
        Ok(match outcome.requeue {
            Some(after) => Ran::Again(after),
            None => Ran::Done {
                period: spread(period, object),
            },
        })
    }

    async fn ansible(&self, work: &Work<'_>, key: &ObjectKey) -> Result<Outcome, RunnerError> {
        let directory = self.directory(key);
        let ident = ident();
        let keep = work
            .annotations
            .artifacts
            .unwrap_or(self.setup.watch.max_runner_artifacts);
        let token = self.shared.proxy.grant(self.grant(&work.object, key));
        let token = token.map_err(|error| std::io::Error::other(error.to_string()))?;
        self.write(&directory, work, key, &token.kubeconfig(key.namespace()))?;
        directory.link(&ident)?;
        directory.rotate(keep)?;
        let run = Run {
            directory: &directory,
            ident: &ident,
            content: work.content,
            verbosity: work.annotations.verbosity.unwrap_or(self.setup.verbosity),
            object: format!("{} {key}", self.setup.watch.kind.kind),
        };
        let outcome = self.shared.runner.run(&run, |line| self.measure(line)).await;
        drop(token);
        directory.close()?;
        outcome
    }

    /// Delays changes of dependents until the run ends, however it does.
    fn hold(&self, key: &ObjectKey) -> Option<Held> {
        let dependents = self.dependents.clone()?;
        dependents.begin(key);
        Some(Held {
            dependents,
            key: key.clone(),
        })
    }

    /// Does what `osdk_metric` asks for.
    fn measure(&self, line: &Line) {
        let Line::Event(event) = line else { return };
        if !event.answers("osdk_metric") {
            return;
        }
        let results = event.result()["results"].as_array();
        let all = results.map_or_else(|| vec![event.result()], |items| items.iter().collect());
        for result in all {
            let request = serde_json::from_value::<Request>(result["metric"].clone());
            let applied = request
                .map_err(|error| error.to_string())
                .and_then(|request| self.shared.custom.apply(&request));
            if let Err(error) = applied {
                tracing::warn!(task = event.task(), error, "a metric of a role is not set");
            }
        }
    }

    fn grant(&self, object: &DynamicObject, key: &ObjectKey) -> Grant {
        let watch = &self.setup.watch;
        let (resource, known) = (self.setup.kind.resource(), Known::default());
        let version = object.metadata.resource_version.as_deref();
        known.saw(&resource.group, &resource.plural, key, version);
        Grant {
            owner: Owner {
                kind: self.setup.kind.clone(),
                key: key.clone(),
                uid: object.uid().unwrap_or_default(),
            },
            inject: self.shared.inject,
            dependents: self.dependents.clone(),
            cluster_scoped: watch.watch_cluster_scoped,
            blacklist: watch.blacklist.clone().into(),
            known,
        }
    }

    /// Writes what the run reads.
    fn write(
        &self,
        directory: &Directory,
        work: &Work<'_>,
        key: &ObjectKey,
        kubeconfig: &Value,
    ) -> std::io::Result<()> {
        let watch = &self.setup.watch;
        let source = Source {
            kind: &watch.kind,
            key,
            object: &serde_json::to_value(&work.object)?,
            snake_case: watch.snake_case,
            mark_unsafe: watch.mark_unsafe,
            more: &work.vars,
        };
        let (vars, lost) = extra_vars::all(&source);
        if !lost.is_empty() {
            let note = format!(
                "spec: {} in snake case is the name of another field; set `snakeCaseParameters: false` in watches.yaml to get all",
                lost.join(", ")
            );
            self.events.warning(&work.object, "VariableLost", "Run", note);
        }
        let mut variables = self.shared.variables.clone();
        for name in ["KUBECONFIG", "K8S_AUTH_KUBECONFIG"] {
            variables.insert(name.to_owned(), json!(directory.kubeconfig()));
        }
        directory.write(&Input {
            vars: &vars,
            variables: &variables,
            kubeconfig,
            arguments: self.shared.arguments.as_deref(),
            inventory: self.shared.inventory.as_deref(),
        })
    }
}

/// Changes of dependents are held back while it exists.
struct Held {
    dependents: Arc<Dependents>,
    key: ObjectKey,
}

impl Drop for Held {
    fn drop(&mut self) {
        self.dependents.end(&self.key);
    }
}

/// A number that is higher for each run.
fn ident() -> String {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    now.as_micros().to_string()
}

/// The numbers of the tasks, as conditions have them.
fn result(outcome: &Outcome) -> Value {
    let mut result = json!(outcome.stats.clone().unwrap_or_default());
    result["completion"] = json!(kubewright_runtime::k8s_openapi::jiff::Timestamp::now());
    result
}

/// Shortens the period by up to a tenth, by the object: those that were created together do not run together for ever.
fn spread(period: Duration, object: &DynamicObject) -> Duration {
    let mut hasher = DefaultHasher::new();
    object.uid().hash(&mut hasher);
    let part = u32::try_from(hasher.finish() % 100).unwrap_or_default();
    period - period / 1000 * part
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn periods_are_spread() {
        let period = Duration::from_secs(100);
        let of = |uid: &str| {
            let mut object: DynamicObject =
                serde_json::from_value(json!({ "metadata": { "uid": uid } })).unwrap();
            object.metadata.name = Some("a".to_owned());
            spread(period, &object)
        };
        let all: std::collections::BTreeSet<_> = (0..50).map(|number| of(&number.to_string())).collect();
        assert!(all.len() > 10 && all.iter().all(|one| *one <= period && *one >= period * 9 / 10));
        assert_eq!(of("a"), of("a"));
    }
}
