package v1

type CupSpec struct {
