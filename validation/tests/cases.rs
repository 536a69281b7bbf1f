//! Every case is judged as the API server judged it.

#![expect(clippy::unwrap_used, reason = "a test may end where it stands")]

#[path = "cases/ask.rs"]
mod ask;
#[path = "cases/case.rs"]
mod case;
#[path = "cases/random.rs"]
mod random;
#[path = "cases/server.rs"]
mod server;

use std::fs;

use serde_json::Value;

#[test]
fn each_attempt_is_judged_as_the_api_server_judges_it() {
    let mut wrong = Vec::new();
    let mut count = 0;
    for case in case::all() {
        let kind = case.kind();
        let text =
            fs::read_to_string(case.answers()).unwrap_or_else(|error| panic!("{}: {error}", case.name));
        let answers: Vec<Value> = serde_json::from_str(&text).unwrap();
        assert_eq!(answers.len(), case.attempts.len(), "{}: bless it", case.name);
        for (number, (attempt, answer)) in case.attempts.iter().zip(&answers).enumerate() {
            count += 1;
            let said = case::said(&case::verdict(&kind, attempt));
            if let Some(difference) = case::difference(answer, &said) {
                wrong.push(format!(
                    "{} {}: {}\n{difference}",
                    case.name,
                    number + 1,
                    attempt.object
                ));
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "{}\n{} of {count} differ",
        wrong.join("\n\n"),
        wrong.len()
    );
    assert!(count > 100, "only {count} attempts");
}
