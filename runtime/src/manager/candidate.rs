//! Leader election, as far as the manager needs it.

use futures::future::BoxFuture;

/// A way to find out when this replica leads, such as a lease.
///
/// ```
/// # use futures::future::BoxFuture;
/// # use kubewright_runtime::{Manager, manager::{Candidate, Leads}};
/// /// For a program of which there is one at a time anyway.
/// struct Alone;
///
/// impl Candidate for Alone {
///     fn acquire(self: Box<Self>) -> BoxFuture<'static, anyhow::Result<Box<dyn Leads>>> {
///         Box::pin(async { Ok(self as Box<dyn Leads>) })
///     }
/// }
///
/// impl Leads for Alone {
///     fn lost(&mut self) -> BoxFuture<'_, anyhow::Error> {
///         Box::pin(std::future::pending())
///     }
///
///     fn release(self: Box<Self>) -> BoxFuture<'static, ()> {
///         Box::pin(async {})
///     }
/// }
///
/// fn elect(manager: &mut Manager) {
///     manager.elect(Alone);
/// }
/// ```
pub trait Candidate: Send + 'static {
    /// Waits until this replica leads.
    fn acquire(self: Box<Self>) -> BoxFuture<'static, anyhow::Result<Box<dyn Leads>>>;
}

/// The lead, while this replica has it.
///
/// ```
/// use futures::future::BoxFuture;
/// use kubewright_runtime::manager::Leads;
///
/// /// For as long as a task runs that renews something.
/// struct Renewed(Option<tokio::task::JoinHandle<anyhow::Error>>);
///
/// impl Leads for Renewed {
///     fn lost(&mut self) -> BoxFuture<'_, anyhow::Error> {
///         let renewing = self.0.take();
///         Box::pin(async {
///             match renewing {
///                 Some(renewing) => renewing.await.unwrap_or_else(Into::into),
///                 None => std::future::pending().await,
///             }
///         })
///     }
///
///     fn release(self: Box<Self>) -> BoxFuture<'static, ()> {
///         Box::pin(async {})
///     }
/// }
/// ```
pub trait Leads: Send {
    /// Waits until this replica does not lead any more, and returns the reason.
    fn lost(&mut self) -> BoxFuture<'_, anyhow::Error>;

    /// Gives up the lead, after everything that needs it has stopped.
    fn release(self: Box<Self>) -> BoxFuture<'static, ()>;
}
