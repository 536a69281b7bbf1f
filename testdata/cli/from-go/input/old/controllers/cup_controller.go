package controllers

// CupReconciler reconciles a Cup object
type CupReconciler struct{}

//+kubebuilder:rbac:groups=brew.example.com,resources=cups,verbs=get;list;watch;update
//+kubebuilder:rbac:groups="",resources=secrets,verbs=get

// Reconcile does it.
func (r *CupReconciler) Reconcile() error { return nil }
