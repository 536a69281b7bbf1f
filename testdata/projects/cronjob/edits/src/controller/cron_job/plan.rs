//! What a CronJob needs at one moment.

use std::sync::Arc;

use croner::errors::CronError;
use k8s_openapi::api::batch::v1::Job;
use k8s_openapi::jiff::{SignedDuration, Timestamp};

use super::job::{self, Outcome};
use super::{KEEP_FAILED, KEEP_SUCCESSFUL};
use crate::api::v1::cron_job::{ConcurrencyPolicy, CronJob, CronJobSpec};
use crate::schedule::Schedule;

/// What to do, and what the status says after that.
#[derive(Debug)]
pub(super) struct Plan<'a> {
    /// Finished Jobs to delete, because there are more than the limits allow.
    pub(super) expired: Vec<&'a Job>,
    /// Active Jobs to delete, because another one takes their place.
    pub(super) replaced: Vec<&'a Job>,
    /// Active Jobs that continue.
    pub(super) active: Vec<&'a Job>,
    /// The run to start.
    pub(super) start: Option<Timestamp>,
    /// The last run for which a Job was started, this one included.
    pub(super) last_run: Option<Timestamp>,
    pub(super) outlook: Outlook,
}

/// What comes next.
#[derive(Debug)]
pub(super) enum Outlook {
    Run(Timestamp),
    NoRun,
    Suspended,
    Deleted,
    Invalid(CronError),
}

impl<'a> Plan<'a> {
    /// Decides by the Jobs that the CronJob controls.
    pub(super) fn new(cron: &CronJob, jobs: &'a [Arc<Job>], now: Timestamp) -> Self {
        let spec = &cron.spec;
        let jobs = jobs.iter().map(|job| &**job);
        let having = |outcome| jobs.clone().filter(move |job| job::outcome(job) == outcome);
        let keep_successful = spec
            .successful_jobs_history_limit
            .unwrap_or(KEEP_SUCCESSFUL);
        let keep_failed = spec.failed_jobs_history_limit.unwrap_or(KEEP_FAILED);
        let mut expired = over(keep_successful, having(Some(Outcome::Succeeded)));
        expired.extend(over(keep_failed, having(Some(Outcome::Failed))));

        // The Jobs have it before the status does, and the status has it when they are deleted.
        let status = cron.status.as_ref();
        let known = status.and_then(|status| status.last_schedule_time.as_ref());
        let known = known.map(|time| time.0);
        let mut plan = Self {
            expired,
            replaced: Vec::new(),
            active: having(None).collect(),
            start: None,
            last_run: jobs.filter_map(job::run).chain(known).max(),
            outlook: Outlook::Suspended,
        };
        if cron.metadata.deletion_timestamp.is_some() {
            plan.outlook = Outlook::Deleted;
            return plan;
        }
        if spec.suspend.unwrap_or_default() {
            return plan;
        }
        match spec.schedule.parse::<Schedule>() {
            Ok(schedule) => {
                plan.outlook = schedule.next(now).map_or(Outlook::NoRun, Outlook::Run);
                let after = plan.missed_after(cron, now);
                if let Some(run) = schedule.last_between(after, now) {
                    plan.start(spec, run);
                }
            }
            Err(error) => plan.outlook = Outlook::Invalid(error),
        }
        plan
    }

    /// The next time to look again.
    pub(super) fn next(&self) -> Option<Timestamp> {
        match self.outlook {
            Outlook::Run(next) => Some(next),
            Outlook::NoRun | Outlook::Suspended | Outlook::Deleted | Outlook::Invalid(_) => None,
        }
    }

    /// The time after which a run may be missed that can still start.
    fn missed_after(&self, cron: &CronJob, now: Timestamp) -> Timestamp {
        let created = cron.metadata.creation_timestamp.as_ref();
        let after = self.last_run.or(created.map(|time| time.0)).unwrap_or(now);
        let Some(seconds) = cron.spec.starting_deadline_seconds else {
            return after;
        };
        let deadline = now.checked_sub(SignedDuration::from_secs(seconds));
        deadline.map_or(after, |deadline| after.max(deadline))
    }

