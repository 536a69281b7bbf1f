use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use kubewright_runtime::CustomResource;

/// +kubebuilder:resource:path=mice,shortName=ms
#[derive(CustomResource)]
#[resource(group = "zoo.example.com", version = "v1")]
pub struct Mouse {
    pub metadata: ObjectMeta,
}

/// +kubebuilder:rbac:groups=batch,resources=cronjobs;job,verbs=get;lst
/// +kubebuilder:rbac:groups=core,resources=pods/exce;deployments,verbs=create
/// +kubebuilder:rbac:groups=zoo.example.com,resources=mouse;ms/status;elephants,verbs=get
/// +kubebuilder:rbac:groups=apps,resources=deployments/finalizers,verbs=update;GET
/// +kubebuilder:rbac:groups=cert-manager.io,resources=certificate,verbs=lst
/// +kubebuilder:rbac:groups=core,resources=pods,verbs="get list"
/// +kubebuilder:rbac:groups=core,resources=pods,verb=get
/// +kubebuilder:rbac:groups="",resources=external,verbs=get
pub fn rights() {}
