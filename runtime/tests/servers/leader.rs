//! Two candidates for one real Lease.

use std::time::{Duration, Instant};

use k8s_openapi::api::coordination::v1::Lease;
use kube::Api;
use kubewright_runtime::leader::Election;

use crate::shared;

fn election(identity: &str) -> Election {
    Election::new(shared().client(), "default", "servers-leader")
        .identity(identity)
        .lease_duration(Duration::from_secs(4))
        .renew_deadline(Duration::from_secs(3))
        .retry_period(Duration::from_millis(200))
}

#[tokio::test]
async fn of_two_candidates_one_leads_at_a_time() {
    let leases: Api<Lease> = Api::namespaced(shared().client(), "default");
    let holder = async || {
        let spec = leases.get("servers-leader").await.unwrap().spec.unwrap();
        (spec.holder_identity.unwrap(), spec.lease_transitions)
    };

    let first = election("first").acquire().await.unwrap();
    assert_eq!(holder().await, (String::from("first"), Some(0)));

    // It renews for longer than the lease lasts, so the other one has to wait.
    let second = tokio::spawn(election("second").acquire());
    tokio::time::sleep(Duration::from_secs(6)).await;
    assert!(first.leads() && !second.is_finished());

    // Given back, it is taken at once.
    let released = Instant::now();
    first.release().await;
    let second = second.await.unwrap().unwrap();
    assert!(
        released.elapsed() < Duration::from_secs(3),
        "{:?}",
        released.elapsed()
    );
    assert_eq!(holder().await.0, "second");

    // Not given back, it has to run out.
    let dropped = Instant::now();
    drop(second);
    let third = election("third").acquire().await.unwrap();
    assert!(
        dropped.elapsed() > Duration::from_secs(3),
        "{:?}",
        dropped.elapsed()
    );
    assert_eq!(holder().await.0, "third");
    third.release().await;
    assert_eq!(holder().await.0, "");
}

#[tokio::test]
async fn who_may_not_write_leases_waits() {
    let client = shared().user("no-leases", ["nobody"]).unwrap().client();
    let election =
        Election::new(client, "default", "servers-forbidden").retry_period(Duration::from_millis(50));
    let waited = tokio::time::timeout(Duration::from_secs(1), election.acquire()).await;
    assert!(waited.is_err(), "it leads without a lease");
}
