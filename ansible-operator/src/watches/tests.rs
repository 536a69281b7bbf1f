use std::fs;

use serde_json::json;

use super::*;

fn of(entries: &str) -> Result<Vec<Watch>, String> {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    for role in [
        "roles/site",
        "more/other",
        "more/roles/third",
        "c/ansible_collections/a/b/roles/d",
    ] {
        fs::create_dir_all(path(role)).unwrap();
    }
    fs::write(path("play.yml"), "").unwrap();
    let file = path("watches.yaml");
    let root = folder.path().display().to_string();
    fs::write(&file, entries.replace("ROOT", &root)).unwrap();
    let search = Search::default()
        .roles_path(&format!("{root}/more"))
        .collections_path(&format!("{root}/c"));
    read(&file, &search).map_err(|error| error.to_string().replace(&format!("{root}/"), ""))
}

const SITE: &str = "- group: example.com\n  version: v1\n  kind: Site\n  role: site\n";

#[test]
fn every_field_is_read() {
    let more = concat!(
        "  vars: { a: 1 }\n  maxRunnerArtifacts: 3\n  reconcilePeriod: 5m\n  manageStatus: false\n",
        "  watchDependentResources: false\n  watchClusterScopedResources: true\n  snakeCaseParameters: false\n",
        "  watchAnnotationsChanges: true\n  markUnsafe: true\n  selector: { matchLabels: { a: b } }\n",
        "  blacklist: [{ group: apps, version: v1, kind: Deployment }]\n",
        "  finalizer: { name: example.com/clean, role: other, vars: { state: absent } }\n",
    );
    let [watch] = &of(&format!("---\n{SITE}{more}")).unwrap()[..] else {
        panic!("one entry")
    };
    assert_eq!(json!(watch.vars), json!({ "a": 1 }));
    assert_eq!(
        (watch.max_runner_artifacts, watch.period),
        (3, Some(Duration::from_secs(300)))
    );
    assert!(!watch.manage_status && !watch.watch_dependents && !watch.snake_case);
    assert!(watch.watch_cluster_scoped && watch.watch_annotations && watch.mark_unsafe);
    assert_eq!(watch.selector.to_string(), "a=b");
    assert_eq!(
        watch.blacklist,
        [GroupVersionKind::gvk("apps", "v1", "Deployment")]
    );
    let finalizer = watch.finalizer.as_ref().unwrap();
    assert_eq!(
        (finalizer.name.as_str(), finalizer.content.name()),
        ("example.com/clean", "other".to_owned())
    );
    let [watch] = &of(SITE).unwrap()[..] else {
        panic!("one entry")
    };
    assert!(watch.manage_status && watch.watch_dependents && watch.snake_case && !watch.mark_unsafe);
    assert_eq!((watch.max_runner_artifacts, watch.period), (20, None));
}

#[test]
fn roles_and_playbooks_are_searched() {
    let of = |line: &str| {
        let watches = of(&SITE.replace("role: site", line)).unwrap();
        watches[0].content.clone()
    };
    assert!(matches!(of("playbook: play.yml"), Content::Playbook(path) if path.is_absolute()));
    for (line, name) in [
        ("role: site", "site"),
        ("role: other", "other"),
        ("role: third", "third"),
        ("role: ROOT/more/other", "other"),
    ] {
        assert!(
            matches!(of(line), Content::Role { name: found, path: Some(path) } if found == name && path.is_absolute()),
            "{line}"
        );
    }
    assert_eq!(
        of("role: a.b.d"),
        Content::Role {
            name: "a.b.d".to_owned(),
            path: None
        }
    );
    // A finalizer with variables only runs the same role.
    let finalizer = "role: site\n  finalizer: { name: a/b, vars: { state: absent } }";
    assert_eq!(of(finalizer).name(), "site");
}

