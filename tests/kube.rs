//! Projects with kube's own derives: `kubewright manifests` gives the CRDs that the program's `crd()` gives.

#![expect(clippy::unwrap_used, reason = "a test may end where it stands")]

#[path = "../kube-types/tests/compared/mod.rs"]
mod compared;

mod kube {
    mod adopt;
    mod eras;
    mod strict;
    mod webhooks;
}

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;

use compared::plain;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/kube")
}

fn kubewright(directory: &Path, args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_kubewright"))
        .current_dir(directory)
        .args(args)
        .output()
        .unwrap()
}

/// A crate like any that uses kube-rs, with a module for each case. Its lock file is the oracle's.
fn project(modules: &[(String, PathBuf)]) -> tempfile::TempDir {
    let project = tempfile::tempdir().unwrap();
    let src = project.path().join("src");
    fs::create_dir(&src).unwrap();
    let manifest = fs::read_to_string(folder().join("oracle/Cargo.toml")).unwrap();
    fs::write(project.path().join("Cargo.toml"), manifest).unwrap();
    fs::copy(
        folder().join("oracle/Cargo.lock"),
        project.path().join("Cargo.lock"),
    )
    .unwrap();
    let mut library = String::new();
    for (name, path) in modules {
        fs::copy(path, src.join(format!("{name}.rs"))).unwrap();
        library.push_str(&format!("pub mod {name};\n"));
    }
    fs::write(src.join("lib.rs"), library).unwrap();
    fs::copy(folder().join("cases/docs.txt"), src.join("docs.txt")).unwrap();
    project
}

/// The versions of a kind as kube's `merge_crds` joins them.
fn merged(mut crds: Vec<Value>) -> Value {
    let stored = |crd: &Value| crd["spec"]["versions"][0]["storage"] == true;
    let at = crds.iter().position(stored).unwrap_or(0);
    let mut root = crds.remove(at);
    while let Some(mut other) = crds.pop() {
        let version = other["spec"]["versions"][0].take();
        root["spec"]["versions"].as_array_mut().unwrap().push(version);
    }
    root
}

#[test]
fn a_project_gets_the_crds_of_its_program() {
    let cases = folder().join("cases");
    let mut modules = Vec::new();
    let mut expected: BTreeMap<String, Vec<Value>> = BTreeMap::new();
    for entry in fs::read_dir(&cases).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        match path.extension().and_then(std::ffi::OsStr::to_str) {
            Some("rs") => modules.push((name, path)),
            Some("json") => {
                let all: Vec<Value> = serde_json::from_str(&fs::read_to_string(&path).unwrap()).unwrap();
                for mut crd in all {
                    plain(&mut crd);
                    let name = crd["metadata"]["name"].as_str().unwrap().to_owned();
                    expected.entry(name).or_default().push(crd);
                }
            }
            _ => {}
        }
    }
    modules.sort();
    let project = project(&modules);
    let output = kubewright(
        project.path(),
        &["manifests", "paths=./...", "crd", "output:crd:dir=crds"],
    );
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let mut found = 0;
    for entry in fs::read_dir(project.path().join("crds")).unwrap() {
        let text = fs::read_to_string(entry.unwrap().path()).unwrap();
        let mut crd: Value = serde_saphyr::from_str(&text).unwrap();
        plain(&mut crd);
        let name = crd["metadata"]["name"].as_str().unwrap();
        let expected = merged(expected[name].clone());
        assert!(crd == expected, "{name}: {crd:#}\n{expected:#}");
        found += 1;
    }
    assert_eq!(found, expected.len());
}

/// All files below a folder, with their texts.
fn texts(folder: &Path) -> BTreeMap<PathBuf, String> {
    let mut found = BTreeMap::new();
    let mut open = vec![folder.to_owned()];
    while let Some(at) = open.pop() {
        for entry in fs::read_dir(&at).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else {
                let text = fs::read_to_string(&path).unwrap();
                found.insert(path.strip_prefix(folder).unwrap().to_owned(), text);
            }
        }
    }
    found
}

