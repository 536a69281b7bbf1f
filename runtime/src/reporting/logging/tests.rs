use std::{
    io,
    sync::{Arc, Mutex},
};

use clap::Parser;
use k8s_openapi::jiff::Timestamp;
use serde_json::{Value, json};

use super::*;

#[derive(Parser)]
struct Args {
    #[command(flatten)]
    logging: LoggingArgs,
}

fn args(flags: &[&str]) -> LoggingArgs {
    Args::parse_from([&["operator"], flags].concat()).logging
}

#[derive(Clone, Default)]
struct Buffer(Arc<Mutex<Vec<u8>>>);

impl io::Write for Buffer {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// What is written with these flags.
fn written(flags: &[&str], log: impl FnOnce()) -> String {
    let args = args(flags);
    let buffer = Buffer::default();
    let writer = buffer.clone();
    let subscriber = subscriber(
        &args,
        filter(&args),
        false,
        move || writer.clone(),
        Identity::new(),
    );
    tracing::subscriber::with_default(subscriber, log);
    String::from_utf8(buffer.0.lock().unwrap().clone()).unwrap()
}

#[test]
fn flags_have_the_defaults_of_kubebuilder() {
    assert_eq!(args(&[]), LoggingArgs::default());
    assert!(args(&["--zap-devel"]).devel && !args(&["--zap-devel=false"]).devel);
    for (text, level) in [
        ("error", Level::ERROR),
        ("info", Level::INFO),
        ("1", Level::DEBUG),
        ("5", Level::TRACE),
    ] {
        assert_eq!(args(&["--zap-log-level", text]).level, Some(LogLevel(level)));
    }
    let refused = Args::try_parse_from(["operator", "--zap-log-level=loud"])
        .err()
        .unwrap()
        .to_string();
    assert!(
        refused.contains("neither error, warn, info or debug nor a number above 0"),
        "{refused}"
    );
}

#[test]
fn json_lines_have_the_fields_of_the_spans_beside_their_own() {
    let text = written(&["--zap-devel=false", "--zap-time-encoding=millis"], || {
        let outer = tracing::info_span!("outer", id = "1", name = "old");
        let _outer = outer.enter();
        let _inner = tracing::info_span!(
            "reconcile",
            namespace = "default",
            name = "a \"b\"",
            missing = Option::<&str>::None
        )
        .entered();
        tracing::info!(count = 3, ok = true, level = "x", took = ?std::time::Duration::from_secs(2), "done");
        tracing::debug!("unheard");
    });
    let mut line: Value = serde_json::from_str(&text).unwrap();
    assert!(line["ts"].is_number(), "{text}");
    line["ts"] = Value::Null;
    assert_eq!(
        line,
        json!({
            "level": "info", "ts": null, "logger": "kubewright_runtime::reporting::logging::tests", "msg": "done",
            "id": "1", "namespace": "default", "name": "a \"b\"", "count": 3, "ok": true, "level_": "x", "took": "2s",
        })
    );
    assert_eq!(text.matches("\"name\"").count(), 1);
}

#[test]
fn text_is_for_people_and_says_more() {
    let text = written(&[], || {
        let _span = tracing::info_span!("reconcile", name = "a").entered();
        tracing::debug!(count = 3, "done");
        tracing::debug!(target: "hyper::proto", "unheard");
        tracing::trace!("unheard");
    });
    let (time, line) = text.split_once(' ').unwrap();
    assert!(time.parse::<Timestamp>().is_ok(), "{text}");
    assert_eq!(
        line.trim(),
        "DEBUG reconcile{name=\"a\"}: kubewright_runtime::reporting::logging::tests: done count=3"
    );
}

#[test]
fn requests_that_fail_are_left_to_those_who_made_them() {
    let log = || tracing::error!(target: "kube_client::client::builder", "failed with error");
    for flags in [&[][..], &["--zap-devel=false"], &["--zap-log-level=error"]] {
        assert_eq!(written(flags, log), "", "{flags:?}");
    }
    assert!(written(&["--zap-log-level=2"], log).contains("failed with error"));
}

#[test]
fn times_are_written_as_asked() {
    let time: Timestamp = "2026-11-21T12:00:00.123456789Z".parse().unwrap();
    let cases = [
        (TimeEncoding::Epoch, "1795262400.123456789"),
        (TimeEncoding::Millis, "1795262400123.456789"),
        (TimeEncoding::Nano, "1795262400123456789"),
        (TimeEncoding::Iso8601, "2026-11-21T12:00:00.123Z"),
        (TimeEncoding::Rfc3339, "2026-11-21T12:00:00Z"),
        (TimeEncoding::Rfc3339nano, "2026-11-21T12:00:00.123456789Z"),
    ];
    for (encoding, text) in cases {
        assert_eq!(encoding.text(time), text);
    }
}

#[test]
fn lines_tell_the_calls_that_led_to_them_if_asked() {
    let log = || {
        tracing::warn!("odd");
        tracing::error!("wrong");
    };
    let text = written(&["--zap-devel=false", "--zap-stacktrace-level=error"], log);
    let lines: Vec<Value> = text
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(lines[0].get("stacktrace"), None);
    let stack = lines[1]["stacktrace"].as_str().unwrap();
    assert!(
        stack.contains("lines_tell_the_calls") && !stack.contains("Event::dispatch"),
        "{stack}"
    );

    let text = written(&["--zap-stacktrace-level=warn"], log);
    for line in ["WARN", "ERROR"] {
        let (_, rest) = text.split_once(line).unwrap();
        let (_, calls) = rest.split_once('\n').unwrap();
        assert!(
            calls
                .split("ERROR")
                .next()
                .unwrap()
                .contains("lines_tell_the_calls"),
            "{text}"
        );
    }
    for flags in [&[][..], &["--zap-stacktrace-level=panic"]] {
        assert_eq!(written(flags, log).lines().count(), 2);
    }
}
