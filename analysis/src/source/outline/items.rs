//! Parses items one after the other, each only as far as needed.

use std::cell::RefCell;

use proc_macro2::Span;
use syn::ext::IdentExt;
use syn::parse::{ParseBuffer, ParseStream};
use syn::spanned::Spanned;
use syn::{Attribute, Ident, Token, Visibility};

use super::skip::{self, End, Head};
use super::{Declared, Import, ItemKind, Outline, Reach, Submodule, renamed};
use crate::source::cfg::Cfg;
use crate::source::extract::{Extract, Place, Subject, SubjectKind, Unread};
use crate::source::kept::Types;

/// The maximum depth of inline modules.
const MODULES: usize = 100;

pub(in crate::source) const TOO_DEEP: &str = "this nests too deep to be read";

pub(super) type Contents<X> = Outline<<X as Extract>::Item, <X as Extract>::Fact>;

/// Parses the items of one file.
pub(super) struct Reader<'a, X> {
    pub(super) extract: &'a X,
    pub(super) cfg: &'a Cfg,
    pub(super) place: &'a Place<'a>,
    pub(super) deep: &'a [usize],
    /// Names of this file, beside what they stand for.
    pub(super) renamed: Vec<(String, String)>,
    /// Whether bodies of functions are looked into.
    pub(super) may_be_unread: bool,
    /// Whether the file may have markers or kinds, which are looked for in constants and macros too.
    pub(super) has_markers: bool,
    /// The inline modules around.
    pub(super) path: RefCell<Vec<String>>,
    pub(super) kept: RefCell<Types>,
}

