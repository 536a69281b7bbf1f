//! The queue without its lock and its clock.

use std::{
    collections::{BTreeMap, HashMap},
    time::Duration,
};

use tokio::time::Instant;

use super::{Key, Priority, RateLimit, Stats};

/// Room for so many keys is kept when there are none.
const FEW: usize = 64;

/// Everything that a queue knows.
pub(super) struct State<K> {
    limit: RateLimit,
    patience: u32,
    closed: bool,
    /// Counts what was added, so that what was added first comes first.
    sequence: u64,
    queued: HashMap<K, Place>,
    ready: BTreeMap<Priority, Level<K>>,
    waiting: BTreeMap<(Instant, u64), K>,
    running: HashMap<K, Running>,
    failures: HashMap<K, u32>,
    adds: u64,
    retries: u64,
}

/// The place of a queued key.
#[derive(Clone, Copy)]
struct Place {
    priority: Priority,
    time: Instant,
    sequence: u64,
    stage: Stage,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Stage {
    /// In `ready`.
    Ready,
    /// In `waiting`.
    Waiting,
    /// In neither until the key is released.
    Held,
}

/// What is ready at one priority.
struct Level<K> {
    keys: BTreeMap<u64, K>,
    /// How many keys of higher priorities were taken since one of these was.
    passed: u32,
}

struct Running {
    since: Instant,
}

/// A key on its way to a worker.
pub(super) struct Taken<K> {
    pub(super) key: K,
    pub(super) priority: Priority,
    pub(super) queued: Duration,
}

impl<K: Key> State<K> {
    pub(super) fn new(limit: RateLimit, patience: u32) -> Self {
        Self {
            limit,
            patience,
            closed: false,
            sequence: 0,
            queued: HashMap::new(),
            ready: BTreeMap::new(),
            waiting: BTreeMap::new(),
            running: HashMap::new(),
            failures: HashMap::new(),
            adds: 0,
            retries: 0,
        }
    }

    pub(super) fn add(&mut self, key: K, priority: Priority, time: Instant, now: Instant) {
        if self.closed {
            return;
        }
        let place = match self.queued.get(&key).copied() {
            Some(old) => {
                self.unplace(&old);
                // A key that was ready keeps its place; one that waited had none.
                let sequence = if old.time <= now {
                    old.sequence
                } else {
                    self.number()
                };
                Place {
                    priority: old.priority.max(priority),
                    time: old.time.min(time),
                    sequence,
                    stage: old.stage,
                }
            }
            None => {
                self.adds += 1;
                Place {
                    priority,
                    time,
                    sequence: self.number(),
                    stage: Stage::Held,
                }
            }
        };
        self.place(key, place, now);
    }

    /// The key whose turn it is.
    pub(super) fn take(&mut self, now: Instant) -> Option<Taken<K>> {
        self.ripen(now);
        let priority = self.turn()?;
        for level in self.ready.range_mut(..priority).map(|(_, level)| level) {
            level.passed += 1;
        }
        let level = self.ready.get_mut(&priority)?;
        level.passed = 0;
        let (_, key) = level.keys.pop_first()?;
        if level.keys.is_empty() {
            self.ready.remove(&priority);
        }
        let place = self.queued.remove(&key)?;
        if self.queued.is_empty() {
            // The first list of a kind fills the queue more than anything later.
            self.queued.shrink_to(FEW);
        }
        self.running.insert(key.clone(), Running { since: now });
        Some(Taken {
            key,
            priority,
            queued: now.saturating_duration_since(place.time),
        })
    }

    /// Ends the work on a key.
    pub(super) fn release(&mut self, key: &K, now: Instant) {
        self.running.remove(key);
        if let Some(mut place) = self.queued.get(key).copied() {
            // A time in the past would count the work as time in the queue.
            place.time = place.time.max(now);
            self.place(key.clone(), place, now);
        }
    }

    pub(super) fn forget(&mut self, key: &K) {
        self.failures.remove(key);
    }

    /// Counts a failure and says how long to wait after it.
    pub(super) fn fail(&mut self, key: &K, now: Instant) -> Duration {
        self.retries += 1;
        let failures = self.failures.entry(key.clone()).or_default();
        let after = self.limit.backoff.after(*failures);
        *failures = failures.saturating_add(1);
        let bucket = self.limit.bucket.as_mut().map(|bucket| bucket.take(now));
        after.max(bucket.unwrap_or_default())
    }

    pub(super) fn close(&mut self) {
        self.closed = true;
    }

    pub(super) fn is_closed(&self) -> bool {
        self.closed
    }

    pub(super) fn has_ready(&self) -> bool {
        !self.ready.is_empty()
    }

    /// When the next key gets ready.
    pub(super) fn wakes(&self) -> Option<Instant> {
        self.waiting.first_key_value().map(|((time, _), _)| *time)
    }

    pub(super) fn stats(&mut self, now: Instant) -> Stats {
        self.ripen(now);
        let times = self
            .running
            .values()
            .map(|running| now.saturating_duration_since(running.since));
        Stats {
            depth: self
                .ready
                .iter()
                .map(|(priority, level)| (*priority, level.keys.len()))
                .collect(),
            waiting: self.waiting.len(),
            running: self.running.len(),
            adds: self.adds,
            retries: self.retries,
            unfinished: times.clone().sum(),
            longest_running: times.max().unwrap_or_default(),
        }
    }

    fn number(&mut self) -> u64 {
        self.sequence += 1;
        self.sequence
    }

    /// The highest priority, unless another has been passed over for too long.
    fn turn(&self) -> Option<Priority> {
        let starving = self
            .ready
            .iter()
            .filter(|(_, level)| level.passed >= self.patience)
            .max_by_key(|(_, level)| level.passed);
        let highest = self.ready.last_key_value();
        starving.or(highest).map(|(priority, _)| *priority)
    }

    /// Moves what has waited long enough to what is ready.
    fn ripen(&mut self, now: Instant) {
        while let Some(entry) = self.waiting.first_entry() {
            if entry.key().0 > now {
                break;
            }
            let key = entry.remove();
            if let Some(mut place) = self.queued.get(&key).copied() {
                // Its place is counted from the time when it is ready, not from when it was added.
                place.sequence = self.number();
                self.set_ready(key, place);
            }
        }
    }

    /// Puts a key where its time and its workers say.
    fn place(&mut self, key: K, mut place: Place, now: Instant) {
        if self.running.contains_key(&key) {
            place.stage = Stage::Held;
            self.queued.insert(key, place);
        } else if place.time <= now {
            self.set_ready(key, place);
        } else {
            place.stage = Stage::Waiting;
            self.waiting.insert((place.time, place.sequence), key.clone());
            self.queued.insert(key, place);
        }
    }

    fn set_ready(&mut self, key: K, mut place: Place) {
        place.stage = Stage::Ready;
        let level = self.ready.entry(place.priority).or_insert_with(|| Level {
            keys: BTreeMap::new(),
            passed: 0,
        });
        level.keys.insert(place.sequence, key.clone());
        self.queued.insert(key, place);
    }

    fn unplace(&mut self, place: &Place) {
        match place.stage {
            Stage::Ready => {
                if let Some(level) = self.ready.get_mut(&place.priority) {
                    level.keys.remove(&place.sequence);
                    if level.keys.is_empty() {
                        self.ready.remove(&place.priority);
                    }
                }
            }
            Stage::Waiting => {
                self.waiting.remove(&(place.time, place.sequence));
            }
            Stage::Held => {}
        }
    }
}
