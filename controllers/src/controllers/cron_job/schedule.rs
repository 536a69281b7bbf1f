//! Schedules in cron's syntax.

use std::str::FromStr as _;

use croner::Cron;
use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};

/// How many times of a schedule may have been missed before the rest is ignored.
const MISSED: usize = 100;

/// A schedule in a time zone.
pub(super) struct Schedule {
    cron: Cron,
    zone: TimeZone,
}

impl Schedule {
    /// `None` if the schedule or the time zone is invalid.
    pub(super) fn new(text: &str, zone: &str) -> Option<Self> {
        let (text, zone) = match text.strip_prefix("TZ=").or_else(|| text.strip_prefix("CRON_TZ=")) {
            Some(rest) => {
                let (zone, text) = rest.split_once(' ')?;
                (text, zone)
            }
            None => (text, zone),
        };
        let zone = match zone {
            "" => TimeZone::UTC,
            zone => TimeZone::get(zone).ok()?,
        };
        Some(Self {
            cron: Cron::from_str(text.trim()).ok()?,
            zone,
        })
    }

    /// The first time after another.
    pub(super) fn after(&self, time: Timestamp) -> Option<Timestamp> {
        let start: Zoned = time.to_zoned(self.zone.clone());
        let next = self.cron.find_next_occurrence(&start, false).ok()?;
        Some(next.timestamp())
    }

    /// The last time after one and not after another.
    pub(super) fn latest(&self, after: Timestamp, until: Timestamp) -> Option<Timestamp> {
        let mut latest = None;
        let mut time = after;
        for _ in 0..MISSED {
            match self.after(time).filter(|next| *next <= until) {
                Some(next) => (time, latest) = (next, Some(next)),
                None => return latest,
            }
        }
        // Too many were missed; the next one is found from now.
        latest
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn time(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn the_latest_time_that_was_missed_is_due() {
        let schedule = Schedule::new("*/5 * * * *", "").unwrap();
        let latest = schedule.latest(time("2026-01-01T00:00:00Z"), time("2026-01-01T00:17:00Z"));
        assert_eq!(latest, Some(time("2026-01-01T00:15:00Z")));
        assert_eq!(
            schedule.after(time("2026-01-01T00:15:00Z")),
            Some(time("2026-01-01T00:20:00Z"))
        );
        assert!(Schedule::new("every day", "").is_none());
    }
}
