//! Webhooks with a certificate that the manager makes itself: the API server calls their Service, by its name, and trusts
//! what the manager has told it to.

use serde_json::{Value, json};

use super::cluster::Cluster;

/// What can call a webhook.
const CALLERS: [&str; 3] = [
    "validatingwebhookconfigurations",
    "mutatingwebhookconfigurations",
    "customresourcedefinitions",
];

impl Cluster {
    /// The flags with which a project's Deployment has its manager make the certificate.
    pub(super) fn certificate_flags(&self, namespace: &str) -> Vec<String> {
        let container = ["get", "deployments", "-n", namespace, "-o", "json"];
        let list: Value = serde_json::from_str(&self.kubectl(&container, None)).unwrap();
        let container = &list["items"][0]["spec"]["template"]["spec"]["containers"][0];
        let flags = [
            "--webhook-cert-secret=",
            "--webhook-service=",
            "--mutating-",
            "--validating-",
        ];
        let args = texts(&container["args"]);
        let args = args.filter(|arg| flags.iter().any(|flag| arg.starts_with(flag)));
        args.map(|arg| expanded(arg, &container["env"])).collect()
    }

    /// Has the Service lead to this port here, and those who call it name that port: there is nothing else behind it.
    pub(super) fn lead_here(&self, flags: &[String], namespace: &str, port: u16) {
        let name = flags
            .iter()
            .find_map(|flag| flag.strip_prefix("--webhook-service="));
        let name = name.unwrap();
        let here = json!({ "spec": { "type": "ExternalName", "externalName": "localhost" } }).to_string();
        self.kubectl(
            &[
                "patch",
                "service",
                name,
                "-n",
                namespace,
                "--type=merge",
                "-p",
                &here,
            ],
            None,
        );
        for caller in CALLERS {
            let list: Value =
                serde_json::from_str(&self.kubectl(&["get", caller, "-o", "json"], None)).unwrap();
            for mut object in list["items"].as_array().unwrap().clone() {
                if name_port(&mut object, name, namespace, port) {
                    self.kubectl(&["replace", "-f", "-"], Some(&object.to_string()));
                }
            }
        }
    }
}

/// An argument with the values of variables in place of their names.
fn expanded(arg: &str, variables: &Value) -> String {
    let variables = variables.as_array().into_iter().flatten();
    variables.fold(arg.to_owned(), |arg, variable| {
        let name = format!("$({})", variable["name"].as_str().unwrap());
        arg.replace(&name, variable["value"].as_str().unwrap_or_default())
    })
}

/// Names the port wherever the Service is called; whether it is.
fn name_port(value: &mut Value, name: &str, namespace: &str, port: u16) -> bool {
    let mut is_called = false;
    if let Some(service) = value.get_mut("service")
        && service["name"] == name
        && service["namespace"] == namespace
    {
        service["port"] = json!(port);
        is_called = true;
    }
    let parts: Box<dyn Iterator<Item = &mut Value>> = match value {
        Value::Array(items) => Box::new(items.iter_mut()),
        Value::Object(fields) => Box::new(fields.values_mut()),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => return is_called,
    };
    parts.fold(is_called, |is_called, part| {
        name_port(part, name, namespace, port) || is_called
    })
}

fn texts(list: &Value) -> impl Iterator<Item = &str> {
    list.as_array().into_iter().flatten().filter_map(Value::as_str)
}
