//! Doc comments: no line is lost, what is left has no marker, and each marker is known.
#![no_main]

use kubewright_core::docs::Docs;
use kubewright_core::markers;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let count = text.lines().count();
    let docs = read(text);
    for (name, _, place) in &docs.markers {
        assert!(*place < count);
        assert!(markers::find(name).is_some(), "`{name}` is not known");
    }
    for error in &docs.errors {
        assert!(error.place < count);
        assert!(!error.to_string().contains('\n'), "{error}");
    }
    // A description is what remains: reading it again finds nothing in it, unless there were errors, which may leave their lines in
    // it. Each line of a comment begins with a space.
    let lines = docs.description.lines().map(|line| format!(" {line}\n"));
    let again = read(&lines.collect::<String>());
    let is_right = again.errors.is_empty() || !docs.errors.is_empty();
    assert!(again.markers.is_empty() && is_right, "{again:?}");
    assert_eq!(again.description, docs.description);
});

fn read(text: &str) -> Docs {
    Docs::read(text.lines().enumerate().map(|(place, line)| (line, place)))
}
