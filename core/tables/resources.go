package main

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
)

const resourcesPath = "core/src/tables/resources.tsv"

// APIResource is what discovery says of a resource.
type APIResource struct {
	Name         string
	SingularName string
	ShortNames   []string
	Kind         string
	Namespaced   bool
}

// Resources are the built-in resources by group and name, subresources among them.
type Resources map[string]map[string]APIResource

// writeResources reads what the API server of the oldest and the newest release serves. Its discovery documents are part of
// the Go module of Kubernetes. What only a release between them serves, as alpha, is not in the table.
func writeResources(file string) error {
	resources := Resources{}
	for _, release := range []Release{releases[0], releases[len(releases)-1]} {
		folder, err := kubernetesModule("v1" + strings.TrimPrefix(release.version, "v0"))
		if err != nil {
			return err
		}
		if err := resources.read(filepath.Join(folder, "api", "discovery")); err != nil {
			return fmt.Errorf("Kubernetes 1.%d: %w", release.minor, err)
		}
	}
	var lines []string
	for _, group := range slices.Sorted(maps.Keys(resources)) {
		for _, name := range slices.Sorted(maps.Keys(resources[group])) {
			resource := resources[group][name]
			others := strings.Join(resource.others(), " ")
			lines = append(lines, fmt.Sprintf("%s\t%s\t%s\t%s\n", group, name, others, resource.scope()))
		}
	}
	report("%s: %d resources", filepath.Base(file), len(lines))
	return save(file, []byte(strings.Join(lines, "")))
}

func (r Resources) read(folder string) error {
	files, err := filepath.Glob(filepath.Join(folder, "*.json"))
	if err != nil {
		return err
	}
	if len(files) == 0 {
		return fmt.Errorf("no discovery documents in %s", folder)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		var list struct {
			Kind         string
			GroupVersion string
			Resources    []APIResource
		}
		if err := json.Unmarshal(text, &list); err != nil {
			return fmt.Errorf("%s: %w", file, err)
		}
		if list.Kind != "APIResourceList" {
			continue
		}
		group, _, found := strings.Cut(list.GroupVersion, "/")
		if !found {
			group = ""
		}
		if r[group] == nil {
			r[group] = map[string]APIResource{}
		}
		for _, resource := range list.Resources {
			r[group][resource.Name] = resource
		}
	}
	return nil
}

// others are the names by which people call a resource; of a subresource, there are none.
func (r APIResource) others() []string {
	if strings.Contains(r.Name, "/") {
		return nil
	}
	names := append([]string{r.SingularName, strings.ToLower(r.Kind)}, r.ShortNames...)
	slices.Sort(names)
	names = slices.Compact(names)
	return slices.DeleteFunc(names, func(name string) bool { return name == "" || name == r.Name })
}

// scope has the word that the spec of a CRD has for it.
func (r APIResource) scope() string {
	if r.Namespaced {
		return "Namespaced"
	}
	return "Cluster"
}

func kubernetesModule(version string) (string, error) {
	output, err := exec.Command("go", "mod", "download", "-json", "k8s.io/kubernetes@"+version).Output()
	var module struct{ Dir, Error string }
	if json.Unmarshal(output, &module) == nil && module.Error != "" {
		return "", fmt.Errorf("%s", module.Error)
	}
	if err != nil {
		return "", fmt.Errorf("downloading k8s.io/kubernetes %s: %w", version, err)
	}
	return module.Dir, nil
}
