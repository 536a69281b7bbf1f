//! The API of kubelets, which the API server asks for what `kubectl logs` shows.

use std::time::Duration;

use futures::TryStreamExt as _;
use futures::future::BoxFuture;
use kube::core::WatchEvent;
use kube::{Client, Error};
use serde_json::Value;

use crate::clock::Clock;
use crate::controllers::{Query, Refusal, Run, read};
use crate::object::Object;

use super::request;

const PAUSE: Duration = Duration::from_millis(100);
const NOT_FOUND: u16 = 404;
const BAD_GATEWAY: u16 = 502;

/// Answers what the API server asks the kubelets of simulated nodes: the logs of containers.
///
/// It reads Pods from the API server at each question. Who listens, and how the API server proves who it is, is up to the program.
///
/// ```no_run
/// # async fn example(client: kube::Client, controllers: kubewright_controllers::Running) {
/// use kubewright_controllers::KubeletApi;
///
/// let api = KubeletApi::new(client, controllers.clock().clone());
/// let answer = api.answer("/containerLogs/default/web-0/main", "tailLines=10").await;
/// assert_eq!(answer.status, 200);
/// # }
/// ```
#[derive(Clone)]
pub struct KubeletApi {
    client: Client,
    clock: Clock,
}

/// The answer to a question.
#[non_exhaustive]
pub struct Answer {
    /// The status of HTTP.
    pub status: u16,
    /// The body.
    pub text: String,
    /// What the body ends with, if it must stay open: with `follow=true`, the end of the container.
    pub end: Option<BoxFuture<'static, ()>>,
}

impl KubeletApi {
    /// Creates one that reads Pods with a client. `sinceSeconds` of `kubectl logs` counts from the time of the clock.
    #[must_use]
    pub fn new(client: Client, clock: Clock) -> Self {
        Self { client, clock }
    }

    /// Answers a request with this path and query.
    pub async fn answer(&self, path: &str, query: &str) -> Answer {
        match self.log(path, query).await {
            Ok(answer) => answer,
            Err(Refusal { status, text }) => Answer {
                status,
                text,
                end: None,
            },
        }
    }

    async fn log(&self, path: &str, query: &str) -> Result<Answer, Refusal> {
        let query = Query::parse(path, query)?;
        let pod = self.pod(&query).await.map_err(|error| {
            let is_absent = request::refusal(&error).is_some_and(|(code, _)| code == NOT_FOUND);
            Refusal {
                status: if is_absent { NOT_FOUND } else { BAD_GATEWAY },
                text: error.to_string(),
            }
        })?;
        let log = read(&pod, &query, self.clock.now())?;
        let run = log.goes_on.filter(|_| query.follow);
        let end = run.map(|run| -> BoxFuture<'static, ()> {
            let api = self.clone();
            Box::pin(async move { api.follow(&query, &run).await })
        });
        Ok(Answer {
            status: 200,
            text: log.text,
            end,
        })
    }

    async fn pod(&self, query: &Query) -> Result<Object, Error> {
        let Query { namespace, pod, .. } = query;
        let path = format!("/api/v1/namespaces/{namespace}/pods/{pod}");
        let pod = request::get(&self.client, &path, "application/json").await?;
        Ok(Object::new(pod))
    }

    /// Waits until a run of a container has ended.
    async fn follow(&self, query: &Query, run: &Run) {
        let goes_on = |pod: &Object| {
            let log = read(pod, query, self.clock.now());
            log.is_ok_and(|log| log.goes_on.as_ref() == Some(run))
        };
        loop {
            match self.pod(query).await {
                Ok(pod) if !goes_on(&pod) => return,
                Ok(pod) => {
                    // It fails when the API server is away or remembers less; then the Pod is read again.
                    if let Ok(true) = self.ends(query, &pod, goes_on).await {
                        return;
                    }
                }
                Err(error) if request::refusal(&error).is_some() => return,
                Err(_) => {}
            }
            tokio::time::sleep(PAUSE).await;
        }
    }

    /// Whether a run ends before a watch does.
    async fn ends(
        &self,
        query: &Query,
        pod: &Object,
        goes_on: impl Fn(&Object) -> bool,
    ) -> Result<bool, Error> {
        let Query {
            namespace, pod: name, ..
        } = query;
        let request = http::Request::get(format!(
            "/api/v1/namespaces/{namespace}/pods?watch=true&fieldSelector=metadata.name%3D{name}&resourceVersion={}",
            pod.version()
        ))
        .body(Vec::new())
        .map_err(Error::HttpError)?;
        let stream = self.client.request_events::<Value>(request).await?;
        let mut stream = std::pin::pin!(stream);
        while let Some(event) = stream.try_next().await? {
            match event {
                WatchEvent::Added(pod) | WatchEvent::Modified(pod) if goes_on(&Object::new(pod.clone())) => {}
                WatchEvent::Bookmark(_) => {}
                WatchEvent::Error(status) => return Err(Error::Api(status)),
                WatchEvent::Added(_) | WatchEvent::Modified(_) | WatchEvent::Deleted(_) => return Ok(true),
            }
        }
        Ok(false)
    }
}
