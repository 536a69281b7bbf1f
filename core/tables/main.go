// Command tables writes what kubewright-core knows of the Kubernetes types: the schema of each type that k8s-openapi
// has, for each Kubernetes minor that it supports. See README.md.
package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
)

const (
	tablePath = "core/src/tables/kubernetes.tsv"
	typesPath = "runtime/src/schema/described/kubernetes_types.rs"
)

func main() {
	root := flag.String("root", filepath.Join("..", ".."), "the repository")
	printing := flag.Bool("print", false, "print one definition instead: -print MINOR PATH")
	resources := flag.Bool("resources", false, "write the table of resources alone")
	flag.Parse()

	var err error
	switch {
	case *printing:
		err = printDefinition(*root, flag.Args())
	case *resources:
		err = writeResources(filepath.Join(*root, resourcesPath))
	default:
		err = generate(*root)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "error:", err)
		os.Exit(1)
	}
}

// generate reads both sides, compares them, proves the result and writes it.
func generate(root string) error {
	rust, err := readRustTypes(root)
	if err != nil {
		return err
	}
	table := Table{}
	for _, release := range releases {
		definitions, err := parseKubernetes(release, rust[release.minor])
		if err != nil {
			return fmt.Errorf("Kubernetes 1.%d: %w", release.minor, err)
		}
		report("1.%d: %d types", release.minor, len(definitions))
		if err := compare(definitions, rust[release.minor]); err != nil {
			return fmt.Errorf("Kubernetes 1.%d: %w", release.minor, err)
		}
		for _, taken := range loosen(definitions, rust[release.minor]) {
			report("1.%d: %s", release.minor, taken)
		}
		if err := prove(definitions); err != nil {
			return fmt.Errorf("Kubernetes 1.%d: %w", release.minor, err)
		}
		table.add(release.minor, definitions)
	}
	if err := table.write(filepath.Join(root, tablePath)); err != nil {
		return err
	}
	if err := writeResources(filepath.Join(root, resourcesPath)); err != nil {
		return err
	}
	return writeRustTypes(filepath.Join(root, typesPath), rust)
}

func printDefinition(root string, args []string) error {
	if len(args) != 2 {
		return fmt.Errorf("-print takes a minor and a path: -print 37 api::core::v1::PodSpec")
	}
	minor, err := strconv.Atoi(args[0])
	if err != nil {
		return fmt.Errorf("%q is no minor: %w", args[0], err)
	}
	table, err := readTable(filepath.Join(root, tablePath))
	if err != nil {
		return err
	}
	definition, found := table.lookup(minor, args[1])
	if !found {
		return fmt.Errorf("1.%d has no type %q", minor, args[1])
	}
	fmt.Println(indented(definition))
	return nil
}

func report(format string, args ...any) {
	fmt.Fprintf(os.Stderr, format+"\n", args...)
}
