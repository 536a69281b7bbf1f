//! The source of a project, for several threads.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use kubewright_core::diagnostic::Message;

use crate::item::Items;
use crate::source::{ModuleId, PackageId, Source};

/// Where code is.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Place {
    /// In a module that was read.
    Module(ModuleId),
    /// In k8s-openapi, as the dependency of a package.
    Kubernetes(PackageId),
}

/// The source, for several threads. Types are parsed and evaluated without its lock; a package that a name first leads into is read
/// under it.
///
/// Which package first leads into another one may depend on the threads. The features of a dependency are those that all packages
/// read so far ask for, so only packages that are read by then only because of other dependencies can make a difference.
#[derive(Clone)]
pub(crate) struct Shared<'s> {
    source: Arc<Mutex<&'s mut Source<Items>>>,
    pub(super) kubernetes: Arc<Mutex<Folders>>,
}

/// The folder of the selected Kubernetes version in k8s-openapi, by package.
pub(super) type Folders = BTreeMap<PackageId, Result<PathBuf, Message>>;

impl<'s> Shared<'s> {
    pub(crate) fn new(source: &'s mut Source<Items>) -> Self {
        Self {
            source: Arc::new(Mutex::new(source)),
            kubernetes: Arc::default(),
        }
    }

    /// The source. No other thread has it until this is dropped.
    pub(super) fn lock(&self) -> MutexGuard<'_, &'s mut Source<Items>> {
        self.source.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
