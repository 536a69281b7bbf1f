//! What a change of a CRD does: what `core::changes` reports, and what a real API server does.
//!
//! A case in `testdata/changes` has the schema of `spec` before (`old`) and after (`new`), or whole `versions`, and an
//! `object` that is valid before. `patch` is merged into the CRD. `reports` is what we say; `SNAPSHOTS=overwrite` rewrites it.
//! `server` is what the API server does with the object: `kept`, `defaulted`, `rejected`, `pruned`, `not served`, or `CRD rejected`.
//! `update` is `rejected` if it also rejects a change of a label of the stored object. `probe` is a request below the collection
//! that works before.

#![expect(clippy::unwrap_used, reason = "a test may end where it stands")]

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use http::Request;
use kubewright_core::changes::{Change, Effect, RULES, Rule, compare};
use kubewright_core::crd::Crd;
use kubewright_core::yaml;
use kubewright_envtest::{Crds, Environment};
use serde::Deserialize;
use serde_json::{Value, json};

#[derive(Deserialize)]
struct Case {
    #[serde(skip)]
    name: String,
    old: Side,
    new: Side,
    /// The `spec` of an object that is valid before.
    object: Value,
    server: String,
    #[serde(default = "accepted")]
    update: String,
    #[serde(default)]
    probe: Option<String>,
    reports: Vec<String>,
}

#[derive(Deserialize)]
struct Side {
    #[serde(default = "namespaced")]
    scope: String,
    #[serde(default)]
    spec: Value,
    #[serde(default)]
    versions: Vec<Version>,
    #[serde(default)]
    patch: Value,
}

#[derive(Clone, Deserialize)]
struct Version {
    name: String,
    spec: Value,
    #[serde(default = "yes")]
    served: bool,
    #[serde(default)]
    storage: bool,
    #[serde(flatten)]
    other: serde_json::Map<String, Value>,
}

fn accepted() -> String {
    "accepted".to_owned()
}

fn namespaced() -> String {
    "Namespaced".to_owned()
}

fn yes() -> bool {
    true
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/changes")
}

fn cases() -> Vec<Case> {
    let entries = fs::read_dir(folder()).unwrap();
    let mut paths: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let read = |path: &PathBuf| Case {
        name: path.file_stem().unwrap().to_str().unwrap().to_owned(),
        ..yaml::from_str(&fs::read_to_string(path).unwrap())
            .unwrap_or_else(|error| panic!("{}: {error}", path.display()))
    };
    paths.iter().map(read).collect()
}

impl Side {
    fn versions(&self) -> Vec<Version> {
        match self.versions.is_empty() {
            false => self.versions.clone(),
            true => vec![Version {
                name: "v1".to_owned(),
                spec: self.spec.clone(),
                served: true,
                storage: true,
                other: serde_json::Map::new(),
            }],
        }
    }

    /// The CRD. With a `sign`, it has a field by which the API server shows that it uses this schema.
    fn crd(&self, case: &str, sign: Option<&str>) -> Value {
        let version = |version: Version| {
            let mut properties = json!({ "spec": version.spec });
            if let Some(sign) = sign {
                properties["sign"] = json!({ "type": "string", "enum": [sign] });
            }
            let mut value = json!({
                "name": version.name,
                "served": version.served,
                "storage": version.storage,
                "schema": { "openAPIV3Schema": { "type": "object", "properties": properties } },
            });
            merge(&mut value, &Value::Object(version.other));
            value
        };
        let group = format!("{}.example.com", case.replace('_', "-"));
        let mut crd = json!({
            "apiVersion": "apiextensions.k8s.io/v1",
            "kind": "CustomResourceDefinition",
            "metadata": { "name": format!("things.{group}") },
            "spec": {
                "group": group,
                "names": { "kind": "Thing", "listKind": "ThingList", "plural": "things", "singular": "thing" },
                "scope": self.scope,
                "versions": self.versions().into_iter().map(version).collect::<Vec<_>>(),
            },
        });
        merge(&mut crd, &self.patch);
        crd
    }
}

/// Merges as a JSON merge patch does.
fn merge(value: &mut Value, patch: &Value) {
    for (key, patch) in patch.as_object().into_iter().flatten() {
        match (&mut value[key], patch) {
            (value @ Value::Object(_), Value::Object(_)) => merge(value, patch),
            (value, patch) => *value = patch.clone(),
        }
    }
}

