//! The list of old commands.

use super::{Call, Legacy, Step, Today, Untranslatable, shell};

/// Every old command; `docs/src/howto/from-operator-sdk.md` has the same list.
pub(crate) static LEGACY: &[Legacy] = &[
    Legacy {
        words: &["new"],
        today: new,
    },
    Legacy {
        words: &["add", "api"],
        today: |call| api(call, ["--resource", "--controller=false"]),
    },
    Legacy {
        words: &["add", "crd"],
        today: |call| api(call, ["--resource", "--controller=false"]),
    },
    Legacy {
        words: &["add", "controller"],
        today: |call| api(call, ["--resource=false", "--controller"]),
    },
    Legacy {
        words: &["generate", "k8s"],
        today: |_| {
            Ok(nothing(
                "the derives of a type do this whenever the project is compiled",
            ))
        },
    },
    Legacy {
        words: &["generate", "openapi"],
        today: |_| Ok(nothing("`kubewright manifests` writes the schemas into the CRDs")),
    },
    Legacy {
        words: &["generate", "crds"],
        today: |call| {
            call.value("crd-version");
            Ok(own(&["manifests"]))
        },
    },
    Legacy {
        words: &["generate", "csv"],
        today: csv,
    },
    Legacy {
        words: &["olm-catalog", "gen-csv"],
        today: csv,
    },
    Legacy {
        words: &["bundle", "create"],
        today: bundle_create,
    },
    Legacy {
        words: &["build"],
        today: build,
    },
    Legacy {
        words: &["up", "local"],
        today: run_local,
    },
    Legacy {
        words: &["run", "local"],
        today: run_local,
    },
    Legacy {
        words: &["run", "--local"],
        today: run_local,
    },
    Legacy {
        words: &["test", "local"],
        today: |call| test(call, "make test"),
    },
    Legacy {
        words: &["test", "cluster"],
        today: |call| test(call, "make test-e2e"),
    },
    Legacy {
        words: &["alpha", "olm", "install"],
        today: |call| olm(call, "install"),
    },
    Legacy {
        words: &["alpha", "olm", "status"],
        today: |call| olm(call, "status"),
    },
    Legacy {
        words: &["alpha", "olm", "uninstall"],
        today: |call| olm(call, "uninstall"),
    },
    Legacy {
        words: &["cleanup", "packagemanifests"],
        today: |call| {
            let package = call.word().or_else(|| call.value("operator-name"));
            Ok(shown(&["cleanup"], package))
        },
    },
    Legacy {
        words: &["generate", "packagemanifests"],
        today: generate_package_manifests,
    },
    Legacy {
        words: &["pkgman-to-bundle"],
        today: pkgman_to_bundle,
    },
    Legacy {
        words: &["migrate"],
        today: |_| {
            Err(Untranslatable {
                problem: "projects of operator-sdk before version 1.0 cannot be migrated".to_owned(),
                help: "make a new project, and move the types and the reconciler into it",
            })
        },
    },
    Legacy {
        words: &["print-deps"],
        today: |_| {
            let mut today = nothing("a project names its dependencies in `Cargo.toml`");
            today.steps.push(Step::Other("cargo tree --depth 1".to_owned()));
            Ok(today)
        },
    },
];

fn own(words: &[&str]) -> Today {
    Today {
        steps: vec![step(words)],
        ..Today::default()
    }
}

fn nothing(note: &'static str) -> Today {
    Today {
        note: Some(note),
        ..Today::default()
    }
}

fn step(words: &[&str]) -> Step {
    Step::Own(words.iter().map(|word| (*word).to_owned()).collect())
}

/// A command of kubewright that changes a cluster: it is shown, not run.
fn shown(words: &[&str], last: Option<String>) -> Today {
    let last = last.map(|word| format!(" {}", shell(&word))).unwrap_or_default();
    Today {
        steps: vec![Step::Other(format!("kubewright {}{last}", words.join(" ")))],
        ..Today::default()
    }
}

