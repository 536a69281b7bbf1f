//! Converts PeriodicJob between v2 and v1, the hub.

use kubewright_runtime::webhook::{BoxError, Converter, same_fields};

use super::periodic_job::{PeriodicJob, PeriodicJobSpec, Schedule};
use crate::api::v1::periodic_job::{PeriodicJob as Hub, PeriodicJobSpec as HubSpec};

impl Converter for PeriodicJob {
    type Hub = Hub;

    fn into_hub(self) -> Result<Hub, BoxError> {
        Ok(Hub {
            metadata: self.metadata,
            spec: HubSpec {
                every_minutes: self.spec.schedule.every_minutes,
                suspend: self.spec.schedule.suspend,
                job_template: self.spec.job_template,
            },
            status: same_fields(self.status)?,
        })
    }

    fn from_hub(hub: Hub) -> Result<Self, BoxError> {
        Ok(Self {
            metadata: hub.metadata,
            spec: PeriodicJobSpec {
                schedule: Schedule {
                    every_minutes: hub.spec.every_minutes,
                    suspend: hub.spec.suspend,
                },
                job_template: hub.spec.job_template,
            },
            status: same_fields(hub.status)?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_round_trip_through_the_hub_loses_nothing() -> Result<(), BoxError> {
        let schedule = Schedule {
            every_minutes: 5,
            suspend: true,
        };
        let spec = PeriodicJobSpec {
            schedule,
            ..Default::default()
        };
        let before = PeriodicJob::new("sample", spec);
        let after = PeriodicJob::from_hub(before.clone().into_hub()?)?;
        assert_eq!(after, before);
        Ok(())
    }
}
