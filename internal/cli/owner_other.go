//go:build !unix

package cli

import (
	"io/fs"
	"os"
)

// sameOwner does nothing: the folder says who may read a file here.
func sameOwner(*os.File, fs.FileInfo) error { return nil }
