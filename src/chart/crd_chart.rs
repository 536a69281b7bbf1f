//! The chart of the CRDs.

use std::collections::BTreeMap;

use serde_json::Value;

use super::conditions;
use super::crds;
use super::names::Names;
use super::node::Condition;
use super::place::CrdPlace;
use super::settings;
use super::sort::{Role, Sorted};
use super::{Chart, ChartError, Input, files, helpers, values, write};

/// The name of the chart of the CRDs.
pub(super) fn name(operator: &str) -> String {
    format!("{operator}-crds")
}

pub(super) fn generate(
    input: &Input<'_>,
    sorted: &Sorted,
    choices: &settings::Choices<'_>,
) -> Result<Chart, ChartError> {
    let name = name(input.name);
    let names = Names::new(&name, input.prefix, sorted);
    let has_names = crds::have_names(sorted, &names);
    let here = format!("include \"{name}.namespace\" .");
    let names = names.with_namespace(here);
    let operator = input.fullname();
    let settings = settings::of_crds(choices, has_names && conditions::has_webhooks(sorted), &operator);
    let about = format!("The CRDs of {}.", input.name);
    let mut files: BTreeMap<String, String> = [
        (
            "Chart.yaml",
            files::chart(
                &name,
                &about,
                "The version of the operator with these CRDs.",
                sorted,
            ),
        ),
        (".helmignore", files::ignore()),
        ("values.yaml", values::yaml(&settings)?),
        ("values.schema.json", values::schema(&settings, &Value::Null)),
        ("README.md", readme(&name, input.project, has_names, &settings)),
        (
            "templates/_helpers.tpl",
            helpers::crds(&name, &operator, has_names),
        ),
    ]
    .map(|(path, text)| (path.to_owned(), text))
    .into();
    for object in sorted.of(Role::Crd) {
        let node = crds::crd(&object.value, sorted, &names);
        let text = write::template(&Condition::ALWAYS, &node)?;
        files.insert(CrdPlace::Chart.path(object.name()), text);
    }
    Ok(Chart { files, settings })
}

fn readme(name: &str, project: &str, has_names: bool, settings: &[settings::Setting]) -> String {
    let release = format!("{project}-crds");
    let conversion = match has_names {
        true => "
CRDs with several versions name the Service of the operator, which converts objects. Install the operator in the same namespace, or
set `operator.namespace` and `operator.fullname`. Set `webhooks` as in the operator's chart.
",
        false => "",
    };
    format!(
        "# {name}

The CRDs of the operator, as a Helm chart, written by `kubewright edit --plugins helm --crds chart`. Install and upgrade it before the
operator's chart:

```sh
helm upgrade --install {release} . --namespace {project}-system --create-namespace
```
{conversion}
The CRDs stay when the release is uninstalled, unless `crds.keep` is `false`. Without the CRDs, Kubernetes deletes all their objects.

## Values

{}",
        values::table(settings)
    )
}
