//! Text that users read is free of the forms that STYLE.md bans: messages, help, rustdoc, templates, README and guide.

#![expect(clippy::unwrap_used, reason = "a test may end where it stands")]

#[path = "repository/files.rs"]
mod files;

use std::{collections::BTreeSet, fs, path::Path};

use proc_macro2::{TokenStream, TokenTree};
use syn::LitStr;

use files::files;

/// Places where a banned form is right: the file, the form and the reason.
const EXCEPTIONS: &[(&str, &str, &str)] = &[(
    "core/src/names/plural.rs",
    "slip",
    "an English word with an irregular plural",
)];

/// Folders of files that are read whole.
const TEXTS: [(&str, &[&str]); 2] = [("templates", &[""]), ("docs/src", &[".md"])];

/// Files that are read whole.
const PAGES: [&str; 4] = ["README.md", "ARCHITECTURE.md", "CHANGELOG.md", "CONTRIBUTING.md"];

/// A piece of text on consecutive lines, and the line that it starts on.
struct Paragraph {
    line: usize,
    text: String,
}

/// Joins lines that follow each other, so that a form is found where the line wraps.
fn paragraphs(lines: impl IntoIterator<Item = (usize, String)>) -> Vec<Paragraph> {
    let mut found: Vec<Paragraph> = Vec::new();
    let mut next = 0;
    for (line, text) in lines {
        match found.last_mut() {
            Some(last) if line == next && !text.trim().is_empty() => {
                last.text.push(' ');
                last.text.push_str(text.trim());
            }
            Some(_) | None => found.push(Paragraph { line, text }),
        }
        next = line + 1;
    }
    found
}

/// String literals and doc comments, up to the unit tests of the file.
fn literals(source: &str) -> Vec<Paragraph> {
    fn walk(tokens: TokenStream, found: &mut Vec<(usize, String)>) {
        for token in tokens {
            match token {
                TokenTree::Group(group) => walk(group.stream(), found),
                TokenTree::Literal(literal) => {
                    if let Ok(text) = syn::parse_str::<LitStr>(&literal.to_string()) {
                        found.push((literal.span().start().line, text.value()));
                    }
                }
                TokenTree::Ident(_) | TokenTree::Punct(_) => {}
            }
        }
    }
    let code = source.split("#[cfg(test)]").next().unwrap_or(source);
    let mut found = Vec::new();
    walk(code.parse().unwrap_or_default(), &mut found);
    paragraphs(found)
}

fn lines(text: &str) -> Vec<Paragraph> {
    paragraphs((1..).zip(text.lines().map(str::to_owned)))
}

/// The folders below one, with this folder in each of them, where it exists.
fn in_each(parent: &str, folder: &str) -> Vec<String> {
    let entries = fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join(parent)).unwrap();
    let found = entries.map(|entry| entry.unwrap().path().join(folder));
    let mut found: Vec<_> = found
        .filter(|path| path.is_dir())
        .map(|path| path.display().to_string())
        .collect();
    found.sort();
    found
}

/// Everything that is read, by file: of Rust sources the string literals and doc comments.
fn corpus() -> Vec<(String, Vec<Paragraph>)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let crates = in_each(".", "src").into_iter();
    let sources = crates.chain(["src", "fuzz/fuzz_targets"].map(str::to_owned));
    let sources = sources.flat_map(|folder| files(&folder, &[".rs"]));
    let sources = sources.filter(|path| !path.components().any(|part| part.as_os_str() == "tests"));
    let sources = sources
        .filter(|path| !path.ends_with("tests.rs"))
        .map(|path| (path, true));
    let texts = TEXTS.iter().flat_map(|(folder, endings)| files(folder, endings));
    let examples = in_each("testdata/projects", "edits").into_iter();
    let texts = texts.chain(examples.flat_map(|folder| files(&folder, &[""])));
    let pages = PAGES.iter().map(|page| root.join(page));
    let whole = texts.chain(pages).map(|path| (path, false));
    sources
        .chain(whole)
        .map(|(path, is_rust)| {
            let text = fs::read_to_string(&path).unwrap();
            let name = path.strip_prefix(root).unwrap().display().to_string();
            (name, if is_rust { literals(&text) } else { lines(&text) })
        })
        .collect()
}