#[test]
fn a_crate_is_adopted_without_a_change_in_its_rust_files() {
    let modules = [("shop".to_owned(), folder().join("markers/markers.rs"))];
    let project = project(&modules);
    let at = project.path();
    fs::write(at.join("src/main.rs"), "fn main() {}\n").unwrap();
    let before = texts(at);

    let shown = kubewright(
        at,
        &["adopt", "--dry-run", "--domain", "com", "--project-name", "shops"],
    );
    assert!(
        shown.status.success(),
        "{}",
        String::from_utf8_lossy(&shown.stderr)
    );
    assert_eq!(texts(at), before);

    let output = kubewright(at, &["adopt", "--health-port", "8080", "--bin", "kube-oracle"]);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{said}");
    assert!(said.contains("`+kubebuilder:rbac`"), "{said}");
    let after = texts(at);
    for (path, text) in &before {
        assert_eq!(after.get(path), Some(text), "{}", path.display());
    }
    let written = |path: &str| &after[Path::new(path)];
    let resources =
        "resources:\n- api:\n    crdVersion: v1\n    namespaced: true\n  domain: example.com\n  kind: Shop\n";
    assert!(written("PROJECT").contains(resources), "{}", written("PROJECT"));
    assert!(written("Dockerfile").contains("ARG PROGRAM=kube-oracle\n"));
    assert!(written("config/manager/manager.yaml").contains("path: /healthz\n            port: 8080\n"));
    assert!(written("config/crd/bases/example.com_shops.yaml").contains("maxLength: 10"));
    let sample = after
        .iter()
        .find(|(path, _)| path.starts_with("config/samples") && path.ends_with("v1_shop.yaml"));
    assert!(
        sample.unwrap().1.ends_with("spec:\n  mode: A\n  parts: []\n"),
        "{sample:?}"
    );

    let objects = Command::new("kubectl")
        .args(["kustomize", "config/default"])
        .current_dir(at)
        .output()
        .unwrap();
    assert!(
        objects.status.success(),
        "{}",
        String::from_utf8_lossy(&objects.stderr)
    );

    // Another kind beside them, with kube's derive.
    let created = kubewright(
        at,
        &[
            "create",
            "api",
            "--group",
            "",
            "--version",
            "v1",
            "--kind",
            "Plum",
        ],
    );
    let said = String::from_utf8_lossy(&created.stderr).into_owned();
    assert!(created.status.success(), "{said}");
    let text = fs::read_to_string(at.join("src/api/v1/plum.rs")).unwrap();
    assert!(text.contains("derive(CustomResource"), "{text}");
    assert!(
        fs::read_to_string(at.join("src/lib.rs"))
            .unwrap()
            .ends_with("pub mod shop;\npub mod api;\n")
    );
    let plum = fs::read_to_string(at.join("config/crd/bases/example.com_plums.yaml")).unwrap();
    assert!(plum.contains("maxLength: 63"), "{plum}");
    let before_again = texts(at);
    let args = [
        "create",
        "api",
        "--group",
        "",
        "--version",
        "v1",
        "--kind",
        "Pear",
        "--controller=true",
    ];
    let refused = kubewright(at, &args);
    let said = String::from_utf8_lossy(&refused.stderr).into_owned();
    let expected = "`--controller` is for types with kubewright's derives, and this one has kube's; leave it out, or pass `--style kubewright`";
    assert!(said.contains(expected), "{said}");
    let args = [
        &args[..8],
        &["--image", "nginx:1", "--image-container-port", "80"],
    ]
    .concat();
    let refused = kubewright(at, &args);
    let said = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(
        said.contains("`--image` is for types with kubewright's derives"),
        "{said}"
    );
    assert_eq!(texts(at), before_again);
    let after = before_again;

    let again = kubewright(at, &["adopt"]);
    assert!(again.status.success());
    assert_eq!(texts(at), after);
    let checked = kubewright(at, &["manifests", "--check"]);
    assert!(
        checked.status.success(),
        "{}",
        String::from_utf8_lossy(&checked.stderr)
    );
}

