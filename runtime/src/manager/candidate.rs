//! Who leads, as far as a manager has to know.

use futures::future::BoxFuture;

/// A way to find out when this replica leads, such as a lease.
pub trait Candidate: Send + 'static {
    /// Waits until it leads.
    fn acquire(self: Box<Self>) -> BoxFuture<'static, anyhow::Result<Box<dyn Leads>>>;
}

/// Leads.
pub trait Leads: Send {
    /// Waits until it does not any more, and says why.
    fn lost(&mut self) -> BoxFuture<'_, anyhow::Error>;

    /// Lets another lead. All that needs the lead has ended.
    fn release(self: Box<Self>) -> BoxFuture<'static, ()>;
}
