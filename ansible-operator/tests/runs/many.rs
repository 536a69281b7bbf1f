//! Many objects at once.

use std::fs;

use serde_json::{Value, json};

use super::fixture::Site;

const OBJECTS: usize = 20;
const RUNNERS: usize = 4;

#[tokio::test(flavor = "multi_thread")]
async fn twenty_objects_share_four_runners() {
    let mut site = Site::new("many", "").await;
    site.arguments = vec![
        format!("--max-runners={RUNNERS}"),
        format!("--max-concurrent-reconciles={OBJECTS}"),
    ];
    site.tasks("- name: Greet\n  ansible.builtin.debug: { msg: \"{{ greeting }}\" }\n");
    site.start();
    let names: Vec<_> = (0..OBJECTS).map(|number| format!("site-{number:02}")).collect();
    for name in &names {
        site.create(name, json!({ "greeting": name })).await;
    }
    for name in &names {
        site.succeeded(name).await;
    }
    // When each run began and ended, by its events.
    let mut times = Vec::new();
    for name in &names {
        for run in site.runs(name) {
            let events = fs::read_dir(run.join("job_events")).unwrap();
            let mut created: Vec<String> = events
                .map(|entry| {
                    let text = fs::read(entry.unwrap().path()).unwrap();
                    let event: Value = serde_json::from_slice(&text).unwrap();
                    event["created"].as_str().unwrap().to_owned()
                })
                .collect();
            created.sort();
            times.push((created.first().unwrap().clone(), 1_i32));
            times.push((created.last().unwrap().clone(), -1));
        }
    }
    assert_eq!(times.len(), 2 * OBJECTS, "one run each");
    times.sort();
    let mut active = 0;
    let most = times.iter().map(|(_, step)| {
        active += step;
        active
    });
    let most = usize::try_from(most.max().unwrap()).unwrap();
    assert!(most <= RUNNERS && most > 1, "{most} runs at the same time");
}