/// Files are parsed with the bodies of their functions for defaults and calls, and the parser is recursive.
#[test]
fn code_that_nests_too_deep_is_an_error_where_it_does() {
    let source = |depth: usize| {
        let (open, close) = ("(".repeat(depth), ")".repeat(depth));
        format!(
            "use kube::CustomResource;
use schemars::JsonSchema;
use serde::{{Deserialize, Serialize}};

#[derive(CustomResource, Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[kube(group = \"example.com\", version = \"v1\", kind = \"Shop\")]
pub struct ShopSpec {{
    #[serde(default = \"size\")]
    size: u8,
    name: Name,
}}

pub type Name = String;

fn size() -> u8 {{
    {open}1{close}
}}
"
        )
    };
    let file = tempfile::NamedTempFile::new().unwrap();
    fs::write(file.path(), source(400)).unwrap();
    let project = project(&[("shop".to_owned(), file.path().to_owned())]);
    let at = project.path();
    let run = |args: &[&str]| {
        let output = kubewright(at, args);
        let said = [output.stdout, output.stderr].concat();
        (output.status.code(), String::from_utf8_lossy(&said).into_owned())
    };
    let manifests = ["manifests", "paths=./...", "crd", "output:none"];
    assert_eq!(run(&manifests), (Some(0), String::new()));

    fs::write(at.join("src/shop.rs"), source(100_000)).unwrap();
    let (status, said) = run(&manifests);
    assert_eq!(status, Some(1), "{said}");
    let deep = "error: this nests too deep to be read; move a part of it into a function or a constant\n  --> src/shop.rs:16:504\n";
    assert!(said.contains(deep), "{said}");
    let name = "`src/shop.rs:16` cannot be read: this nests too deep to be read";
    assert!(said.contains(name), "{said}");
    let (status, said) = run(&["rbac", "suggest", "./..."]);
    assert_eq!(status, Some(0), "{said}");
    assert!(said.contains("src/shop.rs:16  this nests too deep"), "{said}");
}

/// Without a lock file the versions are those of `Cargo.toml`: a note, no error.
#[test]
fn a_crate_without_a_lock_file_is_adopted() {
    let modules = [("shop".to_owned(), folder().join("markers/markers.rs"))];
    let project = project(&modules);
    let at = project.path();
    fs::remove_file(at.join("Cargo.lock")).unwrap();
    fs::write(at.join("src/main.rs"), "fn main() {}\n").unwrap();
    let output = kubewright(at, &["adopt"]);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{said}");
    assert!(said.contains("note: there is no `Cargo.lock`"), "{said}");
    assert!(at.join("PROJECT").is_file());
    assert!(at.join("config/crd/bases/example.com_shops.yaml").is_file());
}

/// Only the files that `adopt` writes are kubewright's: no command changes another, and each says what it cannot do.
#[test]
fn the_rust_files_of_an_adopted_crate_stay() {
    let modules = [("shop".to_owned(), folder().join("markers/markers.rs"))];
    let project = project(&modules);
    let at = project.path();
    fs::write(at.join("src/main.rs"), "fn main() {}\n").unwrap();
    let run = |args: &str| {
        let args: Vec<_> = args.split(' ').collect();
        let output = kubewright(at, &args);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        (output.status.success(), said)
    };
    let own = texts(at);
    let (adopted, said) = run("adopt --health-port 8080 --bin kube-oracle");
    assert!(adopted, "{said}");
    let before = texts(at);
    let (updated, said) = run("alpha update");
    assert!(updated && said.contains("nothing to do"), "{said}");
    assert_eq!(texts(at), before);

    for (args, expected) in [
        (
            "create webhook --group= --version v1 --kind Shop --defaulting",
            "the code of `create webhook` needs kubewright's runtime, and this crate uses kube without it; write the handler yourself and a `+kubebuilder:webhook` marker above it; then delete PROJECT, and run `kubewright adopt` again",
        ),
        (
            "create api --group apps --version v1 --kind Deployment --resource=false",
            "a controller of a type outside of this crate needs kubewright's runtime, and this crate uses kube without it; write it with kube's `Controller`, and its permissions as `+kubebuilder:rbac` markers; `kubewright rbac suggest` prints them",
        ),
        (
            "edit --own-certificates",
            "`--own-certificates` needs kubewright's runtime, and this crate uses kube without it; leave it out: cert-manager issues the certificates of such a program",
        ),
    ] {
        let (done, said) = run(args);
        assert!(!done && said.contains(expected), "{args}: {said}");
        assert_eq!(texts(at), before, "{args}");
    }

    for (args, next) in [
        ("edit --multigroup", ""),
        (
            "edit --namespaced",
            "next: let the program watch its own namespace: no Rust file was changed",
        ),
        ("alpha update", "nothing to do"),
        (
            "edit --namespaced=false",
            "next: let the program watch all namespaces: no Rust file was changed",
        ),
        ("edit --multigroup=false", ""),
    ] {
        let (done, said) = run(args);
        assert!(done && said.contains(next), "{args}: {said}");
        let now = texts(at);
        for (path, text) in &own {
            assert_eq!(now.get(path), Some(text), "{args}: {}", path.display());
        }
    }
    assert_eq!(texts(at), before);
}

