//! Controllers and webhooks that a program does not register.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

/// Returns the paths of the `register` functions in a source folder that nothing in it calls: controllers and webhooks that
/// the program contains but does not run.
///
/// The test of a new project checks this. It reads the source as text, because the compiler does not warn about a public
/// function without callers.
///
/// ```
/// let source = tempfile::tempdir()?;
/// std::fs::create_dir(source.path().join("controller"))?;
/// std::fs::write(source.path().join("controller/memcached.rs"), "pub fn register(manager: &mut Manager) {}")?;
/// std::fs::write(source.path().join("main.rs"), "fn main() {}")?;
/// assert_eq!(kubewright_envtest::unregistered(source.path())?, ["controller::memcached::register"]);
/// # Ok::<(), std::io::Error>(())
/// ```
///
/// # Errors
///
/// If the folder cannot be read.
pub fn unregistered(source: impl AsRef<Path>) -> io::Result<Vec<String>> {
    let source = source.as_ref();
    let mut defined = Vec::new();
    let mut called = Vec::new();
    for file in files(source)? {
        let text = code(&fs::read_to_string(&file)?);
        if defines_register(&text) {
            defined.push(module(file.strip_prefix(source).unwrap_or(&file)));
        }
        called.extend(calls(&text));
    }
    let is_called = |module: &[String]| {
        called
            .iter()
            .any(|call| call.ends_with(module) || module.ends_with(call))
    };
    let forgotten = defined.into_iter().filter(|module| !is_called(module));
    let mut paths: Vec<String> = forgotten
        .map(|module| format!("{}::register", module.join("::")))
        .collect();
    paths.sort();
    Ok(paths)
}

/// All Rust files below.
fn files(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            found.extend(files(&path)?);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
    Ok(found)
}

/// The module of a file, without its crate.
fn module(file: &Path) -> Vec<String> {
    let path = file.with_extension("");
    let names = path.iter().map(|name| name.to_string_lossy().into_owned());
    names.filter(|name| name != "mod").collect()
}

/// The text without comments.
fn code(text: &str) -> String {
    let lines = text
        .lines()
        .map(|line| line.split("//").next().unwrap_or_default());
    lines.collect::<Vec<_>>().join("\n")
}

fn defines_register(text: &str) -> bool {
    text.split("fn register(").skip(1).any(|rest| {
        rest.split(')')
            .next()
            .is_some_and(|arguments| arguments.contains("Manager"))
    })
}

/// The modules in the paths of calls, without what leads to the crate.
fn calls(text: &str) -> Vec<Vec<String>> {
    let mut found = Vec::new();
    for (end, _) in text.match_indices("::register(") {
        let start = text[..end]
            .rfind(|character: char| !character.is_alphanumeric() && !matches!(character, '_' | ':' | '#'))
            .map_or(0, |before| before + 1);
        let names = text[start..end].trim_start_matches("::").split("::");
        let call: Vec<String> = names
            .map(|name| name.trim_start_matches("r#").to_owned())
            .filter(|name| !matches!(name.as_str(), "crate" | "self" | "super"))
            .collect();
        if !call.is_empty() {
            found.push(call);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    const REGISTER: &str = "pub fn register(\n    manager: &mut Manager,\n) -> Result<()> {}";

    /// What is not registered in a program with four modules and this `main`.
    fn with_main(main: &str) -> Vec<String> {
        let source = tempfile::tempdir().unwrap();
        let write = |path: &str, text: &str| {
            let path = source.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        };
        write("controller/a.rs", REGISTER);
        write("webhook/v1/a.rs", REGISTER);
        write("webhook/v1/type_.rs", REGISTER);
        write("b/mod.rs", REGISTER);
        write("other.rs", "pub fn register(name: &str) {}");
        write("main.rs", main);
        unregistered(source.path()).unwrap()
    }

    #[test]
    fn what_nothing_calls_is_named() {
        let all = [
            "b::register",
            "controller::a::register",
            "webhook::v1::a::register",
            "webhook::v1::type_::register",
        ];
        assert_eq!(with_main("fn main() {}"), all);
        assert_eq!(
            with_main("// op::controller::a::register(&mut manager)?;\n/// b::register()"),
            all
        );
    }

    #[test]
    fn calls_are_found_by_whole_and_short_paths() {
        let calls = "op::controller::a::register(&mut manager)?; v1::a::register(&mut manager)?;
            if on { crate::b::register(&mut manager)?; }";
        assert_eq!(with_main(calls), ["webhook::v1::type_::register"]);
    }
}
