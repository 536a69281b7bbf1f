//! From packages to modules and CRDs.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use kubewright_core::crd::Crd;
use kubewright_core::lower;
use kubewright_core::tables::Minor;

use crate::Problem;
use crate::judge::{Name, Verdict, judge};
use crate::model::{Id, Item, Root};
use crate::packages::{Packages, Sources};
use crate::places::{Path, Places};
use crate::translate::{Translator, roots};
use crate::write::Written;

/// A package with the types of an API version.
///
/// ```
/// use kubewright_golang::Api;
///
/// let api = Api::new("example.com/tea/api/v1", ["api", "v1"]);
/// assert_eq!(api.module, ["api", "v1"]);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Api {
    /// The import path.
    pub package: String,
    /// The Rust module that its modules are in.
    pub module: Vec<String>,
    /// The kinds to translate, and the name of the module of each; all kinds if it is empty.
    pub kinds: BTreeMap<String, String>,
    /// Whether types that no kind needs are translated too.
    pub all_types: bool,
}

impl Api {
    /// Creates one, with all kinds and types.
    pub fn new<'a>(package: &str, module: impl IntoIterator<Item = &'a str>) -> Self {
        Self {
            package: package.to_owned(),
            module: module.into_iter().map(str::to_owned).collect(),
            kinds: BTreeMap::new(),
            all_types: true,
        }
    }

    /// Adds a kind to translate, and the name of its module.
    #[must_use]
    pub fn kind(mut self, kind: &str, module: &str) -> Self {
        self.kinds.insert(kind.to_owned(), module.to_owned());
        self
    }

    /// Sets whether types that no kind needs are translated too.
    #[must_use]
    pub fn all_types(self, all_types: bool) -> Self {
        Self { all_types, ..self }
    }

    fn has(&self, kind: &str) -> bool {
        self.kinds.is_empty() || self.kinds.contains_key(kind)
    }
}

/// How types are translated.
///
/// ```
/// let options = kubewright_golang::Options::default().others(vec!["api".to_owned()]);
/// assert_eq!(options.others, ["api"]);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Options {
    /// The Rust module of the modules for packages that are no API versions.
    pub others: Vec<String>,
    /// The minor version of Kubernetes whose types the CRDs have.
    pub minor: Minor,
    /// Whether `ObjectMeta` inside of a type has properties: controller-gen's `generateEmbeddedObjectMeta`.
    pub embedded_object_meta: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            others: vec!["api".to_owned()],
            minor: Minor::NEWEST,
            embedded_object_meta: false,
        }
    }
}

impl Options {
    /// Sets the Rust module of other packages.
    #[must_use]
    pub fn others(self, others: Vec<String>) -> Self {
        Self { others, ..self }
    }

    /// Sets whether `ObjectMeta` inside of a type has properties.
    #[must_use]
    pub fn embedded_object_meta(self, embedded_object_meta: bool) -> Self {
        Self {
            embedded_object_meta,
            ..self
        }
    }

    /// Sets the minor version of Kubernetes.
    #[must_use]
    pub fn minor(self, minor: Minor) -> Self {
        Self { minor, ..self }
    }
}

/// A root type.
///
/// ```
/// # let mut sources = std::collections::BTreeMap::new();
/// # let text = "// +groupName=example.com\npackage v1\n\nimport metav1 \"k8s.io/apimachinery/pkg/apis/meta/v1\"\n
/// # type Tea struct {\n\tmetav1.TypeMeta `json:\",inline\"`\n\tmetav1.ObjectMeta `json:\"metadata,omitempty\"`\n}\n";
/// # sources.insert("tea/v1".to_owned(), vec![("tea.go".to_owned(), text.to_owned())]);
/// # let api = kubewright_golang::Api::new("tea/v1", ["api", "v1"]);
/// let translation = kubewright_golang::translate(&sources, &[api], &Default::default())?;
/// assert_eq!(translation.kinds[0].name, "Tea");
/// assert_eq!(translation.kinds[0].problem, None);
/// # Ok::<(), kubewright_golang::Problem>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kind {
    /// The import path of its package.
    pub package: String,
    /// Its API group.
    pub group: String,
    /// Its API version.
    pub version: String,
    /// Its name.
    pub name: String,
    /// Its Go file.
    pub file: String,
    /// Whether its CRD does not have this version: `+kubebuilder:skipversion`.
    pub skipped: bool,
    /// Why it is left out.
    pub problem: Option<Problem>,
}

