// Command measure runs a program and prints its wall time and its time on processors in nanoseconds, and its
// peak memory in kilobytes.
//
// It is apart from run.py because a child counts the memory of the process that started it until it has become
// another program: a few megabytes here, more than what is measured there.
package main

import (
	"fmt"
	"os"
	"os/exec"
	"syscall"
	"time"
)

func main() {
	command := exec.Command(os.Args[1], os.Args[2:]...)
	command.Stdout, command.Stderr = os.Stderr, os.Stderr
	start := time.Now()
	err := command.Run()
	wall := time.Since(start)
	if err != nil {
		fmt.Fprintln(os.Stderr, "measure:", err)
		os.Exit(1)
	}
	usage := command.ProcessState.SysUsage().(*syscall.Rusage)
	fmt.Println(wall.Nanoseconds(), usage.Utime.Nano()+usage.Stime.Nano(), usage.Maxrss)
}
