//! Turns root types into the text of CRDs, in parallel.

use std::collections::{BTreeMap, BTreeSet};

use kubewright_core::check;
use kubewright_core::crd::{self, Claims, Crd, Names};
use kubewright_core::diagnostic::{Errors, Located, Message};
use kubewright_core::ir::Root;
use kubewright_core::lower::{Lowerer, Options, Place};
use kubewright_core::markers::resource::Resource;
use kubewright_core::names;
use kubewright_core::rbac::OwnKind;
use kubewright_core::tables::Minor;

use super::{Analysis, graph::Types};
use crate::diagnostic::Diagnostic;
use crate::source::ItemId;
use crate::threads;

/// Options for schemas.
#[derive(Clone, Copy, Debug, Default)]
pub struct Settings {
    /// Whether floating point numbers are allowed everywhere.
    pub allow_dangerous_types: bool,
    /// Whether an `ObjectMeta` inside a spec has properties.
    pub embedded_object_meta: bool,
    /// The release in the annotation of the CRDs, if it is written.
    pub tool_version: Option<&'static str>,
}

/// The derive that a CRD is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// Ours.
    Own,
    /// kube's.
    Kube,
}

/// The output for one kind.
#[derive(Debug)]
pub struct Document<T> {
    /// The name of the CRD.
    pub name: String,
    /// The caller's result.
    pub made: T,
}

/// Why the CRD of a kind is refused.
#[derive(Clone, Debug)]
pub struct Refusal {
    /// What is wrong.
    pub message: Message,
    /// The version whose schema is wrong, and what its [`kubewright_core::schema::Origin`] says about the place; `None` if the kind
    /// as a whole is wrong.
    pub place: Option<(String, usize)>,
}

impl From<Message> for Refusal {
    fn from(message: Message) -> Self {
        Self { message, place: None }
    }
}

/// The root types of one kind.
type Kind = Vec<ItemId>;

/// The maximum number of kinds per chunk. Kinds in a chunk share the schemas of common types, which are dropped after
/// it.
const BATCH: usize = 16;

/// This many kinds are done before a second thread has started.
const FEW: usize = 2;

/// The document of a kind with our derive, and the names that its CRD claims.
struct Made<T> {
    root: ItemId,
    group: String,
    names: Names,
    document: Document<T>,
}

struct Done<T> {
    made: Vec<Made<T>>,
    errors: Vec<Diagnostic>,
}

/// The number of kinds that one thread does at a time.
fn share_of(kinds: usize) -> usize {
    match kinds {
        ..=FEW => FEW,
        _ => kinds.div_ceil(threads::count()).min(BATCH),
    }
}

impl Analysis {
    /// Builds the CRD of each kind and passes it to `make` on the same thread, because the CRDs of a large project take
    /// more memory than their text. What `make` refuses is an error.
    pub fn definitions<T: Send>(
        &self,
        settings: Settings,
        make: impl Fn(Crd, Origin) -> Result<T, Vec<Refusal>> + Sync,
    ) -> (Vec<Document<T>>, Errors<Diagnostic>) {
        let kinds = self.kinds();
        let work = Work {
            analysis: self,
            types: self.types(),
            settings,
            make,
        };
        let done = threads::shares(&kinds, share_of(kinds.len()), |batch| work.batch(batch));
        let mut errors = Errors::new();
        errors.extend(work.others());
        let mut all = Vec::new();
        for done in done {
            errors.extend(done.errors);
            all.extend(done.made);
        }
        // In the order of the source, so that the later type has the error.
        all.sort_by_key(|made| made.root);
        let mut claims = Claims::default();
        let mut documents = BTreeMap::new();
        let mut derived = BTreeSet::new();
        for made in all {
            if let Err(clash) = claims.claim(&made.group, &made.names) {
                let site = self.root(made.root).map_or(0, |root| root.at);
                errors.push(self.at_site(made.root, clash.message().at((site, None))));
            }
            derived.insert((made.group, made.names.kind));
            documents.insert(made.document.name.clone(), made.document);
        }
        let made = threads::shares(&self.kube.made, share_of(self.kube.made.len()), |kinds| {
            let made = kinds.iter().map(|kind| self.make_kube(kind, &work.make));
            made.collect::<Vec<_>>()
        });
        for (kind, made) in self.kube.made.iter().zip(made.into_iter().flatten()) {
            let spec = &kind.crd.spec;
            let claimed = match derived.contains(&(spec.group.clone(), spec.names.kind.clone())) {
                true => Err(two_derives(&spec.names.kind)),
                false => claims
                    .claim(&spec.group, &spec.names)
                    .map_err(|clash| clash.message()),
            };
            match (claimed, made) {
                (Err(message), _) => errors.push(self.at_kube(kind.item, message)),
                (Ok(()), Err(found)) => errors.extend(found),
                (Ok(()), Ok(made)) => {
                    let name = kind.crd.metadata.name.clone();
                    documents.insert(name.clone(), Document { name, made });
                }
            }
        }
        let documents = documents.into_values().collect();
        (documents, errors)
    }