/// A Rust module.
///
/// ```
/// let module = kubewright_golang::Module {
///     path: vec!["api".to_owned(), "v1".to_owned(), "tea".to_owned()],
///     text: String::new(),
///     types: 0,
///     fields: 0,
/// };
/// assert_eq!(module.file(), std::path::Path::new("api/v1/tea.rs"));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Module {
    /// Its path below the crate's root.
    pub path: Vec<String>,
    /// Its text.
    pub text: String,
    /// How many types it has.
    pub types: usize,
    /// How many fields they have.
    pub fields: usize,
}

impl Module {
    /// Returns its file, below the folder of the crate's root.
    pub fn file(&self) -> std::path::PathBuf {
        let mut file: std::path::PathBuf = self.path.iter().collect();
        file.set_extension("rs");
        file
    }
}

/// The Rust types of packages.
///
/// ```
/// let none = std::collections::BTreeMap::new();
/// let translation = kubewright_golang::translate(&none, &[], &Default::default())?;
/// assert!(translation.modules.is_empty());
/// # Ok::<(), kubewright_golang::Problem>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Translation {
    /// The root types of all packages.
    pub kinds: Vec<Kind>,
    /// The modules.
    pub modules: Vec<Module>,
    /// The CRDs that the modules give.
    pub crds: Vec<Crd>,
    /// Types that no kind needs and that have no Rust form, and why.
    pub left_out: Vec<(String, Problem)>,
}

/// Translates the types of packages.
///
/// A kind that needs a type which has no Rust form is left out, with all of its versions, and the reason is in [`Kind::problem`].
///
/// # Errors
///
/// If a package of an API cannot be read.
pub fn translate(sources: &dyn Sources, apis: &[Api], options: &Options) -> Result<Translation, Problem> {
    let translator = Translator::new(Packages::new(sources));
    let folders: BTreeMap<String, &Api> = apis.iter().map(|api| (api.package.clone(), api)).collect();
    let mut chosen = Chosen::new(&translator, apis)?;
    loop {
        let items = chosen.items();
        let places = Places::new(&items, &folders, &options.others);
        let modules = modules(&translator, &items, &places)?;
        let texts = modules.iter().map(|module| (&module.path, module.text.as_str()));
        let lowered = lower::Options {
            minor: options.minor,
            embedded_object_meta: options.embedded_object_meta,
            ..lower::Options::default()
        };
        let Verdict { crds, errors } = judge(texts, &lowered);
        if errors.is_empty() || items.is_empty() {
            return Ok(Translation {
                kinds: chosen.kinds,
                modules,
                crds,
                left_out: chosen.left_out,
            });
        }
        chosen.without(&errors, &places);
    }
}

/// The root types of a package; none if it is not on disk.
///
/// ```
/// let none = std::collections::BTreeMap::new();
/// assert!(kubewright_golang::kinds(&none, "example.com/tea/api/v1")?.is_empty());
/// # Ok::<(), kubewright_golang::Problem>(())
/// ```
///
/// # Errors
///
/// If the package cannot be read.
pub fn kinds(sources: &dyn Sources, package: &str) -> Result<Vec<Kind>, Problem> {
    let translator = Translator::new(Packages::new(sources));
    let Some(read) = translator.package(package)? else {
        return Ok(Vec::new());
    };
    let kind = |(name, root): (String, Root)| Kind {
        package: package.to_owned(),
        group: root.group,
        version: root.version,
        file: read
            .find(&name)
            .map_or_else(String::new, |(file, _)| file.name.clone()),
        skipped: root.skipped,
        name,
        problem: None,
    };
    Ok(roots(&read).into_iter().map(kind).collect())
}

/// What is translated.
struct Chosen {
    kinds: Vec<Kind>,
    /// What every type needs, kinds first.
    closures: BTreeMap<Id, BTreeMap<Id, Rc<Item>>>,
    left_out: Vec<(String, Problem)>,
}

