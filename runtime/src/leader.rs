//! Leader election: one of several replicas works at a time.
//!
//! The replicas compete for a `Lease`. The protocol is that of controller-runtime, so replicas of both can compete for the same
//! lease. A replica takes the lease when it is free, or when its holder has not renewed it for the whole lease duration. It
//! measures this with its own clock from the moment when it saw the last renewal, so clocks of different machines are never
//! compared. Every write contains the resource version that it is based on, so of two concurrent writes one fails.
//!
//! A leader that cannot renew stops [before another replica may take over](Election::renew_deadline), even if the API server does
//! not answer at all.

mod elector;
mod locks;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::hash::{BuildHasher as _, RandomState};
use std::time::Duration;

use kube::Client;
use thiserror::Error;
use tokio::sync::{oneshot, watch};
use tokio::task::JoinHandle;

use crate::timing::clock::Clock;
use elector::{Elector, Turn};
pub use locks::{LeaseLocks, LockError, Locks};

/// The longest random wait beyond the retry period, as a share of it. It keeps candidates apart that started together.
const JITTER: f64 = 1.2;

/// A candidate for a lease.
///
/// ```no_run
/// # async fn example(client: kube::Client, work: impl Future<Output = ()>) -> Result<(), Box<dyn std::error::Error>> {
/// use kubewright_runtime::leader::Election;
///
/// let namespace = client.default_namespace().to_owned();
/// let mut leadership = Election::new(client, &namespace, "memcached-operator").acquire().await?;
/// tokio::select! {
///     lost = leadership.lost() => return Err(lost.into()), // ends the process: another one leads
///     () = work => leadership.release().await,
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
#[must_use = "nothing happens before `acquire`"]
pub struct Election<L = LeaseLocks> {
    locks: L,
    name: String,
    identity: String,
    lease_duration: Duration,
    renew_deadline: Duration,
    retry_period: Duration,
    release: bool,
    labels: BTreeMap<String, String>,
    clock: Clock,
}

impl Election {
    /// Creates a candidate for the `Lease` of this namespace and name.
    pub fn new(client: Client, namespace: &str, name: impl Into<String>) -> Self {
        Self::with_locks(LeaseLocks::new(client, namespace), name)
    }
}

impl<L: Locks> Election<L> {
    /// Creates a candidate for a lease that is stored elsewhere.
    pub fn with_locks(locks: L, name: impl Into<String>) -> Self {
        Self {
            locks,
            name: name.into(),
            identity: identity(),
            lease_duration: Duration::from_secs(15),
            renew_deadline: Duration::from_secs(10),
            retry_period: Duration::from_secs(2),
            release: true,
            labels: BTreeMap::new(),
            clock: Clock::system(),
        }
    }

    /// Sets the identity of this replica, which must be unique. Default: the host name with random digits.
    pub fn identity(mut self, identity: impl Into<String>) -> Self {
        self.identity = identity.into();
        self
    }

    /// Sets how long after the last renewal another replica may take the lease. Default: 15 s. Must be whole seconds.
    pub fn lease_duration(mut self, duration: Duration) -> Self {
        self.lease_duration = duration;
        self
    }

    /// Sets how long after the start of the last successful renewal the leader stops leading. Default: 10 s.
    pub fn renew_deadline(mut self, deadline: Duration) -> Self {
        self.renew_deadline = deadline;
        self
    }

    /// Sets the time between attempts. Default: 2 s.
    pub fn retry_period(mut self, period: Duration) -> Self {
        self.retry_period = period;
        self
    }

    /// Sets whether [`Leadership::release`] gives back the lease, so that the next leader does not have to wait until it
    /// expires. Default: `true`.
    pub fn release_on_exit(mut self, release: bool) -> Self {
        self.release = release;
        self
    }

    /// Adds a label to the lease.
    pub fn label(mut self, key: impl Into<String>, value: impl Into<String>) -> Self {
        self.labels.insert(key.into(), value.into());
        self
    }

    /// Sets the clock of renewals and expiry.
    pub fn clock(mut self, clock: Clock) -> Self {
        self.clock = clock;
        self
    }

    /// Waits until this process leads. Errors of the API server are logged, and the attempt is repeated.
    ///
    /// # Errors
    ///
    /// If the durations contradict each other, or the name or the identity is empty.
    pub async fn acquire(self) -> Result<Leadership, ElectionError> {
        self.check()?;
        let retry_period = self.retry_period;
        let clock = self.clock.clone();
        let mut elector = Elector::new(self);
        loop {
            match elector.attempt().await {
                Ok(Turn::Leads) => break,
                Ok(Turn::Follows { .. }) => {}
                Err(error) => {
                    tracing::warn!(lease = elector.name(), %error, "cannot acquire the lease; trying again");
                }
            }
            clock
                .sleep(retry_period.mul_f64(1.0 + JITTER * fastrand::f64()))
                .await;
        }
        tracing::info!(
            lease = elector.name(),
            identity = elector.identity(),
            "became leader"
        );
        Ok(Leadership::start(elector))
    }

