// Package static holds what never changes between two requests: style sheets,
// fonts and one script. It promises that an address made by Path stays right
// for ever, since it carries a hash of the content, and that browsers may keep
// what they got; callers owe that they mount Handler at Prefix and write no
// address by hand.
package static

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"io/fs"
	"net/http"
	"path"
	"regexp"
	"strings"
	"sync"
)

// Prefix is where Handler is mounted.
const Prefix = "/static/"

//go:embed css js fonts img licences
var files embed.FS

// bundles are the style sheets as browsers get them, in order.
var bundles = map[string][]string{
	"console.css": {"tokens", "base", "parts", "console", "calendar", "chat", "desk", "posts", "demo", "print"},
	"site.css":    {"tokens", "base", "parts", "site", "post", "chat", "demo"},
}

// asset is one file in memory.
type asset struct {
	hash, kind string
	body, gz   []byte // gz is nil where it does not pay
}

// assets reads and hashes everything, once.
var assets = sync.OnceValue(load)

// Path is the address of a file, such as "console.css". It panics on an
// unknown name: that is a mistake in a template, found by its test.
func Path(name string) string {
	a, ok := assets()[name]
	if !ok {
		panic("static: no file " + name)
	}
	return Prefix + a.hash + "/" + name
}

// Handler serves the files. An address with an old hash gets today's file, to
// be asked for again; so an upgrade breaks no page that is open.
func Handler() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		hash, name, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, Prefix), "/")
		a, ok := assets()[name]
		if !ok {
			http.NotFound(w, r)
			return
		}
		h := w.Header()
		h.Set("Content-Type", a.kind)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Cache-Control", "no-cache")
		if hash == a.hash {
			h.Set("Cache-Control", "public, max-age=31536000, immutable")
		}
		etag, body := `"`+a.hash+`"`, a.body
		if a.gz != nil {
			h.Set("Vary", "Accept-Encoding")
			if strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
				h.Set("Content-Encoding", "gzip")
				etag, body = `"`+a.hash+`-gz"`, a.gz
			}
		}
		h.Set("ETag", etag)
		if r.Header.Get("If-None-Match") == etag {
			w.WriteHeader(http.StatusNotModified)
			return
		}
		h.Set("Content-Length", fmt.Sprint(len(body)))
		if r.Method != http.MethodHead {
			w.Write(body)
		}
	})
}

// kinds are the content types by ending.
var kinds = map[string]string{
	".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8",
	".woff2": "font/woff2", ".svg": "image/svg+xml", ".txt": "text/plain; charset=utf-8",
}

func load() map[string]asset {
	all := map[string]asset{}
	add := func(name string, body []byte) {
		sum := sha256.Sum256(body)
		a := asset{hash: hex.EncodeToString(sum[:6]), kind: kinds[path.Ext(name)], body: body}
		if path.Ext(name) != ".woff2" {
			a.gz = zip(body)
		}
		all[name] = a
	}
	for _, dir := range []string{"js", "fonts", "img", "licences"} {
		list, _ := fs.ReadDir(files, dir)
		for _, f := range list {
			add(f.Name(), read(dir+"/"+f.Name()))
		}
	}
	for name, parts := range bundles {
		var css bytes.Buffer
		for _, p := range parts {
			css.Write(read("css/" + p + ".css"))
			if p == "calendar" {
				css.WriteString(gridCSS())
			}
		}
		add(name, squeeze(css.Bytes(), all))
	}
	return all
}

var (
	comment = regexp.MustCompile(`(?s)/\*.*?\*/`)
	space   = regexp.MustCompile(`\s+`)
	address = regexp.MustCompile(`url\(([a-z0-9.-]+)\)`)
)

// squeeze takes comments and white space out and gives fonts their addresses.
func squeeze(css []byte, all map[string]asset) []byte {
	css = comment.ReplaceAll(css, nil)
	css = space.ReplaceAll(css, []byte(" "))
	return address.ReplaceAllFunc(css, func(m []byte) []byte {
		name := string(m[4 : len(m)-1])
		return []byte("url(" + Prefix + all[name].hash + "/" + name + ")")
	})
}

func read(name string) []byte {
	b, err := files.ReadFile(name)
	if err != nil {
		panic("static: " + err.Error()) // embedded: cannot be missing
	}
	return b
}

func zip(b []byte) []byte {
	var buf bytes.Buffer
	w, _ := gzip.NewWriterLevel(&buf, gzip.BestCompression)
	w.Write(b)
	w.Close()
	return buf.Bytes()
}
