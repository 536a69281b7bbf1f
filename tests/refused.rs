//! The checks against a real API server: what they refuse it refuses, and what it takes they let pass.
//!
//! A case is a CRD. In `testdata/refused` its comments say what our checks find, one line for each finding:
//! `# refused: <text>`, or `# stricter: <text>` where the server takes what we refuse, with `# because: <reason>`.
//! In `testdata/accepted` are CRDs that both take.

#![expect(clippy::unwrap_used, reason = "a test may end where it stands")]

use std::{fs, path::PathBuf};

use http::Request;
use kubewright_core::{
    check::{self, By},
    crd::Crd,
    yaml,
};
use kubewright_envtest::Environment;

struct Case {
    name: String,
    text: String,
    refused: Vec<String>,
    stricter: Vec<String>,
}

fn sorted(mut lines: Vec<String>) -> Vec<String> {
    lines.sort();
    lines
}

fn cases(folder: &str) -> Vec<Case> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("testdata")
        .join(folder);
    let mut files: Vec<_> = fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "yaml"))
        .collect();
    files.sort();
    assert!(!files.is_empty(), "no cases in {}", folder.display());
    files.into_iter().map(|path| Case::read(&path)).collect()
}

impl Case {
    fn read(path: &std::path::Path) -> Self {
        let text = fs::read_to_string(path).unwrap();
        let comments = |prefix: &str| -> Vec<String> {
            text.lines()
                .filter_map(|line| line.strip_prefix(prefix))
                .map(|line| line.trim().to_owned())
                .collect()
        };
        let case = Self {
            name: path.file_name().unwrap().to_string_lossy().into_owned(),
            refused: sorted(comments("# refused:")),
            stricter: sorted(comments("# stricter:")),
            text: text.clone(),
        };
        let reasons = comments("# because:");
        assert_eq!(
            case.stricter.is_empty(),
            reasons.is_empty(),
            "{}: a stricter check needs its reason",
            case.name
        );
        case
    }

    /// What our checks say, sorted: what they say that the API server refuses, and what only they refuse.
    fn found(&self) -> (Vec<String>, Vec<String>) {
        let crd: Crd = yaml::from_str(&self.text).unwrap_or_else(|error| panic!("{}: {error}", self.name));
        let mut all = [Vec::new(), Vec::new()];
        for version in &crd.spec.versions {
            let markers = check::markers_of(version, |_| 0);
            for finding in check::version(&version.schema.open_api_v3_schema, &markers) {
                let which = usize::from(finding.by == By::Kubewright);
                all[which].push(finding.error.message.to_string());
            }
        }
        if all.iter().all(Vec::is_empty) {
            let found = kubewright_validation::definition(&crd).into_iter();
            all[0].extend(found.map(|found| format!("{}: {}", found.place, found.message)));
        }
        all.iter_mut().for_each(|found| {
            found.sort();
            found.dedup();
        });
        let [refused, stricter] = all;
        (refused, stricter)
    }
}

/// What the server says about a CRD that it is not to keep.
async fn judge(client: &kube::Client, text: &str) -> Result<(), String> {
    let request = Request::post(
        "/apis/apiextensions.k8s.io/v1/customresourcedefinitions?dryRun=All&fieldValidation=Strict",
    )
    .header("content-type", "application/yaml")
    .body(text.as_bytes().to_vec())
    .unwrap();
    let result: Result<serde_json::Value, kube::Error> = client.request(request).await;
    match result {
        Ok(_) => Ok(()),
        Err(kube::Error::Api(status)) => Err(status.message),
        Err(error) => panic!("the server does not answer: {error}"),
    }
}

#[tokio::test]
async fn what_we_refuse_the_server_refuses() {
    let client = Environment::shared().unwrap().client();
    let mut wrong = Vec::new();
    for case in cases("refused") {
        if case.refused.is_empty() && case.stricter.is_empty() {
            wrong.push(format!("{}: does not say what is wrong", case.name));
        }
        let (refused, stricter) = case.found();
        if (&refused, &stricter) != (&case.refused, &case.stricter) {
            wrong.push(format!(
                "{}: we say\n    {}\n  and stricter\n    {}",
                case.name,
                refused.join("\n    "),
                stricter.join("\n    ")
            ));
        }
        let verdict = judge(&client, &case.text).await;
        match (&verdict, case.refused.is_empty()) {
            (Err(_), false) | (Ok(()), true) => {}
            (Ok(()), false) => {
                wrong.push(format!("{}: the server takes it", case.name));
            }
            (Err(message), true) => {
                wrong.push(format!("{}: the server refuses it too: {message}", case.name));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[tokio::test]
async fn what_the_server_takes_we_take() {
    let client = Environment::shared().unwrap().client();
    let mut wrong = Vec::new();
    for case in cases("accepted") {
        let (refused, stricter) = case.found();
        if !refused.is_empty() || !stricter.is_empty() {
            wrong.push(format!("{}: we say {refused:?} {stricter:?}", case.name));
        }
        if let Err(message) = judge(&client, &case.text).await {
            wrong.push(format!("{}: the server says {message}", case.name));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What controller-gen writes and the server takes passes our checks.
#[tokio::test]
async fn what_controller_gen_writes_we_take() {
    let client = Environment::shared().unwrap().client();
    let mut wrong = Vec::new();
    let parity = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("testdata/parity");
    let mut count = 0;
    for entry in fs::read_dir(parity).unwrap() {
        let expected = entry.unwrap().path().join("expected");
        let Ok(files) = fs::read_dir(expected) else {
            continue;
        };
        for file in files {
            let case = Case::read(&file.unwrap().path());
            if !case.text.contains("kind: CustomResourceDefinition") {
                continue;
            }
            count += 1;
            let (refused, stricter) = case.found();
            let found = [refused, stricter].concat();
            let verdict = judge(&client, &case.text).await;
            // The server also refuses rules for what they cost, which is not estimated here.
            if verdict.is_ok() && !found.is_empty() {
                wrong.push(format!(
                    "{}: we say\n    {}\n  and the server {verdict:?}",
                    case.name,
                    found.join("\n    ")
                ));
            }
        }
    }
    assert!(count > 20, "only {count} CRDs");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
