//! The same work on many things, on all processors.

use std::num::NonZero;
use std::sync::LazyLock;
use std::thread;

use rayon::prelude::*;
use rayon::{Scope, ThreadPool, ThreadPoolBuildError, ThreadPoolBuilder};

/// How deep the work may go: the parser is recursive, which `scan` keeps within this, and types have types inside types.
const STACK: usize = 64 << 20;

/// More threads than this wait for each other more than they work.
const THREADS: usize = 8;

/// Started when something asks for it, and kept: a thread that has worked has what it needs in its caches.
static POOL: LazyLock<Result<ThreadPool, ThreadPoolBuildError>> = LazyLock::new(|| {
    ThreadPoolBuilder::new()
        .num_threads(count())
        .stack_size(STACK)
        .build()
});

/// How many threads work at once.
pub(crate) fn count() -> usize {
    // To ask takes several files of the system.
    static COUNT: LazyLock<usize> = LazyLock::new(|| {
        thread::available_parallelism()
            .map_or(1, NonZero::get)
            .min(THREADS)
    });
    *COUNT
}

/// Begins to start the threads, which takes as long as to read the arguments: that can be done meanwhile.
pub(crate) fn prepare() {
    // Without it they are started when they are asked for.
    let _ = thread::Builder::new().spawn(|| LazyLock::force(&POOL).is_ok());
}

/// Does work that asks for other threads again and again on one of them, where that costs little.
pub(crate) fn within<R: Send>(work: impl FnOnce() -> R + Send) -> R {
    match &*POOL {
        Ok(pool) => pool.install(work),
        Err(_) => work(),
    }
}

/// Does work that may begin more of its kind, where stacks are deep, and waits for all of it.
pub(crate) fn scope<'scope>(
    work: impl FnOnce(&Scope<'scope>) + Send,
) -> Result<(), &'static ThreadPoolBuildError> {
    let pool = POOL.as_ref()?;
    pool.scope(work);
    Ok(())
}

/// Does the same to each share of `things`, and gives the results in their order. Shares have `size` things; one that is
/// alone is done without another thread.
pub(crate) fn shares<T: Sync, R: Send>(things: &[T], size: usize, work: impl Fn(&[T]) -> R + Sync) -> Vec<R> {
    let size = size.max(1);
    match &*POOL {
        Ok(pool) if things.len() > size => pool.install(|| things.par_chunks(size).map(&work).collect()),
        // Without a second thread it only takes longer.
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
