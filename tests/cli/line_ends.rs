//! Files whose lines end with `\r\n`: commands do the same as with `\n`, and the files stay as they are.

use std::collections::BTreeMap;
use std::path::PathBuf;

use super::project::{IMPORTS, Project, kind};

fn run(project: &Project, command: &str) -> String {
    let said = project.run(&command.split(' ').collect::<Vec<_>>());
    assert_eq!(said.status, 0, "{command}: {}", said.err);
    format!("{}{}", said.out, said.err)
}

fn dos(text: &str) -> String {
    text.replace('\n', "\r\n")
}

/// Gives every line of every file another end.
fn change_ends(project: &Project) {
    for (path, text) in project.files() {
        project.write(path.to_str().unwrap(), &dos(&text.replace("\r\n", "\n")));
    }
}

/// The files with `\n`; the lines of each must have the same end.
fn plain(files: BTreeMap<PathBuf, String>) -> BTreeMap<PathBuf, String> {
    let plain = |(path, text): (PathBuf, String)| {
        let unix = text.replace("\r\n", "\n");
        assert!(text == unix || text == dos(&unix), "{}: {text:?}", path.display());
        (path, unix)
    };
    files.into_iter().map(plain).collect()
}

#[test]
fn commands_change_a_project_as_they_do_any_other() {
    let (unix, with_cr) = (Project::empty(), Project::empty());
    let mugs = include_str!("../../testdata/cli/from-crd/input/mugs.yaml");
    unix.write("mugs.yaml", mugs);
    with_cr.write("mugs.yaml", mugs);
    for command in [
        "init --project-name demo --domain example.com --owner Somebody",
        "create api --group cache --version v1 --kind Memcached",
        "create webhook --group cache --version v1 --kind Memcached --defaulting --programmatic-validation",
        "create api --group cache --version v2 --kind Memcached --controller=false",
        "create webhook --group cache --version v2 --kind Memcached --conversion --spoke v1",
        "edit --multigroup",
        "edit --namespaced",
        "create api --from-crd mugs.yaml",
        "rename api --kind Memcached --to Store",
        "edit --plugins grafana",
        "edit --license copyright",
        "manifests --check",
        "delete webhook --group cache --version v1 --kind Store --defaulting",
        "delete api --group brew --version v1 --kind Mug",
        "delete api --group cache --version v1 --kind Store",
        "delete api --group cache --version v2 --kind Store",
    ] {
        let expected = run(&unix, command);
        change_ends(&with_cr);
        let before = with_cr.files();
        assert_eq!(run(&with_cr, command), expected, "{command}");
        let after = with_cr.files();
        assert_eq!(plain(after.clone()), unix.files(), "{command}");
        for (path, text) in after.iter().filter(|(path, _)| before.contains_key(*path)) {
            assert!(
                text.is_empty() || text.ends_with("\r\n"),
                "{command}: {}",
                path.display()
            );
        }
    }
}

#[test]
fn types_give_the_same_crd() {
    let item = kind(
        "Thing",
        "/// A size.\n///\n/// In bytes.\n/// +kubebuilder:validation:Minimum=1\n\
         /**\n * More:\n *\n * - one\n * +kubebuilder:validation:Maximum=9\n */\n\
         #[doc = \"And\nmore.\n+kubebuilder:validation:MultipleOf=2\"]",
    );
    let kube = "#[derive(kube::CustomResource, Deserialize, Serialize, Clone, Debug, schemars::JsonSchema)]\n\
                #[kube(group = \"example.com\", version = \"v1\", kind = \"Other\")]\n\
                /**\n One.\n\n Two.\n */\n\
                pub struct OtherSpec {\n\
                /**\n First.\n Second.\n +kubebuilder:validation:Minimum=1\n */\n\
                size: i32,\n}\n";
    let text = format!("{IMPORTS}use serde::Deserialize;\n{item}{kube}");
    let unix = run(&Project::with(&text), "manifests crd --stdout");
    assert!(
        unix.contains("maximum: 9") && unix.contains("multipleOf: 2"),
        "{unix}"
    );
    assert!(unix.contains("Second."), "{unix}");
    assert_eq!(run(&Project::with(&dos(&text)), "manifests crd --stdout"), unix);
}

#[test]
fn crds_are_imported_as_any_other() {
    let text = "apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\n\
                metadata: { name: teas.example.com }\nspec:\n  group: example.com\n\
                \x20 names: { kind: Tea, plural: teas }\n  scope: Namespaced\n  versions:\n\
                \x20 - name: v1\n    served: true\n    storage: true\n    schema:\n      openAPIV3Schema:\n\
                \x20       description: |-\n          One.\n\n          Two.\n        type: object\n";
    let import = |text: &str| {
        let project = Project::with("");
        project.write("teas.yaml", text);
        run(&project, "import teas.yaml --stdout")
    };
    assert_eq!(import(&dos(text)), import(text));
}
