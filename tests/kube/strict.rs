//! Strict schemas against a real API server: each case in `testdata/kube/strict` has a kind, and objects that its Rust type reads or
//! (`rejected`) does not. What the exact schema does is in the first comment: `refused` is an error, with `lost` an object is lost.

use std::fs;
use std::path::{Path, PathBuf};

use http::Request;
use kubewright_envtest::{Crds, Environment};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::{folder, kubewright, project};

#[derive(Deserialize)]
struct Object {
    spec: Value,
    #[serde(default)]
    rejected: bool,
}

struct Case {
    name: String,
    source: PathBuf,
    objects: Vec<Object>,
    exact: String,
}

fn cases() -> Vec<Case> {
    let mut all = Vec::new();
    for entry in fs::read_dir(folder().join("strict")).unwrap() {
        let source = entry.unwrap().path();
        if source.extension().is_none_or(|extension| extension != "rs") {
            continue;
        }
        let text = fs::read_to_string(&source).unwrap();
        let exact = text.lines().find_map(|line| line.strip_prefix("//! exact: "));
        let objects = fs::read_to_string(source.with_extension("yaml")).unwrap();
        all.push(Case {
            name: source.file_stem().unwrap().to_string_lossy().into_owned(),
            exact: exact.unwrap().to_owned(),
            objects: serde_saphyr::from_str(&objects).unwrap(),
            source,
        });
    }
    all.sort_by(|a, b| a.name.cmp(&b.name));
    all
}

/// The CRD that the command writes, and the repairs that it lists; or its errors.
fn made(case: &Case, schema: &str) -> Result<(Value, String), String> {
    let project = project(&[(case.name.clone(), case.source.clone())]);
    let schema = format!("crd:schema={schema}");
    let args = [
        "manifests",
        "paths=./...",
        &schema,
        "output:crd:dir=crds",
        "--explain",
    ];
    let output = kubewright(project.path(), &args);
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).into_owned());
    }
    let file = fs::read_dir(project.path().join("crds")).unwrap().next().unwrap();
    let text = fs::read_to_string(file.unwrap().path()).unwrap();
    let crd = serde_saphyr::from_str(&text).unwrap();
    Ok((crd, String::from_utf8_lossy(&output.stdout).into_owned()))
}

/// `SNAPSHOTS=overwrite` writes the CRDs and the lists again.
#[test]
fn each_repair_is_listed() {
    let overwrites = std::env::var_os("SNAPSHOTS").is_some_and(|value| value == "overwrite");
    for case in cases() {
        let (crd, repairs) = made(&case, "strict").unwrap_or_else(|error| panic!("{}: {error}", case.name));
        assert!(!repairs.is_empty(), "{}: nothing is repaired", case.name);
        let spec = &crd["spec"]["versions"][0];
        let found = format!(
            "{repairs}\n{:#}\n",
            json!({"schema": spec["schema"], "subresources": spec["subresources"]})
        );
        let golden = case.source.with_extension("txt");
        if overwrites {
            fs::write(&golden, &found).unwrap();
        }
        assert_eq!(
            found,
            fs::read_to_string(&golden).unwrap_or_default(),
            "{}",
            case.name
        );
        match (case.exact.as_str(), made(&case, "exact")) {
            ("refused", Err(error)) => assert!(error.contains("error: "), "{}: {error}", case.name),
            ("lost", Ok((exact, _))) => assert_ne!(exact, crd, "{}", case.name),
            (expected, made) => panic!("{}: {expected}, but {made:?}", case.name),
        }
    }
}

/// The spec that the API server stores, or why it rejects the object.
async fn stored(
    environment: &Environment,
    crd: &Value,
    name: &str,
    object: &Object,
) -> Result<Value, String> {
    let spec = &crd["spec"];
    let kind = &spec["names"]["kind"];
    let path = format!(
        "/apis/{}/v1/{}",
        spec["group"].as_str().unwrap(),
        spec["names"]["plural"].as_str().unwrap()
    );
    let body = json!({
        "apiVersion": format!("{}/v1", spec["group"].as_str().unwrap()),
        "kind": kind,
        "metadata": {"name": name},
        "spec": object.spec,
    });
    let request = Request::post(&path).header("content-type", "application/json");
    let request = request.body(body.to_string().into_bytes()).unwrap();
    let answer = environment.client().request::<Value>(request).await;
    answer
        .map(|mut made| made["spec"].take())
        .map_err(|error| error.to_string())
}

