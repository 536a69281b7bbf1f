// +groupName=parity.example.com
package v1

import (
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// DrawerSpec has fields whose names are not what they seem.
type DrawerSpec struct {
	// Left out.
	Skipped string `json:"-"`

	// A dash is a name too.
	Dash string `json:"-,"`

	URL string `json:"URL"`

	SnakeCase string `json:"snake_case"`

	KebabCase string `json:"kebab-case"`

	Type string `json:"type"`

	Ref string `json:"$ref"`

	Yes string `json:"y"`

	Item2 string `json:"item2"`

	Item10 string `json:"item10"`

	Dotted map[string]string `json:"example.com/dotted,omitempty"`
}

type Drawer struct {
	metav1.TypeMeta   `json:",inline"`
	metav1.ObjectMeta `json:"metadata,omitempty"`

	Spec DrawerSpec `json:"spec"`
}
