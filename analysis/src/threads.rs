//! Runs the same work on many values, on all processors.

use std::io;
use std::num::NonZero;
use std::panic::resume_unwind;
use std::sync::{LazyLock, OnceLock};
use std::thread::{self, JoinHandle};

use rayon::prelude::*;
use rayon::{Scope, ThreadPool, ThreadPoolBuildError, ThreadPoolBuilder};

/// The stack size: the parser is recursive, within the limits of `scan`, and types contain types.
const STACK: usize = 64 << 20;

/// With more threads, waiting costs more than the parallelism gains.
const THREADS: usize = 8;

/// Started on first use and then kept, because a used thread has warm caches.
static POOL: OnceLock<Result<ThreadPool, ThreadPoolBuildError>> = OnceLock::new();

fn pool() -> Result<&'static ThreadPool, &'static ThreadPoolBuildError> {
    POOL.get_or_init(|| build(false)).as_ref()
}

fn build(with_this_thread: bool) -> Result<ThreadPool, ThreadPoolBuildError> {
    let builder = ThreadPoolBuilder::new().num_threads(count()).stack_size(STACK);
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
        let _ = POOL.get_or_init(|| build(true));
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
pub(crate) fn apart<R: Send>(work: impl FnOnce() -> R + Send) -> io::Result<R> {
    thread::scope(|scope| {
        let thread = thread::Builder::new().stack_size(STACK);
        let made = thread.spawn_scoped(scope, work)?;
        Ok(made.join().unwrap_or_else(|panic| resume_unwind(panic)))
    })
}

/// Runs work on chunks of things, each on a thread of its own as [`apart`] has it, and returns the results in order. A single chunk
/// runs on the calling thread, which must be such a one.
///
/// # Errors
///
/// If the system starts no thread.
pub(crate) fn apart_each<T: Sync, R: Send>(
    things: &[T],
    size: usize,
    work: impl Fn(&[T]) -> R + Sync,
) -> io::Result<Vec<R>> {
    if things.len() <= size {
        return Ok(vec![work(things)]);
    }
    thread::scope(|scope| {
        let started = things.chunks(size).map(|chunk| {
            let thread = thread::Builder::new().stack_size(STACK);
            thread.spawn_scoped(scope, || work(chunk))
        });
        let started: Vec<_> = started.collect::<io::Result<_>>()?;
        let results = started.into_iter().map(|thread| thread.join());
        Ok(results
            .map(|made| made.unwrap_or_else(|panic| resume_unwind(panic)))
            .collect())
    })
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
pub(crate) fn scope<'scope>(
    work: impl FnOnce(&Scope<'scope>) + Send,
) -> Result<(), &'static ThreadPoolBuildError> {
    pool()?.scope(work);
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
    use super::*;

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
