//! Watches of all objects of a kind.

use std::time::Duration;

use futures::TryStreamExt as _;
use kube::core::WatchEvent;
use kube::{Client, Error};
use serde_json::{Value, json};
use tokio::sync::mpsc::UnboundedSender;

use crate::kind::{Kind, Resource};
use crate::object::{Key, Object};

use super::discovery::slim;
use super::request;

const PAUSE: Duration = Duration::from_millis(100);
const LONGEST_PAUSE: Duration = Duration::from_secs(1);
const PAGE: usize = 1000;
/// The status code for a version that is too old.
const GONE: u16 = 410;

/// What a watch reports.
#[derive(Debug)]
pub(super) enum Event {
    /// All objects, at a version.
    Listed(Kind, u64, Vec<(Key, Object)>),
    /// One that was created or changed.
    Changed(Key, Object),
    /// One that was deleted, by its uid.
    Deleted(Key, String),
}

/// Watches a kind until the receiver is dropped.
pub(super) async fn run(client: Client, resource: Resource, events: UnboundedSender<Event>) {
    let watch = Watch {
        kind: resource.kind(),
        whole: resource.kind().is_whole(),
        client,
        resource,
        events,
    };
    let mut pause = PAUSE;
    let mut since = Since::Cache;
    while !watch.events.is_closed() {
        let end = match watch.list(since).await {
            Ok(version) => {
                since = Since::Now;
                watch.follow(version).await
            }
            Err(_) => End::Failed { worked: false },
        };
        match end {
            End::Expired => pause = PAUSE,
            End::Failed { worked } => {
                if worked {
                    pause = PAUSE;
                }
                tokio::time::sleep(pause).await;
                pause = (pause * 2).min(LONGEST_PAUSE);
            }
        }
    }
}

/// Which state of the objects a list shows.
#[derive(Clone, Copy)]
enum Since {
    /// One that the API server has in memory. It need not ask its store, which takes most of the time of the first lists, and the
    /// watch reports what is newer.
    Cache,
    /// The latest, so that nothing that was reported before is taken back.
    Now,
}

/// Why a new list is needed.
enum End {
    /// The version is too old for a watch, or nobody listens any more.
    Expired,
    /// A list failed for any reason, or the API server refused a watch; the next may fail at once. A watch without an answer is
    /// repeated and does not end here.
    Failed {
        /// Whether a watch ended as it should, or reported something, since the list.
        worked: bool,
    },
}

struct Watch {
    kind: Kind,
    whole: bool,
    client: Client,
    resource: Resource,
    events: UnboundedSender<Event>,
}

impl Watch {
    async fn list(&self, since: Since) -> Result<String, Error> {
        let accept = if self.whole {
            "application/json"
        } else {
            "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1"
        };
        let (mut objects, mut token) = (Vec::new(), String::new());
        let version = loop {
            let path = self.resource.path(None);
            let path = match since {
                Since::Cache => format!("{path}?resourceVersion=0"),
                Since::Now => format!("{path}?limit={PAGE}&continue={token}"),
            };
            let mut list = request::get(&self.client, &path, accept).await?;
            if let Value::Array(items) = list["items"].take() {
                objects.extend(items.into_iter().map(|item| self.object(item)));
            }
            let metadata = &list["metadata"];
            match metadata["continue"].as_str() {
                None | Some("") => {
                    break metadata["resourceVersion"]
                        .as_str()
                        .unwrap_or_default()
                        .to_owned();
                }
                Some(next) => next.clone_into(&mut token),
            }
        };
        self.send(Event::Listed(
            self.kind.clone(),
            version.parse().unwrap_or(0),
            objects,
        ));
        Ok(version)
    }

