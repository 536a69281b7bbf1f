// Package v1 contains API Schema definitions for the brew v1 API group.
// +kubebuilder:object:generate=true
// +groupName=brew.example.com
package v1
