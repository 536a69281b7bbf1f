//! The descriptions of a CRD that the program has printed.
//!
//! Nobody has read the types of such a kind, so schemars has put their markers into the descriptions.

use kubewright_core::crd::Crd;
use kubewright_core::diagnostic::Message;
use kubewright_core::docs::Docs;
use kubewright_core::markers::{self, Effect, Split};
use kubewright_core::schema::{Additional, Schema};

/// Takes the markers out of the descriptions of a printed CRD.
///
/// # Errors
///
/// If a marker would change the CRD: it has no effect on one that is printed.
pub(super) fn without_markers(crd: &mut Crd) -> Result<(), Message> {
    let kind = crd.spec.names.kind.clone();
    for version in &mut crd.spec.versions {
        without(&mut version.schema.open_api_v3_schema, &kind)?;
    }
    Ok(())
}

fn without(schema: &mut Schema, kind: &str) -> Result<(), Message> {
    if let Some(text) = schema.description.take() {
        if let Some(name) = lost(&text) {
            let message = Message::new(format!(
                "`+{name}` has no effect, because the program prints the CRD of `{kind}`"
            ));
            return Err(message.help(
                "write an attribute of schemars, or state what the source does not show in `PROJECT` instead of `--probe`",
            ));
        }
        let (prose, _) = Docs::split(text.lines().map(|line| (line, 0)));
        schema.description = Some(prose.join("\n").trim_end().to_owned());
    }
    let values = match schema.additional_properties.as_deref_mut() {
        Some(Additional::Schema(values)) => Some(values),
        Some(Additional::Allowed(_)) | None => None,
    };
    let below = schema.properties.values_mut();
    let mut below = below.chain(schema.items.as_deref_mut()).chain(values);
    below.try_for_each(|schema| without(schema, kind))
}

/// The first marker that would change the CRD. Schemars 0.8 joins lines, so that a marker may stand behind a sentence.
fn lost(description: &str) -> Option<String> {
    description.lines().find_map(|line| {
        let words = line.match_indices('+').filter(|(at, _)| {
            let before = &line[..*at];
            before.trim().is_empty() || before.ends_with(' ')
        });
        words.map(|(at, _)| (at, &line[at + 1..])).find_map(|(at, text)| {
            let Split::Marker { name, .. } = markers::split(text) else {
                return None;
            };
            let is_first = line[..at].trim().is_empty();
            let effect = &markers::find(&name)?.def.effect;
            let changes = matches!(
                effect,
                Effect::Schema { .. } | Effect::Resource(_) | Effect::Presence { .. } | Effect::Lowerer(_)
            );
            (changes && (is_first || name.contains(':'))).then_some(name)
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(description: &str) -> Result<Option<String>, String> {
        let size = Schema {
            description: Some(description.to_owned()),
            ..Schema::default()
        };
        let mut root = Schema::default();
        root.properties.insert("size".to_owned(), size);
        without(&mut root, "Shop").map_err(|message| message.to_string())?;
        Ok(root.properties.remove("size").and_then(|size| size.description))
    }

    #[test]
    fn a_marker_that_is_lost_is_an_error() {
        let reason =
            "`+kubebuilder:validation:Minimum` has no effect, because the program prints the CRD of `Shop`";
        let help = "write an attribute of schemars, or state what the source does not show in `PROJECT` instead of `--probe`";
        let expected = format!("{reason}; {help}");
        for description in [
            "The size.\n+kubebuilder:validation:Minimum=1",
            "The size. +kubebuilder:validation:Minimum=1",
        ] {
            assert_eq!(said(description), Err(expected.clone()));
        }
    }

    #[test]
    fn markers_about_the_project_have_their_effect_and_are_not_described() {
        let rbac = "+kubebuilder:rbac:groups=apps,resources=deployments,verbs=get";
        assert_eq!(said(&format!("A shop.\n{rbac}")), Ok(Some("A shop.".to_owned())));
        let prose = "Up to 5 +optional extras, see `+kubebuilder:validation:Minimum`.";
        assert_eq!(said(prose), Ok(Some(prose.to_owned())));
    }
}
