//! The same work on many things, on all processors.

use std::num::NonZero;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{LazyLock, Mutex, PoisonError};
use std::thread;

/// How deep what is done to each thing may go: types have types inside types.
const STACK: usize = 32 << 20;

/// How many threads can work at once. To ask takes several files of the system.
pub(crate) fn count() -> usize {
    static COUNT: LazyLock<usize> = LazyLock::new(|| thread::available_parallelism().map_or(1, NonZero::get));
    *COUNT
}

/// Does the same to each share of `things`, and gives the results in their order. Shares have `size` things; one that is
/// alone is done without another thread.
pub(crate) fn shares<T: Sync, R: Send>(things: &[T], size: usize, work: impl Fn(&[T]) -> R + Sync) -> Vec<R> {
    let shares: Vec<_> = things.chunks(size.max(1)).collect();
    let next = AtomicUsize::new(0);
    let done = Mutex::new(Vec::with_capacity(shares.len()));
    let worker = || {
        loop {
            let number = next.fetch_add(1, Ordering::Relaxed);
            let Some(share) = shares.get(number) else { return };
            let result = work(share);
            let mut done = done.lock().unwrap_or_else(PoisonError::into_inner);
            done.push((number, result));
        }
    };
    thread::scope(|scope| {
        for _ in 1..count().min(shares.len()) {
            // Without a second thread it only takes longer.
            let _ = thread::Builder::new()
                .stack_size(STACK)
                .spawn_scoped(scope, worker);
        }
        worker();
    });
    let mut done = done.into_inner().unwrap_or_else(PoisonError::into_inner);
    done.sort_by_key(|(number, _)| *number);
    done.into_iter().map(|(_, result)| result).collect()
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
