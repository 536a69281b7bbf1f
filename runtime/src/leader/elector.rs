//! The protocol of leader election.

use std::time::Duration;

use k8s_openapi::api::coordination::v1::{Lease, LeaseSpec};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::MicroTime;
use tokio::time::Instant;

use super::{Election, LockError, Locks, Lost};

/// The result of an attempt.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Turn {
    /// This process has written the lease.
    Leads,
    /// Another process holds the lease.
    Follows { holder: String },
}

/// A candidate or leader, and what it knows of the lease.
pub(super) struct Elector<L> {
    election: Election<L>,
    observed: Option<Observed>,
    /// When the last successful write began: the API server cannot have stored it earlier.
    renewed: Instant,
}

struct Observed {
    lease: Lease,
    /// When this process first saw the current content of the lease.
    since: Instant,
}

impl Observed {
    fn holder(&self) -> &str {
        let spec = self.lease.spec.as_ref();
        spec.and_then(|spec| spec.holder_identity.as_deref())
            .unwrap_or_default()
    }
}

impl<L: Locks> Elector<L> {
    pub(super) fn new(election: Election<L>) -> Self {
        Self {
            observed: None,
            renewed: election.clock.instant(),
            election,
        }
    }

    pub(super) fn name(&self) -> &str {
        &self.election.name
    }

    pub(super) fn identity(&self) -> &str {
        &self.election.identity
    }

    /// Takes or renews the lease, if that is allowed.
    pub(super) async fn attempt(&mut self) -> Result<Turn, LockError> {
        if let Some(observed) = self.observed.as_ref().filter(|_| self.holds()) {
            // The leader knows the lease as it wrote it, so it does not have to read it first.
            let renewed = self.renewal(&observed.lease);
            match self.write(Write::Replace(renewed)).await {
                Ok(()) => return Ok(Turn::Leads),
                Err(LockError::Timeout) => return Err(LockError::Timeout),
                Err(error @ (LockError::Conflict | LockError::Other(_))) => {
                    tracing::debug!(lease = self.name(), %error, "cannot renew the lease as last seen; reading it");
                }
            }
        }

        let Some(current) = self.bounded(self.election.locks.get(self.name())).await? else {
            let new = self.renewal(&Lease::default());
            self.write(Write::Create(new)).await?;
            return Ok(Turn::Leads);
        };
        self.observe(current);
        match &self.observed {
            Some(observed) if !observed.holder().is_empty() && !self.holds() && self.valid(observed) => {
                Ok(Turn::Follows {
                    holder: observed.holder().to_owned(),
                })
            }
            Some(observed) => {
                let taken = self.renewal(&observed.lease);
                self.write(Write::Replace(taken)).await?;
                Ok(Turn::Leads)
            }
            // `observe` has just filled it.
            None => Err(LockError::Conflict),
        }
    }

    /// Renews the lease as long as that succeeds.
    pub(super) async fn keep(&mut self) -> Lost {
        loop {
            let deadline = self.renewed + self.election.renew_deadline;
            self.pause(deadline).await;
            loop {
                let clock = self.election.clock.clone();
                let attempt = tokio::select! {
                    biased;
                    attempt = self.attempt() => Some(attempt),
                    () = clock.sleep_until_instant(deadline) => None,
                };
                match attempt {
                    Some(Ok(Turn::Leads)) => break,
                    Some(Ok(Turn::Follows { holder })) => return self.lost(format!("{holder} holds it")),
                    Some(Err(error)) => {
                        tracing::warn!(lease = self.name(), %error, "cannot renew the lease; trying again");
                        // A request that timed out has waited already.
                        if !matches!(error, LockError::Timeout) {
                            self.pause(deadline).await;
                        }
                    }
                    None => {
                        let limit = self.election.renew_deadline;
                        return self.lost(format!("not renewed for {limit:?}"));
                    }
                }
            }
        }
    }

    /// Releases the lease, if this process still holds it and the options allow it.
    pub(super) async fn release(&mut self) {
        if !self.election.release {
            return;
        }
        match self.give_back().await {
            Ok(true) => tracing::info!(lease = self.name(), "released the lease"),
            Ok(false) => {}
            Err(error) => {
                tracing::warn!(lease = self.name(), %error, "cannot release the lease; it expires");
            }
        }
    }

