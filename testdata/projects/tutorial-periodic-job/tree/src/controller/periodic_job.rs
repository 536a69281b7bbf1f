//! The controller `periodicjob`.

use std::sync::Arc;
use std::time::Duration;

use k8s_openapi::api::batch::v1::Job;
use k8s_openapi::jiff::Timestamp;
use kubewright_runtime::condition::ConditionsExt as _;
use kubewright_runtime::events::Recorder;
use kubewright_runtime::owner::OwnedExt as _;
use kubewright_runtime::reconcile::{Action, Reconciler, Result};
use kubewright_runtime::{Client, Controller, Manager, Rbac};

use crate::api::v1::periodic_job::PeriodicJob;

/// Creates a Job in every period of a PeriodicJob.
///
/// +kubebuilder:rbac:groups=batch.example.com,resources=periodicjobs,verbs=get;list;watch
/// +kubebuilder:rbac:groups=batch.example.com,resources=periodicjobs/status,verbs=patch
/// +kubebuilder:rbac:groups=batch.example.com,resources=periodicjobs/finalizers,verbs=update
/// +kubebuilder:rbac:groups=batch,resources=jobs,verbs=create
/// +kubebuilder:rbac:groups=events.k8s.io,resources=events,verbs=create;patch
#[derive(Debug, Rbac)]
pub struct PeriodicJobReconciler {
    client: Client,
    events: Recorder,
}

impl Reconciler for PeriodicJobReconciler {
    type Object = PeriodicJob;

    async fn reconcile(&self, periodic: Arc<PeriodicJob>) -> Result<Action> {
        if periodic.spec.suspend {
            return Ok(Action::await_change());
        }
        let period = i64::from(periodic.spec.every_minutes) * 60;
        let now = Timestamp::now().as_second();
        let begin = now - now % period;
        match self.client.create(&job(&periodic, begin)?).await {
            Ok(job) => self.report(&periodic, &job).await?,
            Err(error) if error.is_already_exists() => {}
            Err(error) => return Err(error.into()),
        }
        let wait = begin + period - now;
        Ok(Action::requeue(Duration::from_secs(wait.unsigned_abs())))
    }
}

impl PeriodicJobReconciler {
    /// Reports which Job is the last one.
    async fn report(&self, periodic: &PeriodicJob, job: &Job) -> Result<()> {
        let name = job.metadata.name.as_deref().unwrap_or_default();
        let message = format!("the last Job is {name}");
        let (periodic, _) = self
            .client
            .change_status(periodic, |status| {
                let conditions = &mut status.conditions;
                conditions.set(periodic, "Available", true, "Scheduled", &message);
            })
            .await?;
        self.events
            .about(&periodic)
            .related(job)
            .normal("Scheduled", "Create", message);
        Ok(())
    }
}

/// Returns the Job of the period that begins at this time.
fn job(periodic: &PeriodicJob, begin: i64) -> Result<Job> {
    let template = periodic.spec.job_template.clone();
    let mut job = Job {
        metadata: template.metadata.unwrap_or_default(),
        spec: template.spec,
        ..Job::default()
    };
    let name = periodic.metadata.name.as_deref().unwrap_or_default();
    job.metadata.name = Some(format!("{name}-{}", begin / 60));
    job.metadata.namespace = periodic.metadata.namespace.clone();
    Ok(job.controlled_by(periodic)?)
}

/// Registers the controller with the manager.
pub fn register(manager: &mut Manager) -> Result<()> {
    let reconciler = PeriodicJobReconciler {
        client: manager.client(),
        events: manager.recorder("periodicjob"),
    };
    Controller::of(reconciler)
        .named("periodicjob")
        .rbac_preflight()
        .add_to(manager)?;
    Ok(())
}
