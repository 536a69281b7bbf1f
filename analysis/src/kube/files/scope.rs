//! What names mean in the source of a project, for types with kube's derive.

use kubewright_core::diagnostic::Message;
use kubewright_kube_types::{Implementation, Item, Named, Path, Scope, Valued};

use super::Files;
use crate::kube::shared::Place;
use crate::source::standard;

impl Scope for Files<'_> {
    type Place = Place;

    fn ty(&self, place: &Place, path: &Path) -> Result<Named<Place>, Message> {
        let module = match place {
            Place::Module(module) => *module,
            Place::Kubernetes(_) => {
                let segments = match &path.segments[..] {
                    [first, rest @ ..] if first == "crate" => [&["k8s_openapi".to_owned()], rest].concat(),
                    [only] => vec![standard::prelude(only).unwrap_or(only).to_owned()],
                    whole => whole.to_vec(),
                };
                return Ok(Named::External(segments.join("::")));
            }
        };
        self.named(module, path)
    }

    fn value(&self, place: &Place, path: &Path) -> Option<Valued<Place>> {
        let Place::Module(module) = place else { return None };
        let places = self.value_places(*module, path);
        places.into_iter().find_map(|(module, name)| {
            let found = self
                .in_module(module, |inner| inner.values.get(&name).cloned())
                .ok()??;
            Some(found.at(Place::Module(module)))
        })
    }

    fn associated(&self, item: &Item<Place>, name: &str) -> Option<Valued<Place>> {
        let (place, found) = self.search(item, |module| module.associated(&item.name, name))?;
        Some(found.at(place))
    }

    fn implementation(&self, item: &Item<Place>, name: &str) -> Option<Implementation<Place>> {
        let (place, syntax) = self.search(item, |module| module.implementation(&item.name, name))?;
        Some(Implementation { place, syntax })
    }

    fn external(&self, place: &Place, path: &str, name: &str) -> Result<Implementation<Place>, Message> {
        let package = match place {
            Place::Module(module) => self.source().package_of(*module),
            Place::Kubernetes(package) => *package,
        };
        self.in_kubernetes(package, path, name)
    }

    fn docs(&self, place: &Place, attr: &syn::Attribute) -> Option<Vec<String>> {
        let Place::Module(module) = place else { return None };
        let file = self.source().file_of(*module);
        let kept = self.kept.borrow();
        let kept = kept.get(&file)?;
        let text = &kept.text[kept.skipped..];
        let lines = kept.types.docs(attr)?.iter();
        Some(lines.map(|line| text[line.clone()].to_owned()).collect())
    }

    fn holds(&self, place: &Place, attrs: &[syn::Attribute]) -> Option<bool> {
        match place {
            Place::Module(module) => self.source().holds(*module, attrs),
            Place::Kubernetes(_) => None,
        }
    }

    fn text(&self, place: &Place, path: &str) -> Result<String, Message> {
        let Place::Module(module) = place else {
            return Err(Message::new("this file is not known"));
        };
        let folder = {
            let source = self.source();
            let (file, _) = source.place_of(*module);
            source
                .file(file)
                .disk()
                .parent()
                .map(std::path::Path::to_owned)
                .unwrap_or_default()
        };
        let path = folder.join(path);
        std::fs::read_to_string(&path)
            .map_err(|error| Message::new(format!("`{}` cannot be read: {error}", path.display())))
    }
}
