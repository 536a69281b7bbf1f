//! Renders one tree of templates with one context into changes.
//!
//! The path of a file in `templates/<plugin>/<tree>/` is the path of its output. A file that ends in `.tera` is
//! rendered, any other is copied. A file that ends in `.at-<anchor>` or `.at-<anchor>.tera` is inserted at that anchor
//! of the file that its name begins with. Placeholders such as `__version__` in a path are replaced by values of the
//! context.

mod context;

use std::path::PathBuf;
use std::sync::{Arc, LazyLock, OnceLock};

use tera::{Context as Values, Delimiters, Tera};
use thiserror::Error;

pub use context::{Context, ResourceContext};

use crate::plan::{Change, IfExists, Plan};

/// The files of `templates/`, by their paths below it.
static FILES: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/templates.rs"));

/// The templates of this version.
static CURRENT: LazyLock<Templates> = LazyLock::new(|| {
    let newest = kubewright_core::tables::Minor::NEWEST;
    let kubernetes = format!("1.{}", newest.number());
    let file = |(name, text): &(&'static str, &'static str)| File {
        name,
        text,
        key: name,
    };
    let rendered = FILES.iter().copied().filter(|(name, _)| is_rendered(name));
    let compiled = Compiled::new(rendered.collect());
    let version = env!("CARGO_PKG_VERSION").to_owned();
    Templates::new(
        FILES.iter().map(file).collect(),
        Arc::new(compiled),
        version,
        kubernetes,
    )
});

const RENDERED: &str = ".tera";
const INSERTED: &str = ".at-";

/// Why a template failed. Templates are part of the binary, so this is a bug in it.
#[derive(Debug, Error)]
#[error("the template `{name}` cannot be rendered: {reason}")]
pub struct TemplateError {
    name: String,
    reason: String,
}

/// The templates of one version.
#[derive(Clone, Debug)]
pub struct Templates {
    /// The files, by their paths below `templates/`.
    files: Vec<File>,
    /// The compiled texts, which several versions may share.
    compiled: Arc<Compiled>,
    /// The version of the CLI.
    pub(crate) version: String,
    /// The version of Kubernetes: `1.37`.
    pub(crate) kubernetes: String,
}

/// A template.
#[derive(Clone, Copy, Debug)]
pub(crate) struct File {
    /// The path below `templates/`.
    pub(crate) name: &'static str,
    pub(crate) text: &'static str,
    /// The name among the compiled texts.
    pub(crate) key: &'static str,
}

/// Texts that are compiled when the first is rendered.
#[derive(Debug)]
pub(crate) struct Compiled {
    texts: Vec<(&'static str, &'static str)>,
    tera: OnceLock<Tera>,
}

/// A part of a project: `rust/api`.
#[derive(Clone, Copy, Debug)]
pub struct Tree<'a> {
    name: &'a str,
    context: &'a Context,
    templates: &'static Templates,
    if_exists: fn(&str) -> IfExists,
}

/// Opens a tree. Existing files with other contents are errors.
#[must_use]
pub fn tree<'a>(name: &'a str, context: &'a Context) -> Tree<'a> {
    Tree {
        name,
        context,
        templates: context.templates.unwrap_or_else(current),
        if_exists: |_| IfExists::Fail,
    }
}

impl Tree<'_> {
    /// Sets what happens to existing files, by their paths before placeholders are replaced.
    #[must_use]
    pub fn if_exists(self, if_exists: fn(&str) -> IfExists) -> Self {
        Self { if_exists, ..self }
    }

    /// Renders all files of the tree. A tree without files renders to nothing.
    pub fn plan(self) -> Result<Plan, TemplateError> {
        let mut plan = Plan::default();
        let prefix = format!("{}/", self.name);
        let values = self.context.values();
        let files = self.templates.files.iter();
        let files = files.filter_map(|file| Some((file, file.name.strip_prefix(&prefix)?)));
        // A tree may insert into a file that it creates itself.
        let (inserted, made): (Vec<_>, Vec<_>) = files.partition(|(_, path)| path.contains(INSERTED));
        for (file, path) in made.into_iter().chain(inserted) {
            self.file(*file, path, &values, &mut plan)?;
        }
        Ok(plan)
    }

    fn file(
        self,
        File { name, text, key }: File,
        path: &str,
        values: &Values,
        plan: &mut Plan,
    ) -> Result<(), TemplateError> {
        let (path, is_rendered) = match path.strip_suffix(RENDERED) {
            Some(path) => (path, true),
            None => (path, false),
        };
        let if_exists = (self.if_exists)(path);
        let Some(path) = self.context.path(path) else {
            return Ok(());
        };
        let text = match is_rendered {
            true => self
                .templates
                .compiled
                .tera()
                .render(key, values)
                .map_err(|error| TemplateError::new(name, &error))?,
            false => text.to_owned(),
        };
        if text.trim().is_empty() {
            return Ok(());
        }
        let change = match path.rsplit_once(INSERTED) {
            Some((path, anchor)) => {
                let change = Change::Insert {
                    anchor: anchor.to_owned(),
                    text,
                    template: name,
                };
                plan.change(PathBuf::from(path), change);
                return Ok(());
            }
            None => Change::Create {
                text,
                if_exists,
                template: name,
            },
        };
        plan.change(PathBuf::from(path), change);
        Ok(())
    }
}