    /// Reports changes until a new list is needed, or nobody listens.
    async fn follow(&self, mut version: String) -> End {
        let mut pause = PAUSE;
        let mut worked = false;
        while !self.events.is_closed() {
            let before = version.clone();
            let end = self.watch(&mut version).await;
            if end.is_ok() || version != before {
                worked = true;
                pause = PAUSE;
            }
            if let Err(error) = end {
                match request::refusal(&error) {
                    Some((GONE, _)) => break,
                    Some(_) => return End::Failed { worked },
                    None => {}
                }
                tokio::time::sleep(pause).await;
                pause = (pause * 2).min(LONGEST_PAUSE);
            }
        }
        End::Expired
    }

    /// Follows one request to its end.
    async fn watch(&self, version: &mut String) -> Result<(), Error> {
        let accept = if self.whole {
            "application/json"
        } else {
            "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1"
        };
        let path = self.resource.path(None);
        let request = http::Request::get(format!(
            "{path}?watch=true&allowWatchBookmarks=true&timeoutSeconds=290&resourceVersion={version}"
        ))
        .header(http::header::ACCEPT, accept)
        .body(Vec::new())
        .map_err(Error::HttpError)?;
        let stream = self.client.request_events::<Value>(request).await?;
        let mut stream = std::pin::pin!(stream);
        while let Some(event) = stream.try_next().await? {
            match event {
                WatchEvent::Added(value) | WatchEvent::Modified(value) => {
                    let (key, object) = self.object(value);
                    *version = object.version().to_string();
                    self.send(Event::Changed(key, object));
                }
                WatchEvent::Deleted(value) => {
                    let (key, object) = self.object(value);
                    *version = object.version().to_string();
                    self.send(Event::Deleted(key, object.uid().to_owned()));
                }
                WatchEvent::Bookmark(bookmark) => bookmark.metadata.resource_version.clone_into(version),
                WatchEvent::Error(status) => return Err(Error::Api(status)),
            }
        }
        Ok(())
    }

    fn object(&self, mut value: Value) -> (Key, Object) {
        if self.whole {
            value["apiVersion"] = json!(self.resource.api_version());
            value["kind"] = json!(self.resource.kind);
        }
        let object = slim(&self.kind, value);
        let key = Key::new(self.kind.clone(), object.namespace(), object.name());
        (key, object)
    }

    fn send(&self, event: Event) {
        // Fails when the controllers stop.
        let _ = self.events.send(event);
    }
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;
    use std::sync::{Arc, Mutex};

    use kube::client::Body;
    use tokio::sync::mpsc::unbounded_channel;
    use tokio::time::Instant;

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_refused_watch_is_not_asked_for_again_at_once() {
        let lists = Arc::new(Mutex::new(Vec::new()));
        let log = Arc::clone(&lists);
        let service = tower::service_fn(move |request: http::Request<Body>| {
            let is_watch = request.uri().query().unwrap_or_default().contains("watch=true");
            let (status, answer) = if is_watch {
                (
                    403,
                    json!({ "kind": "Status", "status": "Failure", "code": 403, "reason": "Forbidden" }),
                )
            } else {
                log.lock().unwrap().push(Instant::now());
                (
                    200,
                    json!({ "metadata": { "resourceVersion": "1" }, "items": [] }),
                )
            };
            let response = http::Response::builder().status(status);
            let response = response
                .body(Body::from(answer.to_string().into_bytes()))
                .unwrap();
            std::future::ready(Ok::<_, Infallible>(response))
        });
        let (events, mut listed) = unbounded_channel();
        let resource = Resource::new("", "v1", "Pod", "pods", true);
        let watch = tokio::spawn(run(Client::new(service, "default"), resource, events));
        for _ in 0..5 {
            assert!(matches!(listed.recv().await, Some(Event::Listed(..))));
        }
        watch.abort();
        let times = lists.lock().unwrap();
        let pauses: Vec<_> = times.windows(2).map(|pair| pair[1] - pair[0]).collect();
        assert_eq!(pauses.len(), 4);
        for (pause, wanted) in pauses.iter().zip([100, 200, 400, 800]) {
            assert_eq!(pause.as_millis() / 10, wanted / 10, "{pauses:?}");
        }
    }
}
