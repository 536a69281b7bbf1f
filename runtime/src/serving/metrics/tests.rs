//! Names, labels and values as they are read.

use super::*;

fn has(metrics: &Metrics, line: &str) {
    let text = metrics.encode();
    assert!(text.lines().any(|found| found == line), "no `{line}` in:\n{text}");
}

#[cfg(feature = "controller")]
mod controllers {
    use std::time::Duration;

    use super::*;
    use crate::working::observe::{ControllerStats, Observed, Observer as _, Outcome, Reconciled};
    use crate::working::queue::{Priority, Stats};

    #[derive(Default)]
    struct Fake(Mutex<ControllerStats>);

    impl Observed for Fake {
        fn name(&self) -> &str {
            "memcached"
        }

        fn stats(&self) -> ControllerStats {
            self.0.lock().unwrap().clone()
        }
    }

    const CONTROLLER: &str = "controller=\"memcached\"";
    const QUEUE: &str = "name=\"memcached\",controller=\"memcached\"";

    #[test]
    fn reconciles_are_counted_by_result() {
        let metrics = Metrics::new();
        let fake = Arc::new(Fake::default());
        metrics.started(fake.clone());
        has(
            &metrics,
            &format!("controller_runtime_reconcile_total{{{CONTROLLER},result=\"success\"}} 0"),
        );
        *fake.0.lock().unwrap() = ControllerStats {
            workers: 3,
            active: 2,
            outcomes: [
                (Outcome::Success, 1),
                (Outcome::RequeueAfter, 2),
                (Outcome::Error, 3),
                (Outcome::Terminal, 4),
                (Outcome::Panic, 5),
                (Outcome::Timeout, 6),
            ]
            .into(),
            queue: Stats::default(),
        };
        for line in [
            format!("controller_runtime_reconcile_total{{{CONTROLLER},result=\"success\"}} 1"),
            format!("controller_runtime_reconcile_total{{{CONTROLLER},result=\"requeue\"}} 0"),
            format!("controller_runtime_reconcile_total{{{CONTROLLER},result=\"requeue_after\"}} 2"),
            format!("controller_runtime_reconcile_total{{{CONTROLLER},result=\"error\"}} 18"),
            format!("controller_runtime_reconcile_errors_total{{{CONTROLLER}}} 18"),
            format!("controller_runtime_terminal_reconcile_errors_total{{{CONTROLLER}}} 4"),
            format!("controller_runtime_reconcile_panics_total{{{CONTROLLER}}} 5"),
            format!("controller_runtime_reconcile_timeouts_total{{{CONTROLLER}}} 6"),
            format!("controller_runtime_max_concurrent_reconciles{{{CONTROLLER}}} 3.0"),
            format!("controller_runtime_active_workers{{{CONTROLLER}}} 2.0"),
        ] {
            has(&metrics, &line);
        }
    }

    #[test]
    fn times_are_summed() {
        let metrics = Metrics::new();
        let reconciled = |queued, took| Reconciled {
            outcome: Outcome::Success,
            queued: Duration::from_millis(queued),
            took: Duration::from_millis(took),
        };
        metrics.reconciled("memcached", reconciled(500, 1500));
        metrics.reconciled("memcached", reconciled(250, 250));
        for line in [
            format!("controller_runtime_reconcile_time_seconds_count{{{CONTROLLER}}} 2"),
            format!("controller_runtime_reconcile_time_seconds_sum{{{CONTROLLER}}} 1.75"),
            format!("controller_runtime_reconcile_time_seconds_bucket{{le=\"0.25\",{CONTROLLER}}} 1"),
            format!("workqueue_queue_duration_seconds_sum{{{QUEUE}}} 0.75"),
            format!("workqueue_work_duration_seconds_sum{{{QUEUE}}} 1.75"),
        ] {
            has(&metrics, &line);
        }
    }

