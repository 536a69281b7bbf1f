//! A reflector without its type: what the cache does with all kinds alike.

use std::{any::Any, sync::Arc};

use futures::future::BoxFuture;

use super::{Reflector, Write, watch::Watch};
use crate::{
    objects::{kind::AnyKind, undecodable::Undecodable},
    watching::cache::{error::CacheError, options::Namespaces, writes::Expected},
};

/// A reflector of any kind, without its type.
pub(in crate::watching::cache) trait Watched: Send + Sync {
    /// See [`Which::name`].
    fn kind(&self) -> String;
    fn start(self: Arc<Self>);
    fn is_synced(&self) -> bool;
    /// The kind and the reason, if it has no list yet.
    fn unsynced(&self) -> Option<String>;
    /// Waits for the first lists.
    fn wait(self: Arc<Self>) -> BoxFuture<'static, Result<(), CacheError>>;
    fn len(&self) -> usize;
    fn undecodable(&self) -> Vec<Arc<Undecodable>>;
    fn expect(&self, write: &Write);
    fn as_any(self: Arc<Self>) -> Arc<dyn Any + Send + Sync>;
}

impl<K: AnyKind> Watched for Reflector<K> {
    fn kind(&self) -> String {
        self.which.name()
    }

    fn start(self: Arc<Self>) {
        // Under the lock of the settings, which do not change afterwards.
        let settings = self.settings();
        let options = settings.clone();
        let namespaces = settings
            .namespaces
            .clone()
            .unwrap_or_else(|| self.context.options.namespaces.clone());
        let scopes: Vec<Option<String>> = match namespaces {
            Namespaces::These(names) if self.which.is_namespaced() => names.into_iter().map(Some).collect(),
            Namespaces::These(_) | Namespaces::All => vec![None],
        };
        let first = self.progress.send_if_modified(|progress| {
            let first = !progress.started;
            if first {
                progress.started = true;
                progress.unlisted = scopes.len();
            }
            first
        });
        drop(settings);
        if !first {
            return;
        }
        let (reflector, stop) = (self.clone(), self.context.stop.clone());
        self.context
            .tasks
            .spawn(async move { stop.run_until_cancelled(reflector.age()).await });
        for scope in scopes {
            let watch = Watch::new(self.clone(), options.clone(), scope);
            let stop = self.context.stop.clone();
            self.context
                .tasks
                .spawn(async move { stop.run_until_cancelled(watch.run()).await });
        }
    }

    fn wait(self: Arc<Self>) -> BoxFuture<'static, Result<(), CacheError>> {
        Box::pin(async move { Reflector::synced(&self).await })
    }

    fn is_synced(&self) -> bool {
        self.progress.borrow().synced()
    }

    fn unsynced(&self) -> Option<String> {
        let progress = self.progress.borrow();
        let reason = match (&progress.error, progress.started) {
            _ if progress.synced() => return None,
            (Some(error), _) => error.as_str(),
            (None, true) => "the API server has not answered yet",
            (None, false) => "its watch has not started",
        };
        Some(format!("{}: {reason}", self.which.name()))
    }

    fn len(&self) -> usize {
        self.store.len()
    }

    fn undecodable(&self) -> Vec<Arc<Undecodable>> {
        self.store.undecodable()
    }

    fn expect(&self, write: &Write) {
        let Write {
            key,
            expected,
            labels,
            at,
        } = write;
        if !self.is_watched(key, labels) {
            return;
        }
        let there = || match (expected, self.store.version(key)) {
            (Expected::Version(expected), Some((version, _))) => *expected <= version,
            (Expected::Gone(_), None) => true,
            (Expected::Gone(uid), Some((_, other))) => *uid != other,
            (Expected::Version(_), None) => false,
        };
        self.writes.expect(key, expected.clone(), *at, there);
    }

    fn as_any(self: Arc<Self>) -> Arc<dyn Any + Send + Sync> {
        self
    }
}
