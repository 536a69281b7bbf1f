//! YAML of any size that people write.

use kubewright_core::yaml;
use serde_json::{Value, json};

#[test]
fn comments_may_be_of_any_length() {
    let text = format!("a:\n{}  b: 1\n", "  # More about it.\n".repeat(5_000));
    assert_eq!(yaml::from_str::<Value>(&text).unwrap(), json!({"a": {"b": 1}}));
    assert_eq!(
        yaml::all_from_str::<Value>(&text).unwrap(),
        [json!({"a": {"b": 1}})]
    );
}

#[test]
fn a_file_may_have_any_number_of_values_and_documents() {
    let list: Vec<u32> = yaml::from_str(&"- 1\n".repeat(400_000)).unwrap();
    assert_eq!(list.len(), 400_000);
    let documents: Vec<Value> = yaml::all_from_str(&"---\na: 1\n".repeat(3_000)).unwrap();
    assert_eq!(documents.len(), 3_000);
}

#[test]
fn aliases_that_multiply_are_refused() {
    let mut text = "a0: &a0 [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]\n".to_owned();
    for level in 1..12 {
        let below = format!("*a{}, ", level - 1).repeat(10);
        text.push_str(&format!("a{level}: &a{level} [{below}]\n"));
    }
    assert!(yaml::from_str::<Value>(&text).is_err());
}
