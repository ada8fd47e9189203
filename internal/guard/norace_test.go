//go:build !race

package guard_test

// raced is whether the race detector runs, which makes pools forget.
const raced = false
