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
// or in another person's hands. It needs no more than that the file can grow: where other files can be made beside it
// and put in its place, it stays within 4 MB and always holds the last 10,000 lines. One process appends to it.
type HeadFile struct{ Path string }

const (
	headsKept  = 10_000
	headsBytes = 4 << 20 // about twice as many lines

	// cutShort ends a line that a crash cut short and that cannot be taken out. Whoever can write it to the end of a whole line could remove the
	// line as well.
	cutShort = " (cut short)\n"
)

// Append implements [audit.Exporter]. The line is on the disk when it returns.
func (h HeadFile) Append(line string) error {
	line += "\n"
	size, half := h.end()
	full := size/headsBytes != (size+int64(len(line)))/headsBytes // once every 4 MB, even where tidying is in vain
	if (half || full) && !h.tidy() && half {
		line = cutShort + line
	}
	f, err := os.OpenFile(h.Path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = f.WriteString(line)
	return errors.Join(err, f.Sync(), f.Close())
}

// Read returns the heads in the file, none if there is no file. A line that Bedside did not write is Invalid; those
// that a crash cut short are not counted.
func (h HeadFile) Read(keys *phi.Keys) ([]audit.ExportedHead, error) {
	text, err := os.ReadFile(h.Path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fault.Wrap(fault.Unavailable, "store.HeadFile", "The exported heads of the event log cannot be read.", err)
	}
	var whole bytes.Buffer
	for line := range bytes.Lines(text) {
		if !bytes.HasSuffix(line, []byte(cutShort)) {
			_, _ = whole.Write(line)
		}
	}
	return audit.ParseHeads(&whole, keys)
}

// end returns the size of the file and whether its last line has no end. A file that is not there, or may be written
// and not read, has none of either.
func (h HeadFile) end() (size int64, half bool) {
	f, err := os.Open(h.Path)
	if err != nil {
		return 0, false
	}
	defer func() { _ = f.Close() }()
	info, err := f.Stat()
	if err != nil || info.Size() == 0 {
		return 0, false
	}
	last := make([]byte, 1)
	_, err = f.ReadAt(last, info.Size()-1)
	return info.Size(), err == nil && last[0] != '\n'
}

// tidy drops a last line that a crash cut short, and the oldest lines, and reports whether it could: a file that only
// grows stays as it is. Exporting heads matters, room does not.
func (h HeadFile) tidy() bool {
	text, err := os.ReadFile(h.Path)
	if err != nil {
		return false
	}
	lines := bytes.SplitAfter(text, []byte("\n"))
	lines = lines[:len(lines)-1]                              // behind the last end is nothing, or half a line
	f, err := os.CreateTemp(filepath.Dir(h.Path), ".heads-*") // readable by its owner only
	if err != nil {
		return false
	}
	_, err = f.Write(bytes.Join(lines[max(0, len(lines)-headsKept):], nil))
	if err = errors.Join(err, f.Sync(), f.Close()); err == nil {
		err = os.Rename(f.Name(), h.Path)
	}
	if err != nil {
		_ = os.Remove(f.Name())
	}
	return err == nil
}
