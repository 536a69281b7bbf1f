package controllers

// Nobody knows this type.
type stoves struct{}

//+kubebuilder:rbac:groups=heat.example.org,resources=stoves,verbs=get;list;watch

// Heat is what controller-gen ignores the markers of.
//+kubebuilder:rbac:groups=heat.example.org,resources=ovens,verbs=get
func (s *stoves) Heat() {
	//+kubebuilder:rbac:groups=heat.example.org,resources=pans,verbs=get
}
