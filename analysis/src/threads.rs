//! Runs the same work on many values, on all processors.

use std::cell::Cell;
use std::fmt::Display;
use std::num::NonZero;
use std::panic::resume_unwind;
use std::sync::{LazyLock, OnceLock};
use std::thread::{self, JoinHandle};

use kubewright_core::diagnostic::Message;
use rayon::prelude::*;
use rayon::{Scope, ThreadPool, ThreadPoolBuildError, ThreadPoolBuilder};

/// The stack size: the parser is recursive, within the limits of `scan`, and types contain types.
const STACK: usize = 64 << 20;

/// With more threads, waiting costs more than the parallelism gains.
const THREADS: usize = 8;

/// Started on first use and then kept, because a used thread has warm caches.
static POOL: OnceLock<Result<ThreadPool, ThreadPoolBuildError>> = OnceLock::new();

fn pool() -> Result<&'static ThreadPool, &'static ThreadPoolBuildError> {
    POOL.get_or_init(|| build(count(), false)).as_ref()
}

fn build(threads: usize, with_this_thread: bool) -> Result<ThreadPool, ThreadPoolBuildError> {
    // The calling thread counts, but a thread that waits in `apart` leaves the work of the pool to the others.
    let threads = threads.max(2);
    let builder = ThreadPoolBuilder::new().num_threads(threads).stack_size(STACK);
    match with_this_thread {
        true => builder.use_current_thread().build(),
        false => builder.build(),
    }
}

/// Runs a program on a thread with a deep stack, which is one of those that share the work: they would otherwise compete
/// with it for the processors, while it waits for them and they for work.
///
/// # Panics
///
/// If the system starts no thread.
pub fn run<R: Send + 'static>(program: impl FnOnce() -> R + Send + 'static) -> R {
    let program = || {
        // If this fails, work runs on this thread alone.
        let _ = POOL.get_or_init(|| build(count(), true));
        program()
    };
    let thread = thread::Builder::new().stack_size(STACK).spawn(program);
    match thread.map(JoinHandle::join) {
        Ok(Ok(result)) => result,
        Ok(Err(panic)) => resume_unwind(panic),
        Err(error) => panic!("cannot start a thread: {error}"),
    }
}

/// Runs work on a thread of its own with a deep stack. Syntax keeps its places on the thread where it was parsed, and the readers of
/// files, which run on all other threads, drop them.
///
/// # Errors
///
/// If the system starts no thread.
pub(crate) fn apart<R: Send>(work: impl FnOnce() -> R + Send) -> Result<R, Message> {
    thread::scope(|scope| {
        let thread = thread::Builder::new().stack_size(STACK);
        let started = thread.spawn_scoped(scope, work).map_err(not_started)?;
        Ok(started.join().unwrap_or_else(|panic| resume_unwind(panic)))
    })
}

thread_local! {
    /// Whether this thread of the pool must do nothing else while it waits.
    static BUSY: Cell<bool> = const { Cell::new(false) };
}

/// Runs work on threads of the pool, each share on the thread with its number, and returns the results in order; empty shares have
/// none. While it waits, no thread does other work, which might wait for it in turn.
///
/// # Errors
///
/// If the system starts no thread.
pub(crate) fn on_each<T: Sync, R: Send>(
    shares: &[T],
    is_empty: impl Fn(&T) -> bool + Sync,
    work: impl Fn(&T) -> R + Sync,
) -> Result<Vec<R>, Message> {
    let pool = pool().map_err(not_started)?;
    let busy = |share: &T| {
        let before = BUSY.replace(true);
        let done = work(share);
        BUSY.set(before);
        done
    };
    let mut wanted = shares.iter().enumerate().filter(|(_, share)| !is_empty(share));
    match (wanted.next(), wanted.next(), own()) {
        (None, ..) => Ok(Vec::new()),
        // The others need not wake up.
        (Some((at, share)), None, Some(own)) if at == own => Ok(vec![busy(share)]),
        _ => {
            let share = |at: usize| shares.get(at).filter(|share| !is_empty(share));
            let done = pool.broadcast(|thread| share(thread.index()).map(busy));
            Ok(done.into_iter().flatten().collect())
        }
    }
}

