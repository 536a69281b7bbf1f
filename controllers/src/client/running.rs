//! The thread in which controllers run.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::thread::JoinHandle;
use std::time::Duration;

use futures::StreamExt as _;
use futures::stream::FuturesUnordered;
use kube::{Client, Config};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::sync::{oneshot, watch};
use tokio::task::AbortHandle;

use crate::clock::Clock;
use crate::controllers::{Settings, controllers};
use crate::engine::{Engine, Task};
use crate::kind::{Kind, Resource};
use crate::object::{Key, Object};

use super::discovery;
use super::execute::{self, Outcome, Prepared, Seen};
use super::watch::{self as watching, Event};

/// How many tasks are under way at the same time.
const CONCURRENT: usize = 32;
const PAUSE: Duration = Duration::from_millis(20);

/// Controllers that run in a thread of their own, until this is dropped.
///
/// They need a user that may do everything. They outlive the tokio runtime that they are started from.
///
/// ```no_run
/// # async fn example(config: kube::Config) -> Result<(), Box<dyn std::error::Error>> {
/// use kubewright_controllers::{Running, Settings};
///
/// let mut controllers = Running::start(config, Settings::default())?;
/// controllers.ready().await?;
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
pub struct Running {
    clock: Clock,
    served: watch::Receiver<BTreeSet<Kind>>,
    synced: watch::Receiver<bool>,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<Result<(), String>>>,
}

impl Running {
    /// Starts all controllers as the user of a configuration.
    ///
    /// # Errors
    ///
    /// If no thread can be started.
    pub fn start(config: Config, settings: Settings) -> io::Result<Self> {
        let clock = Clock::system();
        let (serves, served) = watch::channel(BTreeSet::new());
        let (syncs, synced) = watch::channel(false);
        let (stop, stopped) = oneshot::channel();
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()?;
        let time = clock.clone();
        let thread = std::thread::Builder::new()
            .name(String::from("controllers"))
            .spawn(move || {
                runtime.block_on(async {
                    let client = Client::try_from(config).map_err(|error| error.to_string())?;
                    let run = Run::new(client, settings, time, serves, syncs);
                    tokio::select! {
                        result = run.forever() => result,
                        _ = stopped => Ok(()),
                    }
                })
            })?;
        Ok(Self {
            clock,
            served,
            synced,
            stop: Some(stop),
            thread: Some(thread),
        })
    }

    /// Returns the time that the controllers go by.
    #[must_use]
    pub fn clock(&self) -> &Clock {
        &self.clock
    }

    /// Waits until every kind is watched.
    ///
    /// # Errors
    ///
    /// If the controllers have ended.
    pub async fn ready(&mut self) -> Result<(), String> {
        if self.synced.wait_for(|synced| *synced).await.is_ok() {
            return Ok(());
        }
        Err(self.end())
    }

    /// Waits until kinds are watched that were installed a moment ago.
    ///
    /// # Errors
    ///
    /// If the controllers have ended.
    pub fn watches(&self, kinds: Vec<Kind>) -> impl Future<Output = Result<(), String>> + Send + use<> {
        let mut served = self.served.clone();
        async move {
            let all = served
                .wait_for(|served| kinds.iter().all(|kind| served.contains(kind)))
                .await;
            all.map(drop)
                .map_err(|_| String::from("the controllers have ended"))
        }
    }

    /// Fails if the controllers have ended.
    ///
    /// # Errors
    ///
    /// With the reason why.
    pub fn check(&mut self) -> Result<(), String> {
        match &self.thread {
            Some(thread) if thread.is_finished() => Err(self.end()),
            Some(_) => Ok(()),
            None => Err(String::from("the controllers have ended")),
        }
    }

    fn end(&mut self) -> String {
        match self.thread.take().map(JoinHandle::join) {
            Some(Ok(Err(reason))) => reason,
            Some(Err(_)) => String::from("a controller has panicked"),
            Some(Ok(Ok(()))) | None => String::from("the controllers have ended"),
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            // What it ended with was reported by `check`.
            let _ = thread.join();
        }
    }
}

type Finished = (Task, Vec<Seen>, Outcome);

struct Run {
    client: Client,
    engine: Engine,
    clock: Clock,
    events: UnboundedSender<Event>,
    inbox: UnboundedReceiver<Event>,
    watches: BTreeMap<Kind, (Resource, AbortHandle)>,
    /// The kinds of CRDs, by the names of these.
    custom: BTreeMap<String, Kind>,
    unlisted: BTreeSet<Kind>,
    serves: watch::Sender<BTreeSet<Kind>>,
    syncs: watch::Sender<bool>,
}

impl Run {
    fn new(
        client: Client,
        settings: Settings,
        clock: Clock,
        serves: watch::Sender<BTreeSet<Kind>>,
        syncs: watch::Sender<bool>,
    ) -> Self {
        let (events, inbox) = unbounded_channel();
        Self {
            client,
            engine: Engine::new(controllers(settings)),
            clock,
            events,
            inbox,
            watches: BTreeMap::new(),
            custom: BTreeMap::new(),
            unlisted: BTreeSet::new(),
            serves,
            syncs,
        }
    }

