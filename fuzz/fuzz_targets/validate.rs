//! Objects of any schema: an answer in bounded time, the same one each time. The text is YAML: the first document has the `schema`, the
//! others are objects.
#![no_main]

#[path = "../tea.rs"]
mod tea;

use kubewright_validation::yaml;
use libfuzzer_sys::fuzz_target;
use serde_json::json;

fuzz_target!(|text: &str| {
    let Ok(documents) = yaml::read(text) else {
        return;
    };
    let Some((first, others)) = documents.split_first() else {
        return;
    };
    let mut version = json!({"schema": {"openAPIV3Schema": first.value["schema"]}});
    if first.value["subresources"].is_object() {
        version["subresources"] = first.value["subresources"].clone();
    }
    let Some(tea) = tea::kind(&version) else {
        return;
    };
    for document in others {
        let mut object = document.value.clone();
        tea::complete(&mut object);
        let verdict = tea.create(&object);
        assert_eq!(verdict, tea.create(&object));
        for unknown in &verdict.unknown {
            _ = document.place(&unknown.at);
        }
        for cause in &verdict.causes {
            _ = document.place(&cause.at);
        }
        _ = tea.update(&object, &verdict.object);
        _ = tea.update_status(&verdict.object, &object);
    }
});
