//! The name of a project and of the packages around it, its domain, and its repository.

use kubewright_core::diagnostic::Message;
use kubewright_core::names;

use crate::project::names::KEYWORDS;

/// Names of packages that a project depends on, or that cargo refuses.
const TAKEN: &[&str] = &[
    "alloc",
    "anyhow",
    "build",
    "clap",
    "core",
    "deps",
    "examples",
    "incremental",
    "k8s_openapi",
    "kube",
    "kubewright_core",
    "kubewright_envtest",
    "kubewright_macros",
    "kubewright_runtime",
    "proc_macro",
    "schemars",
    "serde",
    "serde_json",
    "std",
    "test",
    "tokio",
    "tracing",
];

/// `-controller-manager-metrics-service` is appended to a project's name, and names of Services are limited.
const LONGEST: usize = 63 - "-controller-manager-metrics-service".len();

/// Checks the name of a project. `origin` says where the name is from, if nobody chose it.
pub(crate) fn project_name(name: &str, origin: &str) -> Result<(), Message> {
    let wrong = |reason: &str| {
        Err(
            Message::new(format!("the project name `{name}`{origin} {reason}"))
                .help("set another with `--project-name`, in a-z, 0-9 and `-`, such as `my-operator`"),
        )
    };
    if let Err(error) = names::check_label("project name", name) {
        let text = error.to_string();
        let reason = text.split_once("` ").map_or(text.as_str(), |(_, reason)| reason);
        return wrong(reason.split(';').next().unwrap_or(reason));
    }
    if name.len() > LONGEST {
        return wrong(&format!(
            "has more than {LONGEST} characters, too long as the prefix of object names"
        ));
    }
    if is_taken(name) {
        return wrong("is not available as the name of a Rust package here");
    }
    Ok(())
}

/// Whether a package can have this name beside the project's.
pub(crate) fn is_package_name(name: &str, project: &str) -> bool {
    names::check_label("package name", name).is_ok() && !is_taken(name) && name != project
}

fn is_taken(package: &str) -> bool {
    let snake = package.replace('-', "_");
    KEYWORDS.contains(&snake.as_str()) || TAKEN.contains(&snake.as_str())
}

/// Checks the domain of a project's groups.
pub(crate) fn domain(domain: &str) -> Result<(), Message> {
    const FIX: &str = "write a DNS name in lower case, such as `--domain example.com`";
    if domain.is_empty() {
        return Err(Message::new("the domain is empty").help(FIX));
    }
    match names::check_group(&format!("x.{domain}")) {
        Ok(()) => Ok(()),
        Err(_) => Err(Message::new(format!("the domain `{domain}` is not a DNS name")).help(FIX)),
    }
}

/// Checks the URL of a repository, which templates put between quotes.
pub(crate) fn repository(url: &str) -> Result<(), Message> {
    let is_wrong = |char: char| char.is_whitespace() || char.is_control() || "\"\\".contains(char);
    match url.contains(is_wrong) {
        true => Err(
            Message::new(format!("`--repo {}` is not a URL", url.escape_debug()))
                .help("write it like `https://example.org/operator`"),
        ),
        false => Ok(()),
    }
}
