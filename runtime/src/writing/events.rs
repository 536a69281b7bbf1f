//! Events about objects, as `kubectl describe` shows them.

mod spam;

use k8s_openapi::api::core::v1::ObjectReference;
use kube::Client;
use kube::runtime::events::{Event, EventType, Recorder as Publisher, Reporter};
use tokio::sync::{mpsc, oneshot};
use tokio::time::Duration;

use spam::Spam;

use crate::{
    objects::identified::{Identified, object_reference},
    reporting::causes::causes,
};

/// The number of events that can wait. More are dropped.
const WAITING: usize = 1000;
const ATTEMPTS: u32 = 3;
const PAUSE: Duration = Duration::from_secs(1);
/// The API server's limits, in bytes.
const NOTE: usize = 1024;
const REASON: usize = 128;

/// Sends events in the background. Clones share the queue.
///
/// Reconcilers do not wait for events and do not fail because of them: an event that the API server rejects is retried and
/// then logged. Events about one object are limited to 25, and then one in five minutes; equal events are counted instead of
/// repeated.
///
/// Needs the permissions to `create` and `patch` `events` of `events.k8s.io`.
///
/// ```no_run
/// # async fn example(client: kube::Client, memcached: &kubewright_runtime::k8s_openapi::api::core::v1::ConfigMap) {
/// use kubewright_runtime::events::Recorder;
///
/// let events = Recorder::new(client, "memcached");
/// events.normal(memcached, "Scaled", "Scale", "now 3 replicas");
/// events.warning(memcached, "Refused", "Scale", "no quota for a fourth replica");
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct Recorder {
    sender: mpsc::Sender<Message>,
}

enum Message {
    Event(Box<Event>, Box<ObjectReference>),
    Flush(oneshot::Sender<()>),
}

impl Recorder {
    /// Creates a recorder for a controller, whose name the events have.
    ///
    /// # Panics
    ///
    /// Outside a tokio runtime.
    #[must_use]
    pub fn new(client: Client, controller: &str) -> Self {
        let reporter = Reporter {
            controller: controller.to_owned(),
            instance: std::env::var("HOSTNAME").ok().filter(|host| !host.is_empty()),
        };
        let publisher = Publisher::new(client, reporter);
        let (sender, receiver) = mpsc::channel(WAITING);
        tokio::spawn(send(publisher, receiver));
        Self { sender }
    }

    /// Sends an event about a success. `reason` and `action` are words in `CamelCase`: why, and what was done.
    pub fn normal<K: Identified>(&self, object: &K, reason: &str, action: &str, note: impl Into<String>) {
        self.about(object).normal(reason, action, note);
    }

    /// Sends an event about a failure. See [`normal`](Self::normal).
    pub fn warning<K: Identified>(&self, object: &K, reason: &str, action: &str, note: impl Into<String>) {
        self.about(object).warning(reason, action, note);
    }

    /// Starts an event that also names a second object.
    pub fn about<K: Identified>(&self, object: &K) -> About<'_> {
        self.about_reference(object_reference(object))
    }

    pub(crate) fn about_reference(&self, object: ObjectReference) -> About<'_> {
        About {
            recorder: self,
            object,
            related: None,
        }
    }

    /// Waits until all events so far are sent or dropped.
    pub async fn flush(&self) {
        let (sender, done) = oneshot::channel();
        if self.sender.send(Message::Flush(sender)).await.is_ok() {
            // Fails only if the runtime ends.
            let _ = done.await;
        }
    }
}

/// An event about an object, see [`Recorder::about`].
///
/// ```no_run
/// use kubewright_runtime::events::Recorder;
/// use kubewright_runtime::k8s_openapi::api::{apps::v1::Deployment, core::v1::ConfigMap};
///
/// fn created(events: &Recorder, site: &ConfigMap, deployment: &Deployment) {
///     let note = "the Deployment was created";
///     events.about(site).related(deployment).normal("Created", "Create", note);
/// }
/// ```
#[derive(Debug)]
#[must_use = "nothing is sent before `normal` or `warning`"]
pub struct About<'a> {
    recorder: &'a Recorder,
    object: ObjectReference,
    related: Option<ObjectReference>,
}

impl About<'_> {
    /// Sets the second object, for example one that was created.
    pub fn related<K: Identified>(mut self, object: &K) -> Self {
        self.related = Some(object_reference(object));
        self
    }

    /// Sends the event about a success, see [`Recorder::normal`].
    pub fn normal(self, reason: &str, action: &str, note: impl Into<String>) {
        self.publish(EventType::Normal, reason, action, &note.into());
    }

    /// Sends the event about a failure, see [`Recorder::warning`].
    pub fn warning(self, reason: &str, action: &str, note: impl Into<String>) {
        self.publish(EventType::Warning, reason, action, &note.into());
    }

    fn publish(self, type_: EventType, reason: &str, action: &str, note: &str) {
        let name = self.object.name.clone().unwrap_or_default();
        let event = Event {
            type_,
            reason: shortened(reason, REASON),
            note: Some(shortened(note, NOTE)),
            action: shortened(action, REASON),
            secondary: self.related,
        };
        let message = Message::Event(Box::new(event), Box::new(self.object));
        if self.recorder.sender.try_send(message).is_err() {
            tracing::warn!(object = name, reason, note, "an event is dropped");
        }
    }
}

/// At a character's boundary.
fn shortened(text: &str, bytes: usize) -> String {
    let fits = (0..=bytes.min(text.len())).rev();
    let end = fits.into_iter().find(|end| text.is_char_boundary(*end));
    text[..end.unwrap_or_default()].to_owned()
}

async fn send(publisher: Publisher, mut messages: mpsc::Receiver<Message>) {
    let mut spam = Spam::default();
    while let Some(message) = messages.recv().await {
        match message {
            Message::Event(event, object) => {
                let name = object.name.as_deref().unwrap_or_default();
                if spam.admits(&object) {
                    publish(&publisher, &event, &object).await;
                } else {
                    tracing::debug!(name, reason = event.reason, "too many events about one object");
                }
            }
            // The caller may have gone.
            Message::Flush(done) => done.send(()).unwrap_or_default(),
        }
    }
}

async fn publish(publisher: &Publisher, event: &Event, object: &ObjectReference) {
    let name = object.name.as_deref().unwrap_or_default();
    for attempt in 1..=ATTEMPTS {
        let Err(error) = publisher.publish(event, object).await else {
            return;
        };
        // An event that the API server rejected would be rejected again.
        let refused = matches!(&error, kube::Error::Api(status) if (400..500).contains(&status.code) && status.code != 429);
        if refused || attempt == ATTEMPTS {
            tracing::warn!(
                name,
                reason = event.reason,
                note = event.note,
                error = causes(&error),
                "an event is not sent"
            );
            return;
        }
        tokio::time::sleep(PAUSE).await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_cut_between_characters() {
        assert_eq!(shortened("abc", 5), "abc");
        assert_eq!(shortened("aéé", 4), "aé");
    }
}
