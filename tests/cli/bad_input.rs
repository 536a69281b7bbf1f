//! Malformed input: an error or success, but never a panic or a half-written file.

use std::fs;

use super::project::{IMPORTS, MANIFEST, Project, Said, kind};

/// The only error in the output.
fn error(said: &Said) -> &str {
    assert_eq!(said.status, 1, "{}", said.err);
    assert_eq!(said.out, "");
    assert!(said.err.ends_with("nothing was written\n"), "{}", said.err);
    said.err.lines().next().unwrap()
}

#[test]
fn no_manifest() {
    let project = Project::empty();
    let said = project.run(&["manifests", "paths=./..."]);
    assert!(error(&said).contains("Cargo.toml"), "{}", said.err);
    assert!(project.files().is_empty());
}

#[test]
fn objects_that_are_not_utf_8() {
    let project = Project::empty();
    fs::write(project.path().join("a.yaml"), b"a: b\nc: \xff\n").unwrap();
    project.write("b.yaml", "a: b\n");
    for args in [
        &["validate", "a.yaml"][..],
        &["validate", "b.yaml", "--crds", "a.yaml"],
        &["diff", "a.yaml", "b.yaml"],
    ] {
        let said = project.run(args);
        assert_eq!(said.status, 1);
        assert_eq!(said.err, "error: a.yaml:2: not UTF-8; save the file as UTF-8\n");
    }
}

#[test]
fn a_manifest_that_is_none() {
    let project = Project::empty();
    project.write("Cargo.toml", "[package\n");
    error(&project.run(&["manifests", "paths=./..."]));
}

#[test]
fn a_manifest_without_targets() {
    let project = Project::empty();
    project.write("Cargo.toml", MANIFEST);
    let said = project.run(&["manifests", "paths=./..."]);
    assert!(
        error(&said).contains("neither a library nor a binary"),
        "{}",
        said.err
    );
}

#[test]
fn a_file_that_is_no_rust() {
    let project = Project::with("struct {");
    let said = project.run(&["manifests"]);
    assert!(error(&said).contains("cannot be read as Rust"), "{}", said.err);
    assert!(said.err.contains(" --> src/lib.rs:1:8\n"), "{}", said.err);
}

#[test]
fn a_module_that_is_not_there() {
    let project = Project::with("mod api;\n");
    let said = project.run(&["manifests"]);
    assert!(error(&said).contains("api"), "{}", said.err);
}

#[test]
fn rust_that_ends_too_early() {
    for (text, reason) in [
        ("static SIZE: i32 = 1", "this item has no end: expected `;`"),
        ("fn size()", "this item has no end: expected `{` or `;`"),
        ("#", "unexpected end of file"),
    ] {
        let said = Project::with(text).run(&["manifests"]);
        assert!(error(&said).contains(reason), "{text}: {}", said.err);
    }
}

#[test]
fn conditions_without_end() {
    let condition = format!("{}unix{}", "not(".repeat(66), ")".repeat(66));
    let said = Project::with(&format!("#[cfg({condition})]\nmod a;\n")).run(&["manifests"]);
    assert!(error(&said).contains("module `a` has no file"), "{}", said.err);
}

#[test]
fn a_crd_that_is_too_large_for_kubectl() {
    let lines = "/// What is said about the size, in many words and more than once.\n".repeat(5_000);
    let project = Project::with(&format!("{IMPORTS}{}", kind("Memcached", &lines)));
    let said = project.run(&["manifests"]);
    assert_eq!(said.status, 0, "{}", said.err);
    let (before, after) = said.err.split_once(" bytes").unwrap();
    let size = before.rsplit_once(' ').unwrap().1;
    let warning = format!(
        "warning: the CRD `memcacheds.example.com` has {size} bytes, more than the 262144 that `kubectl apply` accepts; use"
    );
    assert!(said.err.starts_with(&warning), "{before} {}", &after[..100]);
}

#[test]
fn modules_without_end() {
    let project = Project::with("mod a;\n");
    for depth in 0..=200 {
        project.write(&format!("src/{}a.rs", "a/".repeat(depth)), "mod a;\n");
    }
    let said = project.run(&["manifests"]);
    assert_eq!(
        error(&said),
        "error: modules nest too deep here; does a symbolic link point to a parent folder?"
    );
}

#[test]
fn types_that_nest_deep() {
    let of = |last: usize| {
        let chain: String = (0..last)
            .map(|number| format!("#[derive(Schema)] struct T{number} {{ next: T{} }}\n", number + 1))
            .collect();
        let kind = kind("Memcached", "pub chain: T0,");
        let source = format!("{IMPORTS}{chain}#[derive(Schema)] struct T{last} {{ size: i32 }}\n{kind}");
        Project::with(&source).run(&["manifests"])
    };
    let said = of(390);
    assert_eq!(said.status, 0, "{}", said.err);
    assert_eq!(
        error(&of(5_000)),
        "error: types nest more than 400 deep at `T398`; shorten the chain of types"
    );
}

#[test]
fn reexports_without_end() {
    let last = 300;
    let chain: String = (0..last)
        .map(|number| format!("mod m{number} {{ pub use super::m{}::Size; }}\n", number + 1))
        .collect();
    let project = Project::with(&format!(
        "{IMPORTS}{chain}mod m{last} {{ pub type Size = i32; }}\n{}",
        kind("Memcached", "pub other: m0::Size,")
    ));
    let said = project.run(&["manifests"]);
    assert_eq!(
        error(&said),
        "error: `m201` is re-exported through too many modules; import it from where it is declared"
    );
}

