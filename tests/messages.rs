//! Every error message is seen by a test: its words stand in an expected output, or in the text of a test.

#![expect(clippy::unwrap_used, reason = "a test may end where it stands")]

#[path = "repository/files.rs"]
mod files;

use std::fs;
use std::path::PathBuf;

use proc_macro2::TokenStream;
use syn::parse::{ParseStream, Parser as _};
use syn::visit::{self, Visit};
use syn::{Attribute, Expr, Lit, Pat};

use files::files;

/// Messages that no test can bring about, with the reason.
const EXCEPTIONS: &[(&str, &str)] = &[
    (
        "the template `{}` cannot be rendered: {}",
        "templates are part of the program, and tests render each",
    ),
    (
        "this folder cannot be read: {}",
        "a folder that was found cannot be made unreadable for a test that runs as root",
    ),
    (
        "cannot write a template: {}",
        "templates of a chart are values that can always be written",
    ),
    (
        "the build of the optional parts ended",
        "a thread that panicked, which is a bug",
    ),
    (
        "cannot create a temporary folder: {}",
        "a test does not take away the folder for temporary files from its own process",
    ),
    (
        "cannot start a thread to read this: {}",
        "a machine without threads",
    ),
    (
        "`{}` cannot be read here",
        "an item that was found in a file is found there again",
    ),
    (
        "this file is not known",
        "k8s-openapi includes no files in the docs of its types",
    ),
    (
        "`kubectl kustomize` printed something else than YAML: {}",
        "kubectl prints YAML",
    ),
];

/// Messages that still need a case. This list only gets shorter.
const MISSING: &str = include_str!("messages-missing.txt");

/// Calls that take a message, or a part of one.
const FUNCTIONS: [&str; 11] = [
    "Diagnostic::at",
    "Diagnostic::error",
    "Diagnostic::of_file",
    "Err",
    "Failure::new",
    "Fault::new",
    "MarkerError::new",
    "Message::new",
    "fail",
    "failure",
    "misuse",
];
const METHODS: [&str; 4] = ["error", "help", "missing", "ok_or"];

/// Variables that hold one.
const VARIABLES: [&str; 3] = ["help", "message", "reason"];

/// The furthest that two parts of a message stand from each other.
const LONGEST: usize = 300;

struct Found {
    line: usize,
    text: String,
}

/// The messages of a file.
#[derive(Default)]
struct Messages(Vec<Found>);

impl Messages {
    /// A literal, alone or in `format!`, whatever is done with it afterwards.
    fn take(&mut self, expression: &Expr) {
        match expression {
            Expr::Lit(literal) => {
                if let Lit::Str(text) = &literal.lit {
                    self.0.push(Found {
                        line: text.span().start().line,
                        text: text.value(),
                    });
                }
            }
            Expr::Macro(call) if call.mac.path.is_ident("format") => self.format(call.mac.tokens.clone()),
            Expr::MethodCall(call) => self.take(&call.receiver),
            Expr::Reference(reference) => self.take(&reference.expr),
            _ => {}
        }
    }

    /// The text before the arguments of a `format!`.
    fn format(&mut self, tokens: TokenStream) {
        let text = |input: ParseStream<'_>| {
            let text: syn::LitStr = input.parse()?;
            input.parse::<TokenStream>()?;
            Ok(text)
        };
        self.0.extend(text.parse2(tokens).ok().map(|text| Found {
            line: text.span().start().line,
            text: unplaced(&text.value()),
        }));
    }
}

impl<'ast> Visit<'ast> for Messages {
    fn visit_item_mod(&mut self, module: &'ast syn::ItemMod) {
        if !is_test(&module.attrs) {
            visit::visit_item_mod(self, module);
        }
    }

    fn visit_expr_call(&mut self, call: &'ast syn::ExprCall) {
        if let Expr::Path(path) = &*call.func {
            let names: Vec<_> = path
                .path
                .segments
                .iter()
                .map(|part| part.ident.to_string())
                .collect();
            let name = names[names.len().saturating_sub(2)..].join("::");
            if FUNCTIONS.contains(&name.as_str()) {
                call.args.iter().for_each(|argument| self.take(argument));
            }
        }
        visit::visit_expr_call(self, call);
    }

    fn visit_expr_method_call(&mut self, call: &'ast syn::ExprMethodCall) {
        if METHODS.iter().any(|method| call.method == method) {
            call.args.iter().for_each(|argument| self.take(argument));
        }
        visit::visit_expr_method_call(self, call);
    }

    /// `#[error("...")]` of an error type.
    fn visit_attribute(&mut self, attribute: &'ast Attribute) {
        if attribute.path().is_ident("error")
            && let syn::Meta::List(list) = &attribute.meta
        {
            self.format(list.tokens.clone());
        }
    }

    fn visit_local(&mut self, local: &'ast syn::Local) {
        if let (Pat::Ident(name), Some(init)) = (&local.pat, &local.init)
            && VARIABLES.iter().any(|variable| name.ident == variable)
        {
            self.take(&init.expr);
        }
        visit::visit_local(self, local);
    }
}

