use std::{
    future::pending,
    sync::{Arc, Mutex},
    time::Duration,
};

use anyhow::anyhow;
use futures::future::BoxFuture;
use tokio::{sync::oneshot, time::Instant};

use super::*;
use crate::manager::Running;

const SECOND: Duration = Duration::from_secs(1);

/// What happened, in order.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<String>>>);

impl Log {
    fn add(&self, line: impl Into<String>) {
        self.0.lock().unwrap().push(line.into());
    }

    fn take(&self) -> Vec<String> {
        std::mem::take(&mut self.0.lock().unwrap())
    }

    /// A part that takes a second to be ready and another to stop.
    fn part(&self, stage: Stage) -> Part {
        let log = self.clone();
        Part::new(
            format!("{stage:?}"),
            stage,
            move |mut running: Running| async move {
                log.add(format!("+{stage:?}"));
                tokio::time::sleep(SECOND).await;
                running.ready();
                running.stopped().await;
                tokio::time::sleep(SECOND).await;
                log.add(format!("-{stage:?}"));
                Ok(())
            },
        )
    }

    fn parts(&self) -> Vec<Part> {
        let stages = Stage::ALL.into_iter().rev();
        stages.map(|stage| self.part(stage)).collect()
    }
}

struct Vote {
    log: Log,
    lasts: Duration,
}

impl Candidate for Vote {
    fn acquire(self: Box<Self>) -> BoxFuture<'static, anyhow::Result<Box<dyn Leads>>> {
        Box::pin(async move {
            tokio::time::sleep(SECOND).await;
            self.log.add("leads");
            Ok(self as Box<dyn Leads>)
        })
    }
}

impl Leads for Vote {
    fn lost(&mut self) -> BoxFuture<'_, anyhow::Error> {
        Box::pin(async {
            tokio::time::sleep(self.lasts).await;
            anyhow!("the lease has expired")
        })
    }

    fn release(self: Box<Self>) -> BoxFuture<'static, ()> {
        self.log.add("releases");
        Box::pin(async {})
    }
}

fn failing(stage: Stage, after: Duration) -> Part {
    Part::new("broken".to_owned(), stage, move |_running| async move {
        tokio::time::sleep(after).await;
        Err(anyhow!("port 8443 is taken").context("listening"))
    })
}

async fn run(
    parts: Vec<Part>,
    candidate: Option<Vote>,
    stop: impl Future<Output = ()>,
) -> Result<(), String> {
    let candidate = candidate.map(|vote| Box::new(vote) as Box<dyn Candidate>);
    let supervisor = Supervisor::new(parts, candidate, 30 * SECOND);
    supervisor.run(stop).await.map_err(|error| error.to_string())
}

#[tokio::test(start_paused = true)]
async fn stages_start_in_order_and_stop_in_reverse() {
    let log = Log::default();
    let vote = Vote {
        log: log.clone(),
        lasts: 1000 * SECOND,
    };
    let start = Instant::now();
    run(log.parts(), Some(vote), tokio::time::sleep(60 * SECOND))
        .await
        .unwrap();
    assert_eq!(
        log.take(),
        [
            "+Servers",
            "+Webhooks",
            "+Caches",
            "+Others",
            "leads",
            "+Leader", //
            "-Leader",
            "releases",
            "-Others",
            "-Caches",
            "-Webhooks",
            "-Servers",
        ]
    );
    assert_eq!(start.elapsed(), 65 * SECOND);
}

#[tokio::test(start_paused = true)]
async fn a_stop_while_starting_stops_what_has_started() {
    let log = Log::default();
    run(log.parts(), None, tokio::time::sleep(SECOND + SECOND / 2))
        .await
        .unwrap();
    assert_eq!(log.take(), ["+Servers", "+Webhooks", "-Webhooks", "-Servers"]);
}

#[tokio::test(start_paused = true)]
async fn a_stop_while_another_replica_leads_starts_nothing_that_needs_the_lead() {
    let log = Log::default();
    let vote = Vote {
        log: log.clone(),
        lasts: SECOND,
    };
    let parts = vec![log.part(Stage::Leader)];
    run(parts, Some(vote), tokio::time::sleep(SECOND / 2))
        .await
        .unwrap();
    assert_eq!(log.take(), [""; 0]);
}

