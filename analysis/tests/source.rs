//! The cases of `testdata/source/`: small projects, and what is read of them.
//!
//! A case is a folder with a project and `expected.txt`. Where there is a `paths.txt`, each of its lines is the
//! `paths` of one run. `SNAPSHOTS=overwrite` writes what is found.

use std::path::{Path, PathBuf};

use kubewright_analysis::source::{Extract, Kubernetes, Name, Place, Resolved, Source, Subject};

/// Keeps the types of fields, as written.
struct Fields;

impl Extract for Fields {
    type Item = Vec<(String, Option<Name>)>;
    type Fact = String;

    fn whole(&self) -> Self {
        Self
    }

    fn item(&self, input: &syn::DeriveInput, _: &Place<'_>) -> Self::Item {
        let mut fields = Vec::new();
        let mut add = |owner: &str, list: &syn::Fields| {
            for (index, field) in list.iter().enumerate() {
                let name = field
                    .ident
                    .as_ref()
                    .map_or(index.to_string(), ToString::to_string);
                fields.push((format!("{owner}{name}"), Name::of_type(&field.ty)));
            }
        };
        match &input.data {
            syn::Data::Struct(data) => add("", &data.fields),
            syn::Data::Enum(data) => {
                data.variants
                    .iter()
                    .for_each(|variant| add(&format!("{}.", variant.ident), &variant.fields));
            }
            syn::Data::Union(_) => {}
        }
        fields
    }

    fn alias(&self, input: &syn::ItemType, _: &Place<'_>) -> Self::Item {
        vec![("=".to_owned(), Name::of_type(&input.ty))]
    }

    fn docs(&self, subject: &Subject, attrs: &[syn::Attribute], place: &Place<'_>) -> Option<String> {
        let is_doc = |attr: &&syn::Attribute| attr.path().is_ident("doc") || place.docs(attr).is_some();
        let doc = attrs.iter().find(is_doc)?;
        let range = place.range(syn::spanned::Spanned::span(doc));
        let Subject {
            kind,
            name,
            range: head,
        } = subject;
        Some(format!(
            "{kind:?} `{name}` at `{}`: {}",
            &place.text()[head.clone()],
            &place.text()[range]
        ))
    }

    fn knows_crate(&self, name: &str) -> bool {
        ["k8s_openapi", "kube", "chrono", "serde", "serde_json"].contains(&name)
    }

    fn knows_type(&self, path: &str) -> bool {
        path == "k8s_openapi::api::core::v1::PodSpec"
    }
}

fn dump(directory: &Path, paths: &[String]) -> String {
    let mut out = String::new();
    let mut source = match Source::load(Fields, directory, paths) {
        Ok(source) => source,
        Err(problems) => {
            for problem in problems {
                out += &format!("error: {problem}\n");
            }
            return out;
        }
    };
    for fact in source.selected_facts() {
        out += &format!("{}: {}\n", source.file(fact.file).path.display(), fact.data);
    }
    let items: Vec<_> = source
        .selected_items()
        .map(|(id, item)| (id, item.clone()))
        .collect();
    for (id, item) in items {
        let file = source.file(item.file);
        let (package, kubernetes) = (file.package, source.kubernetes(file.package));
        assert_eq!(
            &file.text[item.range.clone()].trim_start_matches("r#"),
            &item.name
        );
        out += &format!("{}: {:?} {}", file.path.display(), item.kind, source.path_of(id));
        if directory.ends_with("kubernetes") && kubernetes != Kubernetes::Unstated {
            out += &format!(" of {} for {kubernetes:?}", source.package(package).0);
        }
        out.push('\n');
        for (field, name) in item.data.into_iter().flatten() {
            let Some(name) = name else { continue };
            let meaning = match source.resolve(id, &name) {
                Resolved::Local(id) => {
                    let file = source.file(source.item(id).file);
                    format!("{} in {}", source.path_of(id), file.path.display())
                }
                Resolved::External(path) => path,
                Resolved::Unresolved(reason) => format!("? {reason}"),
            };
            out += &format!("  {field}: {name} → {meaning}\n");
        }
    }
    out
}

fn run(case: &Path) -> String {
    let runs = std::fs::read_to_string(case.join("paths.txt")).unwrap_or_else(|_| "\n".to_owned());
    let mut out = String::new();
    for line in runs.lines() {
        if !line.is_empty() {
            out += &format!("# paths={line}\n");
        }
        let paths: Vec<_> = line.split_whitespace().map(str::to_owned).collect();
        out.push_str(&dump(case, &paths));
    }
    out
}

#[test]
fn cases() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../testdata/source");
    let mut cases: Vec<PathBuf> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    cases.sort();
    assert!(cases.len() > 10);
    let mut failed = Vec::new();
    for case in cases {
        let found = run(&case);
        let expected = case.join("expected.txt");
        if std::env::var("SNAPSHOTS").is_ok_and(|value| value == "overwrite") {
            std::fs::write(&expected, &found).unwrap();
        }
        let wanted = std::fs::read_to_string(&expected).unwrap_or_default();
        if found != wanted {
            failed.push(format!(
                "{}\n--- expected\n{wanted}--- found\n{found}",
                case.display()
            ));
        }
    }
    assert!(failed.is_empty(), "{}", failed.join("\n"));
}

#[test]
fn the_same_project_gives_the_same_source_each_time() {
    let case = Path::new(env!("CARGO_MANIFEST_DIR")).join("../testdata/source/modules");
    let first = run(&case);
    assert!((0..20).all(|_| run(&case) == first));
}
