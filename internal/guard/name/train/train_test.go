package main

import (
	"bytes"
	"os"
	"testing"
)

// The model in the repository is what "go generate" makes of the lists, byte for byte, and small.
func TestReproducible(t *testing.T) {
	if testing.Short() {
		t.Skip("learning takes some seconds")
	}
	want, err := os.ReadFile("../model.bin")
	if err != nil {
		t.Fatal(err)
	}
	if got := readLists("../../ident/words").build(); !bytes.Equal(got, want) {
		t.Error("model.bin is not what the lists make: run go generate ./internal/guard/name")
	}
	if len(want) > 2_000_000 {
		t.Errorf("model.bin has %d bytes", len(want))
	}
}
