//! One watch of a kind, and how its events are handled.

use std::{collections::BTreeSet, sync::Arc};

use futures::StreamExt as _;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use kube::{
    Resource, ResourceExt as _,
    runtime::{
        WatchStreamExt as _,
        watcher::{Config, Error, Event, watcher},
    },
};
use tokio::time::Instant;

use super::{
    super::{
        guarded::Guarded,
        held::Arrived,
        options::{Form, KindOptions},
        unmanaged::Managed,
        writes::Seen,
    },
    Reflector,
    retry::{Retry, Trouble},
};
use crate::objects::decode::DecodeError;
use crate::objects::undecodable::Undecodable;
use crate::objects::{
    key::{ObjectKey, version_of},
    kind::AnyKind,
    which::Which,
};
use crate::reporting::causes::causes;
use crate::reporting::panics;

/// The watch of one namespace, or of all.
pub(super) struct Watch<K: AnyKind> {
    reflector: Arc<Reflector<K>>,
    options: KindOptions<K>,
    scope: Option<String>,
    /// Whether the list arrives as events of the watch, which spares the API server the pages. Old servers reject it.
    streaming: bool,
    listed: bool,
    list: List,
    trouble: Trouble,
}

/// What a list has delivered so far.
struct List {
    seen: BTreeSet<ObjectKey>,
    since: Instant,
}

impl<K: AnyKind> Watch<K> {
    pub(super) fn new(reflector: Arc<Reflector<K>>, options: KindOptions<K>, scope: Option<String>) -> Self {
        Self {
            reflector,
            options,
            scope,
            streaming: true,
            listed: false,
            list: List {
                seen: BTreeSet::new(),
                since: Instant::now(),
            },
            trouble: Trouble::default(),
        }
    }

    /// Watches the kind, and never returns.
    pub(super) async fn run(mut self) {
        loop {
            let namespace = self.scope.as_deref().unwrap_or_default();
            let client = &self.reflector.context.client;
            let api = self.reflector.which.api::<Guarded<K>>(client, namespace);
            let retry = Retry::new(self.reflector.context.options.retry);
            let mut events = Box::pin(watcher(api, self.config()).backoff(retry));
            while let Some(event) = events.next().await {
                match event {
                    Ok(event) => {
                        self.works();
                        self.apply(event);
                    }
                    Err(error) if self.streaming && is_refusal(&error) => {
                        self.streaming = false;
                        break;
                    }
                    Err(error) => self.failed(&error),
                }
            }
        }
    }

    fn config(&self) -> Config {
        let mut config = Config::default();
        if let Some(labels) = &self.options.labels {
            config = config.labels_from(labels);
        }
        if let Some(fields) = &self.options.fields {
            config = config.fields(fields);
        }
        if self.streaming {
            config.streaming_lists()
        } else {
            config
        }
    }

    fn apply(&mut self, event: Event<Guarded<K>>) {
        let scope = self.scope.as_deref();
        match event {
            Event::Init => {
                self.list = List {
                    seen: BTreeSet::new(),
                    since: Instant::now(),
                };
            }
            Event::InitApply(object) => {
                let key = ObjectKey::of(&object);
                let version = version_of(&object);
                self.list.seen.insert(key.clone());
                let same = self
                    .reflector
                    .store
                    .version(&key)
                    .is_some_and(|(old, _)| old == version && old > 0);
                if !same {
                    self.keep(&key, object, !self.listed);
                }
                self.reflector.writes.listed(&key, version);
            }
            Event::InitDone => self.end_list(),
            Event::Apply(object) => {
                let (key, seen) = seen(&object, false);
                self.keep(&key, object, false);
                self.reflector.writes.saw(scope, &key, &seen);
            }
            Event::Delete(object) => {
                let (key, seen) = seen(&object, true);
                self.reflector.replace(&key, None, false);
                self.reflector.writes.saw(scope, &key, &seen);
            }
        }
    }

