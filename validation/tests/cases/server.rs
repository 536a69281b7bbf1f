//! The answers beside the cases are those of a real API server.

use std::fs;

use kubewright_envtest::Environment;
use serde_json::Value;

use super::{ask, case};

#[tokio::test]
async fn the_api_server_gives_the_answers_of_the_cases() {
    let environment = Environment::shared().unwrap();
    let client = environment.client();
    let cases = case::all();
    let crds: Vec<_> = cases.iter().map(|case| case.crd.clone()).collect();
    ask::install(environment, &crds).await.unwrap();
    let overwrite = std::env::var("SNAPSHOTS").is_ok_and(|value| value == "overwrite");
    let mut changed = Vec::new();
    for case in &cases {
        let mut answers = Vec::new();
        let namespaced = case.crd["spec"]["scope"] == "Namespaced";
        for attempt in &case.attempts {
            answers.push(ask::ask(&client, &case.name, namespaced, attempt).await);
        }
        let text = format!("{:#}\n", Value::Array(answers));
        if fs::read_to_string(case.answers()).unwrap_or_default() != text {
            if overwrite {
                fs::write(case.answers(), text).unwrap();
            } else {
                changed.push(case.name.clone());
            }
        }
    }
    assert!(
        changed.is_empty(),
        "the API server answers otherwise: {changed:?}"
    );
}
