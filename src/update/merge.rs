//! Merges one file.

use std::path::Path;

use super::marked::{Labels, Merged, Sides, lines};
use super::settle::Form;
use super::{manifest, rust};

/// Merges a file: by lines, then by what the lines mean.
pub(crate) fn merge(path: &Path, sides: Sides<'_>, labels: &Labels) -> Merged {
    let form = Form::of(path);
    let by_lines = lines(form, sides, labels);
    let is_valid = form != Form::Rust || !rust::has_repeated(&by_lines.text);
    if by_lines.conflicts == 0 && is_valid {
        return by_lines;
    }
    let by_meaning = match form {
        Form::Rust => rust::merge(sides, labels),
        _ if path.file_name().is_some_and(|name| name == "Cargo.toml") => {
            manifest::merge(sides).map(|text| Merged { text, conflicts: 0 })
        }
        Form::Yaml | Form::List | Form::Sections | Form::Other => None,
    };
    match by_meaning {
        Some(merged) if merged.conflicts <= by_lines.conflicts => merged,
        Some(_) | None => by_lines,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::update::marked::has_markers;

    fn merged(path: &str, base: &str, yours: &str, new: &str) -> Merged {
        let labels = Labels {
            base: "0.1.0".to_owned(),
            new: "0.2.0".to_owned(),
        };
        merge(Path::new(path), Sides { base, yours, new }, &labels)
    }

    #[test]
    fn conflicts_are_marked() {
        let merged = merged("Makefile", "a\nb\nc\n", "a\nx\nc\n", "a\ny\nc\n");
        assert_eq!(merged.conflicts, 1);
        assert_eq!(
            merged.text,
            "a\n<<<<<<< yours\nx\n||||||| 0.1.0\nb\n=======\ny\n>>>>>>> 0.2.0\nc\n"
        );
        assert!(has_markers(&merged.text));
        assert!(!has_markers("Title\n=======\n"));
    }

    #[test]
    fn the_last_line_may_have_no_end() {
        let merged = merged("Makefile", "a", "x", "y");
        assert_eq!(
            merged.text,
            "<<<<<<< yours\nx\n||||||| 0.1.0\na\n=======\ny\n>>>>>>> 0.2.0\n"
        );
    }

    #[test]
    fn imports_are_merged_by_item() {
        let merged = merged(
            "src/a.rs",
            "use a::{B, C};\n\nfn f() {}\n",
            "use a::{B, C, Mine};\n\nfn f() {}\n\nfn mine() { Mine::new(); }\n",
            "use a::{B, C, New};\n\nfn f() { New::new(); }\n",
        );
        assert_eq!(
            merged.text,
            "use a::{B, C, Mine, New};\n\nfn f() { New::new(); }\n\nfn mine() { Mine::new(); }\n"
        );
        assert_eq!(merged.conflicts, 0);
    }

    /// Both sides added the same, in different places.
    #[test]
    fn nothing_is_declared_twice() {
        let merged = merged(
            "src/a.rs",
            "mod a;\n\nuse a::A;\n\nfn f() {\n    one();\n\n    two();\n\n    three();\n}\n",
            "mod a;\nmod b;\n\nuse a::A;\nuse b::B;\n\nfn f() {\n    one();\n    b::register(&mut manager)?;\n\n    two();\n\n    three();\n}\n",
            "mod b;\nmod a;\n\nuse b::B;\nuse a::A;\n\nfn f() {\n    one();\n\n    two();\n\n    three();\n    b::register(&mut manager)?;\n}\n",
        );
        for line in ["mod b;\n", "use b::B;\n", "b::register("] {
            assert_eq!(merged.text.matches(line).count(), 1, "{}", merged.text);
        }
        assert_eq!(merged.conflicts, 0);
    }

    #[test]
    fn versions_are_raised() {
        let merged = merged(
            "Cargo.toml",
            "[dependencies]\nkube = \"4\"\nserde = \"1\"\n",
            "[dependencies]\nkube = { version = \"4\", features = [\"ws\"] }\nmine = \"1\"\nserde = \"1\"\n",
            "[dependencies]\nkube = \"5\"\nnew = \"2\"\nserde = \"1\"\n",
        );
        assert_eq!(merged.conflicts, 0, "{}", merged.text);
        assert_eq!(
            merged.text,
            "[dependencies]\nkube = { version = \"5\", features = [\"ws\"] }\nmine = \"1\"\nnew = \"2\"\nserde = \"1\"\n"
        );
    }
}