    #[test]
    fn queues_tell_their_depth_and_what_is_worked_on() {
        let metrics = Metrics::new();
        let fake = Arc::new(Fake::default());
        metrics.started(fake.clone());
        let set = |depth: &[(i32, usize)]| {
            let depth = depth.iter().map(|&(priority, depth)| (Priority(priority), depth));
            fake.0.lock().unwrap().queue = Stats {
                depth: depth.collect(),
                adds: 9,
                retries: 2,
                unfinished: Duration::from_secs(4),
                longest_running: Duration::from_secs(3),
                ..Stats::default()
            };
        };
        set(&[(-100, 5), (0, 1)]);
        for line in [
            format!("workqueue_depth{{{QUEUE},priority=\"-100\"}} 5.0"),
            format!("workqueue_depth{{{QUEUE},priority=\"0\"}} 1.0"),
            format!("workqueue_adds_total{{{QUEUE}}} 9"),
            format!("workqueue_retries_total{{{QUEUE}}} 2"),
            format!("workqueue_unfinished_work_seconds{{{QUEUE}}} 4.0"),
            format!("workqueue_longest_running_processor_seconds{{{QUEUE}}} 3.0"),
        ] {
            has(&metrics, &line);
        }
        // Nothing waits any more, which is to be seen too.
        set(&[]);
        has(
            &metrics,
            &format!("workqueue_depth{{{QUEUE},priority=\"-100\"}} 0.0"),
        );

        let many: Vec<_> = (1..=40).map(|priority| (priority, 1)).collect();
        set(&many);
        has(
            &metrics,
            &format!("workqueue_depth{{{QUEUE},priority=\"23\"}} 1.0"),
        );
        let rest = format!("workqueue_depth{{{QUEUE},priority=\"exceeded_cardinality_limit\"}} 17.0");
        has(&metrics, &rest);
    }
}

#[test]
fn webhooks_are_counted_by_code() {
    let metrics = Metrics::new();
    let webhook = metrics.webhook("/validate");
    let running = webhook.begin();
    has(
        &metrics,
        "controller_runtime_webhook_requests_in_flight{webhook=\"/validate\"} 1",
    );
    running.panicked();
    running.end(500);
    let conversion = metrics.webhook("/convert").begin();
    conversion.conversion_panicked();
    conversion.end(200);
    for line in [
        "controller_runtime_webhook_requests_in_flight{webhook=\"/validate\"} 0",
        "controller_runtime_webhook_requests_total{webhook=\"/validate\",code=\"500\"} 1",
        "controller_runtime_webhook_latency_seconds_count{webhook=\"/validate\"} 1",
        "controller_runtime_webhook_panics_total 1",
        "controller_runtime_conversion_webhook_panics_total 1",
    ] {
        has(&metrics, line);
    }
}

#[test]
fn the_leader_is_told() {
    let metrics = Metrics::new();
    metrics.set_leader("memcached-operator", true);
    has(
        &metrics,
        "leader_election_master_status{name=\"memcached-operator\"} 1",
    );
    metrics.set_leader("memcached-operator", false);
    has(
        &metrics,
        "leader_election_master_status{name=\"memcached-operator\"} 0",
    );
}

#[test]
#[cfg(target_os = "linux")]
fn the_process_is_measured() {
    let text = Metrics::new().encode();
    let value = |name: &str| -> f64 {
        let line = text
            .lines()
            .find_map(|line| line.strip_prefix(name)?.strip_prefix(' '));
        line.unwrap_or_else(|| panic!("no {name} in:\n{text}"))
            .parse()
            .unwrap()
    };
    assert!(value("process_open_fds") >= 3.0);
    assert!(value("process_max_fds") >= value("process_open_fds"));
    assert!(value("process_virtual_memory_bytes") > value("process_resident_memory_bytes"));
    assert!(value("process_resident_memory_bytes") > 1e6);
    assert!(value("process_cpu_seconds_total") >= 0.0);
    let now = std::time::UNIX_EPOCH.elapsed().unwrap().as_secs_f64();
    let started = value("process_start_time_seconds");
    assert!(
        (now - 3600.0..=now + 2.0).contains(&started),
        "{started} is not before {now}"
    );
}

#[test]
fn certificates_tell_how_often_they_were_read() {
    let metrics = Metrics::new();
    let certificates = Certificates::self_signed(["localhost"]).unwrap();
    metrics.watch_certificates(&certificates);
    certificates.replace("", "").unwrap_err();
    has(&metrics, "certwatcher_read_certificate_total 1");
    has(&metrics, "certwatcher_read_certificate_errors_total 1");
}