impl TemplateError {
    fn new(name: &str, error: &dyn std::error::Error) -> Self {
        let mut reason = error.to_string();
        let mut source = error.source();
        while let Some(inner) = source {
            reason = format!("{reason}: {inner}");
            source = inner.source();
        }
        Self {
            name: name.to_owned(),
            reason,
        }
    }
}

/// The templates of this version.
pub(crate) fn current() -> &'static Templates {
    &CURRENT
}

impl Templates {
    pub(crate) fn new(
        files: Vec<File>,
        compiled: Arc<Compiled>,
        version: String,
        kubernetes: String,
    ) -> Self {
        Self {
            files,
            compiled,
            version,
            kubernetes,
        }
    }

    /// The path below `templates/` and the text of each.
    pub(crate) fn files(&self) -> impl Iterator<Item = (&'static str, &'static str)> {
        self.files.iter().map(|file| (file.name, file.text))
    }
}

impl Compiled {
    /// Takes texts by their keys.
    pub(crate) fn new(texts: Vec<(&'static str, &'static str)>) -> Self {
        let tera = OnceLock::new();
        Self { texts, tera }
    }

    /// The compiled texts. Compiling takes most of the (short) time.
    fn tera(&self) -> &Tera {
        self.tera.get_or_init(|| {
            let mut tera = Tera::new();
            let added = tera
                .set_delimiters(Delimiters {
                    block_start: "<%".into(),
                    block_end: "%>".into(),
                    variable_start: "<{".into(),
                    variable_end: "}>".into(),
                    comment_start: "<#".into(),
                    comment_end: "#>".into(),
                })
                .and_then(|()| {
                    tera.autoescape_on(Vec::<&str>::new());
                    tera.add_raw_templates(self.texts.iter().copied())
                });
            // A test renders all templates, so users never see this.
            added.unwrap_or_else(|error| panic!("{error}"));
            tera
        })
    }
}

/// Whether a template is rendered, not copied.
pub(crate) fn is_rendered(name: &str) -> bool {
    name.ends_with(RENDERED)
}

/// Two sets are the same one.
impl PartialEq for Templates {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self, other)
    }
}

impl Eq for Templates {}

/// The names of the trees.
#[must_use]
pub fn trees() -> std::collections::BTreeSet<&'static str> {
    let tree = |name: &'static str| {
        let (end, _) = name.match_indices('/').nth(1)?;
        Some(&name[..end])
    };
    FILES.iter().filter_map(|(name, _)| tree(name)).collect()
}

#[cfg(test)]
mod tests {
    use crate::plugins::{ALL, Part, Request, Settings};
    use crate::project::{Api, Controller, Identity, Project, Resource, Webhooks};

    fn resource(version: &str) -> Resource {
        let text = str::to_owned;
        Resource {
            api: Some(Api {
                crd_version: text("v1"),
                namespaced: true,
                ..Api::default()
            }),
            controllers: vec![Controller { name: text("first") }],
            webhooks: Some(Webhooks {
                defaulting: true,
                validation: true,
                conversion: version == "v1",
                spoke: if version == "v1" {
                    vec![text("v2")]
                } else {
                    Vec::new()
                },
                ..Webhooks::default()
            }),
            ..Resource::new(Identity {
                group: text("cache"),
                domain: text("example.com"),
                version: text(version),
                kind: text("Memcached"),
            })
        }
    }

    #[test]
    fn all_templates_render() {
        for (multigroup, namespaced) in [(false, false), (true, false), (false, true), (true, true)] {
            let mut project = Project {
                name: "demo".to_owned(),
                domain: "example.com".to_owned(),
                multigroup,
                namespaced,
                resources: vec![resource("v1"), resource("v2")],
                ..Project::default()
            };
            let external = Resource {
                api: None,
                external: true,
                path: "other::v1".to_owned(),
                ..resource("v3")
            };
            project.resources.push(external);
            let settings = Settings::default();
            let parts = project.parts();
            let request = Request {
                parts: &parts,
                force: false,
                settings: &settings,
            };
            for plugin in ALL {
                plugin.plan(&request, &project).unwrap();
            }
            assert!(parts.iter().any(|part| matches!(part, Part::Spoke(..))));
        }
    }
}