/// The forms of the last table of STYLE.md.
fn banned() -> Vec<String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("STYLE.md");
    let text = fs::read_to_string(path).unwrap();
    let (_, table) = text.split_once("## Forms that are not used").unwrap();
    let rows = table.lines().filter(|line| line.starts_with("| ")).skip(1);
    rows.flat_map(|row| row.split('|').nth(1).unwrap().split(','))
        .map(|form| form.trim().to_lowercase())
        .collect()
}

/// Lower case, one blank between words.
fn plain(text: &str) -> String {
    text.to_lowercase()
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
}

/// Whether the form occurs as whole words.
fn uses(text: &str, form: &str) -> bool {
    let is_word = |c: char| c.is_alphanumeric() || c == '_' || c == '-';
    text.match_indices(form).any(|(at, _)| {
        let before = text[..at].chars().next_back();
        let after = text[at + form.len()..].chars().next();
        !before.is_some_and(is_word) && !after.is_some_and(is_word)
    })
}

#[test]
fn banned_forms_are_not_used() {
    let banned = banned();
    assert!(banned.len() > 40, "{banned:?}");
    let mut found = Vec::new();
    let mut excepted = BTreeSet::new();
    let mut read = 0;
    for (name, paragraphs) in corpus() {
        for Paragraph { line, text } in paragraphs {
            read += 1;
            let text = plain(&text);
            for form in banned.iter().filter(|form| uses(&text, form)) {
                match EXCEPTIONS
                    .iter()
                    .find(|(file, other, _)| *file == name && other == form)
                {
                    Some(exception) => drop(excepted.insert(exception)),
                    None => found.push(format!("{name}:{line}: \"{form}\"")),
                }
            }
        }
    }
    assert!(read > 5_000, "only {read} paragraphs are read");
    assert!(
        found.is_empty(),
        "{} in all, see STYLE.md:\n{}",
        found.len(),
        found.join("\n")
    );
    assert_eq!(excepted.len(), EXCEPTIONS.len(), "an exception is not needed");
}

/// Places where an article is in front of a name that is filled in, which needs "a" or "an" depending on the name.
fn articles(text: &str) -> impl Iterator<Item = usize> {
    let is_article = |word: &str| ["a", "an"].contains(&word.to_lowercase().as_str());
    let found = move |paragraph: &Paragraph| {
        let words: Vec<&str> = paragraph.text.split_whitespace().collect();
        words
            .windows(2)
            .any(|pair| is_article(pair[0]) && pair[1].trim_start_matches('`').starts_with("<{"))
    };
    lines(text)
        .into_iter()
        .filter(move |paragraph| found(paragraph))
        .map(|paragraph| paragraph.line)
}

#[test]
fn templates_have_no_article_in_front_of_a_name() {
    let mut found = Vec::new();
    let mut read = 0;
    for path in files("templates", &[""]) {
        read += 1;
        let text = fs::read_to_string(&path).unwrap();
        found.extend(articles(&text).map(|line| format!("{}:{line}", path.display())));
    }
    assert!(read > 100, "only {read} templates are read");
    assert!(
        found.is_empty(),
        "\"a IngressClass\" is wrong, reword:\n{}",
        found.join("\n")
    );
    assert_eq!(articles("/// Creates a `<{ kind }>`.\n").next(), Some(1));
}

#[test]
fn a_form_is_found_across_lines_and_only_as_whole_words() {
    let text = "/// What is wrong is\n/// there.\nfn mended() {}\n";
    let found = literals(text);
    assert_eq!(found.len(), 1);
    assert!(uses(&plain(&found[0].text), "is there"));
    assert!(!uses("recommended", "mended"));
}
