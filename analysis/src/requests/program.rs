//! The functions of a project, and what names mean in them.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use kubewright_core::markers::resource::Resource as Named;
use kubewright_core::names;
use kubewright_kube_types::{Item, Path, Scope, Valued};
use kubewright_usage::{Body, Callee, Meaning, Program, Resource, Spot, Unfollowed};
use syn::visit::Visit;

use super::Line;
use crate::Declared;
use crate::kube::{Files, Place};
use crate::source::{ModuleId, Resolved};

/// The calls of a project.
pub(super) struct Calls<'s> {
    files: Files<'s>,
    generated: RefCell<Generated>,
}

/// The kinds whose types kube's derive generates, by module and name. Reading a dependency adds to them.
#[derive(Default)]
struct Generated {
    items: usize,
    kinds: BTreeMap<(ModuleId, String), Resource>,
}

/// The resource of a kind with one of our own derives.
fn own(data: &Declared) -> Option<Resource> {
    let root = data.decl.root.as_ref()?;
    let names = Named::read(&data.decl.markers).0.names;
    let plural = names.path.unwrap_or_else(|| names::plural(&root.kind));
    Some(Resource::new(&root.group, &plural))
}

impl<'s> Calls<'s> {
    pub(super) fn new(files: Files<'s>) -> Self {
        Self {
            files,
            generated: RefCell::default(),
        }
    }

    /// The functions in the selected files, and files that cannot be read.
    pub(super) fn bodies(&self) -> (Vec<Body<Place>>, Vec<Unfollowed<Line>>) {
        let (mut bodies, mut unread) = (Vec::new(), Vec::new());
        for (file, path) in self.files.selected() {
            match self.files.whole(file) {
                Ok(modules) => {
                    for (module, items) in modules {
                        let mut functions = Functions {
                            place: Place::Module(module),
                            within: None,
                            bodies: &mut bodies,
                        };
                        items.iter().for_each(|item| functions.visit_item(item));
                    }
                }
                Err(found) => {
                    let number = self.files.source().file(file).line(found.range.start);
                    unread.push(Unfollowed {
                        message: found.message.to_string(),
                        at: Line { path, number },
                    });
                }
            }
        }
        (bodies, unread)
    }

    /// The file and the line of a place.
    pub(super) fn shown(&self, spot: &Spot<Place>) -> Line {
        let (path, number) = self.files.line(&spot.place, spot.span);
        Line { path, number }
    }

    fn generated(&self, module: ModuleId, path: &Path) -> Option<Resource> {
        let places = self.files.value_places(module, path);
        let source = self.files.source();
        let mut generated = self.generated.borrow_mut();
        let count = source.items().count();
        if generated.items != count {
            generated.items = count;
            generated.kinds = source
                .items()
                .filter_map(|(_, item)| {
                    let kind = item.data.as_ref()?.kube.as_ref()?;
                    let name = kind.root.clone().unwrap_or_else(|| kind.kind.clone());
                    Some(((item.module, name), Resource::new(&kind.group, &kind.resource())))
                })
                .collect();
        }
        places
            .into_iter()
            .find_map(|place| generated.kinds.get(&place).cloned())
    }
}

impl Program for Calls<'_> {
    type Place = Place;

    fn meaning(&self, place: &Place, path: &Path) -> Meaning<Place> {
        let Place::Module(module) = place else {
            return Meaning::Unknown;
        };
        let resolved = self.files.resolve(*module, path);
        if let Resolved::Local(id) = resolved {
            let (whole, kind) = {
                let source = self.files.source();
                (source.path_of(id), source.item(id).data.as_ref().and_then(own))
            };
            return match (kind, self.files.item(id)) {
                (Some(kind), _) => Meaning::Kind(kind),
                (None, Ok(item)) => Meaning::Item(item, whole),
                (None, Err(_)) => Meaning::Unknown,
            };
        }
        match (self.generated(*module, path), resolved) {
            (Some(kind), _) => Meaning::Kind(kind),
            (None, Resolved::External(path)) => Meaning::External(path),
            (None, _) => Meaning::Unknown,
        }
    }

    fn function(&self, place: &Place, path: &Path) -> Option<Callee<Place>> {
        match self.files.value(place, path)? {
            Valued::Function(place, function) => Some(Callee {
                place,
                signature: Rc::new(function.signature.clone()),
                within: None,
            }),
            Valued::Constant(..) => None,
        }
    }

    fn method(&self, item: &Item<Place>, name: &str) -> Option<Callee<Place>> {
        let (place, within, signature) = self.files.method(item, name)?;
        Some(Callee {
            place,
            signature: Rc::new(signature),
            within: Some(within),
        })
    }

    fn associated(&self, item: &Item<Place>, of_trait: &str, name: &str) -> Option<(Place, syn::Type)> {
        let found = self.files.implementation(item, of_trait)?;
        let ty = found.syntax.items.iter().find_map(|item| match item {
            syn::ImplItem::Type(ty) if ty.ident == name => Some(ty.ty.clone()),
            _ => None,
        })?;
        Some((found.place, ty))
    }

    fn depends(&self, place: &Place, package: &str) -> bool {
        match place {
            Place::Module(module) => {
                let source = self.files.source();
                source.depends(source.package_of(*module), package)
            }
            Place::Kubernetes(_) => false,
        }
    }
}

/// Collects functions, those inside of functions too.
struct Functions<'b> {
    place: Place,
    within: Option<Rc<syn::ItemImpl>>,
    bodies: &'b mut Vec<Body<Place>>,
}

impl Functions<'_> {
    fn add(&mut self, signature: &syn::Signature, block: &syn::Block) {
        let function = Callee {
            place: self.place.clone(),
            signature: Rc::new(signature.clone()),
            within: self.within.clone(),
        };
        self.bodies.push(Body {
            function,
            block: Rc::new(block.clone()),
        });
        self.visit_block(block);
    }
}

impl<'ast> Visit<'ast> for Functions<'_> {
    fn visit_item_fn(&mut self, item: &'ast syn::ItemFn) {
        let within = self.within.take();
        self.add(&item.sig, &item.block);
        self.within = within;
    }

    fn visit_item_impl(&mut self, item: &'ast syn::ItemImpl) {
        let outer = self.within.replace(Rc::new(item.clone()));
        syn::visit::visit_item_impl(self, item);
        self.within = outer;
    }

    fn visit_item_trait(&mut self, item: &'ast syn::ItemTrait) {
        let outer = self.within.take();
        syn::visit::visit_item_trait(self, item);
        self.within = outer;
    }

    fn visit_impl_item_fn(&mut self, item: &'ast syn::ImplItemFn) {
        self.add(&item.sig, &item.block);
    }

    fn visit_trait_item_fn(&mut self, item: &'ast syn::TraitItemFn) {
        if let Some(block) = &item.default {
            self.add(&item.sig, block);
        }
    }
}