    fn start(&mut self, spec: &CronJobSpec, run: Timestamp) {
        match spec.concurrency_policy.unwrap_or_default() {
            ConcurrencyPolicy::Allow => {}
            // The controller looks again when the Job finishes, and starts the run if it is still in time.
            ConcurrencyPolicy::Forbid if !self.active.is_empty() => return,
            ConcurrencyPolicy::Forbid => {}
            ConcurrencyPolicy::Replace => self.replaced.append(&mut self.active),
        }
        self.start = Some(run);
        self.last_run = Some(run);
    }
}

impl Outlook {
    /// The condition `Available`: whether it is true, its reason and its message.
    pub(super) fn condition(&self) -> (bool, &'static str, String) {
        match self {
            Self::Run(next) => (true, "Scheduled", format!("the next run is at {next}")),
            Self::NoRun => (false, "NoRun", "no date matches spec.schedule".to_owned()),
            Self::Suspended => (false, "Suspended", "spec.suspend is set".to_owned()),
            Self::Deleted => (false, "Deleted", "it is being deleted".to_owned()),
            Self::Invalid(error) => (false, "InvalidSchedule", format!("spec.schedule: {error}")),
        }
    }
}

/// The oldest Jobs, except for as many as may stay.
fn over<'a>(limit: u32, jobs: impl Iterator<Item = &'a Job>) -> Vec<&'a Job> {
    let mut jobs: Vec<_> = jobs.collect();
    jobs.sort_by_key(|job| (job::run(job), job.metadata.name.clone()));
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    jobs.truncate(jobs.len().saturating_sub(limit));
    jobs
}

#[cfg(test)]
mod tests {
    use k8s_openapi::api::batch::v1::{JobCondition, JobStatus};
    use k8s_openapi::apimachinery::pkg::apis::meta::v1::Time;

    use super::*;

    fn time(text: &str) -> Timestamp {
        format!("2026-01-01T{text}Z").parse().expect(text)
    }

    /// Runs every five minutes, since noon.
    fn cron(change: impl FnOnce(&mut CronJobSpec)) -> CronJob {
        let mut spec = CronJobSpec {
            schedule: "*/5 * * * *".to_owned(),
            ..CronJobSpec::default()
        };
        change(&mut spec);
        let mut cron = CronJob::new("sample", spec);
        cron.metadata.uid = Some("1".to_owned());
        cron.metadata.creation_timestamp = Some(Time(time("12:00:00")));
        cron
    }

    /// The Job of a run, with this condition.
    fn job(run: &str, condition: Option<&str>) -> Arc<Job> {
        let mut job = job::of(&cron(|_| ()), time(run)).expect("it is stored");
        let conditions = condition.map(|type_| {
            vec![JobCondition {
                type_: type_.to_owned(),
                status: "True".to_owned(),
                ..JobCondition::default()
            }]
        });
        job.status = Some(JobStatus {
            conditions,
            ..JobStatus::default()
        });
        Arc::new(job)
    }

    fn runs(jobs: &[&Job]) -> Vec<Timestamp> {
        jobs.iter().filter_map(|job| job::run(job)).collect()
    }

    #[test]
    fn a_run_starts_when_it_is_due_and_once() {
        let cron = cron(|_| ());
        let plan = Plan::new(&cron, &[], time("12:04:59"));
        assert_eq!(plan.start, None);
        assert_eq!(plan.next(), Some(time("12:05:00")));
        let plan = Plan::new(&cron, &[], time("12:05:00"));
        assert_eq!(plan.start, Some(time("12:05:00")));
        assert_eq!(plan.last_run, Some(time("12:05:00")));
        assert_eq!(plan.next(), Some(time("12:10:00")));
        // Nobody has written the status yet.
        let jobs = [job("12:05:00", None)];
        let plan = Plan::new(&cron, &jobs, time("12:05:01"));
        assert_eq!(plan.start, None);
        assert_eq!(runs(&plan.active), [time("12:05:00")]);
    }

