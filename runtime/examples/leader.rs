//! Leader election without a manager: of several replicas, one at a time does the work.
//!
//! A program with nothing else needs only the feature `leader`:
//! `kubewright-runtime = { version = "0.1", default-features = false, features = ["leader"] }`.
//!
//! Run it in two terminals, then end the first one with Ctrl-C:
//!
//! ```sh
//! cargo run --example leader
//! ```

#![expect(clippy::print_stdout, reason = "an example shows what it does")]

use std::time::Duration;

use kubewright_runtime::kube::Client;
use kubewright_runtime::leader::Election;

/// What only the leader may do.
async fn work() {
    loop {
        println!("working");
        tokio::time::sleep(Duration::from_secs(5)).await;
    }
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let client = Client::try_default().await?; // from the kubeconfig, or from the Pod's service account
    let namespace = client.default_namespace().to_owned();
    // The replicas compete for one Lease. The durations are the defaults.
    let election = Election::new(client, &namespace, "leader-example")
        .lease_duration(Duration::from_secs(15))
        .renew_deadline(Duration::from_secs(10))
        .retry_period(Duration::from_secs(2));
    println!("waiting for the lease");
    let mut leadership = tokio::select! {
        leadership = election.acquire() => leadership?,
        stop = tokio::signal::ctrl_c() => return Ok(stop?),
    };
    tokio::select! {
        // Another replica may lead from now on, so the work must stop at once: end the process.
        lost = leadership.lost() => Err(lost.into()),
        () = work() => Ok(()),
        stop = tokio::signal::ctrl_c() => {
            leadership.release().await; // the next leader does not have to wait until the lease expires
            Ok(stop?)
        }
    }
}
