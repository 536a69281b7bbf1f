//! Leader election, metrics, webhooks and certificates against a real API server, which all tests share.

#![expect(
    clippy::unwrap_used,
    reason = "what cannot go on fails its test, in helpers too"
)]

mod api;
mod certs;
mod conversion;
mod leader;
mod manager;
mod metrics;
mod objects;
#[path = "../common/proxy.rs"]
mod proxy;
mod reviews;
mod server;
mod undecodable;
mod web;
mod webhook;

use std::time::Duration;

use kubewright_envtest::Environment;

fn shared() -> &'static Environment {
    Environment::shared().unwrap()
}

/// Asks again until there is an answer.
async fn eventually<T, Answer>(what: &str, mut ask: impl FnMut() -> Answer) -> T
where
    Answer: Future<Output = Option<T>>,
{
    let asking = async {
        loop {
            if let Some(answer) = ask().await {
                return answer;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    };
    let answer = tokio::time::timeout(Duration::from_secs(30), asking).await;
    answer.unwrap_or_else(|_| panic!("{what} did not come about in 30 s"))
}