fn missing(what: &str, help: &'static str) -> Untranslatable {
    Untranslatable {
        problem: format!("{what} is missing"),
        help,
    }
}

/// A project in a new folder, with an API if one is named.
fn new(call: &mut Call) -> Result<Today, Untranslatable> {
    const HELP: &str = "write `kubewright new memcached-operator`";
    let name = call
        .word()
        .ok_or_else(|| missing("the name of the project", HELP))?;
    if let Some(other) = call.value("type").filter(|name| name != "go") {
        return Err(Untranslatable {
            problem: format!("kubewright makes operators in Rust, not of type `{other}`"),
            help: "leave out `--type`",
        });
    }
    call.switch("skip-git-init");
    let api = call
        .value("api-version")
        .map(|text| Api::parse(&text))
        .transpose()?;
    let mut init = vec!["init".to_owned()];
    if let Some(domain) = api
        .as_ref()
        .map(|api| &api.domain)
        .filter(|domain| !domain.is_empty())
    {
        init.extend(["--domain".to_owned(), domain.clone()]);
    }
    if let Some(repository) = call.value("repo") {
        init.extend(["--repo".to_owned(), repository]);
    }
    let mut steps = vec![Step::Own(init)];
    if let Some(api) = api {
        steps.push(api.create(call, ["--resource", "--controller"])?);
    }
    Ok(Today {
        folder: Some(name),
        steps,
        ..Today::default()
    })
}

fn api(call: &mut Call, parts: [&str; 2]) -> Result<Today, Untranslatable> {
    const HELP: &str = "write `--api-version cache.example.com/v1alpha1 --kind Memcached`";
    let version = call.value("api-version");
    let api = Api::parse(&version.ok_or_else(|| missing("`--api-version`", HELP))?)?;
    Ok(Today {
        steps: vec![api.create(call, parts)?],
        domain: Some(api.domain),
        ..Today::default()
    })
}

/// An API version in its parts: the first label of the group is the group within the domain of the project.
struct Api {
    group: String,
    domain: String,
    version: String,
}

impl Api {
    fn parse(text: &str) -> Result<Self, Untranslatable> {
        let parts = text
            .split_once('/')
            .filter(|(group, version)| !group.is_empty() && !version.is_empty());
        let (group, version) = parts.ok_or_else(|| Untranslatable {
            problem: format!("`{text}` is not an API version"),
            help: "write `GROUP/VERSION`, such as `cache.example.com/v1alpha1`",
        })?;
        let (group, domain) = group.split_once('.').unwrap_or((group, ""));
        Ok(Self {
            group: group.to_owned(),
            domain: domain.to_owned(),
            version: version.to_owned(),
        })
    }

    fn create(&self, call: &mut Call, parts: [&str; 2]) -> Result<Step, Untranslatable> {
        let kind = call.value("kind");
        let kind = kind.ok_or_else(|| missing("`--kind`", "write `--kind Memcached`"))?;
        let mut words = vec![
            "create",
            "api",
            "--group",
            &self.group,
            "--version",
            &self.version,
        ];
        words.extend(["--kind", &kind]);
        words.extend(parts);
        Ok(step(&words))
    }
}

fn csv(call: &mut Call) -> Result<Today, Untranslatable> {
    let version = call
        .value("csv-version")
        .ok_or_else(|| missing("`--csv-version`", "write `--csv-version 0.1.0`"))?;
    let mut bundle = vec![
        "generate".to_owned(),
        "bundle".to_owned(),
        "--version".to_owned(),
        version,
    ];
    for (old, new) in [("csv-channel", "--channels"), ("operator-name", "--package")] {
        if let Some(value) = call.value(old) {
            bundle.extend([new.to_owned(), value]);
        }
    }
    call.switch("update-crds");
    Ok(Today {
        steps: vec![step(&["generate", "kustomize", "manifests"]), Step::Own(bundle)],
        ..Today::default()
    })
}