    async fn forever(mut self) -> Result<(), String> {
        self.find_kinds().await;
        while !self.unlisted.is_empty() {
            let Some(event) = self.inbox.recv().await else {
                return Ok(());
            };
            self.take_in(event);
        }
        self.syncs.send_replace(true);
        let mut tasks = FuturesUnordered::new();
        let mut moves = self.clock.moves();
        loop {
            while tasks.len() < CONCURRENT
                && let Some(task) = self.engine.take(self.clock.now())
            {
                tasks.push(self.send(task));
            }
            let timer = self.engine.next_timer();
            tokio::select! {
                // What has changed comes first, so that decisions are not made from what is old.
                biased;
                Some(event) = self.inbox.recv() => self.take_in(event),
                Some(finished) = tasks.next(), if !tasks.is_empty() => self.finish(finished),
                _ = moves.changed() => {}
                () = wait(&self.clock, timer) => {}
            }
        }
    }

    /// Watches every built-in kind. The API server may just be starting: what it serves already is watched at once.
    async fn find_kinds(&mut self) {
        loop {
            let complete = discovery::is_complete(&self.client).await;
            if let Ok(resources) = discovery::all(&self.client).await {
                for resource in resources {
                    self.serve(resource);
                }
                if complete {
                    return;
                }
            }
            tokio::time::sleep(PAUSE).await;
        }
    }

    fn send(&self, mut task: Task) -> impl Future<Output = Finished> + use<> {
        let writes = std::mem::take(&mut task.writes);
        let world = self.engine.world();
        let writes: Vec<_> = writes
            .into_iter()
            .map(|write| Prepared::new(write, task.manager, world))
            .collect();
        let client = self.client.clone();
        async move {
            let mut seen = Vec::new();
            let outcome = execute::task(&client, writes, &mut seen).await;
            (task, seen, outcome)
        }
    }

    fn finish(&mut self, (task, seen, outcome): Finished) {
        for seen in seen {
            match seen {
                Seen::Object(key, object) => self.observe(key, object),
                Seen::Gone(key, uid) => self.engine.remove(&key, &uid),
                Seen::Absent(uid) => self.engine.bury(&uid),
            }
        }
        self.engine.finish(task, outcome.into(), self.clock.now());
    }

    fn take_in(&mut self, event: Event) {
        match event {
            Event::Listed(kind, version, objects) => {
                let custom: Vec<_> = objects
                    .iter()
                    .filter(|(key, _)| key.kind == Kind::CRD)
                    .cloned()
                    .collect();
                self.engine.replace(&kind, version, objects);
                for (key, crd) in custom {
                    self.see_crd(&key, Some(&crd));
                }
                self.unlisted.remove(&kind);
                if self.watches.contains_key(&kind) {
                    self.serves.send_if_modified(|kinds| kinds.insert(kind));
                }
            }
            Event::Changed(key, object) => self.observe(key, object),
            Event::Deleted(key, uid) => {
                self.engine.remove(&key, &uid);
                if key.kind == Kind::CRD {
                    self.see_crd(&key, None);
                }
            }
        }
    }

    fn observe(&mut self, key: Key, object: Object) {
        if key.kind == Kind::CRD {
            self.see_crd(&key, Some(&object));
        }
        self.engine.observe(key, object);
    }

    /// Watches the kind of a CRD for as long as it is served.
    fn see_crd(&mut self, key: &Key, crd: Option<&Object>) {
        match crd.map(discovery::of_crd) {
            Some(Some(resource)) => {
                self.custom.insert(key.name.clone(), resource.kind());
                self.serve(resource);
            }
            // It is not established yet, or its objects are being deleted.
            Some(None) => {}
            None => {
                if let Some(kind) = self.custom.remove(&key.name) {
                    if let Some((_, watch)) = self.watches.remove(&kind) {
                        watch.abort();
                    }
                    self.unlisted.remove(&kind);
                    self.serves.send_if_modified(|kinds| kinds.remove(&kind));
                    self.engine.unserve(&kind);
                }
            }
        }
    }

    fn serve(&mut self, resource: Resource) {
        let kind = resource.kind();
        self.engine.serve(resource.clone());
        if !resource.watched {
            return;
        }
        if let Some((known, watch)) = self.watches.get(&kind) {
            if *known == resource {
                return;
            }
            watch.abort();
        } else if !*self.syncs.borrow() {
            self.unlisted.insert(kind.clone());
        }
        let running = tokio::spawn(watching::run(
            self.client.clone(),
            resource.clone(),
            self.events.clone(),
        ));
        self.watches.insert(kind, (resource, running.abort_handle()));
    }
}

/// Waits until a time, or for ever.
async fn wait(clock: &Clock, until: Option<jiff::Timestamp>) {
    let Some(until) = until else {
        return std::future::pending().await;
    };
    if clock.skips_waiting() {
        // Nothing else is due; what others write meanwhile comes first.
        tokio::time::sleep(PAUSE).await;
        clock.advance_to(until);
        return;
    }
    let left = until.duration_since(clock.now());
    if let Ok(left) = Duration::try_from(left) {
        tokio::time::sleep(left).await;
    }
}

impl From<Outcome> for Result<(), Option<String>> {
    fn from(outcome: Outcome) -> Self {
        match outcome {
            Outcome::Done => Ok(()),
            Outcome::Stale => Err(None),
            Outcome::Failed(reason) => Err(Some(reason)),
        }
    }
}