#[test]
fn kinds_of_other_domains_are_external() {
    let sources = tempfile::tempdir().unwrap();
    let foreign = sources.path().join("foreign.rs");
    let text = "use kube::CustomResource;\nuse schemars::JsonSchema;\nuse serde::{Deserialize, Serialize};\n\n\
        #[derive(CustomResource, Clone, Debug, Deserialize, Serialize, JsonSchema)]\n\
        #[kube(group = \"cache.other.com\", version = \"v1\", kind = \"Memcached\", namespaced)]\n\
        pub struct MemcachedSpec {\n    size: u8,\n}\n";
    fs::write(&foreign, text).unwrap();
    let modules = [
        ("foreign".to_owned(), foreign.clone()),
        ("shop".to_owned(), folder().join("markers/markers.rs")),
    ];
    let project = project(&modules);
    let at = project.path();
    fs::write(at.join("src/main.rs"), "fn main() {}\n").unwrap();
    let said = |args: &[&str]| {
        let output = kubewright(at, args);
        (
            output.status.success(),
            String::from_utf8_lossy(&output.stderr).into_owned(),
        )
    };
    let (adopted, text) = said(&["adopt"]);
    assert!(!adopted);
    let expected = "error: the API groups `cache.other.com`, `example.com` share no domain; pass the domain of your own kinds to `--domain`; the other kinds are then external";
    assert!(text.contains(expected), "{text}");
    let (adopted, text) = said(&["adopt", "--domain", "example.com"]);
    assert!(adopted, "{text}");
    let project = fs::read_to_string(at.join("PROJECT")).unwrap();
    let external =
        "- domain: other.com\n  external: true\n  group: cache\n  kind: Memcached\n  version: v1\n";
    assert!(project.contains(external), "{project}");
    let names = |folder: &str| {
        let names = fs::read_dir(at.join(folder)).unwrap();
        names
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect::<Vec<_>>()
    };
    assert_eq!(names("config/crd/bases"), ["example.com_shops.yaml"]);
    assert!(
        !names("config/samples")
            .iter()
            .any(|name| name.contains("memcached"))
    );
    let (checked, text) = said(&["manifests", "--check"]);
    assert!(checked, "{text}");
    assert!(!text.contains("Memcached"), "{text}");
}