    fn check(&self) -> Result<(), ElectionError> {
        let problem = |reason: String| {
            Err(ElectionError {
                lease: self.name.clone(),
                reason,
            })
        };
        let Self {
            lease_duration,
            renew_deadline,
            retry_period,
            ..
        } = self;
        if self.name.is_empty() {
            return problem(String::from("it has no name; give the election one"));
        }
        if self.identity.is_empty() {
            return problem(String::from("the identity is empty; name the replica"));
        }
        if lease_duration.subsec_nanos() != 0 || i32::try_from(lease_duration.as_secs()).is_err() {
            return problem(format!("a lease lasts whole seconds, not {lease_duration:?}"));
        }
        if lease_duration <= renew_deadline {
            return problem(format!(
                "the lease ({lease_duration:?}) must last longer than the renew deadline ({renew_deadline:?})"
            ));
        }
        if retry_period.is_zero() || *renew_deadline <= retry_period.mul_f64(JITTER) {
            return problem(format!(
                "the renew deadline ({renew_deadline:?}) must be longer than {JITTER} retry periods ({retry_period:?})"
            ));
        }
        Ok(())
    }
}

/// The lead, until [`lost`](Self::lost) completes.
///
/// Dropping it stops the renewals, so that another replica leads after the lease has expired.
///
/// ```no_run
/// # async fn example(client: kube::Client) -> Result<(), kubewright_runtime::leader::ElectionError> {
/// use kubewright_runtime::leader::{Election, Leadership};
///
/// let mut leadership: Leadership = Election::new(client, "default", "memcached-operator").acquire().await?;
/// while leadership.leads() {
///     // Something that only the leader does.
/// #   break;
/// }
/// leadership.release().await;
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
#[must_use = "dropping it ends the leadership"]
pub struct Leadership {
    name: String,
    lost: watch::Receiver<Option<Lost>>,
    release: Option<oneshot::Sender<()>>,
    task: Option<JoinHandle<()>>,
}

impl Leadership {
    fn start<L: Locks>(mut elector: Elector<L>) -> Self {
        let name = elector.name().to_owned();
        let (lost_sender, lost) = watch::channel(None);
        let (release, mut released) = oneshot::channel::<()>();
        let task = tokio::spawn(async move {
            tokio::select! {
                reason = elector.keep() => {
                    // Whoever waits for `lost` reports it.
                    tracing::debug!(lease = elector.name(), %reason, "lost the leadership");
                    lost_sender.send_replace(Some(reason));
                    // The lease may still be given back, if the API server is reachable again.
                    elector.release().await;
                }
                Ok(()) = &mut released => elector.release().await,
            }
        });
        Self {
            name,
            lost,
            release: Some(release),
            task: Some(task),
        }
    }

    /// Waits until this process does not lead any more. Stop at once what only the leader may do.
    pub async fn lost(&mut self) -> Lost {
        match self.lost.wait_for(Option::is_some).await.as_deref() {
            Ok(Some(lost)) => lost.clone(),
            // The task ends without a reason only if it panicked or its runtime ends.
            Ok(None) | Err(_) => Lost {
                lease: self.name.clone(),
                reason: String::from("it is no longer renewed"),
            },
        }
    }

    /// Returns whether this process still leads.
    pub fn leads(&self) -> bool {
        self.lost.borrow().is_none() && self.task.as_ref().is_some_and(|task| !task.is_finished())
    }

    /// Ends the leadership and gives back the lease. Call it after the leader's work has stopped.
    pub async fn release(mut self) {
        if let Some(release) = self.release.take() {
            // Fails only if the leadership was lost and the task is ending anyway.
            let _ = release.send(());
        }
        if let Some(task) = self.task.take()
            && let Err(error) = task.await
        {
            tracing::warn!(lease = self.name, %error, "the lease was not given back");
        }
    }
}

impl Drop for Leadership {
    fn drop(&mut self) {
        if let Some(task) = &self.task {
            task.abort();
        }
    }
}

/// The options of an election contradict each other.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() {
/// # let client = kube::Client::try_from(kube::Config::new("http://127.0.0.1:1".parse().unwrap())).unwrap();
/// use kubewright_runtime::leader::Election;
/// use std::time::Duration;
///
/// let election = Election::new(client, "default", "memcached-operator").renew_deadline(Duration::from_secs(60));
/// let error = election.acquire().await.unwrap_err();
/// assert_eq!(error.lease, "memcached-operator");
/// # }
/// ```
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[error("leader election on lease `{lease}`: {reason}")]
pub struct ElectionError {
    /// The name of the lease.
    pub lease: String,
    /// The contradiction.
    pub reason: String,
}

/// This process does not lead any more.
///
/// ```
/// use kubewright_runtime::leader::Lost;
///
/// let lost = Lost { lease: "memcached-operator".to_owned(), reason: "another replica has it".to_owned() };
/// assert!(lost.to_string().starts_with("lost the leadership by lease `memcached-operator`: another replica has it"));
/// ```
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[error("lost the leadership by lease `{lease}`: {reason}; ending, so that another replica leads alone")]
pub struct Lost {
    /// The name of the lease.
    pub lease: String,
    /// How the lead was lost.
    pub reason: String,
}

/// Returns a name that no other replica has.
fn identity() -> String {
    let host = std::fs::read_to_string("/proc/sys/kernel/hostname")
        .ok()
        .or_else(|| std::env::var("HOSTNAME").ok())
        .map(|host| host.trim().to_owned())
        .filter(|host| !host.is_empty())
        .unwrap_or_else(|| String::from("unknown-host"));
    // The standard library's hashers are keyed by the system's randomness; `fastrand` may have been seeded.
    let random = |half: u8| RandomState::new().hash_one(half);
    format!("{host}_{:016x}{:016x}", random(0), random(1))
}
