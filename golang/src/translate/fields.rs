//! Fields: their names, their types, and whether they are required.

use kubewright_core::crd::root_schema;
use kubewright_core::markers::On;
use kubewright_core::schema::Schema;

use super::{Scope, Translator};
use crate::Problem;
use crate::comment::{comment, has, markers};
use crate::model::{Comment, Field, Form, Ty};
use crate::syntax;

const OPTIONAL_PACKAGE: &str = "kubebuilder:validation:Optional";
const ENUM: &str = "kubebuilder:validation:Enum";
const SCHEMALESS: &str = "kubebuilder:validation:Schemaless";

/// The markers about presence, and what they say. The first that a field has counts, as in controller-gen.
const PRESENCE: &[(&[&str], bool)] = &[
    (&[OPTIONAL_PACKAGE], false),
    (&["kubebuilder:validation:Required"], true),
    (&["optional", "k8s:optional"], false),
    (&["required", "k8s:required"], true),
];

fn is_presence(name: &str) -> bool {
    PRESENCE.iter().any(|(names, _)| names.contains(&name))
}

impl Translator<'_> {
    pub(super) fn fields(&self, fields: &[syntax::Field], scope: Scope<'_>) -> Result<Vec<Field>, Problem> {
        let embeds = |wanted: &str| {
            let mut all = fields.iter();
            all.any(|field| field.embedded && scope.is_meta(&field.ty, wanted))
        };
        let root = embeds("TypeMeta") && embeds("ObjectMeta") && scope.package.marker("groupName").is_some();
        let mut made = Vec::new();
        for field in fields {
            let mut names = ["TypeMeta", "ObjectMeta"].iter();
            if root && field.embedded && names.any(|name| scope.is_meta(&field.ty, name)) {
                continue;
            }
            if field.embedded && scope.is_meta(&field.ty, "TypeMeta") {
                made.extend(type_meta());
                continue;
            }
            made.extend(self.field(field, scope)?);
        }
        Ok(made)
    }

    fn field(&self, field: &syntax::Field, scope: Scope<'_>) -> Result<Option<Field>, Problem> {
        let tag = match &field.tag {
            Some(tag) if tag.skipped => return Ok(None),
            Some(tag) => tag.clone(),
            None if field.embedded => syntax::Tag {
                inline: true,
                ..syntax::Tag::default()
            },
            None => {
                let text = format!("the field `{}` has no JSON tag", field.name);
                return Err(scope.problem(field.line, text));
            }
        };
        let found = markers(&field.docs);
        let schemaless = has(&found, &[SCHEMALESS]);
        let ty = match self.ty(&field.ty, scope, field.line) {
            Err(_) if schemaless => Ty::VALUE,
            ty => ty?,
        };
        if tag.inline {
            return flattened(field, ty, scope).map(Some);
        }
        let optional_by_default = scope.package.marker(OPTIONAL_PACKAGE).is_some();
        let decided = PRESENCE.iter().find(|(names, _)| has(&found, names));
        let required = match decided {
            Some((_, required)) => *required,
            None => !optional_by_default && !tag.omits,
        };
        let nullable = has(&found, &["nullable"]);
        let form = match (required, nullable, &ty) {
            (true, true, _) => Form::Nullable,
            (true, false, _) => Form::Required,
            (false, false, Ty::List(_) | Ty::Map(..)) => Form::Filled,
            (false, _, _) => Form::Optional,
        };
        let closed = self.is_enum(&ty)?;
        let mut comment = comment(&field.docs, On::FIELD, &|name| {
            // The strongest marker about presence counts, and the values of the type.
            let weaker = is_presence(name) && decided.is_some_and(|(names, _)| !names.contains(&name));
            weaker || closed && name == ENUM
        });
        if form == Form::Nullable && decided.is_none() {
            comment.lines.push(" +required".to_owned());
        }
        if !schemaless {
            let existing: Vec<String> = found.iter().map(|marker| format!("+{marker}")).collect();
            let more = ty.markers(&existing);
            comment
                .lines
                .extend(more.into_iter().map(|marker| format!(" {marker}")));
        }
        let name = if field.embedded { &tag.name } else { &field.name };
        Ok(Some(Field {
            name: name.clone(),
            json: tag.name,
            comment,
            ty,
            form,
        }))
    }

    /// Returns whether the type itself lists its values.
    fn is_enum(&self, ty: &Ty) -> Result<bool, Problem> {
        let Ty::Local(id) = ty else { return Ok(false) };
        let Some(package) = self.package(&id.package)? else {
            return Ok(false);
        };
        let Some((_, declared)) = package.find(&id.name) else {
            return Ok(false);
        };
        Ok(has(&markers(&declared.docs), &[ENUM, "k8s:enum"]))
    }
}

/// A field whose fields are in the object around it.
fn flattened(field: &syntax::Field, ty: Ty, scope: Scope<'_>) -> Result<Field, Problem> {
    if !matches!(ty, Ty::Local(_) | Ty::Known(_)) {
        let text = format!("the field `{}` is inlined, but is not a struct", field.name);
        return Err(scope.problem(field.line, text));
    }
    let mut comment = comment(&field.docs, On::FIELD, &is_presence);
    // The comment of such a field is not in the schema.
    let (markers, prose): (Vec<_>, Vec<_>) = comment.lines.drain(..).partition(|line| line.starts_with(" +"));
    comment.lines = markers;
    comment.plain.extend(prose);
    Ok(Field {
        name: field.name.clone(),
        json: String::new(),
        comment,
        ty,
        form: Form::Flat,
    })
}

/// The fields of an inlined `TypeMeta`, with the descriptions of Kubernetes.
fn type_meta() -> Vec<Field> {
    let root = root_schema(Schema::default());
    let field = |json: &str, name: &str| {
        let description = root.properties.iter().find(|(key, _)| *key == json);
        let description = description.and_then(|(_, schema)| schema.description.clone());
        Field {
            name: name.to_owned(),
            json: json.to_owned(),
            comment: Comment {
                plain: Vec::new(),
                lines: description
                    .unwrap_or_default()
                    .lines()
                    .map(|line| format!(" {line}"))
                    .collect(),
            },
            ty: Ty::STRING,
            form: Form::Optional,
        }
    };
    vec![field("kind", "Kind"), field("apiVersion", "APIVersion")]
}
