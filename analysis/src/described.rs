//! The kinds of a project as their types describe them.

use kubewright_core::csv::{self, Description};
use kubewright_core::markers::resource::Resource;
use kubewright_core::names;

use super::Analysis;

/// A served version of a kind.
#[derive(Clone, Debug)]
pub struct Described {
    /// The name of the CRD.
    pub crd: String,
    /// The version.
    pub version: String,
    /// The kind.
    pub kind: String,
    /// The doc comment of the root type.
    pub docs: String,
    /// What markers say, if there are any.
    pub description: Option<Description>,
}

impl Analysis {
    /// The served versions of all kinds in `paths`, by kind and in the order of the source.
    pub fn described(&self) -> Vec<Described> {
        let types = self.types();
        let roots = self.kinds().into_iter().flatten();
        let described = roots.filter_map(|id| {
            let decl = &self.source.item(id).data.as_ref()?.decl;
            let root = decl.root.as_ref()?;
            let resource = Resource::read(&decl.markers).0;
            if resource.skip || resource.unserved {
                return None;
            }
            let plural = resource.names.path.unwrap_or_else(|| names::plural(&root.kind));
            Some(Described {
                crd: format!("{plural}.{}", root.group),
                version: root.version.clone(),
                kind: root.kind.clone(),
                docs: decl.docs.clone(),
                description: csv::describe(&types, &id),
            })
        });
        described.collect()
    }
}
