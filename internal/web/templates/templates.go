// Package templates holds the pages' files; render is the only reader.
package templates

import "embed"

// FS has frame/, parts/, console/, site/ and demo/.
//
//go:embed frame parts console site demo
var FS embed.FS
