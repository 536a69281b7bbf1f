//! Version, help and completions.

use std::path::Path;

use super::project::Project;

#[test]
fn versions() {
    let project = Project::empty();
    let text = project.run(&["version"]).out;
    let names: Vec<_> = text.lines().map(|line| line.split(':').next().unwrap()).collect();
    assert_eq!(names, ["kubewright", "Kubernetes", "commit", "runtime", "target"]);
    let json: serde_json::Value = serde_json::from_str(&project.run(&["version", "--json"]).out).unwrap();
    assert_eq!(json["kubewright"], env!("CARGO_PKG_VERSION"));
    assert!(json["kubernetes"].as_str().unwrap().starts_with("1."));
    // These tests are built in a checkout, which is where its projects take the runtime from.
    let runtime = json["runtime"].as_str().unwrap().strip_prefix("path=").unwrap();
    assert!(
        Path::new(runtime).join("runtime/Cargo.toml").is_file(),
        "{runtime}"
    );
}

/// Both work without a project, and with a broken one.
#[test]
fn completions() {
    let project = Project::empty();
    project.write("PROJECT", "broken: [");
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let said = project.run(&["completion", shell]);
        assert_eq!((said.status, said.err.as_str()), (0, ""), "{shell}");
        assert!(said.out.contains("programmatic-validation"), "{shell}");
    }
    assert_eq!(project.run(&["completion", "csh"]).status, 2);
}

#[test]
fn manual_pages() {
    let project = Project::empty();
    assert_eq!(project.run(&["man", "pages"]).status, 0);
    let page = project.text("pages/kubewright-create-webhook.1");
    assert!(page.contains("\\-\\-programmatic\\-validation"), "{page}");
    assert!(
        page.contains("kubewright create webhook") || page.contains("kubewright\\-create\\-webhook"),
        "{page}"
    );
    assert!(project.path().join("pages/kubewright.1").is_file());
}
