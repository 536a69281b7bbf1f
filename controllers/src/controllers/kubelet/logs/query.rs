//! What is asked of a log.

use std::fmt::Display;
use std::str::FromStr;

use jiff::{SignedDuration, Timestamp};

use super::Refusal;

/// A question as the API server sends it to a kubelet: `/containerLogs/NAMESPACE/POD/CONTAINER?tailLines=10`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Query {
    pub(crate) namespace: String,
    pub(crate) pod: String,
    pub(crate) container: String,
    /// Whether the answer ends with the container.
    pub(crate) follow: bool,
    /// Whether the run before the last restart is meant.
    pub(super) previous: bool,
    pub(super) timestamps: bool,
    pub(super) tail_lines: Option<usize>,
    pub(super) limit_bytes: Option<usize>,
    pub(super) since: Option<Since>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Since {
    Time(Timestamp),
    Ago(SignedDuration),
}

impl Query {
    /// # Errors
    ///
    /// If this is no question about a log.
    pub(crate) fn parse(path: &str, query: &str) -> Result<Self, Refusal> {
        let parts: Vec<_> = path.trim_matches('/').split('/').collect();
        let mut parsed = match parts.as_slice() {
            ["containerLogs", namespace, pod, container] => Self {
                namespace: (*namespace).to_owned(),
                pod: (*pod).to_owned(),
                container: (*container).to_owned(),
                ..Self::default()
            },
            [asked, ..] => {
                let verb = if *asked == "portForward" {
                    "port-forward"
                } else {
                    asked
                };
                let text = format!("the nodes of this cluster run no containers, so there is no `{verb}`");
                return Err(Refusal::bad_request(text));
            }
            [] => return Err(Refusal::not_found("nothing is asked for")),
        };
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            match name.as_ref() {
                "follow" => parsed.follow = read(&name, &value)?,
                "previous" => parsed.previous = read(&name, &value)?,
                "timestamps" => parsed.timestamps = read(&name, &value)?,
                "tailLines" => parsed.tail_lines = Some(read(&name, &value)?),
                "limitBytes" => parsed.limit_bytes = Some(read(&name, &value)?),
                "sinceTime" => parsed.since = Some(Since::Time(read(&name, &value)?)),
                "sinceSeconds" => {
                    let seconds = read(&name, &value)?;
                    parsed.since = Some(Since::Ago(SignedDuration::from_secs(seconds)));
                }
                "stream" if value == "Stderr" => parsed.limit_bytes = Some(0),
                // What a newer API server adds.
                _ => {}
            }
        }
        Ok(parsed)
    }
}

fn read<T: FromStr<Err: Display>>(name: &str, value: &str) -> Result<T, Refusal> {
    value
        .parse()
        .map_err(|error| Refusal::bad_request(format!("`{name}={value}`: {error}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_options_of_kubectl_are_read() {
        let query = "follow=true&previous=true&timestamps=true&tailLines=10&limitBytes=100&sinceTime=2026-01-02T03%3A04%3A05Z";
        let parsed = Query::parse("/containerLogs/default/web-0/main", query).unwrap();
        let expected = Query {
            namespace: "default".to_owned(),
            pod: "web-0".to_owned(),
            container: "main".to_owned(),
            follow: true,
            previous: true,
            timestamps: true,
            tail_lines: Some(10),
            limit_bytes: Some(100),
            since: Some(Since::Time("2026-01-02T03:04:05Z".parse().unwrap())),
        };
        assert_eq!(parsed, expected);
        let parsed = Query::parse("/containerLogs/a/b/c", "sinceSeconds=60&new=1").unwrap();
        assert_eq!(parsed.since, Some(Since::Ago(SignedDuration::from_mins(1))));
    }

    #[test]
    fn other_requests_are_refused_with_a_reason() {
        let refused = |path, query| Query::parse(path, query).unwrap_err();
        let refusal = refused("/exec/default/web-0/main", "command=sh");
        assert_eq!(
            (refusal.status, refusal.text.as_str()),
            (
                400,
                "the nodes of this cluster run no containers, so there is no `exec`"
            )
        );
        let refusal = refused("/containerLogs/a/b/c", "tailLines=-1");
        assert_eq!(refusal.text, "`tailLines=-1`: invalid digit found in string");
    }
}