/// The number of threads in the pool.
///
/// # Errors
///
/// If the system starts no thread.
pub(crate) fn size() -> Result<usize, Message> {
    let pool = pool().map_err(not_started)?;
    Ok(pool.current_num_threads())
}

/// The number of this thread in the pool.
pub(crate) fn own() -> Option<usize> {
    pool().ok()?.current_thread_index()
}

fn not_started(error: impl Display) -> Message {
    Message::new(format!("cannot start a thread to read this: {error}"))
}

/// The number of threads.
pub(crate) fn count() -> usize {
    // The query reads several files of the system.
    static COUNT: LazyLock<usize> = LazyLock::new(|| {
        thread::available_parallelism()
            .map_or(1, NonZero::get)
            .min(THREADS)
    });
    *COUNT
}

/// Runs work that often uses the other threads on one of them, where that is cheap.
pub fn within<R: Send>(work: impl FnOnce() -> R + Send) -> R {
    match pool() {
        Ok(pool) => pool.install(work),
        Err(_) => work(),
    }
}

/// Runs work that may spawn more work, on deep stacks, and waits for all of it.
///
/// # Errors
///
/// If the system starts no thread.
pub(crate) fn scope<'scope>(work: impl FnOnce(&Scope<'scope>) + Send) -> Result<(), Message> {
    let pool = pool().map_err(not_started)?;
    if BUSY.get() {
        return apart(|| {
            let pool = build(count(), false).map_err(not_started)?;
            pool.scope(work);
            Ok(())
        })
        .flatten();
    }
    pool.scope(work);
    Ok(())
}

/// Maps `work` over chunks of `things`, in order. Chunks have `size` items; a single chunk runs on the calling thread.
pub fn shares<T: Sync, R: Send>(things: &[T], size: usize, work: impl Fn(&[T]) -> R + Sync) -> Vec<R> {
    let size = size.max(1);
    match pool() {
        Ok(pool) if things.len() > size => pool.install(|| things.par_chunks(size).map(&work).collect()),
        // With one thread, parallel work only takes longer.
        Ok(_) | Err(_) => things.chunks(size).map(work).collect(),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    #[test]
    fn a_thread_of_the_pool_may_wait_for_work_of_the_pool() {
        let (done, seen) = std::sync::mpsc::channel();
        thread::spawn(move || {
            let pool = build(1, true).unwrap();
            apart(|| pool.scope(|scope| scope.spawn(|_| ()))).unwrap();
            done.send(()).unwrap();
        });
        seen.recv_timeout(std::time::Duration::from_secs(60)).unwrap();
    }

    #[test]
    fn work_of_each_thread_may_wait_for_other_work() {
        let sum = |numbers: &Vec<usize>| {
            let sum = AtomicUsize::new(0);
            let add = &|number| sum.fetch_add(number, Ordering::Relaxed);
            scope(|scope| {
                for &number in numbers {
                    scope.spawn(move |_| {
                        add(number);
                    });
                }
            })
            .unwrap();
            sum.into_inner()
        };
        for (shares, sums) in [
            (vec![vec![1], vec![2, 3]], vec![1, 5]),
            (vec![vec![], vec![4, 5]], vec![9]),
            (vec![vec![]], vec![]),
        ] {
            assert_eq!(on_each(&shares, Vec::is_empty, sum).unwrap(), sums);
        }
    }

    #[test]
    fn results_stand_in_the_order_of_the_things() {
        let things: Vec<usize> = (0..100).collect();
        for size in [0, 1, 7, 100, 1000] {
            let found = shares(&things, size, <[usize]>::to_vec).concat();
            assert_eq!(found, things, "{size}");
        }
        assert!(shares(&[], 3, <[u8]>::to_vec).is_empty());
    }
}