#[test]
fn a_folder_that_is_a_file() {
    let project = Project::with(&format!("{IMPORTS}{}", kind("Memcached", "")));
    project.write("config", "a file");
    let before = project.files();
    let said = project.run(&["manifests"]);
    assert!(
        error(&said).contains("`config` cannot be created: file exists"),
        "{}",
        said.err
    );
    assert_eq!(project.files(), before);
}

#[test]
fn a_file_that_is_a_folder() {
    let project = Project::with(&format!(
        "//! +kubebuilder:rbac:groups=apps,resources=deployments,verbs=get\n{IMPORTS}{}",
        kind("Memcached", "")
    ));
    project.write("config/rbac/role.yaml/file", "");
    let before = project.files();
    let said = project.run(&["manifests"]);
    assert!(
        error(&said).contains("`config/rbac/role.yaml` cannot be written"),
        "{}",
        said.err
    );
    assert_eq!(project.files(), before);
}

#[test]
#[cfg(target_os = "linux")]
fn a_folder_that_takes_no_files() {
    let project = Project::with(&format!("{IMPORTS}{}", kind("Memcached", "")));
    let said = project.run(&["manifests", "output:dir=/proc/self/nothing"]);
    assert!(
        error(&said).contains("`/proc/self/nothing` cannot be created"),
        "{}",
        said.err
    );
}

#[test]
fn ten_thousand_markers() {
    let lines = "/// +kubebuilder:validation:XValidation:rule=\"self > 0\"\n".repeat(10_000);
    let project = Project::with(&format!("{IMPORTS}{}", kind("Memcached", &lines)));
    let said = project.run(&["manifests", "output:none"]);
    assert_eq!(said.status, 0, "{}", said.err);

    let lines = "/// +kubebuilder:validation:Minimun=1\n".repeat(10_000);
    project.write("src/lib.rs", &format!("{IMPORTS}{}", kind("Memcached", &lines)));
    let said = project.run(&["manifests"]);
    assert!(error(&said).contains("did you mean `+kubebuilder:validation:Minimum`?"));
    assert!(said.err.ends_with("error: 10000 errors; nothing was written\n"));
}

#[test]
fn a_line_of_ten_megabytes() {
    let long = "x".repeat(10_000_000);
    let project = Project::with(&format!("{IMPORTS}{}", kind("Memcached", &format!("/// {long}"))));
    assert_eq!(project.run(&["manifests", "output:none"]).status, 0);

    let lines = format!("/// +kubebuilder:validation:Minimun={long}");
    project.write("src/lib.rs", &format!("{IMPORTS}{}", kind("Memcached", &lines)));
    for format in ["--message-format=human", "--message-format=json"] {
        let said = project.run(&["manifests", format]);
        assert_eq!(said.status, 1);
        assert!(
            said.err.len() + said.out.len() < 100_000,
            "{}",
            said.err.len() + said.out.len()
        );
    }
}

#[test]
fn a_failed_run_leaves_what_was_there() {
    let project = Project::with(&format!("{IMPORTS}{}", kind("Memcached", "")));
    assert_eq!(project.run(&["manifests"]).status, 0);
    let before = project.files();
    let path = project.path().join("src/lib.rs");
    let text = fs::read_to_string(&path).unwrap() + "/// +kubebuilder:rbc:verbs=get\nfn f() {}\n";
    fs::write(&path, text).unwrap();
    assert_eq!(project.run(&["manifests"]).status, 1);
    let after = project.files();
    let unchanged = |(path, text): (&std::path::PathBuf, &String)| {
        path.starts_with("src") || after.get(path) == Some(text)
    };
    assert!(before.iter().all(unchanged));
    assert_eq!(before.len(), after.len());
}

#[test]
fn unchanged_files_are_not_touched() {
    let project = Project::with(&format!("{IMPORTS}{}", kind("Memcached", "")));
    assert_eq!(project.run(&["manifests"]).status, 0);
    let path = project
        .path()
        .join("config/crd/bases/example.com_memcacheds.yaml");
    let long_ago = std::time::SystemTime::UNIX_EPOCH + std::time::Duration::from_secs(1);
    fs::File::options()
        .write(true)
        .open(&path)
        .unwrap()
        .set_modified(long_ago)
        .unwrap();
    let said = project.run(&["manifests"]);
    assert_eq!((said.status, said.err.as_str()), (0, ""));
    assert_eq!(fs::metadata(&path).unwrap().modified().unwrap(), long_ago);
}

#[test]
fn a_project_file_that_cannot_be_read() {
    let project = Project::empty();
    fs::create_dir(project.path().join("PROJECT")).unwrap();
    let said = project.run(&["manifests"]);
    let way = "`PROJECT` is a folder; it has to be a file of the project; put one in its place";
    assert!(said.err.contains(way), "{}", said.err);
    fs::remove_dir(project.path().join("PROJECT")).unwrap();
    fs::write(project.path().join("PROJECT"), [0xff]).unwrap();
    let said = project.run(&["manifests"]);
    assert!(said.err.contains("`PROJECT` cannot be read: "), "{}", said.err);
    assert!(said.err.contains("; make it readable"), "{}", said.err);
}

#[test]
fn a_crd_that_is_no_text() {
    let project = Project::empty();
    fs::write(project.path().join("crd.yaml"), b"kind: \xe9\n").unwrap();
    let said = project.run(&["import", "crd.yaml"]);
    assert_eq!(said.status, 1);
    assert_eq!(said.err, "error: `crd.yaml` is not UTF-8; convert it to UTF-8\n");
}
