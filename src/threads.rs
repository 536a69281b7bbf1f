//! Runs the same work on many values, on all processors.

use std::num::NonZero;
use std::sync::LazyLock;
use std::thread;

use rayon::prelude::*;
use rayon::{Scope, ThreadPool, ThreadPoolBuildError, ThreadPoolBuilder};

/// The stack size: the parser is recursive, within the limits of `scan`, and types contain types.
const STACK: usize = 64 << 20;

/// With more threads, waiting costs more than the parallelism gains.
const THREADS: usize = 8;

/// Started on first use and then kept, because a used thread has warm caches.
static POOL: LazyLock<Result<ThreadPool, ThreadPoolBuildError>> = LazyLock::new(|| {
    ThreadPoolBuilder::new()
        .num_threads(count())
        .stack_size(STACK)
        .build()
});

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

/// Starts the threads in the background, which takes about as long as parsing the arguments.
pub(crate) fn prepare() {
    // If this fails, they are started on first use.
    let _ = thread::Builder::new().spawn(|| LazyLock::force(&POOL).is_ok());
}

/// Runs work that often uses the other threads on one of them, where that is cheap.
pub(crate) fn within<R: Send>(work: impl FnOnce() -> R + Send) -> R {
    match &*POOL {
        Ok(pool) => pool.install(work),
        Err(_) => work(),
    }
}

/// Runs work that may spawn more work, on deep stacks, and waits for all of it.
pub(crate) fn scope<'scope>(
    work: impl FnOnce(&Scope<'scope>) + Send,
) -> Result<(), &'static ThreadPoolBuildError> {
    let pool = POOL.as_ref()?;
    pool.scope(work);
    Ok(())
}

/// Maps `work` over chunks of `things`, in order. Chunks have `size` items; a single chunk runs on the calling thread.
pub(crate) fn shares<T: Sync, R: Send>(things: &[T], size: usize, work: impl Fn(&[T]) -> R + Sync) -> Vec<R> {
    let size = size.max(1);
    match &*POOL {
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