#[test]
fn what_is_wrong_is_an_error_with_its_place() {
    let error = |text: &str| of(text).unwrap_err();
    let unknown = error(&format!("{SITE}  reconcilePeriode: 1m\n"));
    assert!(
        unknown.contains("reconcilePeriode") && unknown.contains('5'),
        "{unknown}"
    );
    let twice = error(&format!("{SITE}{SITE}"));
    assert_eq!(
        twice,
        "`watches.yaml`: the kind Site.example.com/v1 is listed twice; remove one of the entries"
    );
    assert_eq!(
        error("---\n"),
        "`watches.yaml` lists no kind; `kubewright create api` adds one"
    );
    let role = error(&SITE.replace("role: site", "role: nowhere"));
    assert_eq!(
        role,
        "`watches.yaml`: Site.example.com/v1: `role`: the role `nowhere` does not exist; looked for more/nowhere, more/roles/nowhere, roles/nowhere"
    );
    for (field, reason) in [
        (
            "reconcilePeriod: often",
            "`reconcilePeriod`: `often` is not a duration",
        ),
        (
            "finalizer: { name: clean, role: site }",
            "`finalizer`: the name `clean` has no domain; write it like `example.com/clean`",
        ),
        (
            "finalizer: { name: a/b }",
            "`finalizer`: set one of `playbook`, `role` and `vars`",
        ),
        (
            "finalizer: { name: a/b, playbook: no.yml }",
            "`finalizer`: `playbook`: the file no.yml does not exist",
        ),
        (
            "playbook: play.yml",
            "`playbook` and `role` are both set; remove `role: site`, and run the role in the playbook",
        ),
        (
            "finalizer: { name: a/b, playbook: play.yml, role: site }",
            "`finalizer`: `playbook` and `role` are both set",
        ),
        ("selector: { matchLabel: { a: b } }", "matchLabel"),
        ("blacklist: [{ kind: A }]", "version"),
        (
            "manageStatus: 'no'",
            "`watches.yaml`: line 5 column 17: the value must be `true` or `false`, not a string; drop the quotes in `manageStatus: 'no'`",
        ),
        (
            "manageStatus: ${MANAGE}",
            "`watches.yaml`: Site.example.com/v1: `manageStatus`: no variable of the environment stands for `${MANAGE}`",
        ),
        (
            "maxRunnerArtifacts: -1",
            "`watches.yaml`: line 5 column 23: the value must be a number from 0 in `maxRunnerArtifacts: -1`",
        ),
        (
            "reconcilePeriods: 1m",
            "`watches.yaml`: line 5 column 3: unknown field `reconcilePeriods`; did you mean `reconcilePeriod`?",
        ),
        (
            "blacklist: [{ banana: 1 }]",
            "unknown field `banana`; the fields are group, version, kind",
        ),
        ("vars: [a]", "in `vars: [a]`"),
        (
            "finalizer: { role: site }",
            "`watches.yaml`: line 5 column 16: missing field `name`",
        ),
    ] {
        let error = error(&format!("{SITE}  {field}\n"));
        assert!(error.contains(reason), "{error}");
    }
    for text in ["kind: Site\n", "${KIND}\n"] {
        assert_eq!(
            error(text),
            "`watches.yaml`: it must be a list; each entry starts with `- `"
        );
    }
    let syntax = error(&format!("{SITE} role: x\n"));
    assert!(
        syntax.ends_with(" in `role: x`") && !syntax.contains('\n'),
        "{syntax}"
    );
    let playbook = error(&SITE.replace("role: site", "playbook: no.yml"));
    assert!(
        playbook.ends_with("`playbook`: the file no.yml does not exist"),
        "{playbook}"
    );
    let error = error(&SITE.replace("  role: site\n", ""));
    assert!(error.ends_with("neither `playbook` nor `role` is set"), "{error}");
}

#[test]
fn variables_are_expanded() {
    let known = |name: &str| (name == "ROLE").then(|| "site".to_owned());
    assert_eq!(
        expand("a ${ROLE} ${OTHER} ${ {${ROLE}} $ROLE ${", known),
        "a site ${OTHER} ${ {site} $ROLE ${"
    );
}
