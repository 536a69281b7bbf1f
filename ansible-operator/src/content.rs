//! What a run executes: a playbook or a role, and where it is found.

use std::path::{Path, PathBuf};

use kubewright_operator_kit::watches::entry;

/// What a run executes.
///
/// ```
/// use kubewright_ansible_operator::Content;
///
/// let role = Content::Role { name: "site".to_owned(), path: Some("roles".into()) };
/// assert_eq!(role.name(), "site");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Content {
    /// A playbook, by its file.
    Playbook(PathBuf),
    /// A role.
    Role {
        /// Its name, or the full name of a role of a collection.
        name: String,
        /// The folder that contains it; `None` for a role of a collection.
        path: Option<PathBuf>,
    },
}

impl Content {
    /// Returns the name for logs.
    #[must_use]
    pub fn name(&self) -> String {
        match self {
            Self::Playbook(path) => path.display().to_string(),
            Self::Role { name, .. } => name.clone(),
        }
    }
}

/// Where roles and collections are searched.
///
/// ```
/// use kubewright_ansible_operator::Search;
///
/// let search = Search::default().roles_path("/opt/ansible/roles:/usr/share/ansible/roles");
/// assert_eq!(search.roles.len(), 2);
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Search {
    /// Folders that contain roles.
    pub roles: Vec<PathBuf>,
    /// Folders that contain `ansible_collections`.
    pub collections: Vec<PathBuf>,
}

impl Search {
    /// Sets the folders of roles, separated by colons.
    #[must_use]
    pub fn roles_path(mut self, path: &str) -> Self {
        self.roles = split(path);
        self
    }

    /// Sets the folders of collections, separated by colons.
    #[must_use]
    pub fn collections_path(mut self, path: &str) -> Self {
        self.collections = split(path);
        self
    }

    /// Finds what an entry of `watches.yaml` names.
    pub(crate) fn find(&self, folder: &Path, content: entry::Content<'_>) -> Result<Content, String> {
        match content {
            entry::Content::Playbook(playbook) => {
                let path = absolute(&folder.join(playbook));
                match path.is_file() {
                    true => Ok(Content::Playbook(path)),
                    false => Err(format!("`playbook`: the file {} does not exist", path.display())),
                }
            }
            entry::Content::Role(role) => self.role(folder, role),
        }
    }

    fn role(&self, folder: &Path, role: &str) -> Result<Content, String> {
        let mut tried = Vec::new();
        let parts: Vec<_> = role.split('.').collect();
        if let [namespace, collection, name] = parts[..]
            && !role.contains('/')
        {
            for path in &self.collections {
                let path = path.join("ansible_collections").join(namespace).join(collection);
                let path = path.join("roles").join(name);
                if path.is_dir() {
                    let name = role.to_owned();
                    return Ok(Content::Role { name, path: None });
                }
                tried.push(path);
            }
        }
        let given = Path::new(role);
        match given.is_absolute() {
            true => tried.push(given.to_owned()),
            false => {
                for path in &self.roles {
                    tried.push(path.join(role));
                    tried.push(path.join("roles").join(role));
                }
                tried.push(folder.join("roles").join(role));
            }
        }
        if let Some(found) = tried.iter().find(|path| path.is_dir())
            && let (Some(parent), Some(name)) = (found.parent(), found.file_name())
        {
            return Ok(Content::Role {
                name: name.to_string_lossy().into_owned(),
                path: Some(absolute(parent)),
            });
        }
        let tried: Vec<_> = tried.iter().map(|path| path.display().to_string()).collect();
        Err(format!(
            "`role`: the role `{role}` does not exist; looked for {}",
            tried.join(", ")
        ))
    }
}

fn split(path: &str) -> Vec<PathBuf> {
    let parts = path.split(':').filter(|part| !part.is_empty());
    parts.map(PathBuf::from).collect()
}

fn absolute(path: &Path) -> PathBuf {
    std::path::absolute(path).unwrap_or_else(|_| path.to_owned())
}
