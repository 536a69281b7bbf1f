//! Metrics of the process. They exist on Linux only, where they need no unsafe calls.

use std::fs;

use prometheus_client::collector::Collector;
use prometheus_client::encoding::{DescriptorEncoder, EncodeMetric};
use prometheus_client::metrics::counter::ConstCounter;
use prometheus_client::metrics::gauge::ConstGauge;

use crate::serving::tls::Certificates;

/// Of a second; part of Linux' interface, the same on all that Kubernetes runs on.
const TICKS: f64 = 100.0;

/// The process that asks.
#[derive(Debug)]
pub(super) struct Process;

impl Collector for Process {
    fn encode(&self, mut encoder: DescriptorEncoder<'_>) -> std::fmt::Result {
        let mut gauge = |name: &str, help: &str, value: Option<f64>| match value {
            Some(value) => one(&mut encoder, name, help, &ConstGauge::new(value)),
            None => Ok(()),
        };
        let stat = Stat::read();
        let of = |take: fn(&Stat) -> f64| stat.as_ref().map(take);
        gauge(
            "process_open_fds",
            "Number of open file descriptors",
            fs::read_dir("/proc/self/fd").ok().map(|open| open.count() as f64),
        )?;
        gauge(
            "process_max_fds",
            "Maximum number of open file descriptors",
            max_files(),
        )?;
        gauge(
            "process_virtual_memory_bytes",
            "Virtual memory",
            memory("VmSize:"),
        )?;
        gauge(
            "process_resident_memory_bytes",
            "Resident memory",
            memory("VmRSS:"),
        )?;
        gauge(
            "process_start_time_seconds",
            "Start time of the process, in seconds since the Unix epoch",
            of(|stat| stat.started)
                .zip(boot_time())
                .map(|(ticks, boot)| boot + ticks),
        )?;
        match of(|stat| stat.cpu) {
            Some(seconds) => one(
                &mut encoder,
                "process_cpu_seconds",
                "CPU time used, user and system",
                &ConstCounter::new(seconds),
            ),
            None => Ok(()),
        }
    }
}

/// How often certificates were read.
#[derive(Debug)]
pub(super) struct Reads(pub(super) Certificates);

impl Collector for Reads {
    fn encode(&self, mut encoder: DescriptorEncoder<'_>) -> std::fmt::Result {
        one(
            &mut encoder,
            "certwatcher_read_certificate",
            "How often certificates were read",
            &ConstCounter::new(self.0.reads()),
        )?;
        one(
            &mut encoder,
            "certwatcher_read_certificate_errors",
            "How often certificates could not be read",
            &ConstCounter::new(self.0.read_errors()),
        )
    }
}

fn one(
    encoder: &mut DescriptorEncoder<'_>,
    name: &str,
    help: &str,
    metric: &impl EncodeMetric,
) -> std::fmt::Result {
    metric.encode(encoder.encode_descriptor(name, help, None, metric.metric_type())?)
}

struct Stat {
    cpu: f64,
    started: f64,
}

impl Stat {
    fn read() -> Option<Self> {
        Self::parse(&fs::read_to_string("/proc/self/stat").ok()?)
    }

    /// The program's name is in brackets and may contain anything; what follows is numbers from the third field on.
    fn parse(text: &str) -> Option<Self> {
        let (_, rest) = text.rsplit_once(')')?;
        let fields: Vec<&str> = rest.split_whitespace().collect();
        let ticks = |number: usize| fields.get(number - 3)?.parse::<f64>().ok();
        Some(Self {
            cpu: (ticks(14)? + ticks(15)?) / TICKS,
            started: ticks(22)? / TICKS,
        })
    }
}

fn boot_time() -> Option<f64> {
    let text = fs::read_to_string("/proc/stat").ok()?;
    text.lines()
        .find_map(|line| line.strip_prefix("btime "))?
        .trim()
        .parse()
        .ok()
}

fn memory(key: &str) -> Option<f64> {
    let text = fs::read_to_string("/proc/self/status").ok()?;
    let line = text.lines().find_map(|line| line.strip_prefix(key))?;
    let kibibytes: f64 = line.trim().strip_suffix(" kB")?.parse().ok()?;
    Some(kibibytes * 1024.0)
}

fn max_files() -> Option<f64> {
    let text = fs::read_to_string("/proc/self/limits").ok()?;
    let line = text
        .lines()
        .find_map(|line| line.strip_prefix("Max open files"))?;
    line.split_whitespace().next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_with_brackets_and_spaces_is_skipped() {
        let numbers = (4..=52)
            .map(|number| number.to_string())
            .collect::<Vec<_>>()
            .join(" ");
        let stat = Stat::parse(&format!("1234 (a) b) S {numbers}\n")).unwrap();
        assert_eq!(stat.cpu, (14.0 + 15.0) / 100.0);
        assert_eq!(stat.started, 0.22);
        assert!(Stat::parse("nonsense").is_none());
        assert!(Stat::parse("1 (a) S 1 2").is_none());
    }
}
