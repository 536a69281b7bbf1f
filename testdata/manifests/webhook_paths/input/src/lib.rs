//! Webhooks at one path: of one handler, and of two.

/// One handler for two entries.
/// +kubebuilder:webhook:path=/guard,mutating=false,name=vpod.example.com,failurePolicy=fail,sideEffects=None,groups=core,resources=pods,verbs=create,versions=v1,admissionReviewVersions=v1
/// +kubebuilder:webhook:path=/guard,mutating=false,name=vconfig.example.com,failurePolicy=ignore,sideEffects=None,groups=core,resources=configmaps,verbs=create,versions=v1,admissionReviewVersions=v1
pub struct Guard;

/// +kubebuilder:webhook:path=/x,mutating=true,name=msecret.example.com,failurePolicy=fail,sideEffects=None,groups=core,resources=secrets,verbs=create,versions=v1,admissionReviewVersions=v1
pub struct Defaults;

/// +kubebuilder:webhook:path=/x,mutating=false,name=vsecret.example.com,failurePolicy=fail,sideEffects=None,groups=core,resources=secrets,verbs=create,versions=v1,admissionReviewVersions=v1
pub struct Checks;
