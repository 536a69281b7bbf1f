// +groupName=parity.example.com
package v1

import (
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

type KettleSpec struct {
	// +kubebuilder:default=tea
	Bare string `json:"bare,omitempty"`

	// +kubebuilder:default="green tea, hot"
	Quoted string `json:"quoted,omitempty"`

	// +kubebuilder:default:=oolong
	ColonEquals string `json:"colonEquals,omitempty"`

	// +kubebuilder:default=""
	Empty string `json:"empty,omitempty"`

	// +kubebuilder:default=100Mi
	Amount string `json:"amount,omitempty"`

	// +kubebuilder:default="42"
	Digits string `json:"digits,omitempty"`

	// +kubebuilder:default=2024-01-15
	Day string `json:"day,omitempty"`

	// +kubebuilder:default=3
	Number int32 `json:"number,omitempty"`

	// +kubebuilder:default=-3
	Negative int32 `json:"negative,omitempty"`

	// +kubebuilder:default=true
	Yes bool `json:"yes,omitempty"`

	// +kubebuilder:default=false
	No bool `json:"no,omitempty"`

	// +kubebuilder:default={a,b,c}
	List []string `json:"list,omitempty"`

	// +kubebuilder:default=a;b;c
	Semicolons []string `json:"semicolons,omitempty"`

	// +kubebuilder:default={1,2,3}
	Numbers []int32 `json:"numbers,omitempty"`

	// +kubebuilder:default={}
	EmptyList []string `json:"emptyList,omitempty"`

	// +kubebuilder:default={}
	EmptyMap map[string]string `json:"emptyMap,omitempty"`

	// +kubebuilder:default={leaf: green, "with blank": "yes"}
	Map map[string]string `json:"map,omitempty"`

	// +kubebuilder:default={name: pot, litres: 2, hot: true}
	Vessel Vessel `json:"vessel,omitempty"`

	// +kubebuilder:default={}
	EmptyVessel Vessel `json:"emptyVessel,omitempty"`

	// +kubebuilder:default={{name: cup, litres: 1}, {name: mug}}
	Vessels []Vessel `json:"vessels,omitempty"`

	// +kubebuilder:default={{1,2},{3}}
	Nested [][]int32 `json:"nested,omitempty"`

	// +default="json"
	Json string `json:"json,omitempty"`

	// +default=7
	JsonNumber int32 `json:"jsonNumber,omitempty"`

	// +default=false
	JsonBool bool `json:"jsonBool,omitempty"`

	// +default=["x","y"]
	JsonList []string `json:"jsonList,omitempty"`

	// +default=[]
	JsonEmptyList []string `json:"jsonEmptyList,omitempty"`

	// +default={"k": "v"}
	JsonMap map[string]string `json:"jsonMap,omitempty"`

	// +default={}
	JsonEmptyMap map[string]string `json:"jsonEmptyMap,omitempty"`

	// +default=[{"name": "cup", "litres": 1}]
	JsonVessels []Vessel `json:"jsonVessels,omitempty"`

	// The longer marker beats the shorter one.
	// +default="lost"
	// +kubebuilder:default=won
	Both string `json:"both,omitempty"`
}

type Vessel struct {
	// +optional
	Name string `json:"name"`

	// +kubebuilder:default=1
	// +optional
	Litres int32 `json:"litres"`

	Hot bool `json:"hot,omitempty"`
}

type Kettle struct {
	metav1.TypeMeta   `json:",inline"`
	metav1.ObjectMeta `json:"metadata,omitempty"`

	// +kubebuilder:default={}
	Spec KettleSpec `json:"spec"`
}
