// +groupName=parity.example.com
package v1

import (
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

type ShelfSpec struct {
	Strings map[string]string `json:"strings"`

	Numbers map[string]int64 `json:"numbers"`

	Lists map[string][]string `json:"lists"`

	Maps map[string]map[string]int32 `json:"maps"`

	Deep map[string]map[string]map[string]bool `json:"deep"`

	MapOfLists map[string]map[string][]int32 `json:"mapOfLists"`

	Blobs map[string][]byte `json:"blobs"`

	Grid [][]string `json:"grid"`

	Cube [][][]int32 `json:"cube"`

	ListOfMaps []map[string]string `json:"listOfMaps"`

	ListOfBlobs [][]byte `json:"listOfBlobs"`

	Boxes map[string]Box `json:"boxes"`

	BoxLists map[string][]Box `json:"boxLists"`

	BoxRows [][]Box `json:"boxRows"`

	ByName map[Name]Box `json:"byName"`

	Pair [2]string `json:"pair"`

	Pointers []*Box `json:"pointers,omitempty"`
}

// Name is the key of a map.
type Name string

// Box holds more.
type Box struct {
	// Inner goes one deeper.
	Inner Inner `json:"inner"`

	// Labels of the box.
	Labels map[string]string `json:"labels,omitempty"`
}

// Inner is the innermost.
type Inner struct {
	// Items are told by name.
	Items map[string]Item `json:"items"`
}

// Item is a thing.
type Item struct {
	// Count of it.
	Count int32 `json:"count"`
}

type Shelf struct {
	metav1.TypeMeta   `json:",inline"`
	metav1.ObjectMeta `json:"metadata,omitempty"`

	Spec ShelfSpec `json:"spec"`
}
