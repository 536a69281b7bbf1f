package main

//+kubebuilder:rbac:groups="",resources=namespaces,verbs=get

//+kubebuilder:webhook:path=/old,mutating=false,failurePolicy=fail,sideEffects=None,groups=brew.example.com,resources=pots,verbs=create,versions=v1,name=old.example.com,admissionReviewVersions=v1

func main() {}
