//! Packages by their import paths, read when they are needed.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use crate::syntax::{Constant, File, Marker, Type};
use crate::{Problem, parse};

/// A file of a package: its name, as errors show it, and its text.
pub type Source = (String, String);

/// Finds the files of the package with an import path; `None` if the package is not on disk.
pub trait Sources {
    /// Returns the files, without tests.
    fn files(&self, path: &str) -> Option<Vec<Source>>;
}

impl Sources for BTreeMap<String, Vec<Source>> {
    fn files(&self, path: &str) -> Option<Vec<Source>> {
        self.get(path).cloned()
    }
}

/// A package.
#[derive(Debug)]
pub(crate) struct Package {
    pub(crate) path: String,
    pub(crate) name: String,
    pub(crate) files: Vec<File>,
}

impl Package {
    fn new(path: &str, sources: Vec<Source>) -> Result<Self, Problem> {
        let mut files = Vec::new();
        for (name, text) in sources {
            files.push(parse::read(&name, &text)?);
        }
        files.sort_by(|left, right| left.name.cmp(&right.name));
        let name = files.first().map_or(String::new(), |file| file.package.clone());
        Ok(Self {
            path: path.to_owned(),
            name,
            files,
        })
    }

    /// A type, and its file.
    pub(crate) fn find(&self, name: &str) -> Option<(&File, &Type)> {
        self.types().find(|(_, ty)| ty.name == name)
    }

    /// The types, file by file.
    pub(crate) fn types(&self) -> impl Iterator<Item = (&File, &Type)> {
        let of = |file| File::types(file).map(move |ty| (file, ty));
        self.files.iter().flat_map(of)
    }

    /// The string constants of a type.
    pub(crate) fn constants<'a>(&'a self, ty: &'a str) -> impl Iterator<Item = &'a Constant> {
        let all = self.files.iter().flat_map(|file| &file.constants);
        all.filter(move |constant| constant.ty == ty)
    }

    pub(crate) fn has_method(&self, ty: &str, method: &str) -> bool {
        let mut all = self.files.iter().flat_map(|file| &file.methods);
        all.any(|(receiver, name)| receiver == ty && name == method)
    }

    /// The markers of the package, with their files.
    pub(crate) fn markers(&self) -> impl Iterator<Item = (&File, &Marker)> {
        let of = |file| File::markers(file).map(move |marker| (file, marker));
        self.files.iter().flat_map(of)
    }

    /// The value of the first marker with this name.
    pub(crate) fn marker(&self, name: &str) -> Option<&str> {
        self.markers().find_map(|(_, marker)| {
            let rest = marker.text.strip_prefix(name)?;
            match rest.strip_prefix('=') {
                Some(value) => Some(value.trim()),
                None => rest.is_empty().then_some(rest),
            }
        })
    }
}

impl File {
    fn types(&self) -> impl Iterator<Item = &Type> {
        self.types.iter()
    }

    /// The types with a method of this name.
    pub fn receivers<'a>(&'a self, method: &'a str) -> impl Iterator<Item = &'a str> {
        let all = self.methods.iter().filter(move |(_, name)| name == method);
        all.map(|(receiver, _)| receiver.as_str())
    }

    /// The markers at package level.
    pub fn markers(&self) -> impl Iterator<Item = &Marker> {
        self.markers.iter()
    }
}

/// The packages that were read.
pub(crate) struct Packages<'a> {
    sources: &'a dyn Sources,
    read: RefCell<BTreeMap<String, Read>>,
}

/// A package; `None` if it is not on disk.
type Read = Result<Option<Rc<Package>>, Problem>;

impl<'a> Packages<'a> {
    pub(crate) fn new(sources: &'a dyn Sources) -> Self {
        Self {
            sources,
            read: RefCell::default(),
        }
    }

    /// The package with this path; `None` if it is not on disk.
    pub(crate) fn get(&self, path: &str) -> Result<Option<Rc<Package>>, Problem> {
        if let Some(found) = self.read.borrow().get(path) {
            return found.clone();
        }
        let files = self.sources.files(path);
        let package = files
            .map(|files| Package::new(path, files).map(Rc::new))
            .transpose();
        self.read.borrow_mut().insert(path.to_owned(), package.clone());
        package
    }
}
