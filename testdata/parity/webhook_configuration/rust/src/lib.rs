//! Names its configurations.
//! +kubebuilder:webhookconfiguration:mutating=true,name=parity-mutating
//! +kubebuilder:webhookconfiguration:mutating=false,name=parity-validating
//! +kubebuilder:webhook:mutating=true,name=m.example.com,path=/m,failurePolicy=fail,groups=parity.example.com,resources=boxes,versions=v1,verbs=create,admissionReviewVersions=v1,sideEffects=None
//! +kubebuilder:webhook:mutating=false,name=v.example.com,path=/v,failurePolicy=fail,groups=parity.example.com,resources=boxes,versions=v1,verbs=create,admissionReviewVersions=v1,sideEffects=None
