package web

import (
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"bedside/internal/patient"
)

func file(n int) patient.Import { return patient.Import{Rows: make([]patient.Row, n)} }

// What was uploaded is there once, for the one who uploaded it, and for a quarter of an hour.
func TestUploads(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var u uploads
		token := u.keep("priya", file(3))
		if _, ok := u.take(token, "tom"); ok {
			t.Error("somebody else took it")
		}
		if _, ok := u.take("", "priya"); ok {
			t.Error("it was taken without its token")
		}
		if got, ok := u.take(token, "priya"); !ok || len(got.Rows) != 3 {
			t.Errorf("took %d rows, %t", len(got.Rows), ok)
		}
		if _, ok := u.take(token, "priya"); ok {
			t.Error("it was taken twice")
		}
		late := u.keep("priya", file(1))
		time.Sleep(uploadLife + time.Second)
		if _, ok := u.take(late, "priya"); ok || len(u.kept) != 0 {
			t.Errorf("it is still there after %s", uploadLife)
		}
	})
}

// No crowd makes it hold more than its limit, and the newest stay.
func TestUploadsFull(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var u uploads
		var wg sync.WaitGroup
		for range 50 {
			wg.Go(func() { u.keep("tom", file(1)) })
		}
		wg.Wait()
		first := u.keep("priya", file(2))
		if len(u.kept) != uploadsMost {
			t.Errorf("%d wait, want %d", len(u.kept), uploadsMost)
		}
		if got, ok := u.take(first, "priya"); !ok || len(got.Rows) != 2 {
			t.Error("the newest was dropped")
		}
		time.Sleep(uploadLife + time.Second)
		if len(u.kept) != 0 {
			t.Errorf("%d are still there after %s", len(u.kept), uploadLife)
		}
	})
}
