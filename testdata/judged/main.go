// Asks other tools' own parsers about files of the projects in testdata/projects, and writes judged.txt: the path of each file, a
// digest of its text, and the verdict. Workflows are read by actionlint, skaffold.yaml by Skaffold's JSON schema, a Tiltfile by
// Starlark, with the functions and parameters that Tilt has.
//
// SKAFFOLD_SCHEMA is the file https://skaffold.dev/schemas/v4beta13.json.
package main

import (
	"bytes"
	"fmt"
	"hash/fnv"
	"io"
	"io/fs"
	"log"
	"os"
	"path/filepath"
	"sort"
	"strings"

	"github.com/rhysd/actionlint"
	"github.com/santhosh-tekuri/jsonschema/v6"
	"go.starlark.net/starlark"
	"go.starlark.net/syntax"
	"go.yaml.in/yaml/v4"
)

func main() {
	var paths []string
	err := filepath.WalkDir("../projects", func(path string, _ fs.DirEntry, err error) error {
		name := filepath.Base(path)
		isWorkflow := strings.Contains(path, ".github/workflows/") && strings.HasSuffix(name, ".yml")
		if isWorkflow || name == "skaffold.yaml" || name == "Tiltfile" {
			paths = append(paths, path)
		}
		return err
	})
	if err != nil {
		log.Fatal(err)
	}
	sort.Strings(paths)
	var out bytes.Buffer
	for _, path := range paths {
		text, err := os.ReadFile(path)
		if err != nil {
			log.Fatal(err)
		}
		digest := fnv.New64a()
		digest.Write(text)
		verdict := "valid"
		if err := judge(path, text); err != nil {
			verdict = strings.ReplaceAll(err.Error(), "\n", " ")
		}
		fmt.Fprintf(&out, "%s %016x %s\n", strings.TrimPrefix(path, "../projects/"), digest.Sum64(), verdict)
	}
	if err := os.WriteFile("judged.txt", out.Bytes(), 0o644); err != nil {
		log.Fatal(err)
	}
}

func judge(path string, text []byte) error {
	switch filepath.Base(path) {
	case "skaffold.yaml":
		return skaffold(text)
	case "Tiltfile":
		return tilt(path, text)
	default:
		return workflow(path, text)
	}
}

func workflow(path string, text []byte) error {
	linter, err := actionlint.NewLinter(io.Discard, &actionlint.LinterOptions{})
	if err != nil {
		return err
	}
	found, err := linter.Lint(path, text, nil)
	if err != nil {
		return err
	}
	if len(found) > 0 {
		return found[0]
	}
	return nil
}

func skaffold(text []byte) error {
	compiler := jsonschema.NewCompiler()
	schema, err := compiler.Compile(os.Getenv("SKAFFOLD_SCHEMA"))
	if err != nil {
		return err
	}
	var config any
	if err := yaml.Unmarshal(text, &config); err != nil {
		return err
	}
	return schema.Validate(config)
}

// The parameters of Tilt's functions, in their order; those after "|" are optional.
var functions = map[string]string{
	"local":          "command | quiet command_bat echo_off env dir stdin",
	"kustomize":      "paths | kustomize_bin flags",
	"k8s_yaml":       "yaml | allow_duplicates",
	"local_resource": "name | cmd deps trigger_mode resource_deps ignore auto_init serve_cmd cmd_bat serve_cmd_bat allow_parallel links labels env serve_env readiness_probe dir serve_dir",
	"docker_build":   "ref context | build_args dockerfile dockerfile_contents cache live_update match_in_env_vars ignore only entrypoint container_args target ssh secret network extra_tag cache_from pull platform extra_hosts",
	"sync":           "local_path remote_path |",
	"k8s_resource":   "| workload new_name port_forwards extra_pod_selectors trigger_mode resource_deps objects auto_init pod_readiness links labels discovery_strategy",
}

func tilt(path string, text []byte) error {
	var synced []string
	resources := map[string]bool{}
	globals := starlark.StringDict{}
	for name, parameters := range functions {
		required, optional, _ := strings.Cut(parameters, "|")
		var names []string
		names = append(names, strings.Fields(required)...)
		count := len(names)
		names = append(names, strings.Fields(optional)...)
		globals[name] = starlark.NewBuiltin(name, func(_ *starlark.Thread, fn *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
			values := make([]starlark.Value, len(names))
			var pairs []any
			for at, parameter := range names {
				if at >= count {
					parameter += "?"
				}
				pairs = append(pairs, parameter, &values[at])
			}
			if err := starlark.UnpackArgs(fn.Name(), args, kwargs, pairs...); err != nil {
				return nil, err
			}
			given := func(parameter string) string {
				for at, name := range names {
					if text, ok := values[at].(starlark.String); ok && name == parameter {
						return string(text)
					}
				}
				return ""
			}
			switch name {
			case "local_resource":
				resources[given("name")] = true
			case "sync":
				synced = append(synced, given("local_path"))
			case "docker_build":
				// Tilt refuses files that are not in the build context, and a Dockerfile that does not exist.
				for _, path := range synced {
					if !strings.HasPrefix(path, given("context")+"/") {
						return nil, fmt.Errorf("%s is not below %s", path, given("context"))
					}
				}
				if _, err := os.Stat(filepath.Join(filepath.Dir(path), given("dockerfile"))); err != nil {
					return nil, err
				}
			case "k8s_resource":
				for at, name := range names {
					if list, ok := values[at].(*starlark.List); ok && name == "resource_deps" {
						for at := range list.Len() {
							if resource := string(list.Index(at).(starlark.String)); !resources[resource] {
								return nil, fmt.Errorf("no resource %s", resource)
							}
						}
					}
				}
			}
			return starlark.None, nil
		})
	}
	options := &syntax.FileOptions{TopLevelControl: true, GlobalReassign: true}
	_, err := starlark.ExecFileOptions(options, &starlark.Thread{Name: path}, path, text, globals)
	return err
}
