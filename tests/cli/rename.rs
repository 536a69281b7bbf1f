//! `kubewright rename api`, also in a project with edited files.

use super::multigroup::{made, run};
use super::project::Project;

const INIT: [&str; 7] = [
    "init",
    "--domain",
    "example.com",
    "--project-name",
    "demo",
    "--license",
    "none",
];
const RENAME: [&str; 8] = [
    "rename",
    "api",
    "--group",
    "cache",
    "--kind",
    "Memcached",
    "--to",
    "HTTPCache",
];

/// Two versions, a webhook of every kind, a second controller.
fn scaffold() -> Project {
    let project = Project::empty();
    assert_eq!(project.run(&INIT).status, 0);
    for command in [
        "create api --group cache --version v1 --kind Memcached",
        "create api --group cache --version v1alpha1 --kind Memcached --controller=false",
        "create api --group cache --version v1 --kind Memcached --resource=false --controller-name backup",
        "create webhook --group cache --version v1 --kind Memcached --defaulting --programmatic-validation --conversion --spoke v1alpha1",
    ] {
        let said = run(&project, command);
        assert_eq!(said.status, 0, "{command}: {}", said.err);
    }
    project
}

/// Inserts text before the first line that contains `mark`.
fn with(project: &Project, path: &str, mark: &str, new: &str) {
    let text = project.text(path);
    let at = text
        .find(mark)
        .unwrap_or_else(|| panic!("{path} has no `{mark}`"));
    let at = text[..at].rfind('\n').map_or(0, |end| end + 1);
    project.write(path, &format!("{}{new}{}", &text[..at], &text[at..]));
}

#[test]
fn nothing_has_the_old_name() {
    let renamed = scaffold();
    let said = renamed.run(&RENAME);
    assert_eq!(said.status, 0, "{}", said.err);
    let said = run(&renamed, "manifests --check");
    assert_eq!(said.status, 0, "{}{}", said.out, said.err);
    for (path, text) in renamed.files() {
        let at = path.display().to_string();
        assert!(!at.to_lowercase().contains("memcached"), "{at}");
        // Its commands are examples.
        let is_example = at == "AGENTS.md";
        assert!(
            is_example || !text.to_lowercase().contains("memcached"),
            "{at}:\n{text}"
        );
    }
}

/// Renaming there and back gives the files of the original commands.
#[test]
fn it_is_as_if_it_had_been_so() {
    let renamed = scaffold();
    assert_eq!(renamed.run(&RENAME).status, 0);
    let back = [
        "rename",
        "api",
        "--group",
        "cache",
        "--kind",
        "HTTPCache",
        "--to",
        "Memcached",
    ];
    let said = renamed.run(&back);
    assert_eq!(said.status, 0, "{}", said.err);
    assert_eq!(renamed.files(), scaffold().files());
}

#[test]
fn what_somebody_wrote_stays() {
    let project = scaffold();
    let types = "src/api/v1/memcached.rs";
    with(
        &project,
        types,
        "/// Foo is",
        "    /// The image, `memcached:1.6` by default.\n    #[serde(default)]\n    pub image: String,\n",
    );
    with(
        &project,
        "src/controller/memcached.rs",
        "// +kubebuilder:rbac",
        "/// +kubebuilder:rbac:groups=cache.example.com,resources=memcacheds,verbs=deletecollection\n",
    );
    project.write(
        "src/controller/memcached/deployment.rs",
        "use crate::api::v1::memcached::{Memcached, MemcachedSpec};\n\nfn name(memcached: &Memcached) -> &MemcachedSpec {\n    &memcached.spec // image: memcached\n}\n",
    );
    with(
        &project,
        "config/samples/cache_v1_memcached.yaml",
        "spec:",
        "# Mine.\n",
    );
    let said = project.run(&RENAME);
    assert_eq!(said.status, 0, "{}", said.err);
    let types = project.text("src/api/v1/http_cache.rs");
    assert!(
        types.contains("/// The image, `memcached:1.6` by default."),
        "{types}"
    );
    assert!(types.contains("pub struct HTTPCacheSpec"), "{types}");
    let controller = project.text("src/controller/http_cache.rs");
    assert!(
        controller.contains("groups=cache.example.com,resources=httpcaches,verbs=deletecollection"),
        "{controller}"
    );
    assert_eq!(
        project.text("src/controller/http_cache/deployment.rs"),
        "use crate::api::v1::http_cache::{HTTPCache, HTTPCacheSpec};\n\nfn name(memcached: &HTTPCache) -> &HTTPCacheSpec {\n    &memcached.spec // image: memcached\n}\n"
    );
    let sample = project.text("config/samples/cache_v1_httpcache.yaml");
    assert!(
        sample.contains("# Mine.\nspec:") && sample.contains("kind: HTTPCache\n"),
        "{sample}"
    );
    let said = run(&project, "manifests --check");
    assert_eq!(said.status, 0, "{}{}", said.out, said.err);
}

#[test]
fn a_dry_run_and_a_diff_write_nothing() {
    let project = scaffold();
    let before = project.files();
    for flag in ["--dry-run", "--diff"] {
        let said = project.run(&[&RENAME[..], &[flag]].concat());
        assert_eq!(said.status, 0, "{}", said.err);
        assert!(said.out.contains("src/api/v1/http_cache.rs"), "{}", said.out);
        assert_eq!(project.files(), before);
    }
}

