//! A chart with a subchart, a CRD, an object of the CRD, and hooks.

use kubewright_oracles::Tool;
use kubewright_runtime::kube::api::{Api, DynamicObject};
use kubewright_runtime::kube::core::{ApiResource, GroupVersionKind};
use serde_json::{Value, json};

use super::fixture::Site;

const LAMP: &str = "apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: { name: lamps.GROUP }
spec:
  group: GROUP
  names: { kind: Lamp, listKind: LampList, plural: lamps, singular: lamp }
  scope: Namespaced
  versions:
  - name: v1
    served: true
    storage: true
    schema: { openAPIV3Schema: { type: object, x-kubernetes-preserve-unknown-fields: true } }
";

fn write(site: &Site, group: &str) {
    let folders = ["crds", "charts/sub/templates"].map(|folder| site.path("chart").join(folder));
    folders
        .iter()
        .for_each(|folder| std::fs::create_dir_all(folder).unwrap());
    site.write("chart/crds/lamp.yaml", &LAMP.replace("GROUP", group));
    let lamp = format!("apiVersion: {group}/v1\nkind: Lamp\nmetadata: {{ name: {{{{ .Release.Name }}}} }}\n");
    site.write(
        "chart/templates/lamp.yaml",
        &format!("{lamp}spec: {{ color: {{{{ .Values.color | default \"red\" }}}} }}\n"),
    );
    site.write(
        "chart/charts/sub/Chart.yaml",
        "apiVersion: v2\nname: sub\nversion: 0.1.0\n",
    );
    site.write("chart/charts/sub/values.yaml", "text: from the subchart\n");
    let map = "apiVersion: v1\nkind: ConfigMap\nmetadata: { name: sub-{{ .Release.Name }} }\ndata: { text: {{ .Values.text | quote }} }\n";
    site.write("chart/charts/sub/templates/map.yaml", map);
}

#[tokio::test(flavor = "multi_thread")]
async fn subcharts_crds_and_hooks_are_released() {
    for (namespace, helm) in [("parts-3", Tool::Helm3), ("parts-4", Tool::Helm4)] {
        let mut site = Site::new(namespace, helm, "  reconcilePeriod: 1s\n").await;
        let group = format!("{namespace}.example.com");
        write(&site, &group);
        site.start();
        site.create("site", json!({ "hook": true, "sub": { "text": "mine" } }))
            .await;
        site.deployed("site", 1).await;
        let text = async || -> Value {
            let map = site.api("v1", "ConfigMap").get("sub-site").await.unwrap();
            map.data["data"]["text"].clone()
        };
        assert_eq!(text().await, "mine");
        site.api("v1", "ConfigMap").get("site-hook").await.unwrap();
        let lamps = site.api(&format!("{group}/v1"), "Lamp");
        assert_eq!(lamps.get("site").await.unwrap().data["spec"]["color"], "red");
        // Objects of the CRD are watched and repaired like any other.
        let watched = async || site.log().matches("is settled").next().map(drop);
        site.wait("the objects are watched", watched).await;
        lamps.delete("site", &Default::default()).await.unwrap();
        let created = async || lamps.get_opt("site").await.unwrap();
        site.wait("the lamp is created again", created).await;
        site.patch(
            "site",
            json!({ "spec": { "color": "blue", "sub": { "text": "other" } } }),
        )
        .await;
        site.deployed("site", 2).await;
        assert_eq!(
            (
                text().await,
                lamps.get("site").await.unwrap().data["spec"]["color"].clone()
            ),
            ("other".into(), "blue".into())
        );
        site.delete("site").await;
        assert!(lamps.get_opt("site").await.unwrap().is_none());
        // Helm leaves CRDs, and objects of hooks.
        let kind = GroupVersionKind::gvk("apiextensions.k8s.io", "v1", "CustomResourceDefinition");
        let crds = Api::<DynamicObject>::all_with(site.client.clone(), &ApiResource::from_gvk(&kind));
        crds.get(&format!("lamps.{group}")).await.unwrap();
    }
}
