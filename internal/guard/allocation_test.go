//go:build !race

package guard_test

import (
	"strings"
	"testing"

	"bedside/internal/guard"
)

// TestAllocations runs without the race detector, which makes pools forget their buffers; build/test.sh sees to it.
func TestAllocations(t *testing.T) {
	g := newGuard(t, guard.Own{})
	d := post(strings.Repeat("Walk each day and drink water. Start small and keep going. ", 8))
	g.Check(d)
	if n := testing.AllocsPerRun(200, func() { g.Check(d) }); n > 0 {
		t.Errorf("reading clean text takes %v allocations", n)
	}
}
