use std::{collections::BTreeMap, time::Duration};

use tokio::{task::JoinSet, time::Instant};

use super::{Backoff, Bucket, Priority, Queue, RateLimit, Stats, Ticket};
use crate::timing::clock::TestClock;

const MS: Duration = Duration::from_millis(1);
const HOUR: Duration = Duration::from_secs(60 * 60);

fn queue() -> Queue<&'static str> {
    Queue::new(RateLimit::default())
}

async fn taken(queue: &Queue<&'static str>) -> Ticket<&'static str> {
    queue.next().await.unwrap()
}

/// The next key, or none if nothing is ready.
async fn ready(queue: &Queue<&'static str>) -> Option<Ticket<&'static str>> {
    tokio::select! {
        biased;
        ticket = queue.next() => ticket,
        () = tokio::task::yield_now() => None,
    }
}

#[tokio::test(start_paused = true)]
async fn keys_come_in_the_order_in_which_they_were_added() {
    let queue = queue();
    for key in ["d", "a", "c", "b", "a"] {
        queue.add(key, Priority::NORMAL);
    }
    let mut order = Vec::new();
    for _ in 0..4 {
        let ticket = taken(&queue).await;
        order.push(*ticket.key());
        ticket.done();
    }
    assert_eq!(order, ["d", "a", "c", "b"]);
    assert!(ready(&queue).await.is_none());
}

#[tokio::test(start_paused = true)]
async fn higher_priorities_come_first_and_a_key_has_its_highest() {
    let queue = queue();
    queue.add("listed", Priority::LOW);
    queue.add("changed", Priority::LOW);
    queue.add("new", Priority::NORMAL);
    queue.add("changed", Priority::NORMAL);
    queue.add("new", Priority::LOW);
    let mut order = Vec::new();
    for _ in 0..3 {
        let ticket = taken(&queue).await;
        order.push((*ticket.key(), ticket.priority()));
        ticket.done();
    }
    // `changed` was there before `new`.
    assert_eq!(
        order,
        [
            ("changed", Priority::NORMAL),
            ("new", Priority::NORMAL),
            ("listed", Priority::LOW)
        ]
    );
}

#[tokio::test(start_paused = true)]
async fn a_low_priority_is_served_although_there_is_always_a_higher_one() {
    let queue = Queue::<u32>::new(RateLimit::default());
    for key in 0..3 {
        queue.add(key, Priority::LOW);
        queue.add(100 + key, Priority(-50));
    }
    let mut others = Vec::new();
    for turn in 0..70 {
        queue.add(1000 + turn, Priority::NORMAL);
        queue.add(2000 + turn, Priority::NORMAL);
        let ticket = queue.next().await.unwrap();
        if *ticket.key() < 1000 {
            others.push((turn, *ticket.key()));
        }
        ticket.done();
    }
    assert_eq!(
        others,
        [(16, 100), (17, 0), (34, 101), (35, 1), (52, 102), (53, 2)],
        "one of each after sixteen others"
    );
}

#[tokio::test(start_paused = true)]
async fn a_key_is_worked_on_once_at_a_time() {
    let queue = queue();
    queue.add("a", Priority::NORMAL);
    let first = taken(&queue).await;
    queue.add("a", Priority::NORMAL);
    queue.add("a", Priority::NORMAL);
    assert!(ready(&queue).await.is_none());
    first.done();
    taken(&queue).await.done();
    assert!(ready(&queue).await.is_none());
    assert_eq!(queue.stats().adds, 2);
}

#[tokio::test(start_paused = true)]
async fn a_dropped_ticket_gives_its_key_back() {
    let queue = queue();
    queue.add("a", Priority::NORMAL);
    let first = taken(&queue).await;
    queue.add("a", Priority::NORMAL);
    drop(first);
    assert_eq!(*taken(&queue).await.key(), "a");
    assert_eq!(queue.stats().running, 0);
}

#[tokio::test(start_paused = true)]
async fn a_key_is_put_off_and_comes_by_the_earliest_of_its_times() {
    let queue = queue();
    let start = Instant::now();
    queue.add_after("late", Priority::NORMAL, 300 * MS);
    queue.add_after("moved", Priority::NORMAL, 400 * MS);
    queue.add_after("moved", Priority::NORMAL, 100 * MS);
    queue.add_after("moved", Priority::NORMAL, 900 * MS);
    queue.add_after("now", Priority::NORMAL, 900 * MS);
    queue.add("now", Priority::NORMAL);
    let mut order = Vec::new();
    for _ in 0..3 {
        let ticket = taken(&queue).await;
        order.push((*ticket.key(), start.elapsed().as_millis()));
        ticket.done();
    }
    assert_eq!(order, [("now", 0), ("moved", 100), ("late", 300)]);
    assert!(
        tokio::time::timeout(Duration::from_secs(9), queue.next())
            .await
            .is_err()
    );
}

#[tokio::test(start_paused = true)]
async fn a_key_that_was_put_off_does_not_pass_those_that_were_due_before_it() {
    let queue = queue();
    queue.add_after("put off", Priority::NORMAL, 10 * MS);
    queue.add("first", Priority::NORMAL);
    queue.add("second", Priority::NORMAL);
    tokio::time::advance(10 * MS).await;
    for key in ["first", "second", "put off"] {
        assert_eq!(*taken(&queue).await.key(), key);
    }
}

#[tokio::test(start_paused = true)]
async fn a_worker_that_sleeps_is_woken_by_what_comes_earlier() {
    let queue = queue();
    queue.add_after("late", Priority::NORMAL, Duration::from_secs(100));
    let start = Instant::now();
    let worker = tokio::spawn({
        let queue = queue.clone();
        async move { *taken(&queue).await.key() }
    });
    tokio::time::sleep(MS).await;
    queue.add_after("early", Priority::NORMAL, MS);
    assert_eq!(worker.await.unwrap(), "early");
    assert_eq!(start.elapsed(), 2 * MS);
}

#[tokio::test(start_paused = true)]
async fn a_requeued_key_comes_once_and_at_its_time() {
    let queue = queue();
    let start = Instant::now();
    queue.add("a", Priority::LOW);
    taken(&queue).await.again(Duration::from_secs(60), Priority::LOW);
    let ticket = taken(&queue).await;
    assert_eq!(start.elapsed(), Duration::from_secs(60));
    assert_eq!(ticket.priority(), Priority::LOW);
    // Added while it runs and put off by its end: it comes at once.
    queue.add("a", Priority::NORMAL);
    ticket.again(Duration::from_secs(60), Priority::LOW);
    assert_eq!(taken(&queue).await.priority(), Priority::NORMAL);
    assert_eq!(start.elapsed(), Duration::from_secs(60));
}

#[tokio::test(start_paused = true)]
async fn failures_of_a_key_wait_twice_as_long_each_time_until_one_success() {
    let queue = Queue::new(RateLimit::default().bucket(None));
    queue.add("a", Priority::NORMAL);
    let mut times = Vec::new();
    for _ in 0..20 {
        let start = Instant::now();
        let after = taken(&queue).await.retry();
        let ticket = taken(&queue).await;
        assert_eq!(start.elapsed(), after);
        times.push(after.as_millis());
        drop(ticket);
        queue.add("a", Priority::NORMAL);
    }
    assert_eq!(times[..5], [5, 10, 20, 40, 80]);
    assert_eq!(times[17..], [655_360, 1_000_000, 1_000_000]);
    assert_eq!(queue.stats().retries, 20);

    taken(&queue).await.done();
    queue.add("a", Priority::NORMAL);
    assert_eq!(taken(&queue).await.retry(), 5 * MS);
}

#[tokio::test(start_paused = true)]
async fn failures_of_all_keys_together_pass_a_bucket() {
    let queue = Queue::<u32>::new(RateLimit {
        backoff: Backoff { base: MS, max: MS },
        bucket: Some(Bucket::new(10, 3)),
    });
    let mut times = Vec::new();
    for key in 0..5 {
        queue.add(key, Priority::NORMAL);
        times.push(queue.next().await.unwrap().retry().as_millis());
    }
    assert_eq!(times, [1, 1, 1, 100, 200]);
    tokio::time::advance(Duration::from_millis(10_200)).await;
    // Full again, and no fuller.
    times.clear();
    for key in 10..14 {
        queue.add(key, Priority(1));
        times.push(queue.next().await.unwrap().retry().as_millis());
    }
    assert_eq!(times, [1, 1, 1, 100]);
}

#[tokio::test(start_paused = true)]
async fn stats_tell_what_is_there() {
    let queue = queue();
    queue.add("a", Priority::NORMAL);
    queue.add("b", Priority::LOW);
    queue.add("c", Priority::LOW);
    queue.add_after("d", Priority::LOW, MS);
    assert_eq!(
        queue.stats(),
        Stats {
            depth: BTreeMap::from([(Priority::LOW, 2), (Priority::NORMAL, 1)]),
            waiting: 1,
            adds: 4,
            ..Stats::default()
        }
    );
    tokio::time::advance(3 * MS).await;
    let a = taken(&queue).await;
    assert_eq!(a.queued(), 3 * MS);
    tokio::time::advance(2 * MS).await;
    let b = taken(&queue).await;
    tokio::time::advance(4 * MS).await;
    let stats = queue.stats();
    assert_eq!(stats.depth, BTreeMap::from([(Priority::LOW, 2)]));
    assert_eq!(
        (stats.running, stats.unfinished, stats.longest_running),
        (2, 10 * MS, 6 * MS)
    );
    drop((a, b));
    assert_eq!(queue.stats().running, 0);
}

#[tokio::test(start_paused = true)]
async fn all_workers_end_when_it_is_closed() {
    let queue = queue();
    let mut workers = JoinSet::new();
    for _ in 0..8 {
        let queue = queue.clone();
        workers.spawn(async move { queue.next().await.is_none() });
    }
    tokio::time::sleep(MS).await;
    queue.close();
    queue.add("late", Priority::NORMAL);
    assert_eq!(workers.join_all().await, [true; 8]);
    assert!(queue.next().await.is_none());
    assert_eq!(queue.stats(), Stats::default());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_workers_lose_nothing() {
    const KEYS: u32 = 20_000;
    let queue = Queue::<u32>::new(RateLimit::default());
    let mut workers = JoinSet::new();
    for _ in 0..8 {
        let queue = queue.clone();
        workers.spawn(async move {
            let mut count = 0;
            while let Some(ticket) = queue.next().await {
                count += 1;
                ticket.done();
            }
            count
        });
    }
    for key in 0..KEYS {
        queue.add(key, Priority::NORMAL);
        if key % 7 == 0 {
            tokio::task::yield_now().await;
        }
    }
    // Behind all others; only a lost wake-up keeps it there.
    tokio::time::timeout(Duration::from_secs(60), async {
        while !queue.stats().depth.is_empty() || queue.stats().running > 0 {
            tokio::task::yield_now().await;
        }
    })
    .await
    .unwrap();
    queue.close();
    assert_eq!(workers.join_all().await.into_iter().sum::<u32>(), KEYS);
}

#[tokio::test]
async fn an_hour_and_a_backoff_pass_by_moving_the_clock() {
    let time = TestClock::at("2026-01-01T12:00:00Z".parse().unwrap());
    let queue = Queue::with_clock(RateLimit::default(), time.clock());
    let worker = {
        let queue = queue.clone();
        tokio::spawn(async move {
            taken(&queue).await.again(HOUR, Priority::NORMAL);
            assert_eq!(taken(&queue).await.retry(), 5 * MS);
            taken(&queue).await.done();
        })
    };
    queue.add("a", Priority::NORMAL);
    for wakes in ["2026-01-01T13:00:00Z", "2026-01-01T13:00:00.005Z"] {
        assert_eq!(time.next_wake().await.to_string(), wakes);
        assert!(!worker.is_finished());
        time.advance_to(wakes.parse().unwrap());
    }
    worker.await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn a_running_clock_can_be_moved_ahead() {
    let time = TestClock::running_from("2026-01-01T12:00:00Z".parse().unwrap());
    let queue = Queue::with_clock(RateLimit::default(), time.clock());
    let started = Instant::now();
    queue.add_after("a", Priority::NORMAL, HOUR);
    time.advance(HOUR - 5 * MS);
    drop(taken(&queue).await);
    assert_eq!(started.elapsed(), 5 * MS);
    assert_eq!(time.now().to_string(), "2026-01-01T13:00:00Z");
}
