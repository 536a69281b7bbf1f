//! The images that an operator runs, for mirrors.

use serde_json::{Value, json};

use super::Note;
use super::object::name;
use crate::pointer::{as_list, as_text};

/// The prefix of variables with an image.
pub(super) const PREFIX: &str = "RELATED_IMAGE_";

/// An image of a variable.
struct Found {
    name: String,
    image: String,
    /// The container, for names that are not unique.
    container: String,
}

/// The `relatedImages`: those that the base lists by hand, then those of variables.
pub(super) fn related(spec: &Value, deployments: &[Value], notes: &mut Vec<Note>) -> Vec<Value> {
    let mut found: Vec<Found> = Vec::new();
    for deployment in deployments {
        of_deployment(deployment, &mut found, notes);
    }
    let by_hand = as_list(&spec["relatedImages"]);
    let mut related = by_hand.to_vec();
    for image in &found {
        let same_name = found.iter().filter(|other| other.name == image.name).count();
        let same_image: Vec<_> = found.iter().filter(|other| other.image == image.image).collect();
        if by_hand
            .iter()
            .any(|entry| as_text(&entry["image"]) == image.image)
        {
            continue;
        }
        if let [first, _, ..] = same_image[..] {
            if first.name == image.name && first.container == image.container {
                notes.push(Note::new(
                    format!(
                        "image `{}` has several names: {}",
                        image.image,
                        names(&same_image)
                    ),
                    "it is listed once, without a name; use one name everywhere",
                ));
                related.push(json!({"name": "", "image": image.image}));
            }
            continue;
        }
        let name = match same_name {
            1 => image.name.clone(),
            _ => format!("{}-{}", image.container, image.name),
        };
        if let Some(entry) = related.iter_mut().find(|entry| as_text(&entry["name"]) == name) {
            notes.push(Note::new(
                format!(
                    "related image `{name}` is `{}` in the base, but `{}` in a variable",
                    as_text(&entry["image"]),
                    image.image
                ),
                "the variable wins; remove the image from the base",
            ));
            entry["image"] = image.image.clone().into();
            continue;
        }
        related.push(json!({"name": name, "image": image.image}));
    }
    related
}

fn names(found: &[&Found]) -> String {
    let names: Vec<_> = found.iter().map(|image| format!("`{}`", image.name)).collect();
    names.join(", ")
}

fn of_deployment(deployment: &Value, found: &mut Vec<Found>, notes: &mut Vec<Note>) {
    let pod = &deployment["spec"]["template"]["spec"];
    let containers: Vec<_> = ["containers", "initContainers"]
        .iter()
        .flat_map(|key| as_list(&pod[key]))
        .collect();
    for container in &containers {
        let at = match containers.len() {
            1 => name(deployment).to_owned(),
            _ => format!("{}-{}", name(deployment), as_text(&container["name"])),
        };
        for variable in as_list(&container["env"]) {
            let Some(rest) = as_text(&variable["name"]).strip_prefix(PREFIX) else {
                continue;
            };
            let image = as_text(&variable["value"]);
            if image.is_empty() {
                notes.push(Note::of(
                    deployment,
                    format!("variable `{PREFIX}{rest}` has no `value`, so its image is not listed"),
                    "give it a value, or list the image in `relatedImages` of the base",
                ));
                continue;
            }
            let name = rest.to_lowercase().replace('_', "-");
            if !found
                .iter()
                .any(|other| other.name == name && other.image == image)
            {
                let (image, container) = (image.to_owned(), at.clone());
                found.push(Found {
                    name,
                    image,
                    container,
                });
            }
        }
    }
}