fn is_test(attributes: &[Attribute]) -> bool {
    let text = |attribute: &Attribute| attribute.parse_args::<syn::Path>();
    attributes.iter().any(|attribute| {
        attribute.path().is_ident("cfg") && text(attribute).is_ok_and(|path| path.is_ident("test"))
    })
}

/// Stands for what a placeholder is replaced by.
const GAP: char = '\u{0}';

/// The text of a `format!` with gaps for its placeholders.
fn unplaced(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        match c {
            '{' if rest.next_if_eq(&'{').is_none() => {
                rest.by_ref().find(|c| *c == '}');
                out.push(GAP);
            }
            '}' => {
                rest.next_if_eq(&'}');
                out.push('}');
            }
            c => out.push(c),
        }
    }
    out
}

/// Whether the parts stand one after the other, the first anywhere.
fn is_seen(message: &str, corpus: &str) -> bool {
    let message = one_line(message);
    let mut parts = message.split(GAP).filter(|part| !part.trim().is_empty());
    let Some(first) = parts.next() else { return true };
    let rest: Vec<_> = parts.collect();
    corpus
        .match_indices(first)
        .any(|(at, _)| follow(&rest, &corpus[at + first.len()..]))
}

fn follow(parts: &[&str], text: &str) -> bool {
    let Some((first, rest)) = parts.split_first() else {
        return true;
    };
    let end = (LONGEST + first.len()..text.len()).find(|end| text.is_char_boundary(*end));
    let near = &text[..end.unwrap_or(text.len())];
    near.match_indices(first)
        .any(|(at, _)| follow(rest, &text[at + first.len()..]))
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What tests expect: the outputs in `testdata`, and the tests and documented examples of the sources.
fn corpus(sources: &[(PathBuf, String)]) -> String {
    let outputs = files("testdata", &[".stderr", ".txt", ".yaml"]);
    let outputs = outputs.into_iter().filter(|path| {
        let is_manifest = path.extension().is_some_and(|ending| ending == "yaml");
        let folders = ["refused", "changes"];
        !is_manifest
            || path
                .parent()
                .is_some_and(|parent| folders.iter().any(|folder| parent.ends_with(folder)))
    });
    let mut corpus: Vec<_> = outputs.map(|path| fs::read_to_string(path).unwrap()).collect();
    let tests = [
        "tests",
        "core/tests",
        "bundle/tests",
        "olm/tests",
        "conformance/tests",
    ];
    let tests = tests.into_iter().flat_map(|folder| files(folder, &[".rs"]));
    let tests = tests.filter(|path| !path.ends_with(file!()));
    corpus.extend(tests.map(|path| as_read(&fs::read_to_string(path).unwrap())));
    for (_, text) in sources {
        let (code, tests) = text.split_once("#[cfg(test)]").unwrap_or((text, ""));
        let documented = code.lines().map(str::trim_start);
        corpus.extend(documented.filter(|line| line.starts_with("///")).map(as_read));
        corpus.push(as_read(tests));
    }
    one_line(&corpus.join("\n"))
}

/// Source text as it is, for raw literals, and once more with the escapes of the others taken away.
fn as_read(source: &str) -> String {
    let read = source.replace("\\\"", "\"").replace("\\\\", "\\");
    format!("{source}\n{read}")
}

#[test]
fn each_is_seen_by_a_test() {
    let folders = [
        "core/src",
        "analysis/src",
        "src",
        "macros/src",
        "bundle/src",
        "olm/src",
    ];
    let sources: Vec<_> = folders
        .into_iter()
        .flat_map(|folder| files(folder, &[".rs"]))
        .map(|path| (path.clone(), fs::read_to_string(path).unwrap()))
        .collect();
    let corpus = corpus(&sources);
    let mut unseen = Vec::new();
    let mut excepted = Vec::new();
    let mut missing = Vec::new();
    let mut count = 0;
    for (path, text) in &sources {
        let mut messages = Messages::default();
        messages.visit_file(&syn::parse_file(text).unwrap());
        count += messages.0.len();
        for Found { line, text } in messages.0 {
            let shown = text.replace(GAP, "{}");
            let seen = is_seen(&text, &corpus);
            match EXCEPTIONS.iter().find(|(exception, _)| *exception == shown) {
                Some((exception, _)) if !seen => excepted.push(*exception),
                Some(_) | None if seen => {}
                Some(_) | None if MISSING.lines().any(|line| line == one_line(&shown)) => {
                    missing.push(one_line(&shown));
                }
                Some(_) | None => {
                    let path = path.strip_prefix(env!("CARGO_MANIFEST_DIR")).unwrap();
                    unseen.push(format!("{}:{line}: {shown}", path.display()));
                }
            }
        }
    }
    assert!(unseen.is_empty(), "no case shows these:\n{}", unseen.join("\n"));
    for (exception, _) in EXCEPTIONS {
        assert!(excepted.contains(exception), "no exception: {exception}");
    }
    for line in MISSING.lines().filter(|line| !line.starts_with('#')) {
        assert!(
            missing.iter().any(|found| found == line),
            "has a case now, or does not exist: {line}"
        );
    }
    assert!(count > 400, "only {count} messages are found");
}