    fn keep(&self, key: &ObjectKey, object: Guarded<K>, initial: bool) {
        let which = &self.reflector.which;
        let undecodable =
            |metadata, error| Arrived::Undecodable(Arc::new(Undecodable::new(which, key, metadata, error)));
        let arrived = match object {
            Guarded::Decoded {
                mut object,
                text,
                managed,
            } => {
                which.complete(&mut object);
                let keeps_all = self.options.keeps_all();
                let whole = keeps_all && self.options.kept.form == Form::Compact;
                let sends = whole && self.options.kept.text;
                let metadata = match keeps_all {
                    true => ObjectMeta::default(),
                    false => object.meta().clone(),
                };
                // A transform is code of the program. If it panics, the object must not seem not to exist.
                match panics::catch(|| {
                    let fields = managed.as_ref().map(Managed::fields);
                    self.options.kept(object, fields)
                }) {
                    Ok(object) => Arrived::Decoded {
                        object: Arc::new(object),
                        text: whole.then_some(text),
                        managed: managed.filter(|_| sends),
                    },
                    Err(panic) => undecodable(
                        metadata,
                        DecodeError {
                            field: String::new(),
                            cause: format!("the transform of its kind panicked: {panic}"),
                        },
                    ),
                }
            }
            Guarded::Undecodable { metadata, error } => undecodable(*metadata, error),
        };
        self.reflector.replace(key, Some(arrived), initial);
    }

    /// Removes the objects that the list did not contain.
    fn end_list(&mut self) {
        let scope = self.scope.as_deref();
        let seen = std::mem::take(&mut self.list.seen);
        for key in self.reflector.store.keys(scope) {
            if !seen.contains(&key) {
                self.reflector.replace(&key, None, false);
            }
        }
        // A streamed list may be older than the request for it.
        if !self.streaming {
            let writes = &self.reflector.writes;
            let keys = writes.keys().into_iter();
            keys.filter(|key| !seen.contains(key) && (scope.is_none() || key.namespace() == scope))
                .for_each(|key| writes.missed(&key, self.list.since));
        }
        let first = !std::mem::replace(&mut self.listed, true);
        self.reflector.progress.send_modify(|progress| {
            progress.error = None;
            progress.unlisted -= usize::from(first);
        });
    }

    fn works(&mut self) {
        if self.trouble.ends() {
            self.reflector
                .progress
                .send_modify(|progress| progress.failing -= 1);
            let kind = self.reflector.which.name();
            tracing::info!(kind, namespace = self.scope, "the watch works again");
        }
    }

    fn failed(&mut self, error: &Error) {
        let kind = self.reflector.which.name();
        let namespace = self.scope.as_deref();
        let error = explain(&self.reflector.which, error);
        let first = self.trouble.is_none();
        if self.trouble.is_new(&error) {
            tracing::warn!(kind, namespace, error, "the watch fails and is tried again");
        } else {
            tracing::debug!(kind, namespace, error, "the watch still fails");
        }
        self.reflector.progress.send_modify(|progress| {
            progress.error = Some(error);
            progress.failing += usize::from(first);
        });
    }
}

fn seen<K: Resource>(object: &K, gone: bool) -> (ObjectKey, Seen) {
    let seen = Seen {
        version: version_of(object),
        uid: object.uid().unwrap_or_default(),
        gone,
    };
    (ObjectKey::of(object), seen)
}

/// Returns whether the API server does not support streaming lists.
fn is_refusal(error: &Error) -> bool {
    match error {
        Error::WatchStartFailed(kube::Error::Api(status)) => matches!(status.code, 400 | 422),
        Error::WatchError(status) => matches!(status.code, 400 | 422),
        Error::InitialListFailed(_)
        | Error::WatchStartFailed(_)
        | Error::WatchFailed(_)
        | Error::NoResourceVersion => false,
    }
}

/// Returns an error with what its reader can do about it.
fn explain<K: AnyKind>(which: &Which<K>, error: &Error) -> String {
    let status = match error {
        Error::InitialListFailed(kube::Error::Api(status))
        | Error::WatchStartFailed(kube::Error::Api(status)) => status,
        Error::WatchError(status) => status,
        Error::InitialListFailed(source) | Error::WatchStartFailed(source) | Error::WatchFailed(source) => {
            return causes(source);
        }
        Error::NoResourceVersion => return error.to_string(),
    };
    match status.code {
        404 => format!(
            "the API server has no {}.{}; install its CRD",
            which.plural(),
            which.group()
        ),
        403 => format!("{}; add the rule to the program's role", status.message),
        _ => status.message.clone(),
    }
}
