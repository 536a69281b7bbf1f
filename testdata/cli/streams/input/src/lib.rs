/// Keeps a Deployment for each Memcached.
/// +kubebuilder:rbac:groups=cache.example.com,resources=memcacheds,verbs=get;list;watch
#[derive(Rbac)]
pub struct Reconciler;

/// +kubebuilder:rbac:groups=cache.example.com,resources=memcacheds/status,verbs=patch
impl Reconciler {
    /// +kubebuilder:rbac:groups=apps,resources=deployments,verbs=get;list;watch
    pub fn reconcile(&self) {
        // Text in a body is none of our business: +kubebuilder:rbac
        let _ = "
            // +kubebuilder:rbac:groups=a,resources=b,verbs=get
        ";
    }
}

/// +kubebuilder:rbac:groups=apps,resources=deployments,verbs=create;patch
pub fn register() {}

/// +kubebuilder:rbac:groups=coordination.k8s.io,resources=leases,verbs=get;update,namespace=system
const LEASE: &str = "lock";

/// +kubebuilder:rbac:groups=apps,resources=statefulsets,verbs=get
pub trait Watches {
    /// +kubebuilder:rbac:groups=apps,resources=statefulsets,verbs=list
    fn watch(&self);
}