    async fn give_back(&mut self) -> Result<bool, LockError> {
        let Some(mut lease) = self.bounded(self.election.locks.get(self.name())).await? else {
            return Ok(false);
        };
        let spec = lease.spec.get_or_insert_default();
        if spec.holder_identity.as_deref() != Some(self.identity()) {
            return Ok(false);
        }
        spec.holder_identity = Some(String::new());
        spec.lease_duration_seconds = Some(1);
        spec.acquire_time = Some(MicroTime(self.election.clock.now()));
        spec.renew_time = spec.acquire_time.clone();
        self.write(Write::Replace(lease)).await?;
        Ok(true)
    }

    async fn pause(&self, deadline: Instant) {
        let clock = &self.election.clock;
        let next = clock.instant() + self.election.retry_period;
        clock.sleep_until_instant(next.min(deadline)).await;
    }

    fn lost(&self, reason: String) -> Lost {
        Lost {
            lease: self.name().to_owned(),
            reason,
        }
    }

    fn holds(&self) -> bool {
        self.observed
            .as_ref()
            .is_some_and(|observed| observed.holder() == self.identity())
    }

    fn valid(&self, observed: &Observed) -> bool {
        let spec = observed.lease.spec.as_ref();
        let duration = spec
            .and_then(|spec| spec.lease_duration_seconds)
            .and_then(|seconds| u64::try_from(seconds).ok())
            .map_or(self.election.lease_duration, Duration::from_secs);
        self.election.clock.instant() < observed.since + duration
    }

    fn observe(&mut self, lease: Lease) {
        let since = match &self.observed {
            Some(observed) if observed.lease.spec == lease.spec => observed.since,
            Some(_) | None => self.election.clock.instant(),
        };
        let before = self.observed.replace(Observed { lease, since });
        let (Some(now), name) = (&self.observed, self.name()) else {
            return;
        };
        if before.is_none_or(|before| before.holder() != now.holder()) && !now.holder().is_empty() {
            tracing::info!(lease = name, holder = now.holder(), "the leader is known");
        }
    }

    /// The lease to write: held by us and renewed now.
    fn renewal(&self, old: &Lease) -> Lease {
        let mut lease = old.clone();
        lease.metadata.name = Some(self.election.name.clone());
        if !self.election.labels.is_empty() {
            let labels = lease.metadata.labels.get_or_insert_default();
            labels.extend(self.election.labels.clone());
        }
        let now = Some(MicroTime(self.election.clock.now()));
        let spec = lease.spec.get_or_insert_with(LeaseSpec::default);
        if spec.holder_identity.as_deref() != Some(self.identity()) {
            let transitions = spec.lease_transitions.map_or(0, |count| count.saturating_add(1));
            spec.lease_transitions = Some(transitions);
            spec.acquire_time = now.clone();
            spec.holder_identity = Some(self.identity().to_owned());
        }
        // `check` has made sure that it fits.
        spec.lease_duration_seconds = i32::try_from(self.election.lease_duration.as_secs()).ok();
        spec.renew_time = now;
        lease
    }

    async fn write(&mut self, write: Write) -> Result<(), LockError> {
        let begun = self.election.clock.instant();
        let stored = match &write {
            Write::Create(lease) => self.bounded(self.election.locks.create(lease)).await?,
            Write::Replace(lease) => self.bounded(self.election.locks.replace(lease)).await?,
        };
        self.observe(stored);
        self.renewed = begun;
        Ok(())
    }

    /// Limits a request to a third of the time for renewing. Uses the system's time, because no test clock moves the network.
    async fn bounded<T>(&self, request: impl Future<Output = Result<T, LockError>>) -> Result<T, LockError> {
        let limit = Duration::from_secs(1).max(self.election.renew_deadline / 3);
        tokio::time::timeout(limit, request)
            .await
            .unwrap_or(Err(LockError::Timeout))
    }
}

enum Write {
    Create(Lease),
    Replace(Lease),
}
