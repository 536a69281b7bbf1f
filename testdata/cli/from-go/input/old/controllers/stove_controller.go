package controllers

// Nobody knows this type.
type stoves struct{}

//+kubebuilder:rbac:groups=heat.example.org,resources=stoves,verbs=get;list;watch
