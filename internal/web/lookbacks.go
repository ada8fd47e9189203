package web

import (
	"slices"
	"sync"
	"time"

	"bedside/internal/publish/archive"
)

const (
	lookbacksMost = 4         // archives that are open at once
	lookbackLife  = time.Hour // how long one stays open
)

// lookbacks keeps archives open while those who brought them go through them, one for each person. It is held in
// memory and nowhere else, because old posts may hold patients' data: a restart, or another replica, asks for the
// archive again. The zero lookbacks is ready; it may be used by several goroutines at once.
type lookbacks struct {
	reading sync.Mutex // one archive is read at a time, since each may take much memory

	mu   sync.Mutex
	kept []*lookback // the oldest first
}

// lookback is an archive that is open.
type lookback struct {
	by       string // the staff member
	read     archive.Reviewed
	problems []archive.Problem
	leftOut  int
	from, to time.Time

	mu   *sync.Mutex
	done map[[2]int]bool // group and post
}

// keep opens an archive in the place of the one that the person had. When too many are open, the oldest is closed.
func (l *lookbacks) keep(b *lookback) {
	l.mu.Lock()
	defer l.mu.Unlock()
	b.mu, b.done = &l.mu, map[[2]int]bool{}
	l.kept = slices.DeleteFunc(l.kept, func(k *lookback) bool { return k.by == b.by })
	if len(l.kept) >= lookbacksMost {
		l.kept = slices.Delete(l.kept, 0, 1)
	}
	l.kept = append(l.kept, b)
	time.AfterFunc(lookbackLife, func() { l.forget(func(k *lookback) bool { return k == b }) })
}

// of returns the archive that the person has open, nil if none.
func (l *lookbacks) of(by string) *lookback {
	l.mu.Lock()
	defer l.mu.Unlock()
	if i := slices.IndexFunc(l.kept, func(k *lookback) bool { return k.by == by }); i >= 0 {
		return l.kept[i]
	}
	return nil
}

// forget closes archives.
func (l *lookbacks) forget(which func(*lookback) bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.kept = slices.DeleteFunc(l.kept, which)
}

// tick notes whether a post has been dealt with.
func (b *lookback) tick(group, post int, done bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if group >= 0 && group < len(b.read.Groups) && post >= 0 && post < len(b.read.Groups[group].Found) {
		b.done[[2]int{group, post}] = done
	}
}

// ticked reports whether a post has been dealt with.
func (b *lookback) ticked(group, post int) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.done[[2]int{group, post}]
}

// open is how many posts of a group have not been dealt with.
func (b *lookback) open(group int) (n int) {
	for post := range b.read.Groups[group].Found {
		if !b.ticked(group, post) {
			n++
		}
	}
	return n
}
