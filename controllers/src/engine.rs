//! Which controller decides about which object next.
//!
//! The engine does no I/O: it is told what has changed and what became of requests, and gives the next requests.

use std::collections::{BTreeSet, HashMap, HashSet, VecDeque};
use std::fmt;

use jiff::{SignedDuration, Timestamp};

use crate::decision::{Controller, View, Write};
use crate::kind::{Kind, Resource};
use crate::object::{Key, Object};
use crate::world::{Change, World};

const FIRST_DELAY: SignedDuration = SignedDuration::from_millis(20);
const LONGEST_DELAY: SignedDuration = SignedDuration::from_secs(5);

/// A controller, by its place in the list, and an object that it decides about.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Job {
    controller: usize,
    key: Key,
}

/// Requests of a job, to be sent in this order.
#[derive(Debug)]
pub(crate) struct Task {
    /// The job.
    pub(crate) job: Job,
    /// The name by which the API server knows who wrote.
    pub(crate) manager: &'static str,
    /// The requests.
    pub(crate) writes: Vec<Write>,
    /// When to decide again.
    again: Option<Timestamp>,
}

/// Why and how often requests of a job have failed.
#[derive(Debug, Default)]
struct Failure {
    count: u32,
    /// What the API server said, unless the job was only decided from what had changed.
    reason: Option<String>,
}

/// Queue, timers and retries of all controllers.
pub(crate) struct Engine {
    world: World,
    controllers: Vec<Box<dyn Controller>>,
    queue: VecDeque<Job>,
    queued: HashSet<Job>,
    running: HashSet<Job>,
    timers: BTreeSet<(Timestamp, Job)>,
    times: HashMap<Job, Timestamp>,
    failures: HashMap<Job, Failure>,
}

impl fmt::Debug for Engine {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let running = self.running.len();
        formatter
            .debug_struct("Engine")
            .field("queue", &self.queue)
            .field("running", &running)
            .finish_non_exhaustive()
    }
}

impl Engine {
    /// Creates one with these controllers.
    pub(crate) fn new(controllers: Vec<Box<dyn Controller>>) -> Self {
        Self {
            world: World::default(),
            controllers,
            queue: VecDeque::new(),
            queued: HashSet::new(),
            running: HashSet::new(),
            timers: BTreeSet::new(),
            times: HashMap::new(),
            failures: HashMap::new(),
        }
    }

    /// Returns what is known.
    pub(crate) fn world(&self) -> &World {
        &self.world
    }

    /// Takes note of a kind that the API server serves.
    pub(crate) fn serve(&mut self, resource: Resource) {
        self.world.serve(resource);
    }

    /// Takes note of a kind that the API server serves no more.
    pub(crate) fn unserve(&mut self, kind: &Kind) {
        let changes = self.world.unserve(kind);
        self.enqueue_for(&changes);
    }

    /// Takes an object as it is now.
    pub(crate) fn observe(&mut self, key: Key, object: Object) {
        let change = self.world.observe(key, object);
        self.enqueue_for(change.as_slice());
    }

    /// Takes note that an object is gone.
    pub(crate) fn remove(&mut self, key: &Key, uid: &str) {
        let change = self.world.remove(key, uid);
        self.enqueue_for(change.as_slice());
    }

    /// Takes a list of all objects of a kind.
    pub(crate) fn replace(&mut self, kind: &Kind, version: u64, objects: Vec<(Key, Object)>) {
        let changes = self.world.replace(kind, version, objects);
        self.enqueue_for(&changes);
    }

    /// Takes note that no object has this uid.
    pub(crate) fn bury(&mut self, uid: &str) {
        self.world.bury(uid.to_owned());
    }

    /// Returns the next requests, if a controller has any.
    pub(crate) fn take(&mut self, now: Timestamp) -> Option<Task> {
        self.ring(now);
        for _ in 0..self.queue.len() {
            let job = self.queue.pop_front()?;
            if self.running.contains(&job) {
                // It decides after its requests are answered, from what they have changed.
                self.queue.push_back(job);
                continue;
            }
            self.queued.remove(&job);
            let controller = &self.controllers[job.controller];
            let failure = self
                .failures
                .get(&job)
                .and_then(|failure| failure.reason.as_deref());
            let view = View {
                world: &self.world,
                now,
                failure,
            };
            let decision = controller.decide(&job.key, &view);
            if decision.writes.is_empty() {
                self.failures.remove(&job);
                self.set_timer(job, decision.again);
                continue;
            }
            self.running.insert(job.clone());
            return Some(Task {
                manager: controller.manager(),
                job,
                writes: decision.writes,
                again: decision.again,
            });
        }
        None
    }

    /// Takes note of how the requests of a task went.
    ///
    /// An error without a reason means that what the task was decided from has changed.
    pub(crate) fn finish(&mut self, task: Task, result: Result<(), Option<String>>, now: Timestamp) {
        let Task { job, again, .. } = task;
        self.running.remove(&job);
        match result {
            Ok(()) => {
                self.failures.remove(&job);
                self.set_timer(job.clone(), again);
            }
            Err(reason) => {
                let failure = self.failures.entry(job.clone()).or_default();
                let delay = (FIRST_DELAY * 2_i32.pow(failure.count.min(8))).min(LONGEST_DELAY);
                failure.count += 1;
                failure.reason = reason;
                self.set_timer(job, Some(now + delay));
            }
        }
    }

    /// Returns when the next timer rings.
    pub(crate) fn next_timer(&self) -> Option<Timestamp> {
        self.timers.first().map(|(time, _)| *time)
    }

    fn ring(&mut self, now: Timestamp) {
        while let Some((time, _)) = self.timers.first() {
            if *time > now {
                return;
            }
            if let Some((_, job)) = self.timers.pop_first() {
                self.times.remove(&job);
                self.enqueue(job);
            }
        }
    }

    fn set_timer(&mut self, job: Job, time: Option<Timestamp>) {
        if let Some(old) = self.times.remove(&job) {
            self.timers.remove(&(old, job.clone()));
        }
        if let Some(time) = time {
            self.times.insert(job.clone(), time);
            self.timers.insert((time, job));
        }
    }

    fn enqueue_for(&mut self, changes: &[Change]) {
        for change in changes {
            for index in 0..self.controllers.len() {
                for key in self.controllers[index].affected(change, &self.world) {
                    self.enqueue(Job {
                        controller: index,
                        key,
                    });
                }
            }
        }
    }

    fn enqueue(&mut self, job: Job) {
        if self.queued.insert(job.clone()) {
            self.queue.push_back(job);
        }
    }
}
