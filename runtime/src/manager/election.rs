//! A lease as the election of a manager.

use futures::future::BoxFuture;

use super::{Candidate, Leads};
use crate::leader::{Election, Leadership, Locks};

/// For [`Manager::elect`](crate::Manager::elect).
///
/// ```no_run
/// # fn example(client: kube::Client, manager: &mut kubewright_runtime::Manager) {
/// use kubewright_runtime::leader::Election;
///
/// manager.elect(Election::new(client, "memcached-system", "memcached-operator"));
/// # }
/// ```
impl<L: Locks> Candidate for Election<L> {
    fn acquire(self: Box<Self>) -> BoxFuture<'static, anyhow::Result<Box<dyn Leads>>> {
        Box::pin(async {
            let leadership = Self::acquire(*self).await?;
            Ok(Box::new(leadership) as Box<dyn Leads>)
        })
    }
}

impl Leads for Leadership {
    fn lost(&mut self) -> BoxFuture<'_, anyhow::Error> {
        Box::pin(async { Self::lost(self).await.into() })
    }

    fn release(self: Box<Self>) -> BoxFuture<'static, ()> {
        Box::pin(Self::release(*self))
    }
}
