// Writes what Go's regexp finds, and random expressions for the corpus of expressions.
//
//	go run . patterns < ../patterns.txt > patterns.new
//	go run . grow 2000 >> ../cel.txt
//
// The first takes the cases of a corpus and writes each with a new verdict. The second makes the same expressions each time, some of
// them with a typo; the program in `rules` says which of them the API server parses.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"math/rand"
	"os"
	"regexp"
	"strconv"
	"strings"
)

func main() {
	out := bufio.NewWriter(os.Stdout)
	defer out.Flush()
	switch os.Args[1] {
	case "patterns":
		cases(func(fields []string) { pattern(out, fields) })
	case "grow":
		count, err := strconv.Atoi(os.Args[2])
		check(err)
		grow(out, count)
	}
}

// cases reads lines of fields between tabs; comments are kept as they are.
func cases(each func([]string)) {
	lines := bufio.NewScanner(os.Stdin)
	for lines.Scan() {
		line := lines.Text()
		if line != "" && !strings.HasPrefix(line, "#") {
			each(strings.Split(line, "\t"))
		}
	}
	check(lines.Err())
}

func pattern(out *bufio.Writer, fields []string) {
	compiled, err := regexp.Compile(unquote(fields[1]))
	switch {
	case err != nil:
		fmt.Fprintf(out, "refused\t%s\n", fields[1])
	case compiled.MatchString(unquote(fields[2])):
		fmt.Fprintf(out, "found\t%s\t%s\n", fields[1], fields[2])
	default:
		fmt.Fprintf(out, "not-found\t%s\t%s\n", fields[1], fields[2])
	}
}

var leaves = []string{
	"self", "a", "_x1", ".b", "true", "null", "1", "0x1F", "2u", "1.5", ".5e-3", "1e9", `'it\'s'`, `""`, `r'\d'`, `b"\xff"`,
	"'''a\n'b'''", "rb'x'", `'\u00e9\101'`, "-7", "oldSelf", "[]", "{}", "9223372036854775807",
}

var operators = []string{"+", "-", "*", "/", "%", "&&", "||", "==", "!=", "<=", ">", "in"}

// Forms with places for other expressions.
var forms = []string{
	"$ ? $ : $", "($)", "!$", "-($)", "$.name", "$.?name.orValue($)", "$[$]", "$[?$]", "[$, $]", "[?$]", "{$: $}", "{?$: $,}",
	"size($, $)", "$.f($)", "$.all(x, $)", "$.exists(i, x, $)", "$.map(x, $, $)", "T{f: $, g: $}", "a.T{?f: $}", "has($.a)",
	"$ // why\n + $", "cel.bind(x, $, $)", "$.optMap(x, $)", "$.`a-b`",
}

const slips = "[]().,?:!&|=<>a1'\"{}-`\\ \n;#"

func grow(out *bufio.Writer, count int) {
	chance := rand.New(rand.NewSource(1))
	var one func(depth int) string
	one = func(depth int) string {
		switch pick := chance.Intn(10); {
		case depth == 0 || pick < 2:
			return leaves[chance.Intn(len(leaves))]
		case pick < 5:
			return one(depth-1) + " " + operators[chance.Intn(len(operators))] + " " + one(depth-1)
		}
		parts := strings.Split(forms[chance.Intn(len(forms))], "$")
		text := parts[0]
		for _, part := range parts[1:] {
			text += one(depth-1) + part
		}
		return text
	}
	for range count {
		text := one(1 + chance.Intn(3))
		for chance.Intn(2) == 0 {
			at := chance.Intn(len(text) + 1)
			slip := string(slips[chance.Intn(len(slips))])
			if chance.Intn(2) == 0 && at < len(text) {
				slip = text[:at] + text[at+1:]
			} else {
				slip = text[:at] + slip + text[at:]
			}
			text = slip
			if text == "" {
				break
			}
		}
		quoted, err := json.Marshal(text)
		check(err)
		fmt.Fprintf(out, "unjudged\t%s\n", quoted)
	}
}

func unquote(text string) string {
	var value string
	check(json.Unmarshal([]byte(text), &value))
	return value
}

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
