package store

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"bedside/internal/audit"
	"bedside/internal/fault"
	"bedside/internal/phi"
)

// HeadFile keeps the exported heads of the event log in a text file beside the database; it belongs on another disk
// or in another person's hands. It never grows
// beyond 4 MB, and always holds the last 10,000 lines. One process appends to it.
type HeadFile struct{ Path string }

const (
	headsKept  = 10_000
	headsBytes = 4 << 20 // about twice as many lines
)

// Append implements [audit.Exporter]. The line is on the disk when it returns.
func (h HeadFile) Append(line string) error {
	if err := h.mend(); err != nil {
		return err
	}
	f, err := os.OpenFile(h.Path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = f.WriteString(line + "\n")
	return errors.Join(err, f.Sync(), f.Close())
}

// Read returns the heads in the file, none if there is no file. A line that Bedside did not write is Invalid.
func (h HeadFile) Read(keys *phi.Keys) ([]audit.ExportedHead, error) {
	f, err := os.Open(h.Path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fault.Wrap(fault.Unavailable, "store.HeadFile", "The exported heads of the event log cannot be read.", err)
	}
	defer func() { _ = f.Close() }()
	return audit.ParseHeads(f, keys)
}

// mend drops a last line that a crash cut short, and the oldest lines of a file that is full.
func (h HeadFile) mend() error {
	if ok, err := h.sound(); ok || err != nil {
		return err
	}
	text, err := os.ReadFile(h.Path)
	if err != nil {
		return err
	}
	whole := text[:bytes.LastIndexByte(text, '\n')+1]
	if len(whole) >= headsBytes {
		lines := bytes.SplitAfter(whole, []byte("\n"))
		whole = bytes.Join(lines[max(0, len(lines)-1-headsKept):], nil)
	}
	f, err := os.CreateTemp(filepath.Dir(h.Path), ".heads-*") // readable by its owner only
	if err != nil {
		return err
	}
	_, err = f.Write(whole)
	if err = errors.Join(err, f.Sync(), f.Close()); err == nil {
		err = os.Rename(f.Name(), h.Path)
	}
	if err != nil {
		_ = os.Remove(f.Name())
	}
	return err
}

// sound reports whether the file has room and ends with a whole line, or is not there yet.
func (h HeadFile) sound() (bool, error) {
	f, err := os.Open(h.Path)
	if errors.Is(err, fs.ErrNotExist) {
		return true, nil
	}
	if err != nil {
		return false, err
	}
	defer func() { _ = f.Close() }()
	info, err := f.Stat()
	if err != nil || info.Size() == 0 {
		return err == nil, err
	}
	last := make([]byte, 1)
	_, err = f.ReadAt(last, info.Size()-1)
	return last[0] == '\n' && info.Size() < headsBytes, err
}
