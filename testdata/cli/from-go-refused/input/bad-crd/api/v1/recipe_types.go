package v1

import metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

// RecipeSpec defines the desired state of Recipe
type RecipeSpec struct {
	// steps of the recipe
	Steps []struct {
		Name string `json:"name"`
	} `json:"steps"`
}

// +kubebuilder:object:root=true

// Recipe is the Schema for the recipes API
type Recipe struct {
	metav1.TypeMeta   `json:",inline"`
	metav1.ObjectMeta `json:"metadata,omitempty"`

	Spec RecipeSpec `json:"spec"`
}
