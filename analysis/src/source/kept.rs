//! Syntax that outlives the reading of its file, for what reads it again: types with the derives of kube and schemars.
//!
//! Syntax cannot leave the thread that has parsed it, and neither can the places in it, which are valid only as long as the parser
//! has the text. So a [`Tree`] says which thread has it, and no thread drops texts while it has syntax or works on it.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::{Arc, Weak};

use proc_macro2::LineColumn;

use super::lines::Lines;
use super::scan::{Doc, PLACEHOLDER};
use crate::threads;

thread_local! {
    static KEPT: RefCell<Vec<(Weak<()>, Types)>> = const { RefCell::new(Vec::new()) };
    static HOLDERS: Cell<usize> = const { Cell::new(0) };
}

/// Structs and enums of a file.
#[derive(Default)]
pub(crate) struct Types {
    /// By the names of the inline modules around them and their own.
    all: BTreeMap<Vec<String>, BTreeMap<String, syn::DeriveInput>>,
    /// The lines of doc comments, by the places of the attributes that stand for them. The parser finds the offset of a place by
    /// counting characters.
    docs: Vec<(LineColumn, Vec<Range<usize>>)>,
}

/// The types of a file, on the thread that has parsed it. They are dropped with the last clone of this.
#[derive(Clone, Debug)]
pub(crate) struct Tree {
    mark: Arc<()>,
    thread: Option<usize>,
}

impl Types {
    pub(super) fn add(&mut self, path: &[String], name: String, mut item: syn::DeriveInput) {
        slim(&mut item);
        match self.all.get_mut(path) {
            Some(module) => module.insert(name, item),
            None => self.all.entry(path.to_vec()).or_default().insert(name, item),
        };
    }

    /// Takes a type out.
    pub(crate) fn take(&mut self, path: &[String], name: &str) -> Option<syn::DeriveInput> {
        self.all.get_mut(path)?.remove(name)
    }

    /// Drops the types that were not taken.
    pub(crate) fn drop_rest(&mut self) {
        self.all.clear();
    }

    /// The doc comment that an attribute of a type stands for: its lines, as ranges of what the parser had.
    pub(crate) fn docs(&self, attribute: &syn::Attribute) -> Option<&[Range<usize>]> {
        let is_placeholder = attribute.path().is_ident(PLACEHOLDER);
        let place = is_placeholder.then(|| attribute.pound_token.span.start())?;
        let index = self.docs.binary_search_by_key(&place, |(place, _)| *place).ok()?;
        Some(&self.docs[index].1)
    }

    /// Keeps the types, and the doc comments of their file, on this thread; `None` if there are none.
    pub(super) fn kept(mut self, docs: &[Doc], lines: &Lines<'_>) -> Option<Tree> {
        if self.all.is_empty() {
            return None;
        }
        let docs = docs.iter();
        self.docs = docs.map(|doc| (lines.place(doc.at), doc.lines.clone())).collect();
        let mark = Arc::new(());
        KEPT.with_borrow_mut(|kept| kept.push((Arc::downgrade(&mark), self)));
        let thread = threads::own();
        Some(Tree { mark, thread })
    }
}

/// Gives back the memory that the parser has reserved for more attributes: a list with one attribute has room for four, which is
/// most of the memory of a field.
fn slim(item: &mut syn::DeriveInput) {
    let fields = |fields: &mut syn::Fields| fields.iter_mut().for_each(|field| field.attrs.shrink_to_fit());
    item.attrs.shrink_to_fit();
    match &mut item.data {
        syn::Data::Struct(data) => fields(&mut data.fields),
        syn::Data::Enum(data) => {
            for variant in &mut data.variants {
                variant.attrs.shrink_to_fit();
                fields(&mut variant.fields);
            }
        }
        syn::Data::Union(_) => {}
    }
}

impl Tree {
    /// The thread of the pool that has the types.
    pub(crate) fn thread(&self) -> Option<usize> {
        self.thread
    }

    /// Takes the types out; `None` on any other thread.
    pub(crate) fn take(&self) -> Option<Types> {
        KEPT.with_borrow_mut(|kept| {
            let own = |(mark, _): &(Weak<()>, Types)| std::ptr::eq(mark.as_ptr(), Arc::as_ptr(&self.mark));
            let at = kept.iter().position(own)?;
            Some(kept.swap_remove(at).1)
        })
    }
}

/// Runs work on syntax: what else is read on this thread meanwhile leaves its places valid.
pub(crate) fn held<R>(work: impl FnOnce() -> R) -> R {
    struct Holder;
    impl Drop for Holder {
        fn drop(&mut self) {
            HOLDERS.set(HOLDERS.get() - 1);
            drop_texts();
        }
    }
    HOLDERS.set(HOLDERS.get() + 1);
    let _holder = Holder;
    work()
}

/// Drops the parser's copies of texts, unless there is syntax whose places need them.
pub(super) fn drop_texts() {
    let none = KEPT.with_borrow_mut(|kept| {
        kept.retain(|(mark, _)| mark.strong_count() > 0);
        kept.is_empty()
    });
    if none && HOLDERS.get() == 0 {
        proc_macro2::extra::invalidate_current_thread_spans();
    }
}

#[cfg(test)]
mod tests {
    use std::panic::{AssertUnwindSafe, catch_unwind};

    use super::*;

    fn types(text: &str) -> Types {
        let item: syn::DeriveInput = syn::parse_str(text).unwrap();
        let mut types = Types::default();
        types.add(&["a".to_owned()], item.ident.to_string(), item);
        types
    }

    fn place(item: &syn::DeriveInput) -> Range<usize> {
        item.ident.span().byte_range()
    }

    #[test]
    fn places_stay_valid_as_long_as_they_are_needed() {
        assert!(Types::default().kept(&[], &Lines::of("")).is_none());
        let tree = types("struct Kept;").kept(&[], &Lines::of("")).unwrap();
        let other = types("struct Dropped;").kept(&[], &Lines::of("")).unwrap();
        drop_texts();
        drop(other);
        let item = held(|| {
            let mut types = tree.take().unwrap();
            assert!(tree.take().is_none());
            drop_texts();
            assert!(types.take(&[], "Kept").is_none());
            let item = types.take(&["a".to_owned()], "Kept").unwrap();
            assert_eq!(place(&item), 7..11);
            item
        });
        assert!(catch_unwind(AssertUnwindSafe(|| place(&item))).is_err());
    }

    #[test]
    fn doc_comments_outlive_types_that_nothing_has_taken() {
        let text = format!("#[{PLACEHOLDER}]\nstruct Taken;");
        let doc = Doc {
            at: 0,
            lines: vec![3..10, 12..20],
        };
        let tree = types(&text).kept(&[doc], &Lines::of(&text)).unwrap();
        let mut types = tree.take().unwrap();
        let path = ["a".to_owned()];
        let taken = types.take(&path, "Taken").unwrap();
        types.add(&path, "Other".to_owned(), taken.clone());
        types.drop_rest();
        assert!(types.take(&path, "Other").is_none());
        assert_eq!(types.docs(&taken.attrs[0]).unwrap(), [3..10, 12..20]);
    }

    #[test]
    fn no_other_thread_has_the_types() {
        let tree = types("struct Own;").kept(&[], &Lines::of("")).unwrap();
        let other = tree.clone();
        std::thread::spawn(move || assert!(other.take().is_none()))
            .join()
            .unwrap();
        assert!(tree.take().is_some());
    }
}