impl<X: Extract> Reader<'_, X> {
    pub(super) fn file(&self, input: ParseStream<'_>) -> syn::Result<Contents<X>> {
        self.contents(input, "", 0)
    }

    fn contents(&self, input: ParseStream<'_>, name: &str, depth: usize) -> syn::Result<Contents<X>> {
        let mut out = Contents::<X>::default();
        if depth > MODULES {
            return Err(input.error(TOO_DEEP));
        }
        let mut attrs = input.call(Attribute::parse_inner)?;
        self.cfg.expand(&mut attrs);
        if !self.cfg.keeps(&attrs) {
            skip::rest(input)?;
            return Ok(out);
        }
        if let Some(first) = attrs.first() {
            self.docs(&mut out, SubjectKind::Inside, name, first.span(), &attrs);
        }
        while !input.is_empty() {
            self.item(input, &mut out, depth)?;
        }
        Ok(out)
    }

    fn attributes(&self, input: ParseStream<'_>) -> syn::Result<Vec<Attribute>> {
        let mut attrs = input.call(Attribute::parse_outer)?;
        self.cfg.expand(&mut attrs);
        Ok(attrs)
    }

    fn item(&self, input: ParseStream<'_>, out: &mut Contents<X>, depth: usize) -> syn::Result<()> {
        let ahead = input.fork();
        skip::attributes(&ahead)?;
        if ahead.is_empty() {
            return Err(ahead.error("expected an item after this doc comment or attribute"));
        }
        ahead.parse::<Visibility>()?;
        match skip::head(&ahead)? {
            Head::Data(kind) => self.data(input, &ahead, kind, out),
            Head::Alias => self.alias(input, &ahead, out),
            Head::Use => self.imports(input, &ahead, out),
            Head::Extern => external(self, input, out),
            Head::Module => self.module(input, out, depth),
            Head::Function => self.other(input, out, SubjectKind::Function),
            Head::Impl => self.other(input, out, SubjectKind::Impl),
            Head::Trait => self.other(input, out, SubjectKind::Trait),
            Head::Block => self.other(input, out, SubjectKind::Other),
            Head::Value => self.unnamed(input, out, false),
            Head::Macro => self.unnamed(input, out, true),
        }
    }

    /// Rejects an item whose parse would recurse too deep. `ahead` is after the item's keyword.
    fn check_depth(
        &self,
        input: ParseStream<'_>,
        ahead: &ParseBuffer<'_>,
        semicolon: bool,
    ) -> syn::Result<()> {
        if self.deep.is_empty() {
            return Ok(());
        }
        let start = input.span().byte_range().start;
        if semicolon {
            skip::to_semicolon(ahead)?;
        } else {
            skip::item(ahead)?;
        }
        let end = if ahead.is_empty() {
            usize::MAX
        } else {
            ahead.span().byte_range().start
        };
        match self.deep.iter().any(|&at| (start..end).contains(&at)) {
            true => Err(input.error(TOO_DEEP)),
            false => Ok(()),
        }
    }

    fn data(
        &self,
        input: ParseStream<'_>,
        ahead: &ParseBuffer<'_>,
        kind: ItemKind,
        out: &mut Contents<X>,
    ) -> syn::Result<()> {
        self.check_depth(input, ahead, false)?;
        let mut item: syn::DeriveInput = input.parse()?;
        self.cfg.expand_item(&mut item);
        renamed::restore(&mut item.attrs, &self.renamed);
        if self.cfg.keeps(&item.attrs) {
            let data = self.extract.item(&item, self.place);
            let is_kept = self.extract.is_kept(&data);
            let declared = self.declared(&item.ident, kind, &item.vis, Some(data));
            if is_kept && kind != ItemKind::Union {
                self.cfg.remove_members(&mut item);
                let mut kept = self.kept.borrow_mut();
                kept.add(&self.path.borrow(), declared.name.clone(), item);
            }
            out.items.push(declared);
        }
        Ok(())
    }

    fn alias(
        &self,
        input: ParseStream<'_>,
        ahead: &ParseBuffer<'_>,
        out: &mut Contents<X>,
    ) -> syn::Result<()> {
        self.check_depth(input, ahead, true)?;
        let mut item: syn::ItemType = input.parse()?;
        self.cfg.expand(&mut item.attrs);
        if self.cfg.keeps(&item.attrs) {
            let data = self.extract.alias(&item, self.place);
            out.items
                .push(self.declared(&item.ident, ItemKind::Alias, &item.vis, Some(data)));
        }
        Ok(())
    }

    fn declared(
        &self,
        ident: &Ident,
        kind: ItemKind,
        vis: &Visibility,
        data: Option<X::Item>,
    ) -> Declared<X::Item> {
        Declared {
            name: ident.unraw().to_string(),
            kind,
            reach: reach(vis),
            range: self.place.range(ident.span()),
            data,
        }
    }

    fn imports(
        &self,
        input: ParseStream<'_>,
        ahead: &ParseBuffer<'_>,
        out: &mut Contents<X>,
    ) -> syn::Result<()> {
        self.check_depth(input, ahead, true)?;
        let start = input.span();
        let mut item: syn::ItemUse = input.parse()?;
        self.cfg.expand(&mut item.attrs);
        if self.cfg.keeps(&item.attrs) {
            self.docs(out, SubjectKind::Other, "", start, &item.attrs);
            let import = Import {
                name: None,
                global: item.leading_colon.is_some(),
                path: Vec::new(),
                reach: reach(&item.vis),
            };
            flatten(&item.tree, import, &mut out.imports);
        }
        Ok(())
    }

    fn module(&self, input: ParseStream<'_>, out: &mut Contents<X>, depth: usize) -> syn::Result<()> {
        let attrs = self.attributes(input)?;
        let vis: Visibility = input.parse()?;
        input.parse::<Option<Token![unsafe]>>()?;
        input.parse::<Token![mod]>()?;
        // A keyword of newer editions only.
        let ident = if input.peek(Token![try]) {
            input.call(Ident::parse_any)?
        } else {
            input.parse::<Ident>()?
        };
        let name = ident.unraw().to_string();
        let kept = self.cfg.keeps(&attrs);
        if kept {
            self.docs(out, SubjectKind::Module, &name, ident.span(), &attrs);
        }
        let inline = if input.peek(Token![;]) {
            input.parse::<Token![;]>()?;
            None
        } else {
            let content;
            syn::braced!(content in input);
            if !kept {
                return skip::rest(&content);
            }
            self.path.borrow_mut().push(name.clone());
            let contents = self.contents(&content, &name, depth + 1)?;
            self.path.borrow_mut().pop();
            Some(contents)
        };
        if kept {
            let path = self.cfg.path(&attrs);
            let possible_paths = self.cfg.possible_paths(&attrs);
            let range = self.place.range(ident.span());
            out.modules.push(Submodule {
                name,
                included: false,
                reach: reach(&vis),
                range,
                path,
                possible_paths,
                inline,
                file: None,
            });
        }
        Ok(())
    }

    /// Functions, traits, `impl` and `extern` blocks: their docs, and those of the items inside.
    fn other(&self, input: ParseStream<'_>, out: &mut Contents<X>, kind: SubjectKind) -> syn::Result<()> {
        let attrs = self.attributes(input)?;
        let kept = self.cfg.keeps(&attrs);
        let vis: Visibility = input.parse()?;
        let start = input.span();
        let ident = match kind {
            SubjectKind::Impl => None,
            _ => skip::name(input)?,
        };
        let end = skip::to_body(input)?;
        if kept {
            let name = ident
                .as_ref()
                .map(|ident| ident.unraw().to_string())
                .unwrap_or_default();
            let span = ident.as_ref().map_or(start, Ident::span);
            self.docs(out, kind, &name, span, &attrs);
        }
        if let (SubjectKind::Trait, Some(ident)) = (kind, &ident)
            && kept
        {
            out.items.push(self.declared(ident, ItemKind::Trait, &vis, None));
        }
        match end {
            End::Semicolon => Ok(()),
            End::Body if kind == SubjectKind::Function => {
                self.body(input, kept.then_some(&attrs), out, skip::token)
            }
            End::Body if !kept => skip::token(input),
            End::Body => {
                let content;
                syn::braced!(content in input);
                self.members(&content, out)
            }
        }
    }

    fn members(&self, input: ParseStream<'_>, out: &mut Contents<X>) -> syn::Result<()> {
        let start = input.span();
        let mut inner = input.call(Attribute::parse_inner)?;
        self.cfg.expand(&mut inner);
        if !self.cfg.keeps(&inner) {
            return skip::rest(input);
        }
        self.docs(out, SubjectKind::Other, "", start, &inner);
        while !input.is_empty() {
            let attrs = self.attributes(input)?;
            let kept = self.cfg.keeps(&attrs);
            if !attrs.is_empty() && kept {
                let ahead = input.fork();
                ahead.parse::<Visibility>()?;
                let ident = skip::name(&ahead)?;
                let span = ident.as_ref().map_or_else(|| input.span(), Ident::span);
                let name = ident.map(|ident| ident.unraw().to_string()).unwrap_or_default();
                self.docs(out, SubjectKind::Method, &name, span, &attrs);
            }
            match self.unread_member(input).filter(|_| kept) {
                Some(unread) => self.value(input, out, unread)?,
                None => self.body(input, kept.then_some(&attrs), out, skip::item)?,
            }
        }
        Ok(())
    }

    fn unnamed(&self, input: ParseStream<'_>, out: &mut Contents<X>, is_macro: bool) -> syn::Result<()> {
        let attrs = self.attributes(input)?;
        if self.cfg.keeps(&attrs) {
            self.docs(out, SubjectKind::Other, "", input.span(), &attrs);
            if is_macro {
                return self.made(input, out);
            }
            if self.has_markers {
                return self.value(input, out, Unread::Value);
            }
        }
        skip::item(input)
    }

    fn docs(&self, out: &mut Contents<X>, kind: SubjectKind, name: &str, span: Span, attrs: &[Attribute]) {
        if attrs.is_empty() {
            return;
        }
        let subject = Subject {
            kind,
            name: name.to_owned(),
            range: self.place.range(span),
        };
        out.facts.extend(self.extract.docs(&subject, attrs, self.place));
    }
}