#[test]
fn what_cannot_be_adopted_is_said() {
    let empty = tempfile::tempdir().unwrap();
    let said = |at: &Path, args: &[&str]| {
        let output = kubewright(at, args);
        assert_eq!(output.status.code(), Some(1));
        String::from_utf8_lossy(&output.stderr).into_owned()
    };
    assert!(said(empty.path(), &["adopt"]).contains("error: this folder has no package; "));
    let text = said(empty.path(), &["adopt"]);
    let help = "run `kubewright adopt` in the folder of the crate that has the kinds";
    assert!(text.contains(help), "{text}");
    let without = project(&[]);
    let text = said(without.path(), &["adopt"]);
    assert!(
        text.contains("error: this crate has no kind with kube's `#[derive(CustomResource)]`; "),
        "{text}"
    );
    let help =
        "create a project with `kubewright init`, or run this in the folder of the crate that has the kinds";
    assert!(text.contains(help), "{text}");
    let modules = [("shop".to_owned(), folder().join("markers/markers.rs"))];
    let shop = project(&modules);
    let text = said(shop.path(), &["adopt", "--domain", "other.com"]);
    assert!(
        text.contains("error: no API group ends in the domain `other.com`; the groups are `example.com`"),
        "{text}"
    );
    let text = said(shop.path(), &["adopt", "--bin", "nothing"]);
    assert!(
        text.contains("error: the package has no binary `nothing`; "),
        "{text}"
    );
    assert!(!shop.path().join("PROJECT").exists());
    fs::create_dir(shop.path().join("src/bin")).unwrap();
    for name in ["one", "two"] {
        fs::write(shop.path().join(format!("src/bin/{name}.rs")), "fn main() {}\n").unwrap();
    }
    let text = said(shop.path(), &["adopt"]);
    assert!(
        text.contains("error: the package has several binaries; pass one to `--bin`; it has `one`, `two`"),
        "{text}"
    );
    let lock = fs::read_to_string(shop.path().join("Cargo.lock")).unwrap();
    let old = lock.replace(
        "name = \"kube-derive\"\nversion = \"5.0.0\"",
        "name = \"kube-derive\"\nversion = \"0.87.0\"",
    );
    fs::write(shop.path().join("Cargo.lock"), old).unwrap();
    let text = said(shop.path(), &["manifests", "paths=./...", "crd", "--stdout"]);
    assert!(
        text.contains("kubewright does not know which CRDs kube 0.87.0 makes; "),
        "{text}"
    );
    let help = "it reads the derives of kube 0.91 to 5.0; update kube to 0.91 or newer";
    assert!(text.contains(help), "{text}");
    let kube = "name = \"kube-derive\"\nversion = \"5.0.0\"\nsource = ";
    fs::write(
        shop.path().join("Cargo.lock"),
        lock.replace(
            "name = \"kube-derive\"\nversion = \"5.0.0\"",
            "name = \"kube-derive\"\nversion = \"6.0.0\"",
        ),
    )
    .unwrap();
    let text = said(shop.path(), &["manifests", "paths=./...", "crd", "--stdout"]);
    assert!(text.contains("; update kubewright, or use kube 5.0"), "{text}");
    let noted = |lock: Option<String>| {
        match lock {
            Some(lock) => fs::write(shop.path().join("Cargo.lock"), lock).unwrap(),
            None => fs::remove_file(shop.path().join("Cargo.lock")).unwrap(),
        }
        let output = kubewright(shop.path(), &["manifests", "paths=./...", "crd", "--stdout"]);
        let text = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.success(), "{text}");
        text
    };
    assert_eq!(noted(Some(lock.clone())), "");
    let fork = lock.replace(&format!("{kube}\"registry"), &format!("{kube}\"git"));
    assert_ne!(fork, lock);
    let text = noted(Some(fork));
    assert!(
        text.contains("note: kube-derive 5.0.0 is from no registry; its CRDs are taken"),
        "{text}"
    );
    assert!(
        text.contains("; compare them with what its `crd()` gives"),
        "{text}"
    );
    let text = noted(None);
    assert!(
        text.contains("note: there is no `Cargo.lock`, so kube is taken to be 5"),
        "{text}"
    );
    assert!(text.contains("; run `cargo generate-lockfile`"), "{text}");
}

