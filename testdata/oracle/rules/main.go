// Writes the API server's own verdicts about rules (x-kubernetes-validations), and the functions that rules have.
//
//	go run . verdicts ../../../cel/testdata/rules   # NAME.verdicts beside each NAME.yaml
//	go run . functions > ../../../cel/src/library/functions.txt
//	go run . grow ../../../cel/testdata/rules         # random schemas and rules, the same ones each time
//	go run . parses < ../../cel.txt > cel.new
//	go run . evaluations ../../../cel/testdata/rules ../../../cel/testdata/evaluations
//	go run . specs ../../../cel/testdata/rules ../../../cel/testdata/cel-spec-exceptions.txt
//	go run . formats > ../../../cel/testdata/formats.txt
//
// A case is a schema of a CRD, in YAML. For every rule in it, the answer says for which minor versions the API server
// compiles it, and at what cost. Everything is asked from k8s.io/apiextensions-apiserver at the version in go.mod.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"log"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

func main() {
	if len(os.Args) < 2 {
		log.Fatal("usage: verdicts FOLDER | functions | grow FOLDER | evaluations FOLDER FOLDER | specs FOLDER FILE | parses | formats")
	}
	switch os.Args[1] {
	case "verdicts":
		verdicts(os.Args[2])
	case "functions":
		fmt.Print(functions())
	case "grow":
		grow(os.Args[2], 30, 60)
	case "parses":
		parses()
	case "evaluations":
		evaluations(os.Args[2], os.Args[3])
	case "specs":
		module, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "cel.dev/expr").Output()
		check(err)
		specs(filepath.Join(strings.TrimSpace(string(module)), "tests/simple/testdata"), os.Args[2], os.Args[3])
	case "formats":
		fmt.Print(formats())
	default:
		log.Fatalf("unknown command %s", os.Args[1])
	}
}

// parses reads the lines of a corpus of expressions, and writes each with the verdict of the API server's parser.
func parses() {
	env := environmentOf(last).NewExpressionsEnv()
	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		line := lines.Text()
		if strings.HasPrefix(line, "#") || line == "" {
			fmt.Println(line)
			continue
		}
		_, quoted, _ := strings.Cut(line, "\t")
		var text string
		check(json.Unmarshal([]byte(quoted), &text))
		verdict := "parses"
		if _, issues := env.Parse(text); issues.Err() != nil {
			verdict = "refused"
		}
		fmt.Printf("%s\t%s\n", verdict, quoted)
	}
	check(lines.Err())
}
