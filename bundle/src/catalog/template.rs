//! Templates of catalogs: they name bundles by their images.

mod basic;
mod semver;

use serde_json::Value;
use thiserror::Error;

/// Why a template cannot be rendered.
#[derive(Debug, Error)]
pub enum Problem {
    /// The template itself is wrong.
    #[error("{0}")]
    Malformed(String),
    /// A bundle cannot be rendered.
    #[error("the bundle `{image}` cannot be rendered: {reason}")]
    Bundle {
        /// The image that the template names.
        image: String,
        /// Why.
        reason: String,
    },
}

/// What a bundle's image has.
#[derive(Clone, Debug)]
pub struct Resolved {
    /// The object of the catalog.
    pub bundle: Value,
    /// The ClusterServiceVersion, whose description and icon a package gets.
    pub csv: Option<Value>,
}

/// Finds the bundle of an image.
pub type Resolve<'a> = &'a dyn Fn(&str) -> Result<Resolved, String>;

/// The kinds of templates.
///
/// ```
/// use kubewright_bundle::catalog::template::{Kind, Resolved};
///
/// let template = serde_json::json!({"schema": "olm.semver", "stable": {"bundles": [{"image": "example.com/a:v1"}]}});
/// let bundle = serde_json::json!({
///     "schema": "olm.bundle", "name": "a.v1.0.0", "package": "a",
///     "properties": [{"type": "olm.package", "value": {"packageName": "a", "version": "1.0.0"}}],
/// });
/// let resolve = |_: &str| Ok(Resolved { bundle: bundle.clone(), csv: None });
/// let catalog = Kind::Semver.render(&template, &resolve)?;
/// assert_eq!(catalog[0]["defaultChannel"], "stable-v1.0");
/// # Ok::<(), kubewright_bundle::catalog::template::Problem>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A catalog whose bundles have nothing but an image.
    Basic,
    /// Lists of bundles, whose versions decide the channels.
    Semver,
}

impl Kind {
    /// The kind of a template.
    #[must_use]
    pub fn of(template: &Value) -> Option<Self> {
        match template["schema"].as_str()? {
            "olm.template.basic" => Some(Self::Basic),
            "olm.semver" => Some(Self::Semver),
            _ => None,
        }
    }

    /// Renders a template to the objects of a catalog.
    ///
    /// # Errors
    ///
    /// If the template is malformed, or a bundle cannot be found.
    pub fn render(self, template: &Value, resolve: Resolve<'_>) -> Result<Vec<Value>, Problem> {
        let expected = match self {
            Self::Basic => "olm.template.basic",
            Self::Semver => "olm.semver",
        };
        if template["schema"] != expected {
            let written = template["schema"].as_str().unwrap_or_default();
            let text = format!("the template has the schema `{written}` instead of `{expected}`");
            return Err(Problem::Malformed(text));
        }
        match self {
            Self::Basic => basic::render(template, resolve),
            Self::Semver => semver::render(template, resolve),
        }
    }
}

fn resolved(image: &str, resolve: Resolve<'_>) -> Result<Resolved, Problem> {
    resolve(image).map_err(|reason| Problem::Bundle {
        image: image.to_owned(),
        reason,
    })
}