    /// The kinds of all packages that were read, by every name that a marker may call them.
    pub fn own_kinds(&self) -> Vec<OwnKind> {
        let items = self.source.items().filter_map(|(_, item)| item.data.as_ref());
        let roots = items.filter_map(|data| Some((data.decl.root.as_ref()?, &data.decl.markers)));
        let kinds = roots.map(|(root, markers)| {
            let names = Resource::read(markers).0.names;
            let lower = names::singular(&root.kind);
            OwnKind {
                group: root.group.clone(),
                plural: names.path.unwrap_or_else(|| names::plural(&root.kind)),
                names: [lower]
                    .into_iter()
                    .chain(names.singular)
                    .chain(names.short_name)
                    .collect(),
            }
        });
        let of_kube = self.kube.made.iter().map(|kind| {
            let names = &kind.crd.spec.names;
            OwnKind {
                group: kind.crd.spec.group.clone(),
                plural: names.plural.clone(),
                names: [names.singular.clone()]
                    .into_iter()
                    .chain(names.short_names.clone())
                    .collect(),
            }
        });
        // A marker may name a kind whose CRD is not known.
        let made = self.kube.made.iter().map(|made| &made.crd.spec);
        let made: BTreeSet<_> = made.map(|spec| (&spec.group, &spec.names.kind)).collect();
        let names = self.kube.names.iter();
        let unmade = names.filter(|kind| !made.contains(&(&kind.group, &kind.kind)));
        let unmade = unmade.map(|kind| OwnKind {
            group: kind.group.clone(),
            plural: { kind.plural.clone() }.unwrap_or_else(|| names::plural(&kind.kind)),
            names: vec![{ kind.singular.clone() }.unwrap_or_else(|| names::singular(&kind.kind))],
        });
        kinds.chain(of_kube).chain(unmade).collect()
    }

    /// kube's own CRD has no annotation of ours.
    fn make_kube<T>(
        &self,
        kind: &super::kube::Made,
        make: &impl Fn(Crd, Origin) -> Result<T, Vec<Refusal>>,
    ) -> Result<T, Vec<Diagnostic>> {
        make(kind.crd.clone(), Origin::Kube).map_err(|refusals| {
            let messages = refusals.into_iter().map(|refusal| refusal.message);
            messages.map(|message| self.at_kube(kind.item, message)).collect()
        })
    }

    fn root(&self, id: ItemId) -> Option<&Root> {
        self.source.item(id).data.as_ref()?.decl.root.as_ref()
    }

    /// The root types in `paths`, by group and kind.
    pub(super) fn kinds(&self) -> Vec<Kind> {
        let mut kinds: BTreeMap<(&str, &str), Kind> = BTreeMap::new();
        for (id, _) in self.source.selected_items() {
            if let Some(root) = self.root(id)
                && self.targets.contains_key(&id)
            {
                kinds.entry((&root.group, &root.kind)).or_default().push(id);
            }
        }
        kinds.into_values().collect()
    }
}

/// The error for a kind of which some versions have kube's derive.
fn two_derives(kind: &str) -> Message {
    Message::new(format!(
        "some versions of `{kind}` have kube's derive, and others kubewright's"
    ))
    .help("use the same derive for all of them")
}

impl Origin {
    /// Why the API server refuses a CRD, besides its schemas and what else was checked before.
    #[must_use]
    pub fn refusals(self, crd: &Crd) -> Vec<Message> {
        let found = check::around_schemas(crd);
        // The other names are made from the kind, which has its error.
        let is_named_wrong = self == Self::Own && found.iter().any(|found| found.place == "/spec/names/kind");
        let has_error =
            |place: &str| self.has_checked(place) || (is_named_wrong && place.starts_with("/spec/names/"));
        let found = found.into_iter().filter(|found| !has_error(&found.place));
        let refused = found.map(|found| {
            let path = found.place.trim_start_matches('/').replace('/', ".");
            let text = format!("the API server rejects the CRD: `{path}`: {}", found.message.text);
            Message {
                text,
                ..found.message
            }
        });
        refused.collect()
    }

