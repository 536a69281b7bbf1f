//! +kubebuilder:webhookconfiguration:mutating=true,name=memcached-defaults

/// +kubebuilder:webhook:path=/mutate-memcached,mutating=true,failurePolicy=fail,sideEffects=None,groups=cache.example.com,resources=memcacheds,verbs=create;update,versions=v1alpha1,name=mmemcached.example.com,admissionReviewVersions=v1
pub fn default() {}

/// +kubebuilder:webhook:path=/validate-memcached,mutating=false,failurePolicy=ignore,sideEffects=None,groups=cache.example.com,resources=memcacheds,verbs=create;update,versions=v1alpha1,name=vmemcached.example.com,admissionReviewVersions=v1
pub fn validate() {}
