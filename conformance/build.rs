//! Lists the cases: each file of `testdata/crd` becomes a module, and what is found in it a line of a table, so that a
//! new case needs no code.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::{env, fs};

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::{Attribute, Item, LitStr, parse_quote};

type Error = Box<dyn std::error::Error>;

/// What a case file has that tests use.
#[derive(Default)]
struct Found {
    roots: Vec<RootType>,
    samples: Vec<syn::Path>,
    accepted: Vec<(syn::Path, syn::Path)>,
    refused: Vec<(syn::Path, syn::Path)>,
    changed: Vec<(syn::Path, syn::Path)>,
}

/// A type with `#[derive(CustomResource)]`.
struct RootType {
    group: String,
    kind: String,
    path: syn::Path,
}

fn main() -> Result<(), Error> {
    let folder = Path::new(&env::var("CARGO_MANIFEST_DIR")?).join("../testdata/crd");
    println!("cargo::rerun-if-changed={}", folder.display());
    let mut cases = TokenStream::new();
    let mut table = TokenStream::new();
    for file in sources(&folder)? {
        println!("cargo::rerun-if-changed={}", file.display());
        let (module, line) = case(&file)?;
        cases.extend(module);
        table.extend(line);
    }
    let text = quote! {
        #cases

        /// Every case, by name.
        pub const ALL: &[crate::Case] = &[#table];
    };
    fs::write(
        Path::new(&env::var("OUT_DIR")?).join("cases.rs"),
        text.to_string(),
    )?;
    errors(&folder.join("../errors"))
}

/// The modules that rustc is to refuse.
fn errors(folder: &Path) -> Result<(), Error> {
    println!("cargo::rerun-if-changed={}", folder.display());
    let mut modules = TokenStream::new();
    for file in sources(folder)? {
        let path = file.to_str().ok_or("a path that is no text")?;
        let name = file
            .file_stem()
            .and_then(|stem| stem.to_str())
            .ok_or("a file without a name")?;
        let module = format_ident!("{name}");
        if !fs::read_to_string(&file)?.starts_with("// door: cli\n") {
            modules.extend(quote!(#[path = #path] pub mod #module;));
        }
    }
    fs::write(
        Path::new(&env::var("OUT_DIR")?).join("errors.rs"),
        modules.to_string(),
    )?;
    Ok(())
}

fn sources(folder: &Path) -> Result<Vec<PathBuf>, Error> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path.canonicalize()?);
        }
    }
    files.sort();
    Ok(files)
}

fn case(file: &Path) -> Result<(TokenStream, TokenStream), Error> {
    let path = file.to_str().ok_or("a path that is no text")?;
    let name = file
        .file_stem()
        .and_then(|stem| stem.to_str())
        .ok_or("a file without a name")?;
    let module = format_ident!("{name}");
    let parsed = syn::parse_file(&fs::read_to_string(file)?).map_err(|error| format!("{path}: {error}"))?;
    let mut found = Found::default();
    found.read(&parsed.items, &parse_quote!(#module))?;

    let mut kinds: BTreeMap<(&str, &str), Vec<&syn::Path>> = BTreeMap::new();
    for root in &found.roots {
        kinds
            .entry((&root.group, &root.kind))
            .or_default()
            .push(&root.path);
    }
    let crds = kinds.values().map(|versions| match versions.as_slice() {
        [one] => quote!(crate::crd::<#one>),
        several => quote! {
            || kubewright_runtime::crd::of_versions(
                &[#(<#several as kubewright_runtime::Described>::link),*],
            )
        },
    });
    let samples = &found.samples;
    let with_kind =
        |(function, root): &(syn::Path, syn::Path)| quote!((#function, crate::Sample::of_spec::<#root>));
    let accepted = found.accepted.iter().map(with_kind);
    let refused = found.refused.iter().map(with_kind);
    let changed = found.changed.iter().map(with_kind);
    let line = quote! {
        crate::Case {
            name: #name,
            path: #path,
            source: include_str!(#path),
            crds: &[#(#crds),*],
            samples: &[#(|| crate::samples(#samples())),*],
            accepted: &[#(#accepted),*],
            refused: &[#(#refused),*],
            changed: &[#(#changed),*],
        },
    };
    Ok((quote!(#[path = #path] pub mod #module;), line))
}

impl Found {
    fn read(&mut self, items: &[Item], within: &syn::Path) -> Result<(), Error> {
        let before = self.roots.len();
        for item in items {
            match item {
                Item::Struct(item) if derives(&item.attrs, "CustomResource")? => {
                    let name = &item.ident;
                    self.roots
                        .push(root(&item.attrs, name, parse_quote!(#within::#name))?);
                }
                Item::Mod(item) => {
                    let name = &item.ident;
                    let inner = item
                        .content
                        .iter()
                        .flat_map(|(_, items)| items.clone())
                        .collect::<Vec<_>>();
                    self.read(&inner, &parse_quote!(#within::#name))?;
                }
                _ => {}
            }
        }
        for item in items {
            let Item::Fn(function) = item else { continue };
            let name = &function.sig.ident;
            if name.to_string().starts_with("samples") {
                self.samples.push(parse_quote!(#within::#name));
                continue;
            }
            let found = match name.to_string().as_str() {
                "accepted" => &mut self.accepted,
                "refused" => &mut self.refused,
                "changed" => &mut self.changed,
                _ => continue,
            };
            let root = self
                .roots
                .get(before)
                .ok_or("specs without a root type beside them")?;
            found.push((parse_quote!(#within::#name), root.path.clone()));
        }
        Ok(())
    }
}

fn derives(attributes: &[Attribute], wanted: &str) -> Result<bool, Error> {
    let mut found = false;
    for attribute in attributes
        .iter()
        .filter(|attribute| attribute.path().is_ident("derive"))
    {
        attribute.parse_nested_meta(|meta| {
            found |= meta.path.segments.last().is_some_and(|last| last.ident == wanted);
            Ok(())
        })?;
    }
    Ok(found)
}

fn root(attributes: &[Attribute], name: &syn::Ident, path: syn::Path) -> Result<RootType, Error> {
    let mut root = RootType {
        group: String::new(),
        kind: name.to_string(),
        path,
    };
    for attribute in attributes
        .iter()
        .filter(|attribute| attribute.path().is_ident("resource"))
    {
        attribute.parse_nested_meta(|meta| {
            let value = meta.value()?.parse::<LitStr>()?.value();
            if meta.path.is_ident("group") {
                root.group = value;
            } else if meta.path.is_ident("kind") {
                root.kind = value;
            }
            Ok(())
        })?;
    }
    Ok(root)
}
