//! Converts CronJob between v2 and v1, the hub.

use kubewright_runtime::webhook::{BoxError, Converter};

use super::cron_job::{CronJob, CronJobSpec, CronSchedule};
use crate::api::v1::cron_job as hub;

/// The annotation that keeps a schedule of the hub that five fields cannot express, such as a nickname.
const TEXT: &str = "batch.tutorial.kubebuilder.io/v1-schedule";

impl Converter for CronJob {
    type Hub = hub::CronJob;

    fn into_hub(self) -> Result<hub::CronJob, BoxError> {
        let mut metadata = self.metadata;
        let kept = metadata
            .annotations
            .as_mut()
            .and_then(|kept| kept.remove(TEXT));
        let fields = self.spec.schedule;
        // Somebody may have changed the fields since the annotation was written.
        let schedule = kept
            .filter(|text| CronSchedule::of(text) == fields)
            .unwrap_or_else(|| fields.text());
        let spec = hub::CronJobSpec {
            schedule,
            starting_deadline_seconds: self.spec.starting_deadline_seconds,
            concurrency_policy: self.spec.concurrency_policy,
            suspend: self.spec.suspend,
            job_template: self.spec.job_template,
            successful_jobs_history_limit: self.spec.successful_jobs_history_limit,
            failed_jobs_history_limit: self.spec.failed_jobs_history_limit,
        };
        let status = self.status;
        Ok(hub::CronJob {
            metadata,
            spec,
            status,
        })
    }

    fn from_hub(hub: hub::CronJob) -> Result<Self, BoxError> {
        let mut metadata = hub.metadata;
        let schedule = CronSchedule::of(&hub.spec.schedule);
        if schedule.text() != hub.spec.schedule {
            let annotations = metadata.annotations.get_or_insert_default();
            annotations.insert(TEXT.to_owned(), hub.spec.schedule);
        }
        let spec = CronJobSpec {
            schedule,
            starting_deadline_seconds: hub.spec.starting_deadline_seconds,
            concurrency_policy: hub.spec.concurrency_policy,
            suspend: hub.spec.suspend,
            job_template: hub.spec.job_template,
            successful_jobs_history_limit: hub.spec.successful_jobs_history_limit,
            failed_jobs_history_limit: hub.spec.failed_jobs_history_limit,
        };
        let status = hub.status;
        Ok(Self {
            metadata,
            spec,
            status,
        })
    }
}

impl CronSchedule {
    /// Splits a schedule. What does not have five fields is in the minute as a whole: it is not valid in either version, and
    /// an object that cannot be converted cannot even be deleted.
    fn of(schedule: &str) -> Self {
        let fields = match schedule.trim().to_ascii_lowercase().as_str() {
            "@yearly" | "@annually" => "0 0 1 1 *",
            "@monthly" => "0 0 1 * *",
            "@weekly" => "0 0 * * 0",
            "@daily" => "0 0 * * *",
            "@hourly" => "0 * * * *",
            _ => schedule,
        };
        let all: Vec<&str> = fields.split_whitespace().collect();
        let [minute, hour, day_of_month, month, day_of_week] = *all else {
            return Self {
                minute: schedule.to_owned(),
                hour: String::new(),
                day_of_month: String::new(),
                month: String::new(),
                day_of_week: String::new(),
            };
        };
        Self {
            minute: minute.to_owned(),
            hour: hour.to_owned(),
            day_of_month: day_of_month.to_owned(),
            month: month.to_owned(),
            day_of_week: day_of_week.to_owned(),
        }
    }

    /// As crontab has it.
    fn text(&self) -> String {
        let Self {
            minute,
            hour,
            day_of_month,
            month,
            day_of_week,
        } = self;
        format!("{minute} {hour} {day_of_month} {month} {day_of_week}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(schedule: &str) -> hub::CronJob {
        let spec = hub::CronJobSpec {
            schedule: schedule.to_owned(),
            starting_deadline_seconds: Some(60),
            concurrency_policy: Some(hub::ConcurrencyPolicy::Replace),
            suspend: Some(true),
            successful_jobs_history_limit: Some(5),
            failed_jobs_history_limit: Some(0),
            ..hub::CronJobSpec::default()
        };
        let mut object = hub::CronJob::new("sample", spec);
        object.metadata.annotations = Some([("other".to_owned(), "stays".to_owned())].into());
        object.status = Some(hub::CronJobStatus::default());
        object
    }

    #[test]
    fn a_schedule_is_split_and_joined() -> Result<(), BoxError> {
        let spoke = CronJob::from_hub(of("*/5 8-17 * JAN 1,3"))?;
        let fields = &spoke.spec.schedule;
        assert_eq!(fields.minute, "*/5");
        assert_eq!(fields.day_of_week, "1,3");
        let annotations = spoke.metadata.annotations.clone().unwrap_or_default();
        assert!(!annotations.contains_key(TEXT));
        assert_eq!(spoke.into_hub()?, of("*/5 8-17 * JAN 1,3"));
        Ok(())
    }

    #[test]
    fn no_schedule_of_the_hub_is_lost() -> Result<(), BoxError> {
        for schedule in ["@hourly", "@Daily", " 0  12 * * * ", "often", ""] {
            let spoke = CronJob::from_hub(of(schedule))?;
            assert_eq!(spoke.into_hub()?, of(schedule));
        }
        Ok(())
    }

    #[test]
    fn a_changed_field_counts_more_than_the_annotation() -> Result<(), BoxError> {
        let mut spoke = CronJob::from_hub(of("@hourly"))?;
        spoke.spec.schedule.minute = "30".to_owned();
        assert_eq!(spoke.into_hub()?, of("30 * * * *"));
        Ok(())
    }
}
