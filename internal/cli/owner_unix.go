//go:build unix

package cli

import (
	"io/fs"
	"os"
	"syscall"
)

// sameOwner gives f the owner and group of the file that info describes.
func sameOwner(f *os.File, info fs.FileInfo) error {
	now, err := f.Stat()
	if err != nil {
		return err
	}
	old, mine := info.Sys().(*syscall.Stat_t), now.Sys().(*syscall.Stat_t)
	if old.Uid == mine.Uid && old.Gid == mine.Gid {
		return nil
	}
	return f.Chown(int(old.Uid), int(old.Gid))
}
