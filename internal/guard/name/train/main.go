// Command train makes the table and the model of package name from the lists and the grammar beside it.
//
// It promises the same file, byte for byte, on every machine: it counts in whole numbers, draws from a seeded source
// and reads nothing but the lists. "go generate ./internal/guard/name" runs it.
package main

import (
	"flag"
	"fmt"
	"os"
)

func main() {
	out := flag.String("o", "model.bin", "the file to write")
	common := flag.String("common", "../ident/words", "the folder of the names common in the United States")
	show := flag.Bool("show", false, "print examples of the texts and no model")
	flag.Parse()
	v := readLists(*common)
	if *show {
		v.show(40)
		return
	}
	if err := os.WriteFile(*out, v.build(), 0o644); err != nil {
		_, _ = fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
