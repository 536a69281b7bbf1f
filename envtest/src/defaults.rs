//! The objects that every API server creates by itself: default roles and their bindings, priority classes, flow schemas.
//!
//! An API server begins to create them a second after it answers requests, and is not ready before the last one exists: half of
//! the time of a start. They are the same in every store. So the first start of a server records them, and later starts put them
//! into the store before the API server looks for them.

mod record;

use kube::{Client, Config};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::assets::Assets;
use record::{Entry, Record};

const READY: &str = "/readyz";
/// Without the checks that wait for objects that are in the store already.
const READY_WITH_STORED: &str = "/readyz?exclude=poststarthook/rbac/bootstrap-roles\
     &exclude=poststarthook/scheduling/bootstrap-system-priority-classes";
/// etcd allows no more operations in a transaction.
const OPERATIONS: usize = 128;

/// Whether the store holds the default objects.
pub(crate) struct Defaults {
    etcd: String,
    /// None if arguments were added, on which the objects may depend.
    record: Option<Record>,
    state: State,
}

enum State {
    /// They can be put into the store.
    Recorded(Vec<Entry>),
    /// The API server creates them.
    Missing,
    Stored,
}

#[derive(Deserialize)]
struct Range {
    kvs: Vec<Entry>,
}

#[derive(Deserialize)]
struct Transaction {
    /// Absent if it is `false`.
    #[serde(default)]
    succeeded: bool,
}

impl Defaults {
    /// Of servers at an address of etcd, which are `usual` if nobody has added arguments.
    pub(crate) fn of(assets: &Assets, usual: bool, etcd: String) -> Self {
        let record = usual.then(|| Record::beside(assets)).flatten();
        let recorded = record.as_ref().and_then(Record::read);
        Self {
            etcd,
            record,
            state: recorded.map_or(State::Missing, State::Recorded),
        }
    }

    /// The path at which the API server says whether it is ready.
    pub(crate) fn readiness(&self) -> &'static str {
        match self.state {
            State::Stored => READY_WITH_STORED,
            State::Recorded(_) | State::Missing => READY,
        }
    }

    /// Puts the recorded objects into the store, if etcd answers. Can be called until it does.
    pub(crate) async fn restore(&mut self, etcd: &Client) {
        let State::Recorded(recorded) = &self.state else {
            return;
        };
        if let Ok(stored) = put(etcd, recorded).await {
            self.state = if stored { State::Stored } else { State::Missing };
        }
    }

    /// Records the objects of a server that is ready, unless they come from a record. A start without a record takes longer, and
    /// nothing else, so a failure is not reported.
    pub(crate) async fn record(&mut self, etcd: &Client) {
        if matches!(self.state, State::Stored) {
            return;
        }
        self.state = State::Stored;
        if let Some(record) = &self.record
            && let Ok(entries) = get(etcd).await
        {
            record.write(entries);
        }
    }

    /// Returns a client of the store, for the tokio runtime of the caller.
    pub(crate) fn client(&self) -> kube::Result<Client> {
        let url = self
            .etcd
            .parse()
            .map_err(|error| kube::Error::HttpError(http::Error::from(error)))?;
        let mut config = Config::new(url);
        config.default_retry = false;
        Client::try_from(config)
    }
}

/// Returns `false` if one exists already: the API server was first.
async fn put(etcd: &Client, recorded: &[Entry]) -> kube::Result<bool> {
    for entries in recorded.chunks(OPERATIONS) {
        let absent = |entry: &Entry| json!({"key": entry.key, "target": "VERSION", "version": "0"});
        let put = |entry: &Entry| json!({"requestPut": entry});
        let transaction = json!({
            "compare": entries.iter().map(absent).collect::<Vec<_>>(),
            "success": entries.iter().map(put).collect::<Vec<_>>(),
        });
        let transaction: Transaction = post(etcd, "/v3/kv/txn", &transaction).await?;
        if !transaction.succeeded {
            return Ok(false);
        }
    }
    Ok(true)
}

async fn get(etcd: &Client) -> kube::Result<Vec<Entry>> {
    let range: Range = post(etcd, "/v3/kv/range", &Entry::all()).await?;
    Ok(range.kvs.into_iter().filter(Entry::is_default).collect())
}

async fn post<T: DeserializeOwned>(etcd: &Client, path: &str, body: &Value) -> kube::Result<T> {
    let request = http::Request::post(path).body(body.to_string().into_bytes());
    etcd.request(request.map_err(kube::Error::HttpError)?).await
}