/// The format has been replaced by bundles.
const REPLACED: &str = "package manifests have been replaced by bundles, which every catalog takes";

fn generate_package_manifests(call: &mut Call) -> Result<Today, Untranslatable> {
    let mut bundle = vec!["generate".to_owned(), "bundle".to_owned()];
    for (old, new) in [
        ("version", "--version"),
        ("channel", "--channels"),
        ("package", "--package"),
        ("input-dir", "--input-dir"),
        ("deploy-dir", "--deploy-dir"),
        ("crds-dir", "--crds-dir"),
        ("kustomize-dir", "--kustomize-dir"),
    ] {
        if let Some(value) = call.value(old) {
            bundle.extend([new.to_owned(), value]);
        }
    }
    Ok(Today {
        steps: vec![Step::Own(bundle)],
        note: Some(REPLACED),
        ..Today::default()
    })
}

fn pkgman_to_bundle(call: &mut Call) -> Result<Today, Untranslatable> {
    let folder = call.word().ok_or_else(|| {
        missing(
            "the folder",
            "write `kubewright pkgman-to-bundle packagemanifests`",
        )
    })?;
    let mut words = vec!["bundle".to_owned(), "from-packagemanifests".to_owned(), folder];
    for (old, new) in [("output-dir", "--output-dir"), ("image-tag-base", "--image-base")] {
        if let Some(value) = call.value(old) {
            words.extend([new.to_owned(), value]);
        }
    }
    // No command is needed to build an image.
    call.value("build-cmd");
    Ok(Today {
        steps: vec![Step::Own(words)],
        ..Today::default()
    })
}

fn bundle_create(call: &mut Call) -> Result<Today, Untranslatable> {
    let image = call.word();
    let folder = call.value("directory").unwrap_or_else(|| "bundle".to_owned());
    let mut build = format!("kubewright bundle build {}", shell(&folder));
    if let Some(image) = image {
        build = format!("{build} --tag {}", shell(&image));
    }
    Ok(Today {
        steps: vec![Step::Other(build)],
        ..Today::default()
    })
}

fn build(call: &mut Call) -> Result<Today, Untranslatable> {
    let image = call
        .word()
        .ok_or_else(|| missing("the image", "write `kubewright build IMAGE`"))?;
    let mut line = format!("make docker-build IMG={}", shell(&image));
    if let Some(tool) = call.value("image-builder") {
        line = format!("{line} CONTAINER_TOOL={}", shell(&tool));
    }
    Ok(Today {
        steps: vec![Step::Other(line)],
        ..Today::default()
    })
}

fn run_local(call: &mut Call) -> Result<Today, Untranslatable> {
    let (mut line, mut note) = ("make run".to_owned(), None);
    let namespace = call.value("watch-namespace").or_else(|| call.value("namespace"));
    if let Some(namespace) = namespace.filter(|namespace| !namespace.is_empty()) {
        line = format!("WATCH_NAMESPACE={} {line}", shell(&namespace));
        note = Some("an operator reads `WATCH_NAMESPACE` after `kubewright edit --namespaced`");
    }
    if let Some(config) = call.value("kubeconfig") {
        line = format!("KUBECONFIG={} {line}", shell(&config));
    }
    if let Some(flags) = call.value("operator-flags") {
        line = format!("{line} ARGS={}", shell(&flags));
    }
    Ok(Today {
        steps: vec![Step::Other(line)],
        note,
        ..Today::default()
    })
}

fn test(call: &mut Call, line: &str) -> Result<Today, Untranslatable> {
    // The folder or the image of the tests.
    call.word();
    Ok(Today {
        steps: vec![Step::Other(line.to_owned())],
        ..Today::default()
    })
}

fn olm(call: &mut Call, verb: &str) -> Result<Today, Untranslatable> {
    let version = call
        .value("olm-version")
        .or_else(|| call.value("version"))
        .map(|version| format!("--version={version}"));
    Ok(shown(&["olm", verb], version))
}
