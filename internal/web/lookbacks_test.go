package web

import (
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"bedside/internal/publish/archive"
)

func archiveOf(by string, posts int) *lookback {
	return &lookback{by: by, read: archive.Reviewed{Groups: []archive.Group{{Found: make([]archive.Found, posts)}}}}
}

// An archive is open for the one who brought it, until another takes its place or an hour is over.
func TestLookbacks(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var l lookbacks
		first, second := archiveOf("priya", 1), archiveOf("priya", 3)
		l.keep(first)
		time.Sleep(lookbackLife / 2)
		l.keep(second)
		if l.of("tom") != nil || l.of("priya") != second {
			t.Error("it is somebody else's, or not the last")
		}
		time.Sleep(lookbackLife/2 + time.Second) // the first one's hour is over
		if l.of("priya") != second {
			t.Error("it went with the one before it")
		}
		time.Sleep(lookbackLife / 2)
		if l.of("priya") != nil || len(l.kept) != 0 {
			t.Errorf("it is still there after %s", lookbackLife)
		}
	})
}

func TestLookbacksFull(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var l lookbacks
		for n := range lookbacksMost + 2 {
			l.keep(archiveOf(fmt.Sprint(n), 1))
		}
		if len(l.kept) != lookbacksMost || l.of("1") != nil || l.of("2") == nil {
			t.Errorf("%d are open", len(l.kept))
		}
		time.Sleep(lookbackLife + time.Second)
	})
}

// A tick that fits no post changes nothing.
func TestTick(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var l lookbacks
		b := archiveOf("priya", 3)
		l.keep(b)
		for _, at := range [][2]int{{-1, 0}, {1, 0}, {0, -1}, {0, 3}} {
			b.tick(at[0], at[1], true)
		}
		if b.open(0) != 3 || len(b.done) != 0 {
			t.Errorf("%d open, %d done", b.open(0), len(b.done))
		}
		b.tick(0, 1, true)
		if b.open(0) != 2 || !b.ticked(0, 1) {
			t.Error("it is not ticked")
		}
		b.tick(0, 1, false)
		if b.open(0) != 3 {
			t.Error("it is still ticked")
		}
		time.Sleep(lookbackLife + time.Second)
	})
}
