//! Go declarations → Rust items.

mod enums;
mod fields;

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use kubewright_core::markers::On;

use crate::comment::{comment, has, markers, prose, value};
use crate::model::{Body, Comment, Id, Item, Root, Ty};
use crate::packages::{Package, Packages};
use crate::syntax::{Expression, Field, File, Type};
use crate::{Problem, known};

const META: &str = "k8s.io/apimachinery/pkg/apis/meta/v1";
const TYPE_MARKER: &str = "kubebuilder:validation:Type";

/// Translates types, each once.
pub(crate) struct Translator<'a> {
    packages: Packages<'a>,
    items: RefCell<BTreeMap<Id, Result<Rc<Item>, Problem>>>,
}

/// Where a type is written.
#[derive(Clone, Copy)]
struct Scope<'a> {
    package: &'a Package,
    file: &'a File,
}

impl<'a> Translator<'a> {
    pub(crate) fn new(packages: Packages<'a>) -> Self {
        Self {
            packages,
            items: RefCell::default(),
        }
    }

    /// The package with this path; `None` if it is not on disk.
    pub(crate) fn package(&self, path: &str) -> Result<Option<Rc<Package>>, Problem> {
        self.packages.get(path)
    }

    /// The item of a type.
    pub(crate) fn item(&self, id: &Id) -> Result<Rc<Item>, Problem> {
        if let Some(item) = self.items.borrow().get(id) {
            return item.clone();
        }
        let item = self.translated(id).map(Rc::new);
        self.items.borrow_mut().insert(id.clone(), item.clone());
        item
    }

    /// A type, and all types that it needs.
    pub(crate) fn closure(&self, id: &Id) -> Result<BTreeMap<Id, Rc<Item>>, Problem> {
        let mut open = vec![id.clone()];
        let mut found = BTreeMap::new();
        while let Some(id) = open.pop() {
            if found.contains_key(&id) {
                continue;
            }
            let item = self.item(&id)?;
            open.extend(item.locals().into_iter().cloned());
            found.insert(id, item);
        }
        Ok(found)
    }

    fn translated(&self, id: &Id) -> Result<Item, Problem> {
        let nowhere = |text: String| Problem::new(&id.package, 0, text);
        let package = self
            .package(&id.package)?
            .ok_or_else(|| nowhere(format!("the package of `{}` is not on disk", id.name)))?;
        let (file, ty) = package
            .find(&id.name)
            .ok_or_else(|| nowhere(format!("the package has no type `{}`", id.name)))?;
        let scope = Scope {
            package: &package,
            file,
        };
        if ty.generic {
            return Err(scope.problem(ty.line, format!("`{}` is a generic type", ty.name)));
        }
        let root = scope.root(ty);
        let on = match root {
            Some(_) => On::TYPE.or(On::ROOT),
            None => On::TYPE,
        };
        let found = markers(&ty.docs);
        let (comment, body) = match marshaled(ty, scope, &found) {
            Some(made) => made,
            None => self.body(ty, scope, &found, on)?,
        };
        Ok(Item {
            id: id.clone(),
            file: file.name.clone(),
            comment,
            body,
            root,
        })
    }

    fn body(
        &self,
        ty: &Type,
        scope: Scope<'_>,
        found: &[String],
        on: On,
    ) -> Result<(Comment, Body), Problem> {
        let plain = || comment(&ty.docs, on, &|_| false);
        if let Expression::Struct(fields) = &ty.ty {
            let fields = self.fields(fields, scope)?;
            return Ok((plain(), Body::Struct(fields)));
        }
        let inner = self.ty(&ty.ty, scope, ty.line)?;
        let bare = found.is_empty() && ty.docs.own.is_empty();
        if ty.alias && (matches!(inner, Ty::Local(_) | Ty::Known(_)) || bare) {
            // controller-gen drops the comment of an alias.
            let mut plain = plain().plain;
            plain.extend(prose(&ty.docs));
            let comment = Comment {
                plain,
                lines: Vec::new(),
            };
            return Ok((comment, Body::Alias(inner)));
        }
        if inner == Ty::STRING
            && let Some((values, marker)) = enums::values(scope.package, &ty.name, found)
        {
            let comment = comment(&ty.docs, on, &|name| name == marker);
            return Ok((comment, Body::Enum(values)));
        }
        let constants = match inner {
            Ty::Plain("String", _) => {
                let all = scope.package.constants(&ty.name);
                all.map(enums::constant).collect()
            }
            _ => Vec::new(),
        };
        let mut comment = plain();
        let existing: Vec<String> = found.iter().map(|marker| format!("+{marker}")).collect();
        let more = inner.markers(&existing);
        comment
            .lines
            .extend(more.into_iter().map(|marker| format!(" {marker}")));
        Ok((comment, Body::Newtype(inner, constants)))
    }