#[test]
fn versions_need_one_that_is_stored() {
    let version = |name: &str, marker: &str| {
        format!(
            "pub mod {name} {{\n    use kube::CustomResource;\n    use schemars::JsonSchema;\n\n    /// A pot.{marker}\n    \
             #[derive(CustomResource, Clone, Debug, serde::Deserialize, serde::Serialize, JsonSchema)]\n    \
             #[kube(group = \"example.com\", version = \"{name}\", kind = \"Pot\")]\n    pub struct PotSpec {{}}\n}}\n"
        )
    };
    let project = project(&[]);
    let at = project.path();
    fs::write(at.join("src/lib.rs"), version("v1", "") + &version("v2", "")).unwrap();
    let output = kubewright(at, &["manifests", "paths=./...", "crd", "--stdout"]);
    let text = String::from_utf8_lossy(&output.stderr);
    assert!(
        text.contains("error: it is not known in which version objects of `Pot` are stored; "),
        "{text}"
    );
    let help = "put `+kubebuilder:storageversion` in the doc comment of one version, or `storage = false` on the others";
    assert!(text.contains(help), "{text}");
    let other = version("v2", "").replace("kind = ", "namespaced, kind = ");
    fs::write(at.join("src/lib.rs"), version("v1", "") + &other).unwrap();
    let output = kubewright(at, &["manifests", "paths=./...", "crd", "--stdout"]);
    let text = String::from_utf8_lossy(&output.stderr);
    let expected =
        "one version of `Pot` is namespaced, and another is not; set `namespaced` on each, or on none";
    assert!(text.contains(expected), "{text}");
    let merged =
        "pub fn crd() {\n    merge_crds(vec![v1::Pot::crd(), v2::Pot::crd()], \"v1\").unwrap();\n}\n";
    fs::write(
        at.join("src/lib.rs"),
        version("v1", "") + &version("v2", "") + merged,
    )
    .unwrap();
    let output = kubewright(at, &["manifests", "paths=./...", "crd", "--stdout"]);
    let crd: Value = serde_saphyr::from_str(&String::from_utf8_lossy(&output.stdout)).unwrap();
    assert_eq!(crd["spec"]["versions"][0]["name"], "v1");
    fs::write(
        at.join("src/lib.rs"),
        version("v1", "") + &version("v2", "\n    /// +kubebuilder:storageversion"),
    )
    .unwrap();
    let output = kubewright(at, &["manifests", "paths=./...", "crd", "--stdout"]);
    let crd: Value = serde_saphyr::from_str(&String::from_utf8_lossy(&output.stdout)).unwrap();
    let stored = |at: usize| &crd["spec"]["versions"][at];
    assert_eq!(
        (&stored(0)["name"], &stored(0)["storage"]),
        (&Value::from("v2"), &Value::from(true))
    );
    assert_eq!(
        (&stored(1)["name"], &stored(1)["storage"]),
        (&Value::from("v1"), &Value::from(false))
    );
    assert_eq!(
        stored(0)["schema"]["openAPIV3Schema"]["properties"]["spec"]["description"],
        "A pot."
    );
}

