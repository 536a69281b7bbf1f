// Writes each PROJECT as kubebuilder does after it has read it. Fails if kubebuilder refuses one or does not know a key of it.
//
//	go run . ../projects/*/tree/PROJECT ../projects/*/tree/*/PROJECT
//
// The files stand beside this one and are compared by tests/projects.rs. kubebuilder itself is built from here too:
//
//	go build -o FILE sigs.k8s.io/kubebuilder/v4
package main

import (
	"fmt"
	"os"
	"path/filepath"

	"sigs.k8s.io/kubebuilder/v4/pkg/config"
	v3 "sigs.k8s.io/kubebuilder/v4/pkg/config/v3"
	"sigs.k8s.io/kubebuilder/v4/pkg/model/resource"
	"sigs.k8s.io/yaml"
)

func main() {
	for _, path := range os.Args[1:] {
		text, err := os.ReadFile(path)
		check(path, err)
		check(path, yaml.UnmarshalStrict(text, &v3.Cfg{}))
		project := v3.New()
		check(path, project.UnmarshalYAML(text))
		check(path, valid(project))
		text, err = project.MarshalYAML()
		check(path, err)
		// The project, or the workspace and its member.
		folder, member := filepath.Split(filepath.Dir(path))
		name := filepath.Base(folder)
		if member != "tree" {
			name = filepath.Base(filepath.Dir(filepath.Clean(folder))) + "-" + member
		}
		check(path, os.WriteFile(name+".yaml", text, 0o644))
	}
}

// valid checks what kubebuilder checks of a resource before it changes it.
func valid(project config.Config) error {
	resources, err := project.GetResources()
	if err != nil {
		return err
	}
	for _, each := range resources {
		if each.Plural == "" {
			each.Plural = resource.RegularPlural(each.Kind)
		}
		if err := each.Validate(); err != nil {
			return fmt.Errorf("%s: %w", each.Kind, err)
		}
		if found, err := project.GetResource(each.GVK); err != nil || found.Path != each.Path {
			return fmt.Errorf("%s is not found by its group, version and kind: %w", each.Kind, err)
		}
	}
	return nil
}

func check(path string, err error) {
	if err != nil {
		fmt.Fprintf(os.Stderr, "%s: %v\n", path, err)
		os.Exit(1)
	}
}
