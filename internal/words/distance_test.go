package words_test

import (
	"strings"
	"testing"

	"bedside/internal/words"
)

func TestDistance(t *testing.T) {
	for _, c := range []struct {
		a, b       string
		most, want int
	}{
		{"chest", "chest", 2, 0}, {"chets", "chest", 2, 1}, {"chst", "chest", 2, 1}, {"cheest", "chest", 2, 1}, {"cgest", "chest", 2, 1},
		{"", "ab", 2, 2}, {"ab", "", 2, 2}, {"unconcious", "unconscious", 2, 1}, {"abc", "xyz", 1, 2}, {"receta", "recteas", 3, 2},
	} {
		if got := words.Distance(c.a, c.b, c.most); got != c.want {
			t.Errorf("%q to %q: %d, want %d", c.a, c.b, got, c.want)
		}
	}
	if long := strings.Repeat("a", 40); words.Distance(long, long, 1) != 2 {
		t.Error("words that are too long to compare are near")
	}
}
