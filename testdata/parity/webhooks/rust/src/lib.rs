//! Webhooks of every sort.
//! +kubebuilder:webhook:mutating=true,name=mbox.example.com,path=/mutate-parity-example-com-v1-box,failurePolicy=fail,groups=parity.example.com,resources=boxes,versions=v1,verbs=create;update,admissionReviewVersions=v1,sideEffects=None
//! +kubebuilder:webhook:mutating=false,name=vbox.example.com,path=/validate-parity-example-com-v1-box,failurePolicy=Ignore,groups=parity.example.com;other.example.com,resources=boxes;boxes/status,versions=v1;v1beta1,verbs=CREATE;update;Delete;connect,admissionReviewVersions={v1,v1beta1},sideEffects=noneOnDryRun,matchPolicy=Exact,timeoutSeconds=10

pub mod v2;

/// Looks at pods.
/// +kubebuilder:webhook:mutating=true,name=apods.example.com,path=/mutate-pods,failurePolicy=ignore,groups=core,resources=pods,versions=v1,verbs=*,admissionReviewVersions=v1,sideEffects=none,reinvocationPolicy=ifneeded,matchPolicy=equivalent
pub struct Pods;

/// Is asked by its address.
/// +kubebuilder:webhook:mutating=false,name=remote.example.com,url="https://hooks.example.com/validate",failurePolicy=fail,groups="",resources=configmaps,versions=v1,verbs=delete,admissionReviewVersions=v1,sideEffects=None,timeoutSeconds=30
pub fn remote() {}

/// Is asked through a service of another name.
/// +kubebuilder:webhook:mutating=false,name=service.example.com,path=/here,serviceName=my-service,serviceNamespace=my-system,servicePort=9443,failurePolicy=fail,groups=*,resources=*,versions=*,verbs=*,admissionReviewVersions=v1,sideEffects=None
/// +kubebuilder:webhook:mutating=false,name=patched.example.com,path=/patched,failurePolicy=fail,groups=apps,resources=deployments,versions=v1,verbs=create,admissionReviewVersions=v1,sideEffects=None,patch=`{"namespaceSelector":{"matchLabels":{"checked":"yes"}},"objectSelector":{"matchExpressions":[{"key":"team","operator":"In","values":["a","b"]}]},"matchConditions":[{"name":"not-system","expression":"!request.userInfo.username.startsWith('system:')"}]}`
pub fn service() {}