/// Two groups have the same kinds, and each merges its own.
#[test]
fn each_group_stores_its_own_version() {
    let project = project(&[]);
    let at = project.path();
    let module = |group: &str, stored: &str| {
        let version = |version: &str| {
            let text = kind("u8").replace("\"v1\"", &format!("{version:?}"));
            let text = text.replace("example.com", &format!("{group}.example.com"));
            format!("pub mod {version} {{\n{text}}}\n")
        };
        let merge = format!(
            "fn crd() {{\n    let all = vec![v1::Pot::crd(), <v2::Pot as CustomResourceExt>::crd()];\n    merge_crds(all, {stored}).unwrap();\n}}\n"
        );
        format!(
            "pub mod {group} {{\n{}{}{merge}}}\n",
            version("v1"),
            version("v2")
        )
    };
    let run = |text: String| {
        fs::write(at.join("src/lib.rs"), text).unwrap();
        let output = kubewright(at, &["manifests", "paths=./...", "crd", "--stdout"]);
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        (text(output.stdout), text(output.stderr))
    };
    let (crds, said) = run(module("one", "\"v1\"") + &module("two", "\"v2\""));
    let stored: Vec<_> = crds
        .split("\n---\n")
        .map(|crd| {
            let crd: Value = serde_saphyr::from_str(crd).unwrap();
            let version = &crd["spec"]["versions"][0];
            assert_eq!(version["storage"], true);
            format!("{}: {}", crd["spec"]["group"], version["name"])
        })
        .collect();
    let expected = [r#""one.example.com": "v1""#, r#""two.example.com": "v2""#];
    assert_eq!(stored, expected, "{said}");
    // What a call says may not be readable, and then no version is guessed.
    let unread = "it is not known in which version objects of `Pot` are stored; put `+kubebuilder:storageversion` in the doc comment of one version, because the calls of `merge_crds` name several or cannot be read";
    let (crds, said) = run(module("one", "STORED"));
    assert!(crds.is_empty() && said.contains(unread), "{said}");
    let twice =
        "fn other() {\n    merge_crds(vec![one::v1::Pot::crd(), one::v2::Pot::crd()], \"v1\").unwrap();\n}\n";
    let (crds, said) = run(module("one", "\"v2\"") + twice);
    assert!(crds.is_empty() && said.contains(unread), "{said}");
    // A version that does not exist, or that has an error, of which the others do not need to know.
    let other = module("one", "\"v3\"");
    let none = "error: `merge_crds` stores objects of `Pot` in `v3`, which is not one of its versions; name one of `v1`, `v2` in that call";
    let (crds, said) = run(other.clone());
    assert!(crds.is_empty() && said.contains(none), "{said}");
    let third = "pub mod v3 {".to_owned()
        + &kind("Unknown")
            .replace("\"v1\"", "\"v3\"")
            .replace("example.com", "one.example.com")
        + "}\nfn crd()";
    let (crds, said) = run(other.replace("fn crd()", &third));
    assert!(crds.is_empty(), "{crds}");
    assert!(said.contains("Unknown") && !said.contains("merge_crds"), "{said}");
}

/// What the API server accepts is no error, but is said.
#[test]
fn what_has_no_effect_is_a_note() {
    let project = project(&[]);
    let at = project.path();
    let text = kind("String").replace(
        "    field",
        "    #[schemars(length(min = 5, max = 3), example = 3)]\n    field",
    );
    let text = text.replace(
        "kind = \"Pot\"",
        "kind = \"Pot\", printcolumn(name = \"None\", type_ = \"string\", json_path = \".spec.none\")",
    );
    fs::write(at.join("src/lib.rs"), text).unwrap();
    let output = kubewright(at, &["manifests", "paths=./...", "crd", "--stdout"]);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{said}");
    for note in [
        "note: `spec.field`: the example `3` is not valid: it is an integer, not a string",
        "note: `spec.field`: no value is valid: `minLength` 5 is greater than `maxLength` 3; change one of the two",
        "note: the column `None`: `spec` has no field `none`",
    ] {
        assert!(said.contains(note), "{note}: {said}");
    }
    assert!(!said.contains("strict"), "{said}");
}

/// A kind with one field.
fn kind(ty: &str) -> String {
    format!(
        "use kube::CustomResource;\nuse schemars::JsonSchema;\n\n\
         #[derive(CustomResource, Clone, Debug, serde::Deserialize, serde::Serialize, JsonSchema)]\n\
         #[kube(group = \"example.com\", version = \"v1\", kind = \"Pot\")]\npub struct PotSpec {{\n    field: {ty},\n}}\n"
    )
}

#[test]
fn the_whole_line_of_a_marker_is_shown() {
    let project = project(&[]);
    let at = project.path();
    let before = "#!/usr/bin/env program\nfn body() {\n    // é\n\n}\n";
    let marked = "    /// Text, é.\n    /// +kubebuilder:validation:Minimum=1\n    ///\n    field:";
    let text = before.to_owned() + &kind("String").replace("    field:", marked);
    fs::write(at.join("src/lib.rs"), text).unwrap();
    let output = kubewright(at, &["manifests", "paths=./...", "crd", "--stdout"]);
    let said = String::from_utf8_lossy(&output.stderr);
    let expected = "src/lib.rs:13:5\n   |\n13 |     /// +kubebuilder:validation:Minimum=1\n   |     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^\n";
    assert!(said.contains(expected), "{said}");
}

#[test]
fn types_of_other_crates_need_a_schema() {
    let said = |ty: &str, change: (&str, &str)| {
        let project = project(&[]);
        let at = project.path();
        fs::write(at.join("src/lib.rs"), kind(ty)).unwrap();
        let manifest = fs::read_to_string(at.join("Cargo.toml")).unwrap();
        fs::write(at.join("Cargo.toml"), manifest.replacen(change.0, change.1, 1)).unwrap();
        let output = kubewright(at, &["manifests", "paths=./...", "crd", "--stdout"]);
        assert_eq!(output.status.code(), Some(1));
        String::from_utf8_lossy(&output.stderr).into_owned()
    };
    let text = said("chrono::TimeDelta", ("", ""));
    let help = "replace it with `#[schemars(with = \"...\")]` or `#[schemars(schema_with = \"...\")]`";
    assert!(text.contains(help), "{text}");
    let text = said(
        "k8s_openapi::api::core::v1::NodeSelector",
        ("\"latest\"", "\"v1_20\""),
    );
    let expected = "this version of k8s-openapi does not have the selected Kubernetes version";
    assert!(text.contains(expected), "{text}");
    let text = said(
        "kube::k8s_openapi::api::core::v1::NodeSelector",
        ("k8s-openapi = ", "unused-openapi = "),
    );
    let expected = "`k8s-openapi` is not a dependency of the package that uses its types";
    assert!(text.contains(expected), "{text}");
}

#[test]
fn a_probe_says_why_it_cannot_run() {
    let unknown = kind("Odd")
        .replace("    field", "    #[serde(default = \"odd\")]\n    field")
        .replace("Odd", "u8")
        + "fn odd() -> u8 {\n    std::env::var(\"ODD\").unwrap().parse().unwrap()\n}\n";
    let project = project(&[]);
    let at = project.path();
    fs::write(at.join("src/lib.rs"), &unknown).unwrap();
    let said = || {
        let output = kubewright(at, &["manifests", "paths=./...", "crd", "--stdout", "--probe"]);
        assert_eq!(output.status.code(), Some(1));
        String::from_utf8_lossy(&output.stderr).into_owned()
    };
    fs::write(at.join("target"), "no folder").unwrap();
    let text = said();
    assert!(
        text.contains("error: the probe cannot copy the sources: "),
        "{text}"
    );
    assert!(text.contains("; check the folder `target`"), "{text}");
    assert!(text.contains("or run once with `--probe`"), "{text}");
    fs::remove_file(at.join("target")).unwrap();

    let manifest = fs::read_to_string(at.join("Cargo.toml")).unwrap();
    let broken = manifest.replace(
        "[dependencies]",
        "[dependencies]\nmissing = { path = \"missing\" }",
    );
    fs::write(at.join("Cargo.toml"), broken).unwrap();
    let text = said();
    assert!(
        text.contains("error: the program cannot be compiled or run: error: "),
        "{text}"
    );
    assert!(text.contains("; run `cargo test` in the package"), "{text}");
    fs::write(at.join("Cargo.toml"), manifest).unwrap();

    let outside = at
        .parent()
        .unwrap()
        .join(format!("{}.rs", at.file_name().unwrap().to_string_lossy()));
    fs::write(&outside, &unknown).unwrap();
    let module = format!("#[path = {:?}]\nmod outside;\n", outside.display().to_string());
    fs::write(at.join("src/lib.rs"), module).unwrap();
    let text = said();
    fs::remove_file(&outside).unwrap();
    let expected = format!(
        "`{}` is outside of the workspace; state the values in `PROJECT`",
        outside.display()
    );
    assert!(text.contains(&expected), "{text}");
}

/// It compiles kube, which takes a minute.
#[test]
fn a_probe_asks_the_program() {
    let unknown = kind("u8").replace("    field", "    #[serde(default = \"odd\")]\n    field")
        + "fn odd() -> u8 {\n    std::env::var(\"ODD\").map_or(7, |text| text.parse().unwrap())\n}\n";
    let project = project(&[]);
    let at = project.path();
    fs::write(at.join("src/lib.rs"), "mod private;\n").unwrap();
    fs::write(at.join("src/private.rs"), unknown).unwrap();
    let before = texts(&at.join("src"));
    let run = |probe: &[&str]| {
        let output = kubewright(
            at,
            &[&["manifests", "paths=./...", "crd", "--stdout"], probe].concat(),
        );
        let (out, err) = (output.stdout, output.stderr);
        (
            String::from_utf8_lossy(&out).into_owned(),
            String::from_utf8_lossy(&err).into_owned(),
        )
    };
    let (crd, said) = run(&["--probe"]);
    assert!(crd.contains("default: 7"), "{said}");
    assert_eq!(texts(&at.join("src")), before);
    // The answer holds until a source changes.
    assert_eq!(run(&[]).0, crd);
    fs::write(at.join("src/other.rs"), "").unwrap();
    let (crd, said) = run(&[]);
    assert!(
        crd.is_empty() && said.contains("or run once with `--probe`"),
        "{said}"
    );
}
