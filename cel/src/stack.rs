//! Stacks for deep trees.

/// How much of the caller's stack a tree may take: sixty levels of the largest kind. A thread of Rust has 2 MiB, of which this leaves
/// more than a quarter to the caller.
const OF_CALLER: usize = 1440 * 1024;

/// Descends a tree of this height, where a level takes so many bytes at most: on the stack of the caller, or, if the tree is deep, on one
/// that is large enough. `None` if the system has no memory for that,
/// or if `run` panicked there.
pub(crate) fn descend<T: Send>(height: usize, level: usize, run: impl FnOnce() -> T + Send) -> Option<T> {
    if height * level <= OF_CALLER {
        return Some(run());
    }
    std::thread::scope(|threads| {
        let builder = std::thread::Builder::new().stack_size(height * level + OF_CALLER);
        let started = builder.spawn_scoped(threads, run).ok()?;
        started.join().ok()
    })
}
