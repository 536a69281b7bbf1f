//! `PROJECT`: what is written is read back equal, and no comment is lost or moved.
//!
//! The first line of the input says where comments are put, the rest is the file.
#![no_main]

use kubewright::project::file::{ProjectFile, new_text};
use kubewright::project::{Identity, Project, Resource};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &str| {
    let (places, text) = input.split_once('\n').unwrap_or((input, ""));
    let Ok(file) = ProjectFile::parse(text) else {
        return;
    };
    assert_eq!(file.with(&file.project), text, "the same state is another text");
    let changed = changed(&file.project);
    let edited = file.with(&changed);
    assert_eq!(read(&edited).project, changed, "{edited}");
    let written = new_text(&changed);
    assert_eq!(read(&written).project, changed, "{written}");
    if changed.repo.is_empty() {
        commented(&changed, &written, places.as_bytes());
    }
});

fn read(text: &str) -> ProjectFile {
    ProjectFile::parse(text)
        .unwrap_or_else(|error| panic!("what was written cannot be read: {error}\n{text}"))
}

fn changed(project: &Project) -> Project {
    let mut changed = project.clone();
    changed.multigroup = !project.multigroup;
    changed.put(Resource::new(Identity {
        group: "fuzz".to_owned(),
        version: "v1".to_owned(),
        kind: "Fuzz".to_owned(),
        ..Identity::default()
    }));
    changed
}

/// Puts comments into a text that was written, above and behind its lines. A key that is added and removed leaves all of
/// them where they are.
fn commented(project: &Project, written: &str, places: &[u8]) {
    let mut text = String::new();
    for (number, line) in written.lines().enumerate() {
        let place = places.get(number).copied().unwrap_or_default();
        let indent = line.len() - line.trim_start_matches(' ').len();
        if place & 1 == 1 && !line.starts_with('#') {
            text.push_str(&format!("{:indent$}# above {number}\n", ""));
        }
        text.push_str(line);
        if place & 2 == 2 && !line.contains('#') {
            text.push_str(&format!(" # behind {number}"));
        }
        text.push('\n');
    }
    let file = match ProjectFile::parse(&text) {
        Ok(file) if file.project == *project => file,
        // A comment became a part of a text of several lines.
        Ok(_) | Err(_) => return,
    };
    let mut other = project.clone();
    other.repo = "fuzz.example.com".to_owned();
    let there = file.with(&other);
    assert_eq!(read(&there).project, other, "{there}");
    let back = read(&there).with(project);
    assert_eq!(back, text, "by way of\n{there}");
}
