package rules_test

import (
	"os"
	"strings"
	"testing"

	"bedside/internal/guard/rules"
)

// The pack in docs/rules.md is one: it parses, stands beside those that ship, and its examples hold.
func TestTheDocumentedPack(t *testing.T) {
	doc, err := os.ReadFile("../../../docs/rules.md")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, found := strings.Cut(string(doc), "```toml\n")
	source, _, closed := strings.Cut(rest, "\n```\n")
	if !found || !closed {
		t.Fatal("docs/rules.md shows no pack")
	}
	p, err := rules.ParseOwn("ours.toml", []byte(source), embedded(t))
	if err != nil {
		t.Fatal(err)
	}
	if err := rules.Prove([]rules.Pack{p}, today); err != nil {
		t.Error(err)
	}
	if len(p.Rules) < 3 {
		t.Errorf("it has %d rules", len(p.Rules))
	}
}
