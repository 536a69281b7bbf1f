//! The indexes of an indexed Job.

use std::collections::BTreeSet;
use std::fmt;

use crate::object::Object;
use crate::pods;

pub(super) const INDEX: &str = "batch.kubernetes.io/job-completion-index";

/// The indexes that are complete.
pub(super) struct Indexes(BTreeSet<i64>);

impl Indexes {
    /// Those of an indexed Job.
    pub(super) fn of(job: &Object, pods: &[&Object]) -> Option<Self> {
        if job.text("/spec/completionMode") != "Indexed" {
            return None;
        }
        let completions = job.int("/spec/completions").unwrap_or(0);
        let mut complete: BTreeSet<_> = parse(job.text("/status/completedIndexes")).collect();
        let succeeded = pods.iter().filter(|pod| pods::phase(pod) == "Succeeded");
        complete.extend(succeeded.filter_map(|pod| index(pod)));
        complete.retain(|index| (0..completions).contains(index));
        Some(Self(complete))
    }

    pub(super) fn total(&self) -> i64 {
        i64::try_from(self.0.len()).unwrap_or(i64::MAX)
    }

    /// The next indexes that no Pod works on.
    pub(super) fn next(&self, job: &Object, pods: &[&Object], count: i64) -> Vec<i64> {
        let active: BTreeSet<_> = pods
            .iter()
            .filter(|pod| pods::is_active(pod))
            .filter_map(|pod| index(pod))
            .collect();
        let all = 0..job.int("/spec/completions").unwrap_or(0);
        let free = all.filter(|index| !self.0.contains(index) && !active.contains(index));
        free.take(usize::try_from(count).unwrap_or(0)).collect()
    }
}

fn index(pod: &Object) -> Option<i64> {
    pod.annotation(INDEX)?.parse().ok()
}

/// Ranges such as `0-2,5`.
fn parse(text: &str) -> impl Iterator<Item = i64> {
    text.split(',')
        .filter_map(|range| {
            let (first, last) = range.split_once('-').unwrap_or((range, range));
            Some(first.parse().ok()?..=last.parse().ok()?)
        })
        .flatten()
}

impl fmt::Display for Indexes {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut ranges: Vec<(i64, i64)> = Vec::new();
        for index in &self.0 {
            match ranges.last_mut() {
                Some((_, last)) if *last + 1 == *index => *last = *index,
                _ => ranges.push((*index, *index)),
            }
        }
        let texts = ranges.into_iter().map(|(first, last)| match last - first {
            0 => first.to_string(),
            // Two neighbors are a list, three are a range.
            1 => format!("{first},{last}"),
            _ => format!("{first}-{last}"),
        });
        formatter.write_str(&texts.collect::<Vec<_>>().join(","))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn indexes_are_written_as_ranges() {
        for text in ["", "3", "0,1", "0-2,5", "1,3-6,8,9"] {
            assert_eq!(Indexes(parse(text).collect()).to_string(), text);
        }
    }
}
