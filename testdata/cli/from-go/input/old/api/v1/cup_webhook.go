package v1

//+kubebuilder:webhook:path=/validate-brew-example-com-v1-cup,mutating=false,failurePolicy=ignore,sideEffects=None,groups=brew.example.com,resources=cups,verbs=create;update,versions=v1,name=vcup.kb.io,admissionReviewVersions=v1
