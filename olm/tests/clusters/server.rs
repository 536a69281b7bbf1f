//! Plays the container runtime for Pods that serve catalogs: runs their commands on this machine.

use std::collections::HashSet;
use std::fs;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::time::Duration;

use k8s_openapi::api::core::v1::{ConfigMap, Pod};
use kube::Client;
use kube::api::{Api, ListParams, Patch, PatchParams};
use kubewright_envtest::Environment;
use kubewright_oracles::Tool;
use serde_json::{Value, json};
use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, TcpStream};

use super::process;

/// Watches for Pods until this program ends.
pub(crate) fn start(environment: &'static Environment) {
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .unwrap();
        runtime.block_on(async { watch(environment.client()).await });
    });
}

async fn watch(client: Client) {
    let mut seen = HashSet::new();
    let pods: Api<Pod> = Api::all(client.clone());
    let catalogs = ListParams::default().labels("app.kubernetes.io/component=catalog");
    loop {
        for pod in pods.list(&catalogs).await.unwrap() {
            let running = pod.status.as_ref().and_then(|status| status.phase.as_deref()) == Some("Running");
            let uid = pod.metadata.uid.clone().unwrap();
            if running && seen.insert(uid) {
                let number = u8::try_from(seen.len()).unwrap();
                tokio::spawn(serve(client.clone(), pod, number));
            }
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

async fn serve(client: Client, pod: Pod, number: u8) {
    let namespace = pod.metadata.namespace.clone().unwrap();
    let name = pod.metadata.name.clone().unwrap();
    let pods: Api<Pod> = Api::namespaced(client.clone(), &namespace);
    let status = async |status: Value| {
        let patch = Patch::Merge(json!({ "status": status }));
        pods.patch_status(&name, &PatchParams::default(), &patch)
            .await
            .unwrap();
    };
    let spec = serde_json::to_value(pod.spec.unwrap()).unwrap();
    let server = &spec["containers"][0];
    if server["image"].as_str().unwrap().contains("absent") {
        let waiting = json!({ "reason": "ImagePullBackOff", "message": "not found" });
        status(json!({ "containerStatuses": [{
            "name": "serve", "image": server["image"], "imageID": "", "ready": false, "restartCount": 0,
            "state": { "waiting": waiting, "running": null },
        }] }))
        .await;
        return;
    }
    let root = tempfile::tempdir().unwrap().keep();
    let inside = |text: &str| {
        let root = root.display();
        text.replace("/catalog", &format!("{root}/catalog"))
            .replace("/parts", &format!("{root}/parts"))
    };
    fs::create_dir(root.join("catalog")).unwrap();
    let unpack = &spec["initContainers"][0];
    let maps: Api<ConfigMap> = Api::namespaced(client, &namespace);
    for mount in unpack["volumeMounts"].as_array().unwrap() {
        let volumes = spec["volumes"].as_array().unwrap();
        let volume = volumes
            .iter()
            .find(|volume| volume["name"] == mount["name"])
            .unwrap();
        if let Some(map) = volume["configMap"]["name"].as_str() {
            let folder = PathBuf::from(inside(mount["mountPath"].as_str().unwrap()));
            fs::create_dir_all(&folder).unwrap();
            for (key, content) in maps.get(map).await.unwrap().binary_data.unwrap() {
                fs::write(folder.join(key), content.0).unwrap();
            }
        }
    }
    let words = |container: &Value| -> Vec<String> {
        let words = container["command"].as_array().unwrap().iter();
        words.map(|word| inside(word.as_str().unwrap())).collect()
    };
    let command = words(unpack);
    let done = tokio::process::Command::new(&command[0])
        .args(&command[1..])
        .status()
        .await
        .unwrap();
    assert!(done.success());

    let mut command = words(server);
    let free = std::net::TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap()
        .port();
    let at = command.iter().position(|word| word == "50051").unwrap();
    command[at] = free.to_string();
    // Otherwise all servers want the same port for profiles.
    let more = ["--pprof-addr".to_owned(), String::new()];
    let args: Vec<_> = command[1..].iter().chain(&more).map(String::as_str).collect();
    process::start(Tool::Opm.program(), &args, &root, &root.join("log"));
    // The port is fixed, so each test program has addresses of its own.
    let [.., high, low] = std::process::id().to_be_bytes();
    let address = Ipv4Addr::new(127, high, low, number);
    let listener = TcpListener::bind(SocketAddr::from((address, 50051)))
        .await
        .unwrap();
    status(json!({ "podIP": address.to_string(), "podIPs": [{ "ip": address.to_string() }] })).await;
    while let Ok((mut from, _)) = listener.accept().await {
        tokio::spawn(async move {
            if let Ok(mut to) = TcpStream::connect(("127.0.0.1", free)).await {
                // Either side may go away at any time.
                let _ = copy_bidirectional(&mut from, &mut to).await;
            }
        });
    }
}