/// Whether a value has all that another has, and maybe more.
fn has_all(value: &Value, part: &Value) -> bool {
    match (value, part) {
        (Value::Object(value), Value::Object(part)) => part
            .iter()
            .all(|(key, part)| value.get(key).is_some_and(|value| has_all(value, part))),
        (Value::Array(value), Value::Array(part)) => {
            value.len() == part.len() && value.iter().zip(part).all(|(value, part)| has_all(value, part))
        }
        (value, part) => value == part,
    }
}

impl Case {
    fn changes(&self) -> Vec<Change> {
        let crd = |side: &Side| -> Crd { serde_json::from_value(side.crd(&self.name, None)).unwrap() };
        compare(&crd(&self.old), &crd(&self.new))
    }

    fn found(&self) -> Vec<String> {
        let changes = self.changes().into_iter();
        let line = |change: Change| {
            let rule = change.rule;
            format!("{} {}: {change}", rule.class().name(), rule.id())
        };
        changes.map(line).collect()
    }

    fn path(&self, version: &str) -> String {
        let group = self.name.replace('_', "-");
        let below = match self.old.scope.as_str() {
            "Namespaced" => "namespaces/default/",
            _ => "",
        };
        format!("/apis/{group}.example.com/{version}/{below}things")
    }

    fn object(&self, version: &str, name: &str) -> Value {
        let group = self.name.replace('_', "-");
        json!({
            "apiVersion": format!("{group}.example.com/{version}"),
            "kind": "Thing",
            "metadata": { "name": name },
            "spec": self.object,
        })
    }

    /// What the API server does.
    async fn judged(&self, environment: &Environment) -> (String, String) {
        let verdict = self.verdict(environment).await;
        // A merge patch of a label leaves everything else as it is.
        let update = match verdict.as_str() {
            "CRD rejected" | "not served" => "accepted",
            _ => {
                let versions = self.old.versions();
                let version = versions.iter().find(|version| version.storage).unwrap();
                let path = format!("{}/stored", self.path(&version.name));
                let request = Request::patch(path).header("content-type", "application/merge-patch+json");
                let body = json!({ "metadata": { "labels": { "changed": "yes" } } });
                let request = request.body(body.to_string().into_bytes()).unwrap();
                match environment.client().request::<Value>(request).await {
                    Ok(_) => "accepted",
                    Err(_) => "rejected",
                }
            }
        };
        (verdict, update.to_owned())
    }

    async fn probe(&self, client: &kube::Client, version: &str) -> bool {
        let Some(probe) = &self.probe else { return true };
        let request = Request::get(format!("{}{probe}", self.path(version)));
        client
            .request::<Value>(request.body(Vec::new()).unwrap())
            .await
            .is_ok()
    }

    async fn verdict(&self, environment: &Environment) -> String {
        let client = environment.client();
        let install = async |side: &Side, sign| {
            let crds = Crds::parse(&side.crd(&self.name, Some(sign)).to_string()).unwrap();
            environment.install_crds(crds).await
        };
        install(&self.old, "old").await.unwrap();
        let version = self
            .old
            .versions()
            .into_iter()
            .find(|version| version.storage)
            .unwrap()
            .name;
        let stored = self.object(&version, "stored");
        post(&client, &self.path(&version), &stored).await.unwrap();
        assert!(self.probe(&client, &version).await, "{}", self.name);
        match install(&self.new, "new").await {
            Ok(()) => {}
            Err(error) if error.to_string().contains("is not served") => panic!("{}: {error}", self.name),
            Err(_) => return "CRD rejected".to_owned(),
        }
        let versions = self.new.versions();
        for served in versions.iter().filter(|version| version.served) {
            self.is_new(&client, &served.name).await;
        }
        let is_served = |name: &str| {
            versions
                .iter()
                .any(|version| version.name == name && version.served)
        };
        if !is_served(&version) || !self.probe(&client, &version).await {
            return "not served".to_owned();
        }
        if post(&client, &self.path(&version), &self.object(&version, "again"))
            .await
            .is_err()
        {
            return "rejected".to_owned();
        }
        let other = versions
            .iter()
            .find(|other| other.served && other.storage)
            .unwrap();
        for (version, name) in [(&version, "stored"), (&version, "again"), (&other.name, "stored")] {
            let now = get(&client, &format!("{}/{name}", self.path(version))).await;
            if now["spec"] != self.object {
                let whole = has_all(&now["spec"], &self.object);
                return if whole { "defaulted" } else { "pruned" }.to_owned();
            }
        }
        "kept".to_owned()
    }

