// Package v2 has one more, which is sorted among those of the first.
package v2

// +kubebuilder:webhook:mutating=true,name=lidder.example.com,path=/mutate-lid,failurePolicy=fail,groups=parity.example.com,resources=lids,versions=v2,verbs=create,admissionReviewVersions=v1,sideEffects=None,webhookVersions=v1

// Lid is webhooked.
type Lid struct{}
