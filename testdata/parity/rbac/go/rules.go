// Package rbac asks for permissions in every way there is.
package rbac

// Verbs of one key are put together, whatever their order.
// +kubebuilder:rbac:groups=parity.example.com,resources=boxes,verbs=watch;list
// +kubebuilder:rbac:groups=parity.example.com,resources=boxes,verbs=get;list;create

// Resources with the same verbs are put together.
// +kubebuilder:rbac:groups=parity.example.com,resources=boxes/status,verbs=get;patch;update
// +kubebuilder:rbac:groups=parity.example.com,resources=lids/status,verbs=update;get;patch
// +kubebuilder:rbac:groups=apps,resources=deployments;statefulsets,verbs={get,list}

// Groups with the same resources and verbs are put together.
// +kubebuilder:rbac:groups=extensions;networking.k8s.io,resources=ingresses,verbs=get
// +kubebuilder:rbac:groups=networking.example.com,resources=ingresses,verbs=get

// The core group has two spellings.
// +kubebuilder:rbac:groups=core,resources=pods,verbs=get;list;watch
// +kubebuilder:rbac:groups="",resources=pods;services,verbs=get;list;watch
// +kubebuilder:rbac:groups=core,resources=events,verbs=create;patch

// A star swallows the other verbs.
// +kubebuilder:rbac:groups=batch,resources=jobs,verbs=get
// +kubebuilder:rbac:groups=batch,resources=jobs,verbs=*

// Names of resources keep a rule apart.
// +kubebuilder:rbac:groups="",resources=secrets,resourceNames=tls;ca,verbs=get
// +kubebuilder:rbac:groups="",resources=secrets,resourceNames=ca;tls,verbs=update
// +kubebuilder:rbac:groups="",resources=secrets,verbs=list

// URLs have no group.
// +kubebuilder:rbac:urls=/metrics;/healthz,verbs=get
// +kubebuilder:rbac:urls=/livez,verbs=get
// +kubebuilder:rbac:urls="/debug/*",verbs=post;get

// A wildcard is a resource like any other.
// +kubebuilder:rbac:groups=wild.example.com,resources=*,verbs=*
// +kubebuilder:rbac:groups=*,resources=things,verbs=get

// Twice the same is once.
// +kubebuilder:rbac:groups=twice.example.com,resources=twins,verbs=get;get;get
// +kubebuilder:rbac:groups=twice.example.com;twice.example.com,resources=twins;twins,verbs=get

// Namespaces make Roles.
// +kubebuilder:rbac:groups=coordination.k8s.io,resources=leases,verbs=get;update;create,namespace=system
// +kubebuilder:rbac:groups="",resources=configmaps,verbs=get,namespace=system
// +kubebuilder:rbac:groups="",resources=configmaps,verbs=list,namespace=another

// Role names make more of them.
// +kubebuilder:rbac:groups="",resources=nodes,verbs=get,roleName=node-reader
// +kubebuilder:rbac:groups="",resources=nodes,verbs=list;watch,roleName=node-reader
// +kubebuilder:rbac:groups="",resources=secrets,verbs=get,namespace=system,roleName=secret-reader

// Reconcile does nothing.
func Reconcile() {}
