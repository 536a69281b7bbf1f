//! The controller `cronjob`.

mod job;
mod plan;

use std::sync::Arc;

use k8s_openapi::api::batch::v1::Job;
use k8s_openapi::api::core::v1::ObjectReference;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::Time;
use k8s_openapi::jiff::Timestamp;
use kubewright_runtime::cache::Index;
use kubewright_runtime::kube::api::DeleteParams;
use kubewright_runtime::prelude::*;
use kubewright_runtime::reconcile::Result;
use kubewright_runtime::{Clock, owner};

use crate::api::v1::cron_job::CronJob;
use plan::Plan;

/// The number of completed Jobs to keep, if the spec does not set a limit.
pub const KEEP_SUCCESSFUL: u32 = 3;
/// The number of failed Jobs to keep, if the spec does not set a limit.
pub const KEEP_FAILED: u32 = 1;

/// Reconciles CronJob objects: starts a Job for every run, and deletes old Jobs.
///
/// +kubebuilder:rbac:groups=batch.tutorial.kubebuilder.io,resources=cronjobs,verbs=get;list;watch
/// +kubebuilder:rbac:groups=batch.tutorial.kubebuilder.io,resources=cronjobs/status,verbs=get;patch
/// +kubebuilder:rbac:groups=batch.tutorial.kubebuilder.io,resources=cronjobs/finalizers,verbs=update
/// +kubebuilder:rbac:groups=batch,resources=jobs,verbs=get;list;watch;create;delete
/// +kubebuilder:rbac:groups=events.k8s.io,resources=events,verbs=create;patch
#[derive(Debug, Rbac)]
pub struct CronJobReconciler {
    client: Client, // reads from the manager's cache, writes to the API server
    events: Recorder,
    clock: Clock,
    jobs: Index<Job>, // by the UID of their controller
}

impl Reconciler for CronJobReconciler {
    type Object = CronJob;

    async fn reconcile(&self, cron: Arc<CronJob>) -> Result<Action> {
        let uid = cron.metadata.uid.as_deref().unwrap_or_default();
        let jobs = self.jobs.find(uid).await?;
        let plan = Plan::new(&cron, &jobs, self.clock.now());
        for job in &plan.expired {
            self.delete(&cron, job, "Expired").await?;
        }
        for job in &plan.replaced {
            self.delete(&cron, job, "Replaced").await?;
        }
        let mut active: Vec<_> = plan.active.iter().map(|job| job::reference(job)).collect();
        if let Some(run) = plan.start {
            active.push(self.start(&cron, run).await?);
        }
        self.report(&cron, &plan, &active).await?;
        Ok(plan
            .next()
            .map_or_else(Action::await_change, Action::requeue_at))
    }
}

impl CronJobReconciler {
    /// Creates the Job of a run. Its name comes from the run, so a run cannot have two.
    async fn start(&self, cron: &CronJob, run: Timestamp) -> Result<ObjectReference> {
        let job = self.client.create(&job::of(cron, run)?).await?;
        let note = format!("started {} for the run of {run}", job.key());
        self.events
            .about(cron)
            .related(&job)
            .normal("Started", "Create", note);
        Ok(job::reference(&job))
    }

    /// Deletes a Job with its Pods.
    async fn delete(&self, cron: &CronJob, job: &Job, reason: &str) -> Result<()> {
        let key = job.key();
        let parameters = DeleteParams::background();
        match self.client.delete::<Job>(&key, &parameters).await {
            Err(error) if error.is_not_found() => return Ok(()),
            result => result?,
        }
        let note = format!("deleted {key}");
        self.events
            .about(cron)
            .related(job)
            .normal(reason, "Delete", note);
        Ok(())
    }

    /// Writes the status, if it has changed.
    async fn report(
        &self,
        cron: &CronJob,
        plan: &Plan<'_>,
        active: &[ObjectReference],
    ) -> Result<()> {
        let (available, reason, message) = plan.outlook.condition();
        self.client
            .change_status(cron, |status| {
                status.active = active.to_vec();
                status.last_schedule_time = plan.last_run.map(Time);
                let conditions = &mut status.conditions;
                conditions.set(cron, "Available", available, reason, &message);
            })
            .await?;
        Ok(())
    }
}

/// Registers the controller with the manager.
pub fn register(manager: &mut Manager) -> Result<()> {
    let jobs = manager.cache().index("controller", |job: &Job| {
        let controller = owner::controller(job);
        controller
            .map(|owner| owner.uid.clone())
            .into_iter()
            .collect()
    })?;
    let reconciler = CronJobReconciler {
        client: manager.client(),
        events: manager.recorder("cronjob"),
        clock: manager.clock(),
        jobs,
    };
    Controller::of(reconciler)
        .named("cronjob")
        .owns::<Job>()
        .rbac_preflight()
        .add_to(manager)?;
    Ok(())
}
