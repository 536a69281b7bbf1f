package main

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/tools/go/packages"
	apiextensionsv1 "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	"sigs.k8s.io/controller-tools/pkg/crd"
	crdmarkers "sigs.k8s.io/controller-tools/pkg/crd/markers"
	"sigs.k8s.io/controller-tools/pkg/loader"
	"sigs.k8s.io/controller-tools/pkg/markers"
)

// Release is a Kubernetes minor and the version of its public Go modules.
type Release struct {
	minor   int
	version string
}

// releases are those that k8s-openapi supports, at their newest patch.
var releases = []Release{
	{33, "v0.33.13"},
	{34, "v0.34.13"},
	{35, "v0.35.10"},
	{36, "v0.36.6"},
	{37, "v0.37.2"},
}

var modules = []string{
	"k8s.io/api",
	"k8s.io/apiextensions-apiserver",
	"k8s.io/apimachinery",
	"k8s.io/kube-aggregator",
}

// parseKubernetes gives the definition of each Rust type, read from its Go source.
func parseKubernetes(release Release, rust RustTypes) (Definitions, error) {
	folder, err := os.MkdirTemp("", "tables")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(folder)
	if err := os.WriteFile(filepath.Join(folder, "go.mod"), []byte(goMod(release)), 0o600); err != nil {
		return nil, err
	}
	idents := map[string]string{} // Rust path → Go package
	for path := range rust {
		if _, known := fixed[path]; !known {
			pkg, err := goPackage(path)
			if err != nil {
				return nil, err
			}
			idents[path] = pkg
		}
	}
	config := &packages.Config{Dir: folder, BuildFlags: []string{"-mod=mod"}}
	roots, err := loader.LoadRootsWithConfig(config, slices.Sorted(maps.Keys(inverted(idents)))...)
	if err != nil {
		return nil, err
	}
	parser, err := newParser()
	if err != nil {
		return nil, err
	}
	byPath := map[string]*loader.Package{}
	for _, root := range roots {
		parser.NeedPackage(root)
		byPath[root.PkgPath] = root
	}
	for path := range fixed {
		if pkg, err := goPackage(path); err == nil {
			// The parser need not read these: it would complain of fields that JSON does not have.
			parser.Schemata[crd.TypeIdent{Package: byPath[pkg], Name: lastOf(path)}] = apiextensionsv1.JSONSchemaProps{}
		}
	}
	reader := newReader(parser, rust)
	definitions := Definitions{}
	for _, path := range slices.Sorted(maps.Keys(rust)) {
		if definition, known := fixed[path]; known {
			definitions[path] = definition
			continue
		}
		root, loaded := byPath[idents[path]]
		if !loaded {
			return nil, fmt.Errorf("%s: no Go package %s", path, idents[path])
		}
		definition, err := reader.definition(crd.TypeIdent{Package: root, Name: lastOf(path)})
		if err != nil {
			return nil, fmt.Errorf("%s: %w", path, err)
		}
		definitions[path] = definition
	}
	return definitions, reader.errors()
}

func goMod(release Release) string {
	text := "module tables\n\ngo 1.24\n\nrequire (\n"
	for _, module := range modules {
		text += "\t" + module + " " + release.version + "\n"
	}
	return text + ")\n"
}

func newParser() (*crd.Parser, error) {
	registry := &markers.Registry{}
	if err := crdmarkers.Register(registry); err != nil {
		return nil, err
	}
	parser := &crd.Parser{
		Collector:           &markers.Collector{Registry: registry},
		Checker:             &loader.TypeChecker{},
		AllowDangerousTypes: true, // floats
	}
	crd.AddKnownTypes(parser)
	return parser, nil
}

var goPrefixes = map[string]string{
	"api":                     "k8s.io/api",
	"apiextensions_apiserver": "k8s.io/apiextensions-apiserver",
	"apimachinery":            "k8s.io/apimachinery",
	"kube_aggregator":         "k8s.io/kube-aggregator",
}

func goPackage(path string) (string, error) {
	parts := strings.Split(path, "::")
	prefix, known := goPrefixes[parts[0]]
	if !known {
		return "", fmt.Errorf("%s: no Go module for %q", path, parts[0])
	}
	return strings.Join(append([]string{prefix}, parts[1:len(parts)-1]...), "/"), nil
}

// rustPath is the inverse of goPackage.
func rustPath(pkg, name string) string {
	for rust, module := range goPrefixes {
		if rest, found := strings.CutPrefix(pkg, module+"/"); found {
			return rust + "::" + strings.ReplaceAll(rest, "/", "::") + "::" + name
		}
	}
	return ""
}

func inverted(idents map[string]string) map[string]struct{} {
	values := map[string]struct{}{}
	for _, pkg := range idents {
		values[pkg] = struct{}{}
	}
	return values
}

func lastOf(path string) string {
	return path[strings.LastIndex(path, ":")+1:]
}
