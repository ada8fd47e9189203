// Package sources is where the guard looks for retractions: the index that was imported from the Retraction Watch file,
// and what Crossref and PubMed answer.
//
// It promises that an answer that somebody waits for while typing comes from memory; that an import is whole or leaves
// the old index as it was; and that a service that does not answer makes a sentence and never a paper "clean". Callers
// owe that [Registry.Ask] is called where nobody types, and an e-mail address by which the services can reach who asks.
package sources

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"time"

	"bedside/internal/civil"
	"bedside/internal/fault"
	"bedside/internal/guard/source"
)

// Shelf is where the index lies in a data folder. It may be used by several goroutines at once.
type Shelf struct {
	path string

	mu    sync.RWMutex
	index *source.Index // nil while there is none
	size  int64
	at    time.Time // the file's
}

// File is the name of the index in a data folder.
const File = "retractions.idx"

// OpenShelf reads the index of a data folder. A folder without one is a shelf without one; an index that cannot be read is
// a fault that says what to do, and the shelf is without one.
func OpenShelf(folder string) (*Shelf, error) {
	s := &Shelf{path: filepath.Join(folder, File)}
	return s, s.Refresh()
}

// Refresh reads the index again if it is another than before. The zero Shelf stays empty.
func (s *Shelf) Refresh() error {
	const op = "sources.Refresh"
	if s.path == "" {
		return nil
	}
	info, err := os.Stat(s.path)
	if errors.Is(err, fs.ErrNotExist) {
		s.put(nil, 0, time.Time{})
		return nil
	}
	if err != nil {
		return fault.Wrap(fault.Unavailable, op, "The index of retractions cannot be read.", err)
	}
	s.mu.RLock()
	same := s.size == info.Size() && s.at.Equal(info.ModTime())
	s.mu.RUnlock()
	if same {
		return nil
	}
	data, err := os.ReadFile(s.path)
	if err != nil {
		return fault.Wrap(fault.Unavailable, op, "The index of retractions cannot be read.", err)
	}
	index, err := source.ReadIndex(data)
	s.put(index, info.Size(), info.ModTime()) // one that is damaged is not read again and again
	return fault.At(op, err)
}

func (s *Shelf) put(x *source.Index, size int64, at time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.index, s.size, s.at = x, size, at
}

// Head says how old the index is; ok is false where there is none.
func (s *Shelf) Head() (h source.Head, ok bool) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	if s.index == nil {
		return h, false
	}
	return s.index.Head, true
}

// tooOld is the days after which an index is said to be old.
const tooOld = 60

// AgeSentence says how old an index is, and what to do; ok says whether there is one.
func AgeSentence(h source.Head, ok bool, today civil.Date) string {
	if !ok {
		return "No index of retracted papers is imported. Whoever runs Bedside does it with: bedside sources import"
	}
	s := fmt.Sprintf("The index of retracted papers goes up to %s and was imported on %s (notices: %d, papers: %d).", h.Day(), h.Imported, h.Notices, h.Papers)
	if days := h.Age(today); days > tooOld {
		s += fmt.Sprintf(" It is %d days old: import it again.", days)
	}
	return s
}

// about returns the notices of the index, and as of when.
func (s *Shelf) about(i source.ID) ([]source.Notice, []source.Looked) {
	s.mu.RLock()
	x := s.index
	s.mu.RUnlock()
	if x == nil {
		return nil, nil
	}
	return x.About(i), []source.Looked{{Where: source.RetractionWatch, On: x.Head.Day()}}
}

// About implements [source.Notices] with the index alone.
func (s *Shelf) About(i source.ID) source.Standing { return source.Stand(s.about(i)) }

// Import reads the Retraction Watch file and puts its index into the folder, in the place of the one that is there. Whatever
// breaks off, the power too, the folder holds the old index or the new one, whole.
func Import(folder string, file io.Reader, today civil.Date) (source.Head, source.Import, error) {
	const op = "sources.Import"
	var book source.Book
	sum, err := source.ReadWatch(file, &book)
	if err != nil {
		return source.Head{}, sum, fault.At(op, err)
	}
	var h source.Head
	err = replace(folder, File, func(w io.Writer) (err error) {
		h, err = book.Write(w, today)
		return err
	})
	if err != nil {
		return h, sum, fault.Wrap(fault.Unavailable, op, "The index cannot be written to "+folder+". Check that the folder is there, belongs to who runs Bedside, and has room.", err)
	}
	return h, sum, nil
}

// replace writes a file beside the one of the name, makes sure that it is on the disk, and puts it in its place. What a
// program that was killed left behind is cleared away.
func replace(folder, name string, write func(io.Writer) error) error {
	unfinished := "." + name + "-*"
	if left, err := filepath.Glob(filepath.Join(folder, unfinished)); err == nil {
		for _, old := range left {
			_ = os.Remove(old)
		}
	}
	f, err := os.CreateTemp(folder, unfinished) // readable by its owner only
	if err != nil {
		return err
	}
	if err = errors.Join(write(f), f.Sync(), f.Close()); err == nil {
		err = os.Rename(f.Name(), filepath.Join(folder, name))
	}
	if err != nil {
		return errors.Join(err, os.Remove(f.Name()))
	}
	dir, err := os.Open(folder)
	if err != nil {
		return err
	}
	return errors.Join(dir.Sync(), dir.Close())
}
