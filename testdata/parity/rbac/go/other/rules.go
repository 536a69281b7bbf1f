// Package other asks for more, and is merged with the first.
//
// +kubebuilder:rbac:groups=parity.example.com,resources=boxes,verbs=delete
// +kubebuilder:rbac:groups=parity.example.com,resources=boxes/finalizers,verbs=update
package other
