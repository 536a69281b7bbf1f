//! The images of a `ClusterServiceVersion`, and the platforms that it promises.

use serde_json::Value;

const ARCHITECTURE: &str = "operatorframework.io/arch.";
const SYSTEM: &str = "operatorframework.io/os.";

/// The images of Deployments and the related images, each once.
pub(super) fn images(csv: &Value) -> Vec<String> {
    let mut images: Vec<String> = Vec::new();
    let mut add = |image: &Value| {
        if let Some(image) = image.as_str().filter(|image| !image.is_empty())
            && !images.iter().any(|known| known == image)
        {
            images.push(image.to_owned());
        }
    };
    for deployment in list(&csv["spec"]["install"]["spec"]["deployments"]) {
        let pod = &deployment["spec"]["template"]["spec"];
        for containers in ["initContainers", "containers"] {
            for container in list(&pod[containers]) {
                add(&container["image"]);
            }
        }
    }
    for related in list(&csv["spec"]["relatedImages"]) {
        add(&related["image"]);
    }
    images
}

/// The platforms that its labels promise; Linux on amd64 if there is no label.
pub(super) fn promised(csv: &Value) -> Vec<String> {
    let labels = csv["metadata"]["labels"].as_object();
    let supported = |prefix: &str| -> Vec<&str> {
        let labels = labels.into_iter().flatten();
        labels
            .filter(|(_, value)| *value == "supported")
            .filter_map(|(key, _)| key.strip_prefix(prefix))
            .collect()
    };
    let (systems, architectures) = (supported(SYSTEM), supported(ARCHITECTURE));
    let systems = if systems.is_empty() {
        vec!["linux"]
    } else {
        systems
    };
    let architectures = if architectures.is_empty() {
        vec!["amd64"]
    } else {
        architectures
    };
    let each = |system: &&str| -> Vec<String> {
        architectures
            .iter()
            .map(|architecture| format!("{system}/{architecture}"))
            .collect()
    };
    systems.iter().flat_map(each).collect()
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map(Vec::as_slice).unwrap_or_default()
}