    fn has_checked(self, place: &str) -> bool {
        let is_version = || place.starts_with("/spec/versions/") && place.ends_with("/name");
        match self {
            // It is written in `#[resource(...)]`.
            Self::Own => ["/spec/group", "/spec/names/kind"].contains(&place) || is_version(),
            // Whoever writes `storage = false` on the only version adds the others.
            Self::Kube => place == "/spec/versions",
        }
    }
}

struct Work<'a, F> {
    analysis: &'a Analysis,
    types: Types<'a>,
    settings: Settings,
    make: F,
}

impl<T: Send, F: Fn(Crd, Origin) -> Result<T, Vec<Refusal>> + Sync> Work<'_, F> {
    fn batch(&self, kinds: &[Kind]) -> Done<T> {
        let mut lowerers: BTreeMap<Minor, Lowerer<'_, Types<'_>>> = BTreeMap::new();
        let mut made = Vec::new();
        let mut errors = Vec::new();
        for kind in kinds {
            let versions: Vec<_> = kind
                .iter()
                .filter_map(|id| self.lowerer(&mut lowerers, *id).version(id))
                .collect();
            match crd::definitions(&versions, self.settings.tool_version) {
                Ok(crds) => {
                    for crd in crds {
                        let name = crd.metadata.name.clone();
                        let (group, names) = (crd.spec.group.clone(), crd.spec.names.clone());
                        match (self.make)(crd, Origin::Own) {
                            Ok(document) => made.push(Made {
                                root: kind[0],
                                group,
                                names,
                                document: Document { name, made: document },
                            }),
                            Err(refusals) => {
                                let refuse = |refusal| self.refuse(refusal, kind, &mut lowerers);
                                errors.extend(refusals.into_iter().filter_map(refuse));
                            }
                        }
                    }
                }
                Err(found) => errors.extend(
                    found
                        .into_iter()
                        .map(|error| self.at_root(kind[error.place], error.message)),
                ),
            }
        }
        let found = lowerers.into_values().flat_map(Lowerer::into_errors);
        errors.extend(found.map(|error| self.error(error)));
        Done { made, errors }
    }

    /// The error at the kind, unless the refusal is about a place in a schema: then the lowerer of the version has it.
    fn refuse<'s>(
        &'s self,
        Refusal { message, place }: Refusal,
        kind: &Kind,
        lowerers: &mut BTreeMap<Minor, Lowerer<'s, Types<'s>>>,
    ) -> Option<Diagnostic> {
        let version_of = |id: &ItemId| Some(&self.analysis.root(*id)?.version);
        let found = place.and_then(|(version, place)| {
            let id = kind.iter().find(|id| version_of(id) == Some(&version))?;
            Some((*id, place))
        });
        let Some((id, place)) = found else {
            return Some(self.at_root(kind[0], message));
        };
        self.lowerer(lowerers, id).error_at(place, message);
        None
    }

    fn lowerer<'l, 's>(
        &'s self,
        lowerers: &'l mut BTreeMap<Minor, Lowerer<'s, Types<'s>>>,
        id: ItemId,
    ) -> &'l mut Lowerer<'s, Types<'s>> {
        let minor = self.analysis.minors.get(&id).copied().unwrap_or(Minor::NEWEST);
        lowerers.entry(minor).or_insert_with(|| {
            let options = Options {
                minor,
                allow_dangerous_types: self.settings.allow_dangerous_types,
                embedded_object_meta: self.settings.embedded_object_meta,
            };
            Lowerer::new(&self.types, options)
        })
    }

    /// Types with a schema that no root type leads to.
    fn others(&self) -> Vec<Diagnostic> {
        let kinds: BTreeSet<ItemId> = self.analysis.kinds().into_iter().flatten().collect();
        let mut reached = BTreeSet::new();
        let mut open: Vec<_> = kinds.into_iter().collect();
        while let Some(id) = open.pop() {
            if reached.insert(id) {
                open.extend(self.types.nodes(id));
            }
        }
        let mut lowerers = BTreeMap::new();
        for id in self.analysis.targets.keys().filter(|id| !reached.contains(id)) {
            let lowerer = self.lowerer(&mut lowerers, *id);
            let schema = lowerer.schema(id);
            if self.analysis.root(*id).is_none() {
                lowerer.check_part(id, &schema);
            }
        }
        let found = lowerers.into_values().flat_map(Lowerer::into_errors);
        found.map(|error| self.error(error)).collect()
    }

    fn error(&self, error: Located<Place<ItemId>>) -> Diagnostic {
        let id = error.place.node;
        self.analysis
            .at_site(id, error.map(|place| (place.at, place.part)))
    }

    fn at_root(&self, id: ItemId, message: Message) -> Diagnostic {
        let site = self.analysis.root(id).map_or(0, |root| root.at);
        self.analysis.at_site(id, message.at((site, None)))
    }
}
