package archtest

import (
	"bytes"
	"flag"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write deps.txt anew")

const module = "bedside/internal/"

// file is one Go file of the program, without its tests.
type file struct {
	path string // from the repository's root
	pkg  string // first folder below internal; "" outside it and for generators
	set  *token.FileSet
	ast  *ast.File
}

func root() string { return filepath.Join("..", "..") }

func sources(t *testing.T) []file {
	t.Helper()
	var files []file
	for _, dir := range []string{"internal", "cmd", "build"} {
		err := filepath.WalkDir(filepath.Join(root(), dir), func(path string, d fs.DirEntry, err error) error {
			if err != nil {
				return err
			}
			if d.IsDir() && d.Name() == "testdata" {
				return filepath.SkipDir
			}
			if d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
				return nil
			}
			set := token.NewFileSet()
			parsed, err := parser.ParseFile(set, path, nil, parser.SkipObjectResolution)
			if err != nil {
				return err
			}
			rel, err := filepath.Rel(root(), path)
			if err != nil {
				return err
			}
			f := file{path: filepath.ToSlash(rel), set: set, ast: parsed}
			if parts := strings.Split(f.path, "/"); parts[0] == "internal" && len(parts) > 2 && parsed.Name.Name != "main" { // a generator is a build tool
				f.pkg = parts[1]
			}
			files = append(files, f)
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return files
}

// broken returns the reason why a file of package pkg must not import our package dep, or "".
func broken(pkg, dep string) string {
	before := func(layer []string) bool {
		return slices.Index(layer, dep) >= 0 && slices.Index(layer, dep) < slices.Index(layer, pkg)
	}
	switch {
	case pkg == dep:
		return ""
	case slices.Contains(forTests, dep):
		return whyTests
	case pkg == "" || slices.Contains(forTests, pkg): // main, build tools, test helpers
		return ""
	case slices.Contains(leaves, pkg):
		if !before(leaves) {
			return whyLeaf
		}
	case slices.Contains(domains, pkg):
		if !slices.Contains(leaves, dep) && !before(domains) {
			return whyDomain
		}
	case dep == "store":
		if pkg != "app" && pkg != "cli" {
			return whyStore
		}
	case slices.Contains(adapters, pkg):
		if !slices.Contains(inside(leaves, domains, libraries), dep) {
			return whyAdapter
		}
	}
	return ""
}

func TestImports(t *testing.T) {
	known := inside(leaves, domains, adapters, tops, forTests)
	for _, f := range sources(t) {
		if f.pkg != "" && !slices.Contains(known, f.pkg) {
			t.Errorf("%s: package %s has no place in the house\n\twhy: %s", f.path, f.pkg, whyUnknown)
			continue
		}
		for _, spec := range f.ast.Imports {
			path, err := strconv.Unquote(spec.Path.Value)
			if err != nil {
				t.Fatal(err)
			}
			if dep, ours := strings.CutPrefix(path, module); ours {
				dep, _, _ = strings.Cut(dep, "/")
				if why := broken(f.pkg, dep); why != "" {
					t.Errorf("%s imports %s\n\twhy not: %s", f.path, path, why)
				}
			}
			for _, b := range bans {
				hit := path == b.path || strings.HasPrefix(path, b.path+"/")
				if hit && slices.Contains(b.in, f.pkg) && !slices.Contains(b.except, f.pkg) {
					t.Errorf("%s imports %s\n\twhy not: %s", f.path, path, b.reason)
				}
			}
		}
	}
}

// TestRules tries the rules on imports of each sort, so that a rule that lets everything pass is noticed.
func TestRules(t *testing.T) {
	for _, c := range []struct{ pkg, dep, why string }{
		{"fault", "id", whyLeaf},
		{"id", "fault", ""},
		{"phi", "tx", whyLeaf},
		{"civil", "practice", whyLeaf},
		{"schedule", "phi", ""},
		{"schedule", "patient", ""},
		{"schedule", "outreach", whyDomain},
		{"outreach", "job", ""},
		{"job", "practice", whyDomain},
		{"practice", "store", whyDomain},
		{"guard", "web", whyDomain},
		{"web", "schedule", ""},
		{"web", "web", ""},
		{"web", "store", whyStore},
		{"web", "api", whyAdapter},
		{"web", "app", whyAdapter},
		{"channel", "voice", ""},
		{"channel", "fetch", ""},
		{"store", "schedule", ""},
		{"store", "channel", whyAdapter},
		{"config", "store", whyStore},
		{"demo", "store", whyStore},
		{"app", "store", ""},
		{"cli", "store", ""},
		{"app", "web", ""},
		{"app", "testkit", whyTests},
		{"", "testkit", whyTests},
		{"", "cli", ""},
		{"testkit", "store", ""},
	} {
		if got := broken(c.pkg, c.dep); got != c.why {
			t.Errorf("%s imports %s: got %q, want %q", c.pkg, c.dep, got, c.why)
		}
	}
}

func TestNoInit(t *testing.T) {
	for _, f := range sources(t) {
		for _, d := range f.ast.Decls {
			if fn, ok := d.(*ast.FuncDecl); ok && fn.Recv == nil && fn.Name.Name == "init" {
				t.Errorf("%s has an init function\n\twhy not: %s", f.set.Position(fn.Pos()), whyInit)
			}
		}
	}
}

func TestClockIsInjected(t *testing.T) {
	for _, f := range sources(t) {
		name := nameOf(f.ast, "time")
		if name == "" {
			continue
		}
		reads := func(n ast.Node, found func(pos token.Pos, what string)) {
			ast.Inspect(n, func(n ast.Node) bool {
				if s, ok := n.(*ast.SelectorExpr); ok && slices.Contains([]string{"Now", "Since", "Until"}, s.Sel.Name) {
					if x, ok := s.X.(*ast.Ident); ok && x.Name == name {
						found(s.Pos(), "time."+s.Sel.Name)
					}
				}
				return true
			})
		}
		if slices.Contains(inside(leaves, domains), f.pkg) {
			reads(f.ast, func(pos token.Pos, what string) {
				t.Errorf("%s uses %s\n\twhy not: %s", f.set.Position(pos), what, whyClock)
			})
			continue
		}
		for _, d := range f.ast.Decls {
			if g, ok := d.(*ast.GenDecl); ok && g.Tok == token.VAR {
				reads(g, func(pos token.Pos, what string) {
					t.Errorf("%s keeps %s in a package variable\n\twhy not: %s", f.set.Position(pos), what, whyClockVar)
				})
			}
		}
	}
}

// nameOf returns the name by which a file knows an imported package, or "".
func nameOf(f *ast.File, path string) string {
	for _, spec := range f.Imports {
		if spec.Path.Value == strconv.Quote(path) {
			if spec.Name != nil {
				return spec.Name.Name
			}
			return path[strings.LastIndex(path, "/")+1:]
		}
	}
	return ""
}

// TestDependencies keeps deps.txt, the modules that are built into the program, so that a new one shows up in review.
// docs/adr/0010-dependencies.md says why each is there.
func TestDependencies(t *testing.T) {
	list := exec.Command("go", "list", "-deps", "-f", "{{with .Module}}{{.Path}}{{end}}", "./cmd/bedside")
	list.Dir = root()
	list.Env = append(os.Environ(), "GOOS=linux", "GOARCH=amd64")
	var stderr bytes.Buffer
	list.Stderr = &stderr
	out, err := list.Output()
	if err != nil {
		t.Fatalf("go list: %v\n%s", err, &stderr)
	}
	modules := strings.Fields(string(out))
	slices.Sort(modules)
	modules = slices.DeleteFunc(slices.Compact(modules), func(m string) bool { return m == "bedside" })
	got := strings.Join(modules, "\n") + "\n"
	if *update {
		if err := os.WriteFile("deps.txt", []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile("deps.txt")
	if err != nil {
		t.Fatal(err)
	}
	if got == string(want) {
		return
	}
	before := strings.Fields(string(want))
	for _, m := range modules {
		if !slices.Contains(before, m) {
			t.Errorf("the program now depends on %s: add it to docs/adr/0010-dependencies.md, then make golden", m)
		}
	}
	for _, m := range before {
		if !slices.Contains(modules, m) {
			t.Errorf("the program no longer depends on %s: make golden", m)
		}
	}
}

// TestLibc holds modernc.org/libc at the version that modernc.org/sqlite was generated against: with another one
// SQLite breaks in strange ways at run time.
func TestLibc(t *testing.T) {
	version := func(gomod []byte) string {
		m := regexp.MustCompile(`(?m)^\s*(?:require\s+)?modernc\.org/libc (v\S+)`).FindSubmatch(gomod)
		if m == nil {
			t.Fatal("go.mod names no modernc.org/libc")
		}
		return string(m[1])
	}
	ours, err := os.ReadFile(filepath.Join(root(), "go.mod"))
	if err != nil {
		t.Fatal(err)
	}
	list := exec.Command("go", "list", "-m", "-f", "{{.GoMod}}", "modernc.org/sqlite")
	list.Dir = root()
	path, err := list.Output()
	if err != nil {
		t.Fatal(fmt.Errorf("go list: %w", err))
	}
	theirs, err := os.ReadFile(strings.TrimSpace(string(path)))
	if err != nil {
		t.Fatal(err)
	}
	if a, b := version(ours), version(theirs); a != b {
		t.Errorf("go.mod has modernc.org/libc %s, modernc.org/sqlite was made for %s: go get modernc.org/libc@%s", a, b, b)
	}
}