    #[test]
    fn a_run_whose_job_was_deleted_does_not_start_again() {
        let mut cron = cron(|_| ());
        let status = cron.status.get_or_insert_default();
        status.last_schedule_time = Some(Time(time("12:05:00")));
        let plan = Plan::new(&cron, &[], time("12:06:00"));
        assert_eq!(plan.start, None);
        assert_eq!(plan.last_run, Some(time("12:05:00")));
    }

    #[test]
    fn of_the_missed_runs_the_last_starts_if_it_is_in_time() {
        let plan = Plan::new(&cron(|_| ()), &[], time("17:03:00"));
        assert_eq!(plan.start, Some(time("17:00:00")));
        for (seconds, start) in [(240, Some(time("17:00:00"))), (120, None)] {
            let cron = cron(|spec| spec.starting_deadline_seconds = Some(seconds));
            let plan = Plan::new(&cron, &[], time("17:03:00"));
            assert_eq!(plan.start, start, "{seconds}");
        }
    }

    #[test]
    fn an_active_job_is_met_by_the_policy() {
        let jobs = [job("12:05:00", None), job("12:00:00", Some("Complete"))];
        let plan = |policy| {
            let cron = cron(|spec| spec.concurrency_policy = Some(policy));
            let plan = Plan::new(&cron, &jobs, time("12:10:00"));
            (plan.start, runs(&plan.active), runs(&plan.replaced))
        };
        let (before, run) = (time("12:05:00"), Some(time("12:10:00")));
        assert_eq!(plan(ConcurrencyPolicy::Allow), (run, vec![before], vec![]));
        assert_eq!(
            plan(ConcurrencyPolicy::Forbid),
            (None, vec![before], vec![])
        );
        assert_eq!(
            plan(ConcurrencyPolicy::Replace),
            (run, vec![], vec![before])
        );
    }

    #[test]
    fn a_run_that_was_forbidden_starts_when_the_job_has_finished() {
        let cron = cron(|spec| spec.concurrency_policy = Some(ConcurrencyPolicy::Forbid));
        let jobs = [job("12:05:00", Some("Failed"))];
        let plan = Plan::new(&cron, &jobs, time("12:12:00"));
        assert_eq!(plan.start, Some(time("12:10:00")));
    }

    #[test]
    fn nothing_starts_where_no_run_is_due() {
        let reason = |change: fn(&mut CronJob)| {
            let mut cron = cron(|_| ());
            change(&mut cron);
            let plan = Plan::new(&cron, &[], time("13:00:00"));
            assert_eq!((plan.start, plan.next()), (None, None));
            plan.outlook.condition().1
        };
        let deleted =
            reason(|cron| cron.metadata.deletion_timestamp = Some(Time(time("12:30:00"))));
        assert_eq!(deleted, "Deleted");
        assert_eq!(reason(|cron| cron.spec.suspend = Some(true)), "Suspended");
        let schedule = reason(|cron| "often".clone_into(&mut cron.spec.schedule));
        assert_eq!(schedule, "InvalidSchedule");
        let schedule = reason(|cron| "0 0 30 2 *".clone_into(&mut cron.spec.schedule));
        assert_eq!(schedule, "NoRun");
    }

    #[test]
    fn the_oldest_finished_jobs_are_over_the_limits() {
        let jobs = [
            job("12:30:00", Some("Failed")),
            job("12:05:00", Some("Complete")),
            job("12:20:00", Some("Complete")),
            job("12:10:00", Some("Failed")),
            job("12:15:00", Some("Complete")),
            job("12:25:00", Some("Complete")),
            job("12:00:00", None),
        ];
        let expired = |change: fn(&mut CronJobSpec)| {
            runs(&Plan::new(&cron(change), &jobs, time("12:31:00")).expired)
        };
        assert_eq!(expired(|_| ()), [time("12:05:00"), time("12:10:00")]);
        let none = |spec: &mut CronJobSpec| {
            spec.successful_jobs_history_limit = Some(0);
            spec.failed_jobs_history_limit = Some(9);
        };
        let all = ["12:05:00", "12:15:00", "12:20:00", "12:25:00"].map(time);
        assert_eq!(expired(none), all);
    }
}
