//! Liveness and readiness probes.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::pin::Pin;
use std::sync::{Arc, PoisonError, RwLock};

use http::{Method, StatusCode};

use crate::serving::server::{self, Handler, Request, Response};

type BoxError = Box<dyn std::error::Error + Send + Sync>;
type Check = Arc<dyn Fn() -> Pin<Box<dyn Future<Output = Result<(), BoxError>> + Send>> + Send + Sync>;

/// The checks behind `/healthz` and `/readyz`. Clones share them, so checks can be added while they are served.
///
/// A probe answers `200` and `ok` if all its checks pass, and otherwise `500` and the list of checks. `?verbose` requests the
/// list, `?exclude=NAME` skips a check, and `/readyz/NAME` runs a single check. The reason of a failed check is logged;
/// clients do not see it, because they need no permission.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// use kubewright_runtime::health::Probes;
/// use kubewright_runtime::server::Listener;
///
/// let probes = Probes::new();
/// probes.add_ready("database", || async { Err("no connection yet".into()) });
/// assert!(!probes.ready().await);
///
/// let listener = Listener::bind("127.0.0.1:0").await?;
/// listener.serve(probes, async { /* until this ends */ }).await;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Default)]
pub struct Probes {
    shared: Arc<Shared>,
}

#[derive(Default)]
struct Shared {
    live: RwLock<BTreeMap<String, Check>>,
    ready: RwLock<BTreeMap<String, Check>>,
}

impl Probes {
    /// Creates probes without checks, which pass.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a liveness check. If it fails, the kubelet restarts the container. Replaces a check with the same name.
    pub fn add_live<F, Outcome>(&self, name: impl Into<String>, check: F)
    where
        F: Fn() -> Outcome + Send + Sync + 'static,
        Outcome: Future<Output = Result<(), BoxError>> + Send + 'static,
    {
        add(&self.shared.live, name.into(), check);
    }

    /// Adds a readiness check. While it fails, the Pod gets no requests. Replaces a check with the same name.
    pub fn add_ready<F, Outcome>(&self, name: impl Into<String>, check: F)
    where
        F: Fn() -> Outcome + Send + Sync + 'static,
        Outcome: Future<Output = Result<(), BoxError>> + Send + 'static,
    {
        add(&self.shared.ready, name.into(), check);
    }

    /// Returns whether all checks of `/healthz` pass.
    pub async fn live(&self) -> bool {
        run("healthz", checks(&self.shared.live), &[]).await.passed
    }

    /// Returns whether all checks of `/readyz` pass.
    pub async fn ready(&self) -> bool {
        run("readyz", checks(&self.shared.ready), &[]).await.passed
    }

    async fn answer(&self, request: Request) -> Response {
        if request.method() != Method::GET && request.method() != Method::HEAD {
            return server::text(StatusCode::METHOD_NOT_ALLOWED, "only GET");
        }
        let path = request.uri().path().trim_end_matches('/');
        let (probe, name) = match path.trim_start_matches('/').split_once('/') {
            Some((probe, name)) => (probe, Some(name)),
            None => (path.trim_start_matches('/'), None),
        };
        let checks = match probe {
            "healthz" => checks(&self.shared.live),
            "readyz" => checks(&self.shared.ready),
            _ => return server::text(StatusCode::NOT_FOUND, "not found"),
        };
        match name {
            None => whole(probe, checks, request.uri().query().unwrap_or_default()).await,
            Some(name) => match checks.get_key_value(name) {
                Some((name, check)) => match passes(probe, name, check).await {
                    true => server::text(StatusCode::OK, "ok"),
                    false => server::text(
                        StatusCode::INTERNAL_SERVER_ERROR,
                        "internal server error: reason withheld",
                    ),
                },
                None => server::text(StatusCode::NOT_FOUND, "not found"),
            },
        }
    }
}

impl std::fmt::Debug for Probes {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Probes")
            .field("live", &checks(&self.shared.live).into_keys())
            .field("ready", &checks(&self.shared.ready).into_keys())
            .finish()
    }
}

impl Handler for Probes {
    fn handle(&self, request: Request) -> Pin<Box<dyn Future<Output = Response> + Send + '_>> {
        Box::pin(self.answer(request))
    }
}

fn add<F, Outcome>(checks: &RwLock<BTreeMap<String, Check>>, name: String, check: F)
where
    F: Fn() -> Outcome + Send + Sync + 'static,
    Outcome: Future<Output = Result<(), BoxError>> + Send + 'static,
{
    let check: Check = Arc::new(move || Box::pin(check()));
    checks
        .write()
        .unwrap_or_else(PoisonError::into_inner)
        .insert(name, check);
}

fn checks(checks: &RwLock<BTreeMap<String, Check>>) -> BTreeMap<String, Check> {
    let mut checks = checks.read().unwrap_or_else(PoisonError::into_inner).clone();
    if checks.is_empty() {
        let ping: Check = Arc::new(|| Box::pin(async { Ok(()) }));
        checks.insert(String::from("ping"), ping);
    }
    checks
}

struct Report {
    passed: bool,
    lines: String,
}