impl Chosen {
    fn new(translator: &Translator<'_>, apis: &[Api]) -> Result<Self, Problem> {
        let mut chosen = Self {
            kinds: Vec::new(),
            closures: BTreeMap::new(),
            left_out: Vec::new(),
        };
        for api in apis {
            let Some(package) = translator.package(&api.package)? else {
                return Err(Problem::new(&api.package, 0, "the package is not on disk"));
            };
            let roots: BTreeMap<String, Root> = roots(&package).into_iter().collect();
            for (file, ty) in package.types() {
                let id = Id {
                    package: api.package.clone(),
                    name: ty.name.clone(),
                };
                let closure = translator.closure(&id);
                let is_list = ty
                    .name
                    .strip_suffix("List")
                    .is_some_and(|kind| roots.contains_key(kind));
                let of_kind = |kind: &str| roots.contains_key(kind) && !api.has(kind);
                if of_kind(&ty.name) {
                    continue;
                }
                if let Some(root) = roots.get(&ty.name) {
                    chosen.kinds.push(Kind {
                        package: api.package.clone(),
                        group: root.group.clone(),
                        version: root.version.clone(),
                        name: ty.name.clone(),
                        file: file.name.clone(),
                        skipped: root.skipped,
                        problem: closure.as_ref().err().cloned(),
                    });
                    chosen.closures.extend(closure.ok().map(|closure| (id, closure)));
                } else if !is_list && api.all_types {
                    match closure {
                        Ok(closure) => chosen.closures.extend([(id, closure)]),
                        Err(problem) => chosen.left_out.push((ty.name.clone(), problem)),
                    }
                }
            }
        }
        chosen.versions();
        Ok(chosen)
    }

    /// A kind is left out in all of its versions.
    fn versions(&mut self) {
        let key = |kind: &Kind| (kind.group.clone(), kind.name.clone());
        let failed: BTreeMap<_, Problem> = self
            .kinds
            .iter()
            .filter_map(|kind| Some((key(kind), kind.problem.clone()?)))
            .collect();
        for kind in &mut self.kinds {
            if let (None, Some(problem)) = (&kind.problem, failed.get(&key(kind))) {
                kind.problem = Some(problem.clone());
            }
        }
        let kinds = &self.kinds;
        self.closures.retain(|id, _| {
            let mut of = kinds
                .iter()
                .filter(|kind| kind.name == id.name && kind.package == id.package);
            !of.any(|kind| kind.problem.is_some())
        });
    }

    fn items(&self) -> BTreeMap<Id, Rc<Item>> {
        self.closures
            .values()
            .flatten()
            .map(|(id, item)| (id.clone(), Rc::clone(item)))
            .collect()
    }

    /// Leaves out everything that needs an item with an error.
    fn without(&mut self, errors: &[(Option<Name>, String)], places: &Places) {
        let mut wrong: BTreeMap<Id, String> = BTreeMap::new();
        for (id, _) in self.items() {
            let name = (places.module(&id).to_vec(), places.name(&id).to_owned());
            let found = errors.iter().find(|(at, _)| at.as_ref() == Some(&name));
            wrong.extend(found.map(|(_, text)| (id, text.clone())));
        }
        // What has no place concerns all.
        let general = errors
            .iter()
            .find(|(at, _)| at.is_none())
            .filter(|_| wrong.is_empty());
        let mut failed: BTreeMap<Id, Problem> = BTreeMap::new();
        for (id, closure) in &self.closures {
            let found = closure.iter().find_map(|(used, item)| {
                let text = wrong.get(used)?;
                Some(Problem::new(
                    &item.file,
                    0,
                    format!("type `{}`: {text}", used.name),
                ))
            });
            let general = general.map(|(_, text)| Problem::new(&id.package, 0, text.clone()));
            failed.extend(found.or(general).map(|problem| (id.clone(), problem)));
        }
        for (id, problem) in &failed {
            self.closures.remove(id);
            let mut kinds = self.kinds.iter_mut();
            match kinds.find(|kind| kind.name == id.name && kind.package == id.package) {
                Some(kind) => kind.problem = Some(problem.clone()),
                None => self.left_out.push((id.name.clone(), problem.clone())),
            }
        }
        self.versions();
    }
}

/// The modules of items, in the order of the packages.
fn modules(
    translator: &Translator<'_>,
    items: &BTreeMap<Id, Rc<Item>>,
    places: &Places,
) -> Result<Vec<Module>, Problem> {
    let packages: BTreeSet<&str> = items.keys().map(|id| id.package.as_str()).collect();
    let mut of: BTreeMap<Path, Vec<&Item>> = BTreeMap::new();
    for path in packages {
        let Some(package) = translator.package(path)? else {
            continue;
        };
        for (_, ty) in package.types() {
            let id = Id {
                package: path.to_owned(),
                name: ty.name.clone(),
            };
            if let Some(item) = items.get(&id) {
                of.entry(places.module(&id).to_vec()).or_default().push(item);
            }
        }
    }
    let written = Written { items, places };
    let module = |(path, items): (Path, Vec<&Item>)| Module {
        text: written.module(&path, &items),
        types: items.len(),
        fields: items.iter().map(|item| item.fields()).sum(),
        path,
    };
    Ok(of.into_iter().map(module).collect())
}
