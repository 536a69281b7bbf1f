package main

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
)

// RustType is what a k8s-openapi type writes.
type RustType struct {
	generic bool
	// fields by their JSON name.
	fields map[string]RustField
}

type RustField struct {
	always bool
	// name of the Rust type, without Option; empty for apiVersion and kind.
	ty string
}

// RustTypes are the types of one minor by their path below the crate, without the version folder.
type RustTypes map[string]RustType

var (
	export     = regexp.MustCompile(`(?m)^pub use self::(\w+)::(\w+);`)
	fieldLine  = regexp.MustCompile(`(?m)^    pub (?:r#)?(\w+): (.+),$`)
	alwaysLine = regexp.MustCompile(`serialize_field\(&mut state, "([^"]+)", &self\.(?:r#)?(\w+)\)`)
	objectLine = regexp.MustCompile(`serialize_field\(&mut state, "([^"]+)", <Self as crate::Resource>`)
	optionLine = regexp.MustCompile(
		`if let Some\(value\) = &self\.(?:r#)?(\w+) \{\s*crate::serde::ser::SerializeStruct::serialize_field\(&mut state, "([^"]+)", value\)`)
)

// readRustTypes reads the source of the k8s-openapi that the workspace depends on.
func readRustTypes(root string) (map[int]RustTypes, error) {
	source, err := k8sOpenAPI(root)
	if err != nil {
		return nil, err
	}
	all := map[int]RustTypes{}
	for _, release := range releases {
		types, err := readVersion(filepath.Join(source, fmt.Sprintf("v1_%d", release.minor)))
		if err != nil {
			return nil, err
		}
		all[release.minor] = types
	}
	return all, nil
}

func k8sOpenAPI(root string) (string, error) {
	command := exec.Command("cargo", "metadata", "--format-version", "1", "--locked")
	command.Dir = root
	command.Stderr = os.Stderr
	output, err := command.Output()
	if err != nil {
		return "", fmt.Errorf("asking cargo for the source of k8s-openapi: %w", err)
	}
	var metadata struct {
		Packages []struct {
			Name         string
			ManifestPath string `json:"manifest_path"`
		}
	}
	if err := json.Unmarshal(output, &metadata); err != nil {
		return "", err
	}
	for _, pkg := range metadata.Packages {
		if pkg.Name == "k8s-openapi" {
			return filepath.Join(filepath.Dir(pkg.ManifestPath), "src"), nil
		}
	}
	return "", fmt.Errorf("the workspace does not depend on k8s-openapi")
}

func readVersion(folder string) (RustTypes, error) {
	types := RustTypes{"ByteString": {}}
	err := filepath.WalkDir(folder, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.Name() != "mod.rs" {
			return err
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		module, err := filepath.Rel(folder, filepath.Dir(path))
		if err != nil {
			return err
		}
		for _, use := range export.FindAllStringSubmatch(string(text), -1) {
			file, name := use[1], use[2]
			if name == "List" && module == "." {
				continue // generic over any object; controller-gen has nothing like it
			}
			rust, err := os.ReadFile(filepath.Join(filepath.Dir(path), file+".rs"))
			if err != nil {
				return err
			}
			key := strings.ReplaceAll(filepath.ToSlash(module), "/", "::") + "::" + name
			types[key] = readType(name, string(rust))
		}
		return nil
	})
	return types, err
}

func readType(name, text string) RustType {
	ty := RustType{fields: map[string]RustField{}}
	ty.generic = regexp.MustCompile(`(?m)^pub (struct|enum) ` + name + `<`).MatchString(text)
	idents := map[string]string{}
	if _, body, found := strings.Cut(text, "pub struct "+name+" {"); found {
		body, _, _ = strings.Cut(body, "\n}")
		for _, line := range fieldLine.FindAllStringSubmatch(body, -1) {
			idents[line[1]] = strings.TrimSuffix(strings.TrimPrefix(line[2], "Option<"), ">")
			if !strings.HasPrefix(line[2], "Option<") {
				idents[line[1]] = line[2]
			}
		}
	}
	for _, line := range alwaysLine.FindAllStringSubmatch(text, -1) {
		ty.fields[line[1]] = RustField{always: true, ty: idents[line[2]]}
	}
	for _, line := range objectLine.FindAllStringSubmatch(text, -1) {
		ty.fields[line[1]] = RustField{always: true}
	}
	for _, line := range optionLine.FindAllStringSubmatch(text, -1) {
		ty.fields[line[2]] = RustField{ty: idents[line[1]]}
	}
	return ty
}
