// Package render turns views into pages. It promises that every template was
// parsed before the first request and that a page goes out whole or not at
// all; callers owe it a view whose strings are ready to be read.
package render

import (
	"bytes"
	"fmt"
	"html/template"
	"io/fs"
	"net/http"
	"path"
	"strings"
	"sync"

	"bedside/internal/web/templates"
	"bedside/internal/web/view"
)

// Engine holds the parsed templates. It is safe for use by many goroutines.
type Engine struct {
	base  *template.Template // the frames and the parts
	pages map[string]*template.Template
	bufs  sync.Pool
}

// New parses all templates. An error names the file: it is a mistake of ours,
// so the program should not start.
func New() (*Engine, error) {
	base, err := template.New("").Option("missingkey=error").Funcs(funcs).
		ParseFS(templates.FS, "frame/*.html", "parts/*.html")
	if err != nil {
		return nil, fmt.Errorf("render: %w", err)
	}
	e := &Engine{pages: map[string]*template.Template{}}
	if e.base, err = base.Clone(); err != nil {
		return nil, fmt.Errorf("render: %w", err)
	}
	e.bufs.New = func() any { return new(bytes.Buffer) }
	for _, dir := range []string{"console", "site", "demo"} {
		files, err := fs.Glob(templates.FS, dir+"/*.html")
		if err != nil {
			return nil, fmt.Errorf("render: %w", err)
		}
		for _, f := range files {
			t, err := base.Clone()
			if err == nil {
				t, err = t.ParseFS(templates.FS, f)
			}
			if err != nil {
				return nil, fmt.Errorf("render: %w", err)
			}
			name := strings.TrimSuffix(f, ".html")
			e.pages[name] = t.Lookup(path.Base(f))
		}
	}
	return e, nil
}

// Names lists the pages there are, for tests.
func (e *Engine) Names() []string {
	names := make([]string, 0, len(e.pages))
	for n := range e.pages {
		names = append(names, n)
	}
	return names
}

// Page writes the view's page with a status. On an error nothing was written,
// so the caller can still answer with an error page.
func (e *Engine) Page(w http.ResponseWriter, status int, v view.Page) error {
	buf := e.bufs.Get().(*bytes.Buffer)
	defer e.bufs.Put(buf)
	buf.Reset()
	if err := e.execute(buf, v); err != nil {
		return err
	}
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Length", fmt.Sprint(buf.Len()))
	w.WriteHeader(status)
	_, err := w.Write(buf.Bytes())
	return err
}

// Piece returns a piece of a page, to be put into one that is open.
func (e *Engine) Piece(v view.Piece) (string, error) {
	var b strings.Builder
	if err := e.base.ExecuteTemplate(&b, v.Part(), v); err != nil {
		return "", fmt.Errorf("render: %w", err)
	}
	return b.String(), nil
}

func (e *Engine) execute(buf *bytes.Buffer, v view.Page) error {
	t, ok := e.pages[v.Template()]
	if !ok {
		return fmt.Errorf("render: no template %q", v.Template())
	}
	if err := t.Execute(buf, v); err != nil {
		return fmt.Errorf("render: %w", err)
	}
	return nil
}
