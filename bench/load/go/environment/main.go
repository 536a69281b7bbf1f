// How long an environment of controller-runtime's envtest takes to start: the milliseconds of each start, a line each, and the resident
// memory of this process in kilobytes, while the last environment runs. Its argument says how many.
package main

import (
	"fmt"
	"log"
	"os"
	"strconv"
	"strings"
	"time"

	"sigs.k8s.io/controller-runtime/pkg/envtest"
)

func main() {
	count, err := strconv.Atoi(os.Args[1])
	if err != nil {
		log.Fatal(err)
	}
	for number := 1; number <= count; number++ {
		start := time.Now()
		environment := &envtest.Environment{}
		if _, err := environment.Start(); err != nil {
			log.Fatal(err)
		}
		fmt.Println(time.Since(start).Milliseconds())
		if number == count {
			fmt.Println(resident())
		}
		if err := environment.Stop(); err != nil {
			log.Fatal(err)
		}
	}
}

func resident() string {
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		log.Fatal(err)
	}
	for _, line := range strings.Split(string(status), "\n") {
		if rest, found := strings.CutPrefix(line, "VmRSS:"); found {
			return strings.TrimSuffix(strings.TrimSpace(rest), " kB")
		}
	}
	return ""
}