    /// A type that is not declared on its own.
    fn ty(&self, ty: &Expression, scope: Scope<'_>, line: usize) -> Result<Ty, Problem> {
        Ok(match ty {
            Expression::Pointer(inner) => self.ty(inner, scope, line)?,
            Expression::List(inner) if is_byte(inner) => Ty::Known("k8s_openapi::ByteString".to_owned()),
            Expression::List(inner) => Ty::List(Box::new(self.ty(inner, scope, line)?)),
            Expression::Map(key, value) => {
                let key = match self.ty(key, scope, line)? {
                    key @ Ty::Local(_) => key,
                    _ => Ty::STRING,
                };
                Ty::Map(Box::new(key), Box::new(self.ty(value, scope, line)?))
            }
            Expression::Named { package, name } => self.named(package.as_deref(), name, scope, line)?,
            Expression::Struct(_) => {
                return Err(scope.problem(line, "a struct without a name has no Rust type"));
            }
            Expression::Other(what) => return Err(scope.problem(line, format!("{what} has no schema"))),
        })
    }

    fn named(&self, package: Option<&str>, name: &str, scope: Scope<'_>, line: usize) -> Result<Ty, Problem> {
        let Some(alias) = package else {
            if scope.package.find(name).is_none() {
                let unknown = || scope.problem(line, format!("the package has no type `{name}`"));
                return known::basic(name).ok_or_else(unknown);
            }
            return self.declared(&scope.package.path, name);
        };
        let path = self.import(alias, scope, line)?;
        if let Some(known) = known::find(&path, name) {
            return Ok(known);
        }
        match self.package(&path)? {
            Some(package) if package.find(name).is_some() => self.declared(&path, name),
            Some(_) => Err(scope.problem(line, format!("`{path}` has no type `{name}`"))),
            None => {
                let text = format!("`{alias}.{name}`: the package `{path}` is not on disk");
                Err(scope.problem(line, text))
            }
        }
    }

    /// A declared type. Strings and numbers of Kubernetes are written as such, because k8s-openapi does not name them.
    fn declared(&self, path: &str, name: &str) -> Result<Ty, Problem> {
        let id = Id {
            package: path.to_owned(),
            name: name.to_owned(),
        };
        if path.starts_with("k8s.io/")
            && let Body::Newtype(inner, _) | Body::Alias(inner) = &self.item(&id)?.body
        {
            return Ok(inner.clone());
        }
        Ok(Ty::Local(id))
    }

    fn import(&self, alias: &str, scope: Scope<'_>, line: usize) -> Result<String, Problem> {
        let imports = &scope.file.imports;
        if let Some(path) = imports.get(alias) {
            return Ok(path.clone());
        }
        // The name of a package need not be the end of its path.
        for path in imports.values() {
            if self.package(path)?.is_some_and(|package| package.name == alias) {
                return Ok(path.clone());
            }
        }
        Err(scope.problem(line, format!("no import is named `{alias}`")))
    }
}

/// A type that marshals itself, as far as controller-gen knows it.
fn marshaled(ty: &Type, scope: Scope<'_>, found: &[String]) -> Option<(Comment, Body)> {
    let has = |method| scope.package.has_method(&ty.name, method);
    let mut made = comment(&ty.docs, On::TYPE, &|_| false);
    if has("MarshalJSON") {
        let kind = value(found, &[TYPE_MARKER])?.trim_matches(['"', '`']);
        let inner = match kind {
            "string" => Ty::STRING,
            "boolean" => Ty::Plain("bool", None),
            _ => Ty::VALUE,
        };
        // The documentation is no part of such a schema.
        let (markers, prose): (Vec<_>, Vec<_>) =
            made.lines.drain(..).partition(|line| line.starts_with(" +"));
        made.lines = markers;
        made.plain.extend(prose);
        return Some((made, Body::Newtype(inner, Vec::new())));
    }
    has("MarshalText").then(|| (made, Body::Newtype(Ty::STRING, Vec::new())))
}

impl Scope<'_> {
    fn problem(self, line: usize, text: impl Into<String>) -> Problem {
        Problem::new(&self.file.name, line, text)
    }

    /// Returns whether a type is this type of `metav1`.
    fn is_meta(self, ty: &Expression, wanted: &str) -> bool {
        match ty {
            Expression::Named {
                package: Some(package),
                name,
            } => name == wanted && self.file.imports.get(package).is_some_and(|path| path == META),
            _ => false,
        }
    }

    /// What makes a struct the root type of a kind: it embeds `TypeMeta` and `ObjectMeta`, and the package has a group.
    fn root(self, ty: &Type) -> Option<Root> {
        let Expression::Struct(fields) = &ty.ty else {
            return None;
        };
        let embeds = |wanted: &str| -> Option<&Field> {
            let mut all = fields.iter();
            all.find(|field| field.embedded && self.is_meta(&field.ty, wanted))
        };
        embeds("TypeMeta")?;
        let metadata = embeds("ObjectMeta")?;
        let group = self.package.marker("groupName")?;
        let version = self.package.marker("versionName").unwrap_or(&self.package.name);
        Some(Root {
            group: group.to_owned(),
            version: version.to_owned(),
            metadata: metadata.tag.as_ref().is_some_and(|tag| !tag.omits),
            skipped: has(&markers(&ty.docs), &["kubebuilder:skipversion"]),
        })
    }
}

/// The kinds of a package: its root types.
pub(crate) fn roots(package: &Package) -> Vec<(String, Root)> {
    let of = |(file, ty): (&File, &Type)| {
        let scope = Scope { package, file };
        Some((ty.name.clone(), scope.root(ty)?))
    };
    package.types().filter_map(of).collect()
}

fn is_byte(ty: &Expression) -> bool {
    matches!(ty, Expression::Named { package: None, name } if name == "byte" || name == "uint8")
}