/// The verdict on the objects: `None` if all are stored as they are, or rejected as they must be.
async fn judged(environment: &Environment, crd: &Value, case: &Case) -> Option<String> {
    for (at, object) in case.objects.iter().enumerate() {
        let answer = stored(environment, crd, &format!("object-{at}"), object).await;
        match (answer, object.rejected) {
            (Ok(spec), false) if spec == object.spec => {}
            (Err(_), true) => {}
            (Ok(spec), false) => return Some(format!("{} is stored as {spec}", object.spec)),
            (Ok(_), true) => return Some(format!("{} is accepted", object.spec)),
            (Err(error), false) => return Some(format!("{} is rejected: {error}", object.spec)),
        }
    }
    None
}

async fn install(environment: &Environment, crd: &Value) -> Result<(), String> {
    let crds = Crds::parse(&crd.to_string()).map_err(|error| error.to_string())?;
    environment
        .install_crds(crds)
        .await
        .map(|_| ())
        .map_err(|error| format!("{error:#}"))
}

/// The same CRD with other names, so that both schemas are on one server.
fn renamed(mut crd: Value, group: &str) -> Value {
    let plural = crd["spec"]["names"]["plural"].as_str().unwrap().to_owned();
    crd["metadata"]["name"] = format!("{plural}.{group}").into();
    crd["spec"]["group"] = group.into();
    crd
}

#[tokio::test(flavor = "multi_thread")]
async fn the_api_server_keeps_what_strict_schemas_read() {
    let environment = Environment::start().await.unwrap();
    let mut wrong = Vec::new();
    for case in cases() {
        let (crd, _) = made(&case, "strict").unwrap();
        if let Err(error) = install(&environment, &crd).await {
            wrong.push(format!("{}: the CRD is rejected: {error}", case.name));
            continue;
        }
        if let Some(verdict) = judged(&environment, &crd, &case).await {
            wrong.push(format!("{}: {verdict}", case.name));
        }
        if let Ok((exact, _)) = made(&case, "exact") {
            let exact = renamed(exact, "exact.example.com");
            install(&environment, &exact).await.unwrap();
            let objects_differ = judged(&environment, &exact, &case).await.is_some();
            // What has no object to show it: merging of lists, subresources.
            let is_shown = !["lists", "scale"].contains(&case.name.as_str());
            if is_shown && !objects_differ {
                wrong.push(format!("{}: the exact schema loses nothing", case.name));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn projects_state_which_schemas_they_have() {
    let project = project(&[("numbers".to_owned(), folder().join("strict/numbers.rs"))]);
    let at: &Path = project.path();
    let run = |args: &[&str]| {
        let output = kubewright(at, args);
        let (out, err) = (output.stdout, output.stderr);
        (
            String::from_utf8_lossy(&out).into_owned(),
            String::from_utf8_lossy(&err).into_owned(),
        )
    };
    let args = ["manifests", "paths=./...", "crd", "--stdout", "--lint"];
    let (exact, notes) = run(&args);
    assert!(exact.contains("format: uint32"), "{exact}");
    assert!(
        notes.contains("note: v1 .spec.count: the API server does not know the format `uint32`"),
        "{notes}"
    );
    let state = |schema: &str| {
        let text = format!("version: \"3\"\nplugins:\n  kube.kubewright.dev/v1:\n    schema: {schema}\n");
        fs::write(at.join("PROJECT"), text).unwrap();
    };
    state("strict");
    let (strict, notes) = run(&args);
    assert!(strict.contains("maximum: 4294967295"), "{strict}");
    assert!(!notes.contains("note: v1"), "{notes}");
    let (again, _) = run(&["manifests", "paths=./...", "crd:schema=exact", "--stdout"]);
    assert_eq!(again, exact);
    state("loose");
    let (_, error) = run(&args);
    assert!(
        error.contains("`schema: loose` is unknown; write `exact` or `strict`"),
        "{error}"
    );
    let (_, error) = run(&["manifests", "paths=./...", "crd:schema=loose", "--stdout"]);
    assert!(
        error.contains("`crd:schema=loose` is unknown; write `exact` or `strict`"),
        "{error}"
    );
}
