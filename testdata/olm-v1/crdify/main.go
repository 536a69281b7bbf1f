// Asks crdify, with the configuration of Operator Controller, about the upgrades of testdata/changes and
// testdata/olm-v1/upgrades, and writes upgrades.txt: one line for each change that it refuses.
package main

import (
	"log"
	"os"
	"path/filepath"
	"sort"
	"strings"

	apiextensionsv1 "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	"sigs.k8s.io/crdify/pkg/config"
	"sigs.k8s.io/crdify/pkg/runner"
	"sigs.k8s.io/crdify/pkg/validations"
	"sigs.k8s.io/crdify/pkg/validations/property"
	"sigs.k8s.io/crdify/pkg/validators/version"
	"sigs.k8s.io/yaml"
)

type versionOfSide struct {
	Name        string                          `json:"name"`
	ServedJSON  *bool                           `json:"served"`
	StorageJSON *bool                           `json:"storage"`
	Spec        apiextensionsv1.JSONSchemaProps `json:"spec"`
}

type side struct {
	Scope      string                                    `json:"scope"`
	Spec       *apiextensionsv1.JSONSchemaProps          `json:"spec"`
	Versions   []versionOfSide                           `json:"versions"`
	Conversion *apiextensionsv1.CustomResourceConversion `json:"conversion"`
}

func (s side) crd() *apiextensionsv1.CustomResourceDefinition {
	crd := &apiextensionsv1.CustomResourceDefinition{}
	crd.Name = "things.example.com"
	crd.Spec.Scope = apiextensionsv1.ResourceScope("Namespaced")
	if s.Scope != "" {
		crd.Spec.Scope = apiextensionsv1.ResourceScope(s.Scope)
	}
	crd.Spec.Conversion = s.Conversion
	versions := s.Versions
	if s.Spec != nil {
		yes := true
		versions = []versionOfSide{{Name: "v1", ServedJSON: &yes, StorageJSON: &yes, Spec: *s.Spec}}
	}
	for _, v := range versions {
		schema := &apiextensionsv1.JSONSchemaProps{
			Type:       "object",
			Properties: map[string]apiextensionsv1.JSONSchemaProps{"spec": v.Spec},
		}
		crd.Spec.Versions = append(crd.Spec.Versions, apiextensionsv1.CustomResourceDefinitionVersion{
			Name: v.Name, Served: *v.ServedJSON, Storage: *v.StorageJSON,
			Schema: &apiextensionsv1.CustomResourceValidation{OpenAPIV3Schema: schema},
		})
		if *v.StorageJSON {
			crd.Status.StoredVersions = []string{v.Name}
		}
	}
	return crd
}

// The names of our rules.
var rules = map[string]string{
	"scope": "scope", "storedVersionRemoval": "stored-version", "existingFieldRemoval": "field-removed",
	"type": "type", "required": "required", "default": "default", "enum": "enum", "pattern": "pattern",
	"nullable": "nullable", "oneOf": "one-of", "unhandled": "other",
}

func rule(name string) string {
	if ours, known := rules[name]; known {
		return ours
	}
	if strings.HasPrefix(name, "min") || strings.HasPrefix(name, "max") {
		return "bound"
	}
	log.Fatalf("unknown rule %s", name)
	return ""
}

func path(of string) string {
	of = strings.TrimPrefix(of, "^")
	of = strings.ReplaceAll(of, ".items", "[]")
	return strings.ReplaceAll(of, ".additionalProperties", "[*]")
}

func main() {
	run, err := runner.New(&config.Config{
		Conversion:           config.ConversionPolicyIgnore,
		UnhandledEnforcement: config.EnforcementPolicyError,
		Validations: []config.ValidationConfig{
			{Name: "description", Enforcement: config.EnforcementPolicyNone},
			{Name: "enum", Enforcement: config.EnforcementPolicyError, Configuration: map[string]interface{}{
				"additionPolicy": property.AdditionPolicyAllow,
			}},
		},
	}, runner.DefaultRegistry())
	if err != nil {
		log.Fatal(err)
	}
	var lines []string
	for _, folder := range []string{"../../changes", "../upgrades"} {
		cases, _ := filepath.Glob(filepath.Join(folder, "*.yaml"))
		for _, file := range cases {
			text, err := os.ReadFile(file)
			if err != nil {
				log.Fatal(err)
			}
			var upgrade struct {
				Old side `json:"old"`
				New side `json:"new"`
			}
			if err := yaml.Unmarshal(text, &upgrade); err != nil {
				log.Fatal(file, err)
			}
			name := strings.TrimSuffix(filepath.Base(file), ".yaml")
			found := judge(run, upgrade.Old.crd(), upgrade.New.crd())
			if len(found) == 0 {
				lines = append(lines, name+": allowed")
			}
			for _, one := range found {
				lines = append(lines, name+": "+one)
			}
		}
	}
	sort.Strings(lines)
	if err := os.WriteFile("upgrades.txt", []byte(strings.Join(lines, "\n")+"\n"), 0o644); err != nil {
		log.Fatal(err)
	}
}

func judge(run *runner.Runner, old, new *apiextensionsv1.CustomResourceDefinition) []string {
	results := run.Run(old, new)
	found := map[string]bool{}
	for _, result := range results.CRDValidation {
		for _, problem := range result.Errors {
			at := ""
			if result.Name == "existingFieldRemoval" {
				removed := strings.TrimPrefix(problem, "removed field : ")
				version, field, _ := strings.Cut(removed, ".")
				at = version + " " + path(field) + " "
			}
			found[at+rule(result.Name)] = true
		}
	}
	add := func(all []version.VersionedPropertyComparisonResult, skip func(version, property string) bool) {
		for _, of := range all {
			for _, compared := range of.PropertyComparisons {
				for _, result := range compared.ComparisonResults {
					if len(result.Errors) > 0 && !skip(of.Version, compared.Property) {
						found[of.Version+" "+path(compared.Property)+" "+rule(result.Name)] = true
					}
				}
			}
		}
	}
	// Of a field that is removed it reports each keyword too.
	add(results.SameVersionValidation, func(version, property string) bool {
		after := validations.GetCRDVersionByName(new, version)
		_, stays := validations.FlattenCRDVersion(*after)[property]
		return !stays
	})
	add(results.ServedVersionValidation, func(string, string) bool { return false })
	var lines []string
	for line := range found {
		lines = append(lines, line)
	}
	return lines
}