fn external<X: Extract>(
    reader: &Reader<'_, X>,
    input: ParseStream<'_>,
    out: &mut Contents<X>,
) -> syn::Result<()> {
    let start = input.span();
    let item: syn::ItemExternCrate = input.parse()?;
    if reader.cfg.keeps(&item.attrs) {
        reader.docs(out, SubjectKind::Other, "", start, &item.attrs);
    }
    let name = item
        .rename
        .as_ref()
        .map_or(&item.ident, |(_, name)| name)
        .unraw()
        .to_string();
    if name != "_" && reader.cfg.keeps(&item.attrs) {
        // `extern crate self as x` is another name for `crate`.
        let this = item.ident == "self";
        let path = if this {
            "crate".to_owned()
        } else {
            item.ident.unraw().to_string()
        };
        out.imports.push(Import {
            name: Some(name),
            global: !this,
            path: vec![path],
            reach: reach(&item.vis),
        });
    }
    Ok(())
}

fn flatten(tree: &syn::UseTree, mut import: Import, out: &mut Vec<Import>) {
    match tree {
        syn::UseTree::Path(path) => {
            import.path.push(path.ident.unraw().to_string());
            flatten(&path.tree, import, out);
        }
        syn::UseTree::Name(name) => {
            let name = name.ident.unraw().to_string();
            if name != "self" || import.path.is_empty() {
                import.path.push(name);
            }
            import.name = import.path.last().cloned();
            out.push(import);
        }
        syn::UseTree::Rename(rename) => {
            let name = rename.ident.unraw().to_string();
            if name != "self" || import.path.is_empty() {
                import.path.push(name);
            }
            import.name = Some(rename.rename.unraw().to_string()).filter(|name| name != "_");
            // `as _` imports a trait's methods and no name.
            if import.name.is_some() {
                out.push(import);
            }
        }
        syn::UseTree::Glob(_) => out.push(import),
        syn::UseTree::Group(group) => {
            for tree in &group.items {
                let Import {
                    global, path, reach, ..
                } = &import;
                let part = Import {
                    name: None,
                    global: *global,
                    path: path.clone(),
                    reach: *reach,
                };
                flatten(tree, part, out);
            }
        }
    }
}

fn reach(vis: &Visibility) -> Reach {
    match vis {
        Visibility::Public(_) => Reach::Public,
        Visibility::Restricted(vis) if vis.path.is_ident("self") => Reach::Private,
        Visibility::Restricted(vis) if vis.path.is_ident("super") => Reach::Parent,
        Visibility::Restricted(_) => Reach::Crate,
        _ => Reach::Private,
    }
}
