//! Events of the parser → documents.

use std::collections::HashMap;

use granit_parser::{Event, Options, Parser, ScalarStyle, Tag};
use serde_json::{Map, Value};

use super::scalar::{Scalar, resolve};
use super::{Document, Duplicate, Place, Places, Problem};
use crate::limits::DEEPEST;
use crate::path::Step;

/// The most bytes that anchors and aliases may add to a document: more than an object of the largest size can have.
const MOST_COPIES: usize = 64 * 1024 * 1024;
/// What a value and its place take in memory, beside its text.
const OVERHEAD: usize = 128;
const CORE: &str = "tag:yaml.org,2002:";

/// Reads all documents of a text that begins at a place.
pub(super) fn documents(text: &str, origin: Place) -> Result<Vec<Document>, Problem> {
    let mut documents = Vec::new();
    let mut builder = Builder::default();
    let mut options = Options::default();
    // The parser buffers a limited number of comments and refuses files with more.
    options.set_emit_comments(false);
    for next in Parser::new_from_str_with_options(text, options) {
        let (event, span) = next.map_err(|error| Problem {
            place: origin.at(error.marker().line(), error.marker().col()),
            text: error.info(),
        })?;
        let here = origin.at(span.start.line(), span.start.col());
        match event {
            Event::DocumentStart(..) => builder = Builder::default(),
            Event::DocumentEnd => {
                if let Some(part) = builder.root.take()
                    && !part.value.is_null()
                {
                    documents.push(Document {
                        value: part.value,
                        duplicates: std::mem::take(&mut builder.duplicates),
                        places: part.places,
                    });
                }
            }
            Event::Scalar(text, style, anchor, tag) => {
                builder.scalar(&text, style, anchor, tag.as_deref(), here)?;
            }
            Event::SequenceStart(_, anchor, _) => builder.open(Frame::list(anchor, here), here)?,
            Event::MappingStart(_, anchor, _) => builder.open(Frame::mapping(anchor, here), here)?,
            Event::SequenceEnd | Event::MappingEnd => builder.close(here)?,
            Event::Alias(anchor) => builder.alias(anchor, here)?,
            _ => {}
        }
    }
    Ok(documents)
}

fn problem<T>(place: Place, text: impl Into<String>) -> Result<T, Problem> {
    Err(Problem {
        place,
        text: text.into(),
    })
}

/// A value with its places and about how many bytes it takes.
#[derive(Clone, Debug)]
struct Part {
    value: Value,
    places: Places,
    size: usize,
}

/// A collection that is not closed yet.
#[derive(Debug)]
struct Frame {
    anchor: usize,
    here: Place,
    size: usize,
    kind: Collection,
}

#[derive(Debug)]
enum Collection {
    List(Vec<Value>, Vec<Places>),
    Mapping {
        fields: Map<String, Value>,
        places: std::collections::BTreeMap<String, Places>,
        /// The key whose value comes next, and where it is.
        key: Option<(Key, Place)>,
        /// Keys from merges, which others override.
        merged: Vec<Part>,
    },
}

#[derive(Debug)]
enum Key {
    Named(String),
    Merge,
}

impl Frame {
    fn list(anchor: usize, here: Place) -> Self {
        Self {
            anchor,
            here,
            size: OVERHEAD,
            kind: Collection::List(Vec::new(), Vec::new()),
        }
    }

    fn mapping(anchor: usize, here: Place) -> Self {
        Self {
            anchor,
            here,
            size: OVERHEAD,
            kind: Collection::Mapping {
                fields: Map::new(),
                places: std::collections::BTreeMap::new(),
                key: None,
                merged: Vec::new(),
            },
        }
    }
}

#[derive(Debug, Default)]
struct Builder {
    root: Option<Part>,
    frames: Vec<Frame>,
    anchors: HashMap<usize, Part>,
    copies: usize,
    duplicates: Vec<Duplicate>,
}

impl Builder {
    fn scalar(
        &mut self,
        text: &str,
        style: ScalarStyle,
        anchor: usize,
        tag: Option<&Tag>,
        here: Place,
    ) -> Result<(), Problem> {
        let tag = tag.map(Tag::to_string);
        let tag = tag.as_deref().map(|tag| {
            tag.strip_prefix(CORE)
                .or_else(|| tag.strip_prefix("!!"))
                .unwrap_or(tag)
        });
        let resolved = match (tag, style) {
            (Some("str" | "binary"), _) => Scalar::Text,
            (None, ScalarStyle::Plain) | (Some("int" | "bool" | "null" | "float"), _) => resolve(text),
            _ => Scalar::Text,
        };
        let resolved = match (tag, resolved) {
            (Some("float"), Scalar::Int(number)) =>
            {
                #[expect(clippy::cast_precision_loss, reason = "as the library converts it")]
                Scalar::Float(number as f64)
            }
            (_, other) => other,
        };
        if self.awaits_key() {
            let Some(key) = resolved.key(text) else {
                return problem(here, "a key is null; JSON has only texts as keys");
            };
            return self.key(
                if resolved == Scalar::Merge {
                    Key::Merge
                } else {
                    Key::Named(key)
                },
                here,
            );
        }
        let Some(value) = resolved.value(text) else {
            return problem(here, format!("`{text}` is not a number that JSON has"));
        };
        self.value(
            Part {
                value,
                places: Places {
                    here,
                    ..Places::default()
                },
                size: OVERHEAD + text.len(),
            },
            anchor,
            here,
        )
    }

