//! The types of k8s-openapi: their implementations of schemars' traits.

use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::PoisonError;

use kubewright_core::diagnostic::Message;
use kubewright_kube_types::Implementation;

use super::Files;
use crate::kube::module::{Module, SCHEMARS_08};
use crate::kube::shared::Place;
use crate::source::{Kubernetes, PackageId};

impl Files<'_> {
    /// The implementation of a trait for a type of k8s-openapi, as the dependency of a package.
    pub(super) fn in_kubernetes(
        &self,
        package: PackageId,
        path: &str,
        name: &str,
    ) -> Result<Implementation<Place>, Message> {
        let no_schema = || {
            Message::new(format!("`{path}` has no schema"))
                .help("replace it with `#[schemars(with = \"...\")]` or `#[schemars(schema_with = \"...\")]`")
        };
        let inner = path.strip_prefix("k8s_openapi::").ok_or_else(no_schema)?;
        let (module, ty) = inner.rsplit_once("::").ok_or_else(no_schema)?;
        let folder = self.kubernetes(package)?.join(module.replace("::", "/"));
        let list = read(&folder.join("mod.rs"))?;
        let file = declaring(&list, ty).ok_or_else(no_schema)?;
        let text = read(&folder.join(format!("{file}.rs")))?;
        let syntax = implementation(&text, ty, name)?.ok_or_else(no_schema)?;
        Ok(Implementation {
            place: Place::Kubernetes(package),
            syntax,
        })
    }

    /// The folder of the types that a package sees, which is looked up once.
    fn kubernetes(&self, package: PackageId) -> Result<PathBuf, Message> {
        let folders = &self.source.kubernetes;
        let mut folders = folders.lock().unwrap_or_else(PoisonError::into_inner);
        let folder = folders
            .entry(package)
            .or_insert_with(|| self.find_kubernetes(package));
        folder.clone()
    }

    /// The folder of the Kubernetes version that the features of k8s-openapi select.
    fn find_kubernetes(&self, package: PackageId) -> Result<PathBuf, Message> {
        let folder = self.source().dependency(package, "k8s-openapi")?.join("src");
        let stated = self.source().kubernetes(package);
        let entries = std::fs::read_dir(&folder)
            .map_err(|error| Message::new(format!("`{}` cannot be read: {error}", folder.display())))?;
        let names = entries
            .flatten()
            .map(|entry| entry.file_name().to_string_lossy().into_owned());
        let mut minors: Vec<u32> = names
            .filter_map(|name| name.strip_prefix("v1_")?.parse().ok())
            .collect();
        minors.sort_unstable();
        let chosen = match stated {
            Kubernetes::Minor(minor) => minors.iter().find(|known| **known == minor),
            Kubernetes::Earliest => minors.first(),
            Kubernetes::Latest | Kubernetes::Unstated => minors.last(),
        };
        match chosen {
            Some(minor) => Ok(folder.join(format!("v1_{minor}"))),
            None => Err(Message::new(
                "this version of k8s-openapi does not have the selected Kubernetes version",
            )),
        }
    }
}

fn read(path: &Path) -> Result<String, Message> {
    std::fs::read_to_string(path)
        .map_err(|error| Message::new(format!("`{}` cannot be read: {error}", path.display())))
}

/// The file that declares a type, by the list of a module.
fn declaring<'l>(list: &'l str, ty: &str) -> Option<&'l str> {
    list.lines().find_map(|line| {
        let (file, names) = line.trim().strip_prefix("pub use self::")?.split_once("::")?;
        let names = names.trim_end_matches(';').trim_matches(['{', '}']);
        names.split(',').any(|name| name.trim() == ty).then_some(file)
    })
}

/// The implementation of a trait in a file.
fn implementation(text: &str, ty: &str, name: &str) -> Result<Option<Rc<syn::ItemImpl>>, Message> {
    let parse = |text: &str| syn::parse_file(text).map(|parsed| Module::of(parsed.items));
    // The block stands near the end, and the rest takes longer to parse.
    let head = format!("{name} for {ty} {{");
    let block = text.rmatch_indices(&head).find_map(|(at, _)| {
        let start = text[..at].rfind("\nimpl ")?;
        (!text[start..at].contains(SCHEMARS_08)).then_some(&text[start..])
    });
    match block.and_then(|block| parse(block).ok()?.implementation(ty, name)) {
        Some(found) => Ok(Some(found)),
        None => match parse(text) {
            Ok(whole) => Ok(whole.implementation(ty, name)),
            Err(error) => Err(Message::new(error.to_string())),
        },
    }
}
