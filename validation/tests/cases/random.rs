//! Random objects of random kinds are judged as the API server judges them.
//!
//! `VALIDATION_CASES=10000` tries more of them, `VALIDATION_SEED=7` others.

#[path = "random/schema.rs"]
mod schema;
#[path = "random/value.rs"]
mod value;

use fastrand::Rng;
use futures::StreamExt as _;
use futures::stream;
use kube::Client;
use kubewright_core::crd::Crd;
use kubewright_envtest::Environment;
use kubewright_validation::Kind;
use serde_json::{Value, json};

use super::case::{self, Attempt, GROUP, answer, kind_name, plural};
use super::{ask, case::crd};

/// How many attempts are made with a kind; half of them are updates.
const PER_KIND: usize = 40;
/// How many kinds are installed at once.
const BATCH: usize = 25;
/// How many requests are under way.
const PARALLEL: usize = 16;

struct Random {
    name: String,
    crd: Value,
    kind: Kind,
    rng: Rng,
}

/// An attempt with the name of its object.
struct Trial<'a> {
    random: &'a Random,
    attempt: Attempt,
}

fn count_of(variable: &str, otherwise: usize) -> usize {
    std::env::var(variable).map_or(otherwise, |text| text.parse().expect("a number"))
}

#[tokio::test]
async fn random_objects_are_judged_as_the_api_server_judges_them() {
    let count = count_of("VALIDATION_CASES", 300);
    let seed = count_of("VALIDATION_SEED", 0) as u64;
    let environment = Environment::shared().unwrap();
    let client = environment.client();
    let (mut tried, mut accepted, mut number, mut refused) = (0, 0, 0, 0);
    let mut wrong = Vec::new();
    while tried < count {
        let missing = (count - tried).div_ceil(PER_KIND).min(BATCH);
        let mut kinds = Vec::new();
        while kinds.len() < missing {
            let random = Random::new(seed, number);
            number += 1;
            match ask::is_possible(&client, &random.crd).await {
                Ok(()) => kinds.push(random),
                Err(problem) => {
                    refused += 1;
                    assert!(refused <= 10 + number / 2, "most kinds are refused: {problem}");
                }
            }
        }
        let crds: Vec<_> = kinds.iter().map(|random| random.crd.clone()).collect();
        ask::install(environment, &crds).await.unwrap();
        for random in &kinds {
            let (trials, differences, good) = compare(&client, random).await;
            tried += trials;
            accepted += good;
            wrong.extend(differences);
        }
        for random in &kinds {
            ask::uninstall(&client, &random.crd).await;
        }
        if wrong.len() >= 20 {
            break;
        }
    }
    println!("{tried} attempts with {number} kinds ({refused} refused), {accepted} accepted");
    assert!(
        wrong.is_empty(),
        "{}\n{} of {tried} differ",
        wrong.join("\n\n"),
        wrong.len()
    );
    assert!(
        accepted * 10 > tried && accepted * 10 < tried * 9,
        "{accepted} of {tried} are accepted"
    );
}

impl Random {
    fn new(seed: u64, number: usize) -> Self {
        let mut rng = Rng::with_seed(seed << 32 | number as u64);
        let name = format!("random{number}");
        let mut document = json!({ "schema": schema::root(&mut rng) });
        if rng.bool() {
            document["subresources"] = json!({"status": {}});
        }
        let crd = crd(&name, &document);
        let read: Crd = serde_json::from_value(crd.clone()).unwrap();
        Self {
            kind: Kind::all(&read).remove(0),
            name,
            crd,
            rng,
        }
    }

    fn object(&self, rng: &mut Rng, name: &str, wrong: u32) -> Value {
        let schema = &self.crd["spec"]["versions"][0]["schema"]["openAPIV3Schema"];
        let mut object = value::fitting(rng, schema, 0);
        for key in ["spec", "status"] {
            if object.get(key).is_some() {
                object[key] = value::fitting(rng, &schema["properties"][key], wrong);
            }
        }
        object["apiVersion"] = format!("{GROUP}/v1").into();
        object["kind"] = kind_name(&self.name).into();
        object["metadata"] = json!({ "name": name });
        object
    }
}

