// Asks Prometheus' own parser about the queries of the Grafana dashboards: reads queries.txt, one a line, and writes
// parsed.txt with each as the parser prints it, or with its error.
package main

import (
	"bufio"
	"fmt"
	"log"
	"os"
	"strings"

	"github.com/prometheus/prometheus/promql/parser"
)

func main() {
	in, err := os.Open("queries.txt")
	if err != nil {
		log.Fatal(err)
	}
	out, err := os.Create("parsed.txt")
	if err != nil {
		log.Fatal(err)
	}
	lines := bufio.NewScanner(in)
	for lines.Scan() {
		// Grafana fills this in.
		query := strings.ReplaceAll(lines.Text(), "$__rate_interval", "5m")
		expr, err := parser.NewParser(parser.Options{}).ParseExpr(query)
		if err != nil {
			fmt.Fprintf(out, "error: %s: %v\n", query, err)
			continue
		}
		fmt.Fprintln(out, expr)
	}
	if err := lines.Err(); err != nil {
		log.Fatal(err)
	}
	if err := out.Close(); err != nil {
		log.Fatal(err)
	}
}
