//! Paths with slashes, and URLs.

use super::{
    Answer,
    arguments::{exactly, text},
};
use crate::Value;

pub(super) fn call(name: &str, all: &[Value]) -> Option<Answer> {
    let one = |change: fn(&str) -> String| -> Answer {
        let [value] = exactly(name, all)?;
        Ok(change(text(name, value)?).into())
    };
    Some(match name {
        "base" | "osBase" => one(base),
        "dir" | "osDir" => one(|path| match path.rfind('/') {
            Some(at) => clean(&path[..=at]),
            None => ".".to_owned(),
        }),
        "clean" | "osClean" => one(clean),
        "ext" | "osExt" => one(|path| {
            let name = path.rsplit('/').next().unwrap_or_default();
            name.rfind('.').map_or(String::new(), |at| name[at..].to_owned())
        }),
        "isAbs" | "osIsAbs" => {
            exactly(name, all).and_then(|[value]| Ok(Value::Bool(text(name, value)?.starts_with('/'))))
        }
        _ => return None,
    })
}

fn base(path: &str) -> String {
    match (path, path.trim_end_matches('/')) {
        ("", _) => ".".to_owned(),
        (_, "") => "/".to_owned(),
        (_, path) => path.rsplit('/').next().unwrap_or_default().to_owned(),
    }
}

fn clean(path: &str) -> String {
    let is_rooted = path.starts_with('/');
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|last| *last != "..") => {
                parts.pop();
            }
            ".." if is_rooted => {}
            part => parts.push(part),
        }
    }
    match (is_rooted, parts.join("/")) {
        (true, rest) => format!("/{rest}"),
        (false, rest) if rest.is_empty() => ".".to_owned(),
        (false, rest) => rest,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_those_of_go() {
        let paths = ["a/../b//c/", "/../a", "", "./.."].map(clean);
        assert_eq!(paths, ["b/c", "/a", ".", ".."]);
        assert_eq!(["a/b.yaml", "", "//"].map(base), ["b.yaml", ".", "/"]);
    }
}