/// Tries new objects of a kind, and changes of one that exists.
async fn compare(client: &Client, random: &Random) -> (usize, Vec<String>, usize) {
    let mut rng = random.rng.clone();
    let mut attempts = Vec::new();
    for _ in 0..PER_KIND / 2 {
        let wrong = [0, 0, 8][rng.usize(..3)];
        attempts.push(Attempt {
            object: random.object(&mut rng, "o1", wrong),
            old: None,
            status: false,
        });
    }
    // Something that is accepted, to change it.
    let old = (0..200)
        .map(|_| random.object(&mut rng, "o2", 0))
        .find(|object| random.kind.create(object).is_accepted());
    if let Some(old) = old {
        let stored = ask::create(client, &random.name, &old).await;
        for _ in 0..PER_KIND / 2 {
            attempts.push(changed(random, &mut rng, &stored));
        }
    }
    let trials = attempts.into_iter().map(|attempt| Trial { random, attempt });
    let results: Vec<(String, bool)> = stream::iter(trials)
        .map(|trial| trial.run(client))
        .buffered(PARALLEL)
        .collect()
        .await;
    let tried = results.len();
    let good = results.iter().filter(|(_, accepted)| *accepted).count();
    let wrong = results
        .into_iter()
        .map(|(text, _)| text)
        .filter(|text| !text.is_empty());
    (tried, wrong.collect(), good)
}

/// A change of a stored object: some parts of another one.
fn changed(random: &Random, rng: &mut Rng, stored: &Value) -> Attempt {
    let wrong = [0, 0, 8][rng.usize(..3)];
    let other = random.object(rng, "o2", wrong);
    let mut object = stored.clone();
    for key in ["spec", "status"] {
        match (object.get(key).cloned(), other.get(key)) {
            (Some(Value::Object(mut kept)), Some(Value::Object(new))) if rng.u8(..4) > 0 => {
                for (name, value) in new {
                    if rng.bool() {
                        kept.insert(name.clone(), value.clone());
                    }
                }
                object[key] = kept.into();
            }
            (_, Some(value)) => object[key] = value.clone(),
            (..) => {}
        }
    }
    let has_status = random.crd["spec"]["versions"][0].get("subresources").is_some();
    Attempt {
        object,
        old: Some(stored.clone()),
        status: has_status && rng.u8(..3) == 0,
    }
}

impl Trial<'_> {
    /// The difference, or an empty text, and whether the API server accepts the object.
    async fn run(self, client: &Client) -> (String, bool) {
        let Self { random, attempt } = self;
        let path = format!("/apis/{GROUP}/v1/namespaces/default/{}", plural(&random.name));
        let (method, path) = match (&attempt.old, attempt.status) {
            (None, _) => ("POST", path),
            (Some(_), false) => ("PUT", format!("{path}/o2")),
            (Some(_), true) => ("PUT", format!("{path}/o2/status")),
        };
        let server = answer(ask::write(client, method, &path, &attempt.object).await);
        let said = case::said(&case::verdict(&random.kind, &attempt));
        let accepted = server.get("stored").is_some();
        // The API server walks the fields in any order until it finds one that cannot be decoded.
        let undecodable = server.get("undecodable").is_some() && said.get("undecodable").is_some();
        let difference = case::difference(&server, &said).filter(|_| !undecodable);
        let Some(difference) = difference else {
            return (String::new(), accepted);
        };
        let schema = &random.crd["spec"]["versions"][0];
        (
            format!(
                "{} {schema}\nold: {}\nnew: {}\n{difference}",
                random.name,
                attempt.old.unwrap_or_default(),
                attempt.object
            ),
            accepted,
        )
    }
}
