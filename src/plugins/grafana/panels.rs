//! The dashboards: which metrics each shows, and how.

use super::dashboard::{Dashboard, Panel, Unit};

/// The dashboards of every operator.
pub(super) const DASHBOARDS: &[Dashboard<'_>] = &[
    Dashboard {
        file: "controller-runtime-metrics",
        title: "Controllers",
        panels: &[
            Panel::new("Reconciles", Unit::PerSecond, "{{controller}}: {{result}}")
                .rate("controller_runtime_reconcile_total", "controller, result"),
            Panel::new("Failed reconciles", Unit::PerSecond, "{{controller}}")
                .rate("controller_runtime_reconcile_errors_total", "controller"),
            Panel::new(
                "Failed reconciles that are not retried",
                Unit::PerSecond,
                "{{controller}}",
            )
            .rate("controller_runtime_terminal_reconcile_errors_total", "controller"),
            Panel::new("Panics", Unit::PerSecond, "{{controller}}")
                .rate("controller_runtime_reconcile_panics_total", "controller"),
            Panel::new("Reconcile timeouts", Unit::PerSecond, "{{controller}}")
                .rate("controller_runtime_reconcile_timeouts_total", "controller"),
            Panel::new("Running reconciles", Unit::Count, "{{controller}}")
                .sum("controller_runtime_active_workers", "controller"),
            Panel::new("Limit of running reconciles", Unit::Count, "{{controller}}")
                .sum("controller_runtime_max_concurrent_reconciles", "controller"),
            Panel::new("Time of a reconcile", Unit::Seconds, "{{controller}}")
                .quantiles("controller_runtime_reconcile_time_seconds", "controller"),
            Panel::new(
                "Queue length",
                Unit::Count,
                "{{controller}}: priority {{priority}}",
            )
            .sum("workqueue_depth", "controller, priority"),
            Panel::new("Objects added to the queue", Unit::PerSecond, "{{controller}}")
                .rate("workqueue_adds_total", "controller"),
            Panel::new("Retries", Unit::PerSecond, "{{controller}}")
                .rate("workqueue_retries_total", "controller"),
            Panel::new("Time in the queue", Unit::Seconds, "{{controller}}")
                .quantiles("workqueue_queue_duration_seconds", "controller"),
            Panel::new("Time of work", Unit::Seconds, "{{controller}}")
                .quantiles("workqueue_work_duration_seconds", "controller"),
            Panel::new("Unfinished work", Unit::Seconds, "{{controller}}")
                .sum("workqueue_unfinished_work_seconds", "controller"),
            Panel::new("Longest running reconcile", Unit::Seconds, "{{controller}}")
                .max("workqueue_longest_running_processor_seconds", "controller"),
        ],
    },
    Dashboard {
        file: "controller-resources-metrics",
        title: "Resources and caches",
        panels: &[
            Panel::new("CPU", Unit::Cores, "{{pod}}").rate("process_cpu_seconds_total", "pod"),
            Panel::new("Resident memory", Unit::Bytes, "{{pod}}").sum("process_resident_memory_bytes", "pod"),
            Panel::new("Virtual memory", Unit::Bytes, "{{pod}}").sum("process_virtual_memory_bytes", "pod"),
            Panel::new("Open files", Unit::Count, "{{pod}}").sum("process_open_fds", "pod"),
            Panel::new("Limit of open files", Unit::Count, "{{pod}}").sum("process_max_fds", "pod"),
            Panel::new("Start time", Unit::Time, "{{pod}}").max("process_start_time_seconds", "pod"),
            Panel::new("Cached objects", Unit::Count, "{{kind}}").sum("kubewright_cache_objects", "kind"),
            Panel::new("Cached objects that cannot be decoded", Unit::Count, "{{kind}}")
                .sum("kubewright_cache_undecodable_objects", "kind"),
            Panel::new(
                "Requests to the API server",
                Unit::PerSecond,
                "{{method}} {{code}}",
            )
            .rate("rest_client_requests_total", "method, code"),
        ],
    },
    Dashboard {
        file: "webhook-metrics",
        title: "Webhooks and certificates",
        panels: &[
            Panel::new("Requests", Unit::PerSecond, "{{webhook}}: {{code}}")
                .rate("controller_runtime_webhook_requests_total", "webhook, code"),
            Panel::new("Latency", Unit::Seconds, "{{webhook}}")
                .quantiles("controller_runtime_webhook_latency_seconds", "webhook"),
            Panel::new("Requests in flight", Unit::Count, "{{webhook}}")
                .sum("controller_runtime_webhook_requests_in_flight", "webhook"),
            Panel::new("Panics", Unit::PerSecond, "{{pod}}")
                .rate("controller_runtime_webhook_panics_total", "pod"),
            Panel::new("Panics in conversions", Unit::PerSecond, "{{pod}}")
                .rate("controller_runtime_conversion_webhook_panics_total", "pod"),
            Panel::new("Certificates read", Unit::Count, "{{pod}}")
                .sum("certwatcher_read_certificate_total", "pod"),
            Panel::new("Certificates that could not be read", Unit::Count, "{{pod}}")
                .sum("certwatcher_read_certificate_errors_total", "pod"),
        ],
    },
    Dashboard {
        file: "leader-election-metrics",
        title: "Leader election",
        panels: &[
            Panel::new("Leader", Unit::Count, "{{name}}: {{pod}}")
                .max("leader_election_master_status", "name, pod"),
            Panel::new("Number of leaders", Unit::Count, "{{name}}")
                .sum("leader_election_master_status", "name"),
        ],
    },
];