    /// Waits until the API server uses the new schema: it then refuses the sign of the old one.
    async fn is_new(&self, client: &kube::Client, version: &str) {
        let path = format!("{}?dryRun=All", self.path(version));
        for _ in 0..600 {
            let mut probe = self.object(version, "probe");
            probe["sign"] = "old".into();
            match post(client, &path, &probe).await {
                Err(reason) if reason.contains("sign: Unsupported value") => return,
                Ok(()) | Err(_) => tokio::time::sleep(Duration::from_millis(50)).await,
            }
        }
        panic!("{}: the API server does not use the new schema", self.name);
    }
}

async fn post(client: &kube::Client, path: &str, object: &Value) -> Result<(), String> {
    let request = Request::post(path).header("content-type", "application/json");
    let request = request.body(object.to_string().into_bytes()).unwrap();
    match client.request::<Value>(request).await {
        Ok(_) => Ok(()),
        Err(error) => Err(error.to_string()),
    }
}

async fn get(client: &kube::Client, path: &str) -> Value {
    let request = Request::get(path).body(Vec::new()).unwrap();
    client.request(request).await.unwrap()
}

#[test]
fn each_case_reports_what_it_says() {
    let overwrites = std::env::var_os("SNAPSHOTS").is_some_and(|value| value == "overwrite");
    for case in cases() {
        let found = case.found();
        if overwrites && found != case.reports {
            let path = folder().join(format!("{}.yaml", case.name));
            let text = fs::read_to_string(&path).unwrap();
            let above = text.split("reports:").next().unwrap();
            let lines: Vec<_> = found.iter().map(|line| format!("- {}\n", json!(line))).collect();
            let reports = if found.is_empty() {
                " []\n".to_owned()
            } else {
                format!("\n{}", lines.concat())
            };
            fs::write(path, format!("{above}reports:{reports}")).unwrap();
            continue;
        }
        assert_eq!(found, case.reports, "{}; see `make bless`", case.name);
    }
}

#[test]
fn every_rule_has_a_case() {
    let found: Vec<_> = cases()
        .iter()
        .flat_map(Case::changes)
        .map(|found| found.rule)
        .collect();
    // What only a set of CRDs shows, and what no known keyword leads to.
    let elsewhere = [Rule::CrdAdded, Rule::CrdRemoved];
    for rule in RULES.iter().filter(|rule| !elsewhere.contains(rule)) {
        assert!(found.contains(rule), "{rule:?} has no case in testdata/changes");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_api_server_does_what_each_case_says() {
    let environment = Environment::start().await.unwrap();
    let mut wrong = Vec::new();
    for case in cases() {
        let (judged, update) = case.judged(&environment).await;
        if judged != case.server {
            wrong.push(format!("{}: `{judged}`, not `{}`", case.name, case.server));
        }
        if update != case.update {
            wrong.push(format!(
                "{}: an update is {update}, not {}",
                case.name, case.update
            ));
        }
        // Nothing that the API server does to objects goes unreported, and nothing else is reported.
        let effects: Vec<_> = case.changes().iter().map(|change| change.rule.effect()).collect();
        let expected = match judged.as_str() {
            "CRD rejected" => Some(Effect::CrdRejected),
            "not served" => Some(Effect::NotServed),
            "pruned" => Some(Effect::Pruned),
            "rejected" => Some(Effect::Rejected),
            "defaulted" => Some(Effect::Defaulted),
            _ => None,
        };
        let is_silent = expected.is_some_and(|expected| !effects.contains(&expected));
        if is_silent || (expected.is_none() && effects.iter().any(|effect| *effect != Effect::Kept)) {
            wrong.push(format!("{}: `{judged}`, but we report {effects:?}", case.name));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
