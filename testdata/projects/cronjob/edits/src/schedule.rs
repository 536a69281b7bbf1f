//! Cron schedules.

use std::str::FromStr;

use croner::errors::CronError;
use croner::parser::{CronParser, Seconds, Year};
use croner::{Cron, Direction};
use k8s_openapi::jiff::{Timestamp, tz::TimeZone};

/// The times of runs, in UTC: five fields as in crontab, or a nickname such as `@hourly`.
#[derive(Clone, Debug, PartialEq)]
pub struct Schedule(Cron);

impl Schedule {
    /// Returns the first run after this time, if there is one.
    pub fn next(&self, after: Timestamp) -> Option<Timestamp> {
        self.find(after, false, Direction::Forward)
    }

    /// Returns the last run after one time and not after the other, if there is one. The runs before it need not be counted.
    pub fn last_between(&self, after: Timestamp, until: Timestamp) -> Option<Timestamp> {
        let last = self.find(until, true, Direction::Backward)?;
        (last > after).then_some(last)
    }

    fn find(&self, from: Timestamp, inclusive: bool, direction: Direction) -> Option<Timestamp> {
        let from = from.to_zoned(TimeZone::UTC);
        let found = match direction {
            Direction::Forward => self.0.find_next_occurrence(&from, inclusive),
            Direction::Backward => self.0.find_previous_occurrence(&from, inclusive),
        };
        // Of a valid schedule, an error means that there is no such run: it is on 30 February, for example.
        Some(found.ok()?.timestamp())
    }
}

impl FromStr for Schedule {
    type Err = CronError;

    fn from_str(text: &str) -> Result<Self, CronError> {
        let parser = CronParser::builder()
            .seconds(Seconds::Disallowed)
            .year(Year::Disallowed)
            .build();
        Ok(Self(parser.parse(text)?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn schedule(text: &str) -> Schedule {
        text.parse().expect(text)
    }

    fn time(text: &str) -> Timestamp {
        text.parse().expect(text)
    }

    #[test]
    fn the_next_run_is_after_now() {
        let noon = time("2026-01-01T12:00:00Z");
        for (text, next) in [
            ("*/5 * * * *", "2026-01-01T12:05:00Z"),
            ("0 12 * * *", "2026-01-02T12:00:00Z"),
            ("30 6 * * MON-FRI", "2026-01-02T06:30:00Z"),
            ("0 0 29 2 *", "2028-02-29T00:00:00Z"),
            ("@hourly", "2026-01-01T13:00:00Z"),
        ] {
            assert_eq!(schedule(text).next(noon), Some(time(next)), "{text}");
        }
        assert_eq!(schedule("0 0 30 2 *").next(noon), None);
    }

    #[test]
    fn of_many_missed_runs_the_last_is_found() {
        let every_minute = schedule("* * * * *");
        let now = time("2026-01-01T12:00:30Z");
        let last = every_minute.last_between(time("1970-01-01T00:00:00Z"), now);
        assert_eq!(last, Some(time("2026-01-01T12:00:00Z")));
        assert_eq!(
            every_minute.last_between(time("2026-01-01T12:00:00Z"), now),
            None
        );
        let now = time("2026-01-01T12:01:00Z");
        let last = every_minute.last_between(time("2026-01-01T12:00:00Z"), now);
        assert_eq!(last, Some(now));
    }

    #[test]
    fn what_is_no_schedule_is_an_error() {
        for text in [
            "",
            "often",
            "* * * *",
            "60 * * * *",
            "0 * * * * *",
            "@never",
        ] {
            assert!(text.parse::<Schedule>().is_err(), "{text}");
        }
    }
}
