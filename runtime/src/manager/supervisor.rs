//! Starts parts in order, watches them, and stops them in reverse.

use std::{
    collections::{BTreeMap, HashMap},
    time::Duration,
};

use futures::future::join_all;
use tokio::{
    task::{Id, JoinError, JoinSet},
    time::timeout,
};
use tokio_util::sync::CancellationToken;

use super::{
    candidate::{Candidate, Leads},
    error::ManagerError,
    part::{Part, Stage},
};

/// The parts of a manager while it runs.
pub(super) struct Supervisor {
    parts: BTreeMap<Stage, Vec<Part>>,
    candidate: Option<Box<dyn Candidate>>,
    leads: Option<Box<dyn Leads>>,
    graceful_timeout: Duration,
    tokens: BTreeMap<Stage, CancellationToken>,
    tasks: JoinSet<anyhow::Result<()>>,
    running: HashMap<Id, (Stage, String)>,
}

impl Supervisor {
    pub(super) fn new(
        parts: Vec<Part>,
        candidate: Option<Box<dyn Candidate>>,
        graceful_timeout: Duration,
    ) -> Self {
        let mut stages = BTreeMap::<_, Vec<_>>::new();
        for part in parts {
            stages.entry(part.stage).or_default().push(part);
        }
        Self {
            parts: stages,
            candidate,
            leads: None,
            graceful_timeout,
            tokens: Stage::ALL.map(|stage| (stage, CancellationToken::new())).into(),
            tasks: JoinSet::new(),
            running: HashMap::new(),
        }
    }

    /// Runs until `stop` completes or something fails.
    pub(super) async fn run(mut self, stop: impl Future<Output = ()>) -> Result<(), ManagerError> {
        let result = tokio::select! {
            biased;
            () = stop => Ok(()),
            error = self.fail() => Err(error),
        };
        match &result {
            // Parts that need the lead must not do anything any more, not even shut down in order.
            Err(error @ ManagerError::Lost { .. }) => {
                tracing::error!(%error, "ending at once");
                self.tasks.shutdown().await;
                return result;
            }
            Err(error) => tracing::error!(%error, "stopping"),
            Ok(()) => tracing::info!("stopping"),
        }
        let stopped = self.stop().await;
        match stopped {
            Err(error @ ManagerError::Lost { .. }) => Err(error),
            stopped => result.and(stopped),
        }
    }

    /// Starts all stages and waits until something fails.
    async fn fail(&mut self) -> ManagerError {
        for stage in Stage::ALL {
            let started = match stage {
                Stage::Leader => self.start_leader().await,
                Stage::Servers | Stage::Webhooks | Stage::Caches | Stage::Others => self.start(stage).await,
            };
            if let Err(error) = started {
                return error;
            }
        }
        match &mut self.leads {
            Some(leads) => tokio::select! {
                biased;
                reason = leads.lost() => ManagerError::Lost { reason },
                error = failure(&mut self.tasks, &mut self.running) => error,
            },
            None => failure(&mut self.tasks, &mut self.running).await,
        }
    }

    async fn start_leader(&mut self) -> Result<(), ManagerError> {
        if let Some(candidate) = self.candidate.take() {
            let leads = tokio::select! {
                biased;
                error = failure(&mut self.tasks, &mut self.running) => return Err(error),
                leads = candidate.acquire() => leads,
            };
            self.leads = Some(leads.map_err(|reason| ManagerError::Election { reason })?);
        }
        self.start(Stage::Leader).await
    }

    /// Starts the parts of a stage and waits until they are ready.
    async fn start(&mut self, stage: Stage) -> Result<(), ManagerError> {
        let token = self.tokens.entry(stage).or_default().clone();
        let mut ready = Vec::new();
        for part in self.parts.remove(&stage).into_iter().flatten() {
            tracing::debug!(part = part.name, "starting");
            let name = part.name.clone();
            let (work, is_ready) = part.start(token.clone());
            let handle = self.tasks.spawn(work);
            self.running.insert(handle.id(), (stage, name));
            ready.push(is_ready);
        }
        if !stage.must_be_ready() {
            return Ok(());
        }
        tokio::select! {
            biased;
            error = failure(&mut self.tasks, &mut self.running) => Err(error),
            _ = join_all(ready) => Ok(()),
        }
    }

    /// Stops the stages from the last to the first.
    async fn stop(mut self) -> Result<(), ManagerError> {
        let within = self.graceful_timeout;
        match timeout(within, self.stop_stages()).await {
            Ok(Ok(())) => return Ok(()),
            Ok(Err(lost)) => {
                tracing::error!(error = %lost, "ending at once");
                self.tasks.shutdown().await;
                return Err(lost);
            }
            Err(_) => {}
        }
        // Parts of earlier stages have not been told to stop yet.
        let told = |stage: &Stage| {
            self.tokens
                .get(stage)
                .is_some_and(CancellationToken::is_cancelled)
        };
        let running = self.running.values().filter(|(stage, _)| told(stage));
        let mut parts: Vec<_> = running.map(|(_, name)| name.clone()).collect();
        parts.sort();
        self.tasks.shutdown().await;
        let error = ManagerError::NotStopped { parts, within };
        tracing::error!(%error, "ending at once");
        Err(error)
    }

    /// # Errors
    ///
    /// If another replica leads before the parts that need the lead have ended.
    async fn stop_stages(&mut self) -> Result<(), ManagerError> {
        let mut leads = self.leads.take();
        for stage in Stage::ALL.into_iter().rev() {
            self.tokens.entry(stage).or_default().cancel();
            match &mut leads {
                Some(leads) => tokio::select! {
                    biased;
                    reason = leads.lost() => return Err(ManagerError::Lost { reason }),
                    () = self.drain(stage) => {}
                },
                None => self.drain(stage).await,
            }
            // No part that needs the lead runs any more, so the next replica does not have to wait for the rest.
            if let (Stage::Leader, Some(leads)) = (stage, leads.take()) {
                leads.release().await;
            }
        }
        Ok(())
    }

    /// Waits until the parts of a stage have ended.
    async fn drain(&mut self, stage: Stage) {
        while self.running.values().any(|(other, _)| *other == stage) {
            let Some(ended) = self.tasks.join_next_with_id().await else {
                return;
            };
            if let Some(error) = end(ended, &mut self.running) {
                tracing::error!(%error, "a part does not stop well");
            }
        }
    }
}

/// Waits until a part fails. A part may end without an error before it is told to.
async fn failure(
    tasks: &mut JoinSet<anyhow::Result<()>>,
    running: &mut HashMap<Id, (Stage, String)>,
) -> ManagerError {
    loop {
        match tasks.join_next_with_id().await {
            Some(ended) => {
                if let Some(error) = end(ended, running) {
                    return error;
                }
            }
            None => std::future::pending().await,
        }
    }
}

/// Removes a part that has ended from the list, and returns its error.
fn end(
    ended: Result<(Id, anyhow::Result<()>), JoinError>,
    running: &mut HashMap<Id, (Stage, String)>,
) -> Option<ManagerError> {
    let (id, result) = match ended {
        Ok((id, result)) => (id, result),
        Err(error) => (error.id(), Err(error.into())),
    };
    let (_, part) = running.remove(&id)?;
    match result {
        Ok(()) => {
            tracing::debug!(part, "ended");
            None
        }
        Err(reason) => Some(ManagerError::Part { part, reason }),
    }
}

#[cfg(test)]
mod tests;
