package main

import (
	"fmt"
	"strings"

	"k8s.io/apimachinery/pkg/util/version"
	"k8s.io/apiserver/pkg/cel/environment"
)

const first, last = 33, 37

// environmentOf returns the environment in which the API server of a minor version compiles new rules. The API server
// takes the libraries of the version before it, so that a rollback finds no rule that it cannot read.
func environmentOf(minor uint) *environment.EnvSet {
	return environment.MustBaseEnvSet(version.MajorMinor(1, minor-1))
}

// perMinor asks for every minor version and joins equal answers: "33-34 refused", "35-37 42".
func perMinor(ask func(minor uint) string) string {
	var parts []string
	from, answer := uint(first), ask(first)
	flush := func(to uint) { parts = append(parts, fmt.Sprintf("%d-%d %s", from, to, answer)) }
	for minor := uint(first + 1); minor <= last; minor++ {
		if next := ask(minor); next != answer {
			flush(minor - 1)
			from, answer = minor, next
		}
	}
	flush(last)
	return strings.Join(parts, "\t")
}
