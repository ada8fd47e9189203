// Command testrun reads what "go test -json" prints and says it for a person: a line a package, all that a failed
// test printed, every test that was not run and why, and at the end how many there were.
//
//	go test -json ./... 2>stderr | testrun stderr [FAILED-CHECK...]
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
)

// event is one line of go test -json (go doc test2json).
type event struct {
	Action, Package, ImportPath, Test, Output string
	Elapsed                                   float64
}

// run is one test, or with an empty name what a package says outside its tests.
type run struct {
	pkg, test, result string
	output            strings.Builder
}

// where matches the place that t.Log writes before a message.
var where = regexp.MustCompile(`^\s*\S+\.go:\d+: `)

// reason is the first line a skipped test said.
func (r *run) reason() string {
	for line := range strings.Lines(r.output.String()) {
		line = strings.TrimSpace(where.ReplaceAllString(line, ""))
		if line != "" && !strings.HasPrefix(line, "--- ") {
			return line
		}
	}
	return "no reason given"
}

func main() {
	var runs []*run
	byName := map[string]*run{}
	get := func(pkg, test string) *run {
		r := byName[pkg+" "+test]
		if r == nil {
			r = &run{pkg: pkg, test: test}
			byName[pkg+" "+test] = r
			runs = append(runs, r)
		}
		return r
	}

	in := bufio.NewReader(os.Stdin)
	for {
		line, err := in.ReadString('\n')
		if err != nil {
			break
		}
		var e event
		if json.Unmarshal([]byte(line), &e) != nil {
			fmt.Print(line)
			continue
		}
		switch e.Action {
		case "output":
			if strings.HasPrefix(e.Output, "=== ") { // what a test does is of no interest, what it says is
				continue
			}
			get(e.Package, e.Test).output.WriteString(e.Output)
		case "build-output":
			fmt.Print(e.Output)
		case "pass", "fail", "skip":
			r := get(e.Package, e.Test)
			if r.result != "fail" { // a package may be run twice
				r.result = e.Action
			}
			if e.Action == "fail" {
				fmt.Print(r.output.String())
			} else if e.Test == "" && e.Action == "pass" {
				fmt.Printf("ok  \t%s\t%.1fs\n", e.Package, e.Elapsed)
			}
		}
	}
	if len(os.Args) > 1 {
		stderr, _ := os.ReadFile(os.Args[1])
		os.Stdout.Write(stderr)
	}

	passed, failed, skipped := 0, 0, 0
	var bad []string
	for _, check := range os.Args[min(2, len(os.Args)):] {
		failed++
		bad = append(bad, "check "+check)
	}
	var notRun []string
	for _, r := range runs {
		// A test with tests in it, and a package, count only where nothing in them tells the same.
		within := func(result string) bool {
			return slices.ContainsFunc(runs, func(o *run) bool {
				return o != r && o.pkg == r.pkg && (r.test == "" || strings.HasPrefix(o.test, r.test+"/")) && (result == "" || o.result == result)
			})
		}
		switch {
		case r.result == "fail" && !within("fail"):
			failed++
			bad = append(bad, strings.TrimSpace(r.pkg+" "+r.test))
		case r.test == "" || r.result == "fail":
		case r.result == "skip":
			skipped++
			notRun = append(notRun, fmt.Sprintf("%s %s: %s", r.pkg, r.test, r.reason()))
		case r.result == "pass" && !within(""):
			passed++
		case r.result == "": // it never ended
			failed++
			fmt.Print(r.output.String())
			bad = append(bad, r.pkg+" "+r.test+" (did not end)")
		}
	}

	list := func(title string, lines []string) {
		if len(lines) > 0 {
			fmt.Printf("\n%s:\n  %s\n", title, strings.Join(lines, "\n  "))
		}
	}
	if named := os.Getenv("BEDSIDE_TEST_SKIP"); named != "" {
		fmt.Printf("\nleft out by BEDSIDE_TEST_SKIP: %s\n", named)
	}
	list("not run", notRun)
	list("failed", bad)
	fmt.Printf("\n%d passed, %d failed", passed, failed)
	if skipped > 0 {
		fmt.Printf(", %d skipped", skipped)
	}
	fmt.Println()
	if failed > 0 || passed == 0 {
		os.Exit(1)
	}
}
