//! The API types of public Go modules: which of their kinds become Rust types, and which of those give the CRDs of the module.
//!
//! `testdata/golang/modules.txt` pins the modules; Go downloads them into its cache and checks their sums. `figures.txt` beside it has
//! the result; `SNAPSHOTS=overwrite` writes it again.

#![expect(clippy::unwrap_used, reason = "a failed test may panic")]

mod common;

use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use kubewright_core::tables::Minor;
use kubewright_golang::{Api, Disk, Kind, Options, translate};
use serde_json::Value;

fn testdata(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../testdata/golang")
        .join(name)
}

/// A line of the list: a module, its version and sum, its folders with CRDs, and its packages with APIs.
struct Pinned {
    module: String,
    root: PathBuf,
    crds: Vec<PathBuf>,
    apis: Vec<String>,
    /// Whether its Makefile says `generateEmbeddedObjectMeta=true`.
    embedded: bool,
}

/// The folders of modules in Go's cache, downloaded.
fn pinned(text: &str) -> (Vec<Pinned>, PathBuf) {
    let lines: Vec<Vec<&str>> = text
        .lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .map(|line| line.split_whitespace().collect())
        .collect();
    let go = |args: &[String]| {
        let output = Command::new("go")
            .args(args)
            .current_dir(std::env::temp_dir())
            .output()
            .unwrap();
        String::from_utf8(output.stdout).unwrap()
    };
    let mut args = vec!["mod".to_owned(), "download".to_owned(), "-json".to_owned()];
    args.extend(lines.iter().map(|line| format!("{}@{}", line[0], line[1])));
    let output = go(&args);
    let answers = serde_json::Deserializer::from_str(&output).into_iter::<Value>();
    let answers: BTreeMap<String, Value> = answers
        .map(|answer| answer.unwrap())
        .map(|answer| (answer["Path"].as_str().unwrap().to_owned(), answer))
        .collect();
    let folder = |line: &Vec<&str>| {
        let answer = &answers[line[0]];
        assert_eq!(answer["Error"], Value::Null, "{answer}");
        assert_eq!(answer["Sum"], line[2], "{} has another content", line[0]);
        PathBuf::from(answer["Dir"].as_str().unwrap())
    };
    let folders: BTreeMap<&str, PathBuf> = lines.iter().map(|line| (line[0], folder(line))).collect();
    // CRDs may be in another module than the types: `module/of/crds:folder`.
    let place = |root: &Path, place: &str| match place.split_once(':') {
        Some((module, folder)) => folders[module].join(folder),
        None => root.join(place),
    };
    let of = |line: &Vec<&str>| {
        let root = folders[line[0]].clone();
        let (crds, apis) = (*line.get(3)?, *line.get(4)?);
        Some(Pinned {
            module: line[0].to_owned(),
            crds: crds.split(',').map(|folder| place(&root, folder)).collect(),
            apis: apis.split(',').map(str::to_owned).collect(),
            embedded: line.get(5) == Some(&"generateEmbeddedObjectMeta"),
            root,
        })
    };
    let cache = go(&["env".to_owned(), "GOMODCACHE".to_owned()]);
    (lines.iter().filter_map(of).collect(), PathBuf::from(cache.trim()))
}

fn figures(pinned: &Pinned, cache: &Path) -> String {
    let disk = Disk::open(&pinned.root, Some(cache)).unwrap();
    let api = |folder: &String| {
        let package = format!("{}/{folder}", disk.module());
        let module = ["api"].into_iter().chain(folder.split('/'));
        Api::new(package.trim_end_matches("/."), module)
    };
    let apis: Vec<Api> = pinned.apis.iter().map(api).collect();
    let minor = disk.minor().unwrap_or(Minor::NEWEST);
    let options = Options::default()
        .embedded_object_meta(pinned.embedded)
        .minor(minor);
    let translation = translate(&disk, &apis, &options).unwrap();
    let mut wanted = BTreeMap::new();
    pinned
        .crds
        .iter()
        .for_each(|folder| wanted.extend(common::crds(folder)));
    let given: BTreeMap<&str, _> = translation
        .crds
        .iter()
        .map(|crd| (crd.metadata.name.as_str(), crd))
        .collect();
    let (mut equal, mut described) = (0, 0);
    let mut text = String::new();
    for (name, crd) in &wanted {
        let Some(given) = given.get(name.as_str()) else {
            continue;
        };
        let mut found = Vec::new();
        common::differences(
            &common::tree(crd, true),
            &common::tree(given, true),
            "",
            &mut found,
        );
        if found.is_empty() {
            equal += 1;
            let all = common::missing(&common::tree(crd, false), &common::tree(given, false));
            described += usize::from(all);
        } else {
            writeln!(text, "  {name} differs {} times: {}", found.len(), found[0]).unwrap();
        }
    }
    for Kind { name, problem, .. } in &translation.kinds {
        if let Some(problem) = problem {
            writeln!(text, "  {name}: {problem}").unwrap();
        }
    }
    for (name, problem) in &translation.left_out {
        writeln!(text, "  left out: {name}: {problem}").unwrap();
    }
    let translated = translation
        .kinds
        .iter()
        .filter(|kind| kind.problem.is_none())
        .count();
    let types: usize = translation.modules.iter().map(|module| module.types).sum();
    let fields: usize = translation.modules.iter().map(|module| module.fields).sum();
    let compared = wanted
        .keys()
        .filter(|name| given.contains_key(name.as_str()))
        .count();
    format!(
        "{}: {translated} of {} kinds, {types} types, {fields} fields; of {compared} CRDs, {equal} are equal, {described} with descriptions\n{text}",
        pinned.module,
        translation.kinds.len(),
    )
}

#[test]
fn kinds_of_public_modules_give_their_crds() {
    let (modules, cache) = pinned(&fs::read_to_string(testdata("modules.txt")).unwrap());
    let text: String = modules.iter().map(|pinned| figures(pinned, &cache)).collect();
    let golden = testdata("figures.txt");
    if std::env::var_os("SNAPSHOTS").is_some_and(|value| value == "overwrite") {
        fs::write(&golden, &text).unwrap();
    }
    let expected = fs::read_to_string(&golden).unwrap_or_default();
    assert!(text == expected, "{}\ndiffers from\n{text}", golden.display());
}