async fn passes(probe: &str, name: &str, check: &Check) -> bool {
    match check().await {
        Ok(()) => true,
        Err(error) => {
            tracing::info!(probe, check = name, error, "a check failed");
            false
        }
    }
}

async fn run(probe: &str, checks: BTreeMap<String, Check>, excluded: &[&str]) -> Report {
    let mut report = Report {
        passed: true,
        lines: String::new(),
    };
    for (name, check) in &checks {
        let line = if excluded.contains(&name.as_str()) {
            format!("[+]{name} excluded: ok")
        } else if passes(probe, name, check).await {
            format!("[+]{name} ok")
        } else {
            report.passed = false;
            format!("[-]{name} failed: reason withheld")
        };
        report.lines.push_str(&line);
        report.lines.push('\n');
    }
    report
}

async fn whole(probe: &str, checks: BTreeMap<String, Check>, query: &str) -> Response {
    let pairs = || {
        query
            .split('&')
            .map(|pair| pair.split_once('=').unwrap_or((pair, "")))
    };
    let verbose = pairs().any(|(key, _)| key == "verbose");
    let excluded: Vec<&str> = pairs()
        .filter(|(key, _)| *key == "exclude")
        .map(|(_, name)| name)
        .collect();
    let unknown: Vec<&str> = excluded
        .iter()
        .copied()
        .filter(|name| !checks.contains_key(*name))
        .collect();
    let Report { passed, mut lines } = run(probe, checks, &excluded).await;
    if !unknown.is_empty() {
        // Writing to a String does not fail.
        let _ = writeln!(
            lines,
            "warn: some health checks cannot be excluded: no matches for {unknown:?}"
        );
    }
    match (passed, verbose) {
        (true, false) => server::text(StatusCode::OK, "ok"),
        (true, true) => server::text(StatusCode::OK, format!("{lines}{probe} check passed\n")),
        (false, true | false) => server::text(
            StatusCode::INTERNAL_SERVER_ERROR,
            format!("{lines}{probe} check failed\n"),
        ),
    }
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;

    use super::*;

    async fn get(probes: &Probes, uri: &str) -> (u16, String) {
        let request = http::Request::get(uri).body(Bytes::new()).unwrap();
        let response = probes.handle(request).await;
        let body = String::from_utf8(response.body().to_vec()).unwrap();
        (response.status().as_u16(), body)
    }

    #[tokio::test]
    async fn without_checks_all_is_well() {
        let probes = Probes::new();
        for uri in ["/healthz", "/healthz/", "/readyz", "/readyz/ping"] {
            assert_eq!(get(&probes, uri).await, (200, String::from("ok")), "{uri}");
        }
    }

    #[tokio::test]
    async fn a_check_that_fails_is_named_and_its_reason_withheld() {
        let probes = Probes::new();
        probes.add_ready("cache", || async { Ok(()) });
        probes.add_ready("webhook", || async { Err("secret reason".into()) });
        let failed = "[+]cache ok\n[-]webhook failed: reason withheld\nreadyz check failed\n";
        assert_eq!(get(&probes, "/readyz").await, (500, String::from(failed)));
        assert_eq!(get(&probes, "/readyz?verbose").await, (500, String::from(failed)));
        assert_eq!(get(&probes, "/readyz/cache").await, (200, String::from("ok")));
        let (status, body) = get(&probes, "/readyz/webhook").await;
        assert_eq!(
            (status, body.as_str()),
            (500, "internal server error: reason withheld")
        );
        assert_eq!(get(&probes, "/healthz").await.0, 200);
        assert!(!probes.ready().await);
        assert!(probes.live().await);
    }

    #[tokio::test]
    async fn checks_may_be_excluded() {
        let probes = Probes::new();
        probes.add_live("a", || async { Ok(()) });
        probes.add_live("b", || async { Err("broken".into()) });
        assert_eq!(get(&probes, "/healthz?exclude=b").await.0, 200);
        let (status, body) = get(&probes, "/healthz?verbose&exclude=b&exclude=c").await;
        assert_eq!(status, 200);
        assert_eq!(
            body,
            "[+]a ok\n[+]b excluded: ok\n\
             warn: some health checks cannot be excluded: no matches for [\"c\"]\nhealthz check passed\n"
        );
    }

    #[tokio::test]
    async fn a_check_added_later_counts() {
        let probes = Probes::new();
        assert!(probes.clone().ready().await);
        probes.add_ready("late", || async { Err("not yet".into()) });
        assert!(!probes.clone().ready().await);
        probes.add_ready("late", || async { Ok(()) });
        assert!(probes.ready().await);
    }

    #[tokio::test]
    async fn what_is_unknown_is_not_found() {
        let probes = Probes::new();
        for uri in ["/", "/metrics", "/readyz/nothing", "/healthzz"] {
            assert_eq!(get(&probes, uri).await.0, 404, "{uri}");
        }
        let post = http::Request::post("/healthz").body(Bytes::new()).unwrap();
        assert_eq!(probes.handle(post).await.status().as_u16(), 405);
    }
}