#[tokio::test(start_paused = true)]
async fn a_part_that_fails_ends_the_rest_by_name() {
    let log = Log::default();
    let mut parts = log.parts();
    parts.push(failing(Stage::Others, 60 * SECOND));
    let error = run(parts, None, pending()).await.unwrap_err();
    assert_eq!(error, "broken fails: listening: port 8443 is taken");
    assert_eq!(
        log.take()[5..],
        ["-Leader", "-Others", "-Caches", "-Webhooks", "-Servers"]
    );
}

#[tokio::test(start_paused = true)]
async fn a_part_that_fails_to_start_keeps_later_stages_from_starting() {
    let log = Log::default();
    let mut parts = log.parts();
    parts.push(failing(Stage::Servers, Duration::ZERO));
    let error = run(parts, None, pending()).await.unwrap_err();
    assert_eq!(error, "broken fails: listening: port 8443 is taken");
    assert_eq!(log.take(), ["+Servers", "-Servers"]);
}

#[tokio::test(start_paused = true)]
async fn a_part_that_panics_has_failed() {
    let part = Part::new("broken".to_owned(), Stage::Others, |_running| async {
        panic!("no such thing")
    });
    let error = run(vec![part], None, pending()).await.unwrap_err();
    assert!(
        error.starts_with("broken fails: task ") && error.contains("no such thing"),
        "{error}"
    );
}

#[tokio::test(start_paused = true)]
async fn a_part_that_ends_well_ends_nothing() {
    let (send, receive) = oneshot::channel();
    let part = Part::new("once".to_owned(), Stage::Servers, |_running| async move {
        send.send(()).unwrap();
        Ok(())
    });
    let stop = async {
        receive.await.unwrap();
        tokio::time::sleep(60 * SECOND).await;
    };
    run(vec![part], None, stop).await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn parts_that_do_not_stop_are_ended_by_name() {
    let log = Log::default();
    let mut parts = vec![log.part(Stage::Servers), log.part(Stage::Leader)];
    parts.push(Part::new("endless".to_owned(), Stage::Others, |_running| {
        pending()
    }));
    let start = Instant::now();
    let error = run(parts, None, tokio::time::sleep(60 * SECOND))
        .await
        .unwrap_err();
    assert_eq!(
        error,
        "not stopped within 30 s: endless; let them end sooner, or raise `graceful_timeout`"
    );
    assert_eq!(start.elapsed(), 90 * SECOND);
    assert_eq!(log.take(), ["+Servers", "+Leader", "-Leader"]);
}

#[tokio::test(start_paused = true)]
async fn a_lost_lead_ends_everything_at_once() {
    let log = Log::default();
    let vote = Vote {
        log: log.clone(),
        lasts: 60 * SECOND,
    };
    let start = Instant::now();
    let error = run(log.parts(), Some(vote), pending()).await.unwrap_err();
    assert_eq!(
        error,
        "this replica does not lead any more: the lease has expired"
    );
    // Three stages and the election have taken a second each.
    assert_eq!(start.elapsed(), 64 * SECOND);
    assert_eq!(log.take().last().map(String::as_str), Some("+Leader"));
}

#[tokio::test(start_paused = true)]
async fn a_lead_that_is_lost_while_stopping_ends_everything_at_once() {
    let log = Log::default();
    let vote = Vote {
        log: log.clone(),
        lasts: 2 * SECOND,
    };
    let endless = Part::new("endless".to_owned(), Stage::Leader, |_running| pending());
    let start = Instant::now();
    let error = run(vec![endless], Some(vote), tokio::time::sleep(2 * SECOND))
        .await
        .unwrap_err();
    assert_eq!(
        error,
        "this replica does not lead any more: the lease has expired"
    );
    assert!(start.elapsed() <= 5 * SECOND, "{:?}", start.elapsed());
    assert_eq!(log.take(), ["leads"]);
}
