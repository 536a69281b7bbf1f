//! The time of creation, which stays if nothing else changed.

use kubewright_core::yaml;
use serde_json::Value;

use super::{Options, object};

const CREATED: &str = "createdAt";

/// Sets the time of creation.
pub(super) fn stamp(csv: &mut Value, former: Option<&str>, options: &Options) {
    object::annotations(csv).remove(CREATED);
    let kept = former.filter(|_| !options.fixed_time).and_then(|text| {
        let mut former: Value = yaml::from_str(text).ok()?;
        let created = object::annotations(&mut former).remove(CREATED)?;
        (former == *csv).then_some(created)
    });
    let created = kept.unwrap_or_else(|| options.now.clone().into());
    if created != "" {
        object::annotations(csv).insert(CREATED.to_owned(), created);
    }
}

/// A time in seconds since 1970, as Kubernetes writes it.
///
/// ```
/// assert_eq!(kubewright_bundle::generate::timestamp(1_767_225_600), "2026-01-01T00:00:00Z");
/// ```
#[must_use]
pub fn timestamp(seconds: u64) -> String {
    let (days, of_day) = (seconds / 86_400, seconds % 86_400);
    // Days since 0000-03-01, in eras of 400 years: a year that starts in March ends with its leap day.
    let days = days + 719_468;
    let (era, of_era) = (days / 146_097, days % 146_097);
    let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * of_year + 2) / 153;
    let day = of_year - (153 * shifted + 2) / 5 + 1;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    let year = era * 400 + year_of_era + u64::from(month <= 2);
    let (hour, minute, second) = (of_day / 3_600, of_day / 60 % 60, of_day % 60);
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z")
}

#[cfg(test)]
mod tests {
    use super::timestamp;

    #[test]
    fn days_of_leap_years() {
        assert_eq!(timestamp(0), "1970-01-01T00:00:00Z");
        assert_eq!(timestamp(951_782_400), "2000-02-29T00:00:00Z");
        assert_eq!(timestamp(951_868_799), "2000-02-29T23:59:59Z");
        assert_eq!(timestamp(4_107_542_400), "2100-03-01T00:00:00Z");
    }
}