    fn awaits_key(&self) -> bool {
        matches!(
            self.frames.last(),
            Some(Frame {
                kind: Collection::Mapping { key: None, .. },
                ..
            })
        )
    }

    fn key(&mut self, new: Key, here: Place) -> Result<(), Problem> {
        let at = self.path();
        let Some(Frame {
            kind: Collection::Mapping { fields, key, .. },
            ..
        }) = self.frames.last_mut()
        else {
            return problem(here, "a key outside of a mapping");
        };
        if let Key::Named(name) = &new
            && fields.contains_key(name)
        {
            self.duplicates.push(Duplicate {
                key: name.clone(),
                at,
                place: here,
            });
        }
        *key = Some((new, here));
        Ok(())
    }

    /// The path of the innermost collection.
    fn path(&self) -> Vec<Step> {
        let mut path = Vec::new();
        for frame in &self.frames[..self.frames.len().saturating_sub(1)] {
            match &frame.kind {
                Collection::List(items, _) => path.push(Step::Index(items.len())),
                Collection::Mapping {
                    key: Some((Key::Named(key), _)),
                    ..
                } => path.push(Step::Key(key.clone())),
                Collection::Mapping { .. } => {}
            }
        }
        path
    }

    fn open(&mut self, frame: Frame, here: Place) -> Result<(), Problem> {
        if self.awaits_key() {
            return problem(here, "a key is a mapping or a list; JSON has only texts as keys");
        }
        if self.frames.len() >= DEEPEST {
            return problem(here, format!("nests deeper than {DEEPEST} levels"));
        }
        self.frames.push(frame);
        Ok(())
    }

    fn close(&mut self, here: Place) -> Result<(), Problem> {
        let Some(frame) = self.frames.pop() else {
            return problem(here, "closes what is not open");
        };
        let Frame {
            anchor,
            here: start,
            size,
            kind,
        } = frame;
        let part = match kind {
            Collection::List(items, places) => Part {
                value: Value::Array(items),
                places: Places {
                    here: start,
                    items: places,
                    ..Places::default()
                },
                size,
            },
            Collection::Mapping {
                mut fields,
                mut places,
                merged,
                ..
            } => {
                for part in merged {
                    merge(part, &mut fields, &mut places);
                }
                Part {
                    value: Value::Object(fields),
                    places: Places {
                        here: start,
                        fields: places,
                        ..Places::default()
                    },
                    size,
                }
            }
        };
        self.value(part, anchor, start)
    }

    fn alias(&mut self, anchor: usize, here: Place) -> Result<(), Problem> {
        let Some(size) = self.anchors.get(&anchor).map(|known| known.size) else {
            return problem(here, "an alias is inside of the value that it names");
        };
        // Before the copy is made, which may be a large one.
        self.copied(size, here)?;
        let mut part = self.anchors[&anchor].clone();
        if self.awaits_key() {
            let Value::String(key) = part.value else {
                return problem(here, "a key is a mapping or a list; JSON has only texts as keys");
            };
            return self.key(Key::Named(key), here);
        }
        // Where the alias is, says more than where the value is.
        part.places.here = here;
        self.value(part, 0, here)
    }

    fn copied(&mut self, size: usize, here: Place) -> Result<(), Problem> {
        self.copies += size;
        if self.copies > MOST_COPIES {
            return problem(here, "anchors and aliases expand to more than an object can have");
        }
        Ok(())
    }

    /// A value is complete.
    fn value(&mut self, part: Part, anchor: usize, here: Place) -> Result<(), Problem> {
        if anchor > 0 {
            self.copied(part.size, here)?;
            self.anchors.insert(anchor, part.clone());
        }
        let Some(frame) = self.frames.last_mut() else {
            self.root = Some(part);
            return Ok(());
        };
        frame.size += part.size;
        match &mut frame.kind {
            Collection::List(items, places) => {
                items.push(part.value);
                places.push(part.places);
            }
            Collection::Mapping {
                fields,
                places,
                key,
                merged,
            } => match key.take() {
                Some((Key::Named(key), at)) => {
                    let mut below = part.places;
                    below.here = at;
                    fields.insert(key.clone(), part.value);
                    places.insert(key, below);
                }
                Some((Key::Merge, _)) => match part.value {
                    Value::Object(_) => merged.push(part),
                    Value::Array(items) => {
                        for (value, places) in items.into_iter().zip(part.places.items) {
                            merged.push(Part {
                                value,
                                places,
                                size: 0,
                            });
                        }
                    }
                    _ => return problem(here, "`<<` needs a mapping or a list of mappings"),
                },
                None => return problem(here, "a value without a key"),
            },
        }
        Ok(())
    }
}

/// Adds the fields that are not there.
fn merge(
    part: Part,
    fields: &mut Map<String, Value>,
    places: &mut std::collections::BTreeMap<String, Places>,
) {
    let Value::Object(merged) = part.value else {
        return;
    };
    let mut below = part.places.fields;
    for (key, value) in merged {
        if !fields.contains_key(&key) {
            places.insert(key.clone(), below.remove(&key).unwrap_or_default());
            fields.insert(key, value);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const START: Place = Place { line: 1, column: 1 };

    #[test]
    fn comments_may_be_of_any_length() {
        let text = format!("a:\n{}  b: 1\n", "  # More about it.\n".repeat(5_000));
        let documents = documents(&text, START).map_err(|problem| problem.text).unwrap();
        assert_eq!(documents[0].value, serde_json::json!({"a": {"b": 1}}));
    }
}