#[test]
fn a_name_that_is_taken_is_refused() {
    let project = scaffold();
    assert_eq!(
        run(&project, "create api --group cache --version v1 --kind Store").status,
        0
    );
    project.write("src/other.rs", "pub struct SpareSpec;\n");
    let before = project.files();
    for (to, reason) in [
        ("Memcached", "already is `Memcached`"),
        ("Store", "cache/v1 Store already has the name"),
        ("Spare", "already has a type `SpareSpec`"),
        ("Option", "a type cannot have the name `Option`"),
        ("store", "`store`"),
    ] {
        let said = project.run(&[
            "rename",
            "api",
            "--group",
            "cache",
            "--kind",
            "Memcached",
            "--to",
            to,
        ]);
        assert_eq!(said.status, 1, "{to}");
        assert!(said.err.contains(reason), "{to}: {}", said.err);
    }
    let said = run(&project, "rename api --group cache --kind Memcache --to Spares");
    assert!(
        said.err.contains("has no type `Memcache` in `cache`"),
        "{}",
        said.err
    );
    assert_eq!(project.files(), before);
}

/// Only paths to the kind are renamed: not types of other crates, variants, strings, or the kind of another group.
#[test]
fn what_only_has_the_same_name_stays() {
    let project = made(&[
        "init --domain example.com --project-name demo --license none --multigroup",
        "create api --group crew --version v1 --kind Foo",
        "create api --group other --version v1 --kind Foo",
        "create api --group other --version v1 --kind Bar",
    ]);
    let util = "use crate::api::other::v1::foo::Foo as O;\nuse k8s_openapi::other::Foo;\n\nfn f(_: O, _: Foo, _: crate::api::crew::v1::foo::Foo) -> &'static str {\n    \"https://x/Foo/{}\"\n}\n";
    project.write("src/util.rs", util);
    with(
        &project,
        "src/api/other/v1/bar.rs",
        "/// BarSpec defines",
        "/// A mode.\n#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Schema)]\npub enum Mode {\n    Foo,\n    #[default]\n    None,\n}\n\n",
    );
    with(
        &project,
        "src/api/other/v1/bar.rs",
        "/// Foo is an example",
        "    /// The mode.\n    #[serde(default)]\n    pub mode: Mode,\n\n",
    );
    assert_eq!(run(&project, "manifests").status, 0);
    let before = project.files();
    let said = run(
        &project,
        "rename api --group crew --version v1 --kind Foo --to Baz",
    );
    assert_eq!(
        (said.status, said.err.contains("note: ")),
        (0, false),
        "{}",
        said.err
    );
    assert_eq!(
        project.text("src/util.rs"),
        util.replace("crew::v1::foo::Foo", "crew::v1::baz::Baz")
    );
    for (path, text) in before {
        let at = path.display().to_string();
        if at.contains("other") && !at.ends_with("kustomization.yaml") {
            assert_eq!(project.text(&at), text, "{at}");
        }
    }
    let crd = project.text("config/crd/bases/other.example.com_bars.yaml");
    assert!(crd.contains("- Foo\n"), "{crd}");
}

/// `--check` reports types that were renamed by hand, and `rename` says how to continue.
#[test]
fn half_of_it_done_by_hand_is_seen() {
    let project = scaffold();
    for version in ["v1", "v1alpha1"] {
        let path = format!("src/api/{version}/memcached.rs");
        let text = project.text(&path);
        project.write(
            &path,
            &text.replace("pub struct Memcached ", "pub struct HTTPCache "),
        );
    }
    assert_eq!(run(&project, "manifests").status, 0);
    let said = run(&project, "manifests --check");
    assert_eq!(said.status, 1, "{}", said.err);
    let way = "`kubewright rename api --group cache --kind Memcached --to HTTPCache`";
    assert!(said.err.contains(way), "{}", said.err);
    let said = project.run(&RENAME);
    assert_eq!(said.status, 1);
    assert!(said.err.contains("undo what was renamed by hand"), "{}", said.err);
}

#[test]
fn one_version_renamed_by_hand_is_seen() {
    let project = scaffold();
    let path = "src/api/v1alpha1/memcached.rs";
    let text = project.text(path);
    project.write(
        path,
        &text.replace("pub struct Memcached ", "pub struct HTTPCache "),
    );
    assert_eq!(run(&project, "manifests").status, 0);
    let said = run(&project, "manifests --check");
    assert_eq!(said.status, 1, "{}", said.err);
    let reason = "`PROJECT` lists cache/v1alpha1 Memcached, but no type of the source has this group, version and kind";
    assert!(said.err.contains(reason), "{}", said.err);
}

#[test]
fn a_type_in_another_crate() {
    let root = Project::empty();
    let project = root.member();
    let said = project.run(&RENAME);
    assert_eq!(
        (said.status, said.err.contains("note: ")),
        (0, false),
        "{}",
        said.err
    );
    let text = root.text("operators/api/src/cache/v1/http_cache.rs");
    assert!(text.contains("pub struct HTTPCache "), "{text}");
    let said = run(&project, "manifests --check");
    assert_eq!(said.status, 0, "{}{}", said.out, said.err);
}

/// What is refused has the path of the crate.
#[test]
fn a_type_in_another_crate_that_was_renamed_by_hand() {
    let root = Project::empty();
    let project = root.member();
    let path = "operators/api/src/cache/v1/memcached.rs";
    let text = root.text(path);
    root.write(path, &text.replace("pub struct Memcached ", "pub struct Other "));
    let said = project.run(&RENAME);
    let reason = "`../api/src/cache/v1/memcached.rs` has no `struct Memcached`: the type is not in it";
    assert!(said.status == 1 && said.err.contains(reason), "{}", said.err);
}
