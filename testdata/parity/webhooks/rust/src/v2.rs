//! One more, which is sorted among those of the first.

/// Lid is webhooked.
/// +kubebuilder:webhook:mutating=true,name=lidder.example.com,path=/mutate-lid,failurePolicy=fail,groups=parity.example.com,resources=lids,versions=v2,verbs=create,admissionReviewVersions=v1,sideEffects=None,webhookVersions=v1
pub struct Lid;
