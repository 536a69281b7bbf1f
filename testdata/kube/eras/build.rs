//! Makes a module of each file in `../cases`.

use std::fmt::Write;

fn main() {
    let cases = std::path::Path::new(&std::env::var("CARGO_MANIFEST_DIR").unwrap()).join("../cases");
    println!("cargo::rerun-if-changed={}", cases.display());
    let mut names: Vec<_> = std::fs::read_dir(&cases)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "rs"))
        .collect();
    names.sort();
    let mut text = String::new();
    let mut list = String::new();
    for path in names {
        let name = path.file_stem().unwrap().to_str().unwrap();
        // What only schemars 0.8 has.
        if name.ends_with("_08") && std::env::var_os("CARGO_FEATURE_SCHEMARS_08").is_none() {
            continue;
        }
        writeln!(text, "#[path = {:?}]\nmod {name};", path.display().to_string()).unwrap();
        writeln!(list, "    ({name:?}, {name}::crds()),").unwrap();
    }
    write!(text, "type Case = (&'static str, Vec<fn() -> CustomResourceDefinition>);\nfn cases() -> Vec<Case> {{\n    vec![\n{list}    ]\n}}\n").unwrap();
    let out = std::path::Path::new(&std::env::var("OUT_DIR").unwrap()).join("cases.rs");
    std::fs::write(out, text).unwrap();
}
