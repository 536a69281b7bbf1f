//! Where a value is in a YAML file.

use granit_parser::{Event, Parser};

/// A mapping or a sequence that the parser is inside.
enum Frame {
    /// With the key whose value comes next.
    Mapping(Option<String>),
    /// With the index of the next item.
    Sequence(usize),
}

/// Returns the line, from 1, of the value at a path of keys and indexes in one document of a file.
///
/// If the value does not exist, this is the line of the deepest part of the path that does.
///
/// ```
/// use kubewright_bundle::place::line;
///
/// let text = "metadata:\n  name: a\nspec:\n  list:\n  - x\n  - y\n";
/// assert_eq!(line(text, 0, &["spec", "list", "1"]), Some(6));
/// assert_eq!(line(text, 0, &["spec", "missing"]), Some(3));
/// ```
#[must_use]
pub fn line(text: &str, document: usize, path: &[&str]) -> Option<usize> {
    let mut best = None;
    let mut deepest = 0;
    let mut frames: Vec<Frame> = Vec::new();
    // One for each part of the path that the present position shares with it.
    let mut number = 0;
    for next in Parser::new_from_str(text) {
        let (event, span) = next.ok()?;
        let line = span.start.line();
        match event {
            Event::DocumentEnd if number > document => break,
            Event::DocumentStart(..) => {
                number += 1;
                if number == document + 1 {
                    best = Some(line);
                }
            }
            Event::MappingEnd | Event::SequenceEnd => {
                frames.pop();
                finish(&mut frames);
            }
            Event::Scalar(..) | Event::Alias(_) | Event::MappingStart(..) | Event::SequenceStart(..)
                if number == document + 1 =>
            {
                if let (Some(Frame::Mapping(key @ None)), Event::Scalar(text, ..)) =
                    (frames.last_mut(), &event)
                {
                    *key = Some(text.clone().into_owned());
                    if let Some(depth) = depth(&frames, path)
                        && depth > deepest
                    {
                        (deepest, best) = (depth, Some(line));
                    }
                    continue;
                }
                if let Some(depth) = depth(&frames, path)
                    && (depth > deepest || frames.is_empty())
                {
                    (deepest, best) = (depth, Some(line));
                }
                match event {
                    Event::MappingStart(..) => frames.push(Frame::Mapping(None)),
                    Event::SequenceStart(..) => frames.push(Frame::Sequence(0)),
                    _ => finish(&mut frames),
                }
            }
            _ => {}
        }
    }
    best
}

/// A value is complete: the next is another.
fn finish(frames: &mut [Frame]) {
    match frames.last_mut() {
        Some(Frame::Mapping(key)) => *key = None,
        Some(Frame::Sequence(index)) => *index += 1,
        None => {}
    }
}

/// How many parts of the path lead to the present value, if it is on the path.
fn depth(frames: &[Frame], path: &[&str]) -> Option<usize> {
    let on_path = frames.iter().zip(path).all(|(frame, part)| match frame {
        Frame::Mapping(key) => key.as_deref() == Some(*part),
        Frame::Sequence(index) => part.parse() == Ok(*index),
    });
    (on_path && frames.len() <= path.len()).then_some(frames.len())
}
