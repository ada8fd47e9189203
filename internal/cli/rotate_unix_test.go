//go:build unix

package cli

import (
	"os"
	"path/filepath"
	"syscall"
	"testing"
)

// Whoever rotates the keys, often root, is not whoever runs Bedside.
func TestTheNewKeyFileHasTheOwnerOfTheOld(t *testing.T) {
	path := filepath.Join(t.TempDir(), "bedside.key")
	if err := os.WriteFile(path, []byte("old"), 0o600); err != nil {
		t.Fatal(err)
	}
	uid, gid := os.Getuid(), os.Getgid()
	if uid == 0 { // nobody else may give files away
		uid, gid = 65534, 65533
		if err := os.Chown(path, uid, gid); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Chmod(path, 0o440); err != nil {
		t.Fatal(err)
	}
	if err := replaceKeys(path, "new"); err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	if s := info.Sys().(*syscall.Stat_t); int(s.Uid) != uid || int(s.Gid) != gid || info.Mode().Perm() != 0o440 {
		t.Error(s.Uid, s.Gid, info.Mode())
	}
	if text, err := os.ReadFile(path); err != nil || string(text) != "new" {
		t.Errorf("%s %v", text, err)
	}
}
