//! Two candidates for one real Lease.

use std::io::{BufRead as _, BufReader, Read as _};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::{Duration, Instant};

use k8s_openapi::api::coordination::v1::Lease;
use kube::config::{KubeConfigOptions, Kubeconfig};
use kube::{Api, Client, Config};
use kubewright_runtime::leader::Election;

use crate::shared;

fn election(identity: &str) -> Election {
    timed(Election::new(shared().client(), "default", "servers-leader")).identity(identity)
}

/// Quick, for there are tests that wait for a lease's end.
fn timed(election: Election) -> Election {
    election
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

const KUBECONFIG: &str = "SERVERS_CANDIDATE_KUBECONFIG";
const LEADS: &str = "the candidate leads";
const RELEASED: &str = "the candidate has given the lease back";

/// Leads until its standard input ends.
#[tokio::test]
#[ignore = "a process of its own, started by the test below"]
async fn candidate() {
    let kubeconfig = Kubeconfig::read_from(std::env::var(KUBECONFIG).unwrap()).unwrap();
    let config = Config::from_custom_kubeconfig(kubeconfig, &KubeConfigOptions::default())
        .await
        .unwrap();
    let client = Client::try_from(config).unwrap();
    let election = timed(Election::new(client, "default", "servers-processes"));
    // It ends by itself when the test that started it is gone.
    let mut end = tokio::task::spawn_blocking(|| std::io::stdin().read_to_end(&mut Vec::new()));
    let leadership = tokio::select! {
        leadership = election.acquire() => leadership.unwrap(),
        _ = &mut end => return,
    };
    println!("\n{LEADS}");
    end.await.unwrap().unwrap();
    leadership.release().await;
    println!("{RELEASED}");
}

/// Ends with the test, however that ends.
struct Candidate {
    child: Child,
    output: BufReader<ChildStdout>,
}

impl Candidate {
    fn start(kubeconfig: &std::path::Path) -> Self {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "leader::candidate", "--ignored", "--nocapture"])
            .env(KUBECONFIG, kubeconfig)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let output = BufReader::new(child.stdout.take().unwrap());
        Self { child, output }
    }

    fn says(&mut self, wanted: &str) {
        let mut line = String::new();
        while line.trim_end() != wanted {
            line.clear();
            let read = self.output.read_line(&mut line).unwrap();
            assert!(read > 0, "it ended without saying `{wanted}`");
        }
    }
}

impl Drop for Candidate {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn another_process_leads_when_the_first_is_killed() {
    let folder = tempfile::tempdir().unwrap();
    let kubeconfig = folder.path().join("kubeconfig");
    shared().write_kubeconfig(&kubeconfig).unwrap();
    let mut first = Candidate::start(&kubeconfig);
    first.says(LEADS);
    let mut others = [Candidate::start(&kubeconfig), Candidate::start(&kubeconfig)];
    let killed = Instant::now();
    drop(first);

    // Which of the others is next is open, so both are listened to.
    let (sender, leads) = std::sync::mpsc::channel();
    let mut inputs = others.each_mut().map(|other| other.child.stdin.take());
    let readers: Vec<_> = others
        .into_iter()
        .enumerate()
        .map(|(index, mut candidate)| {
            let sender = sender.clone();
            std::thread::spawn(move || {
                candidate.says(LEADS);
                sender.send(index).unwrap();
                candidate.says(RELEASED);
            })
        })
        .collect();
    let next = leads.recv_timeout(Duration::from_secs(30)).unwrap();
    assert!(
        killed.elapsed() > Duration::from_secs(3),
        "{:?}",
        killed.elapsed()
    );
    // It gives the lease back, and the last one leads.
    inputs[next] = None;
    let last = leads.recv_timeout(Duration::from_secs(30)).unwrap();
    assert_eq!(next + last, 1);
    inputs[last] = None;
    for reader in readers {
        reader.join().unwrap();
    }
}
