package phi_test

import (
	"bytes"
	"encoding/base64"
	"encoding/gob"
	"encoding/hex"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	htmltemplate "html/template"
	"log"
	"log/slog"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	texttemplate "text/template"

	"bedside/internal/civil"
	"bedside/internal/phi"
)

// secrets are what must not be found: the words of every value below, whole and in part.
var secrets = []string{"Zebulon", "Quartermaine", "1931-07-04", "1931-07", "limping since", "+12185550123", "2185550123", "zq@hollow.example", "hollow"}

// forms returns a secret as it would look in every form in which fmt and the encoders write bytes.
func forms(secret string) []string {
	b := []byte(secret)
	list := func(verb string) string { // as a slice of bytes is printed, without its brackets
		return strings.TrimPrefix(strings.Trim(fmt.Sprintf(verb, b), "[]{}"), "byte{")
	}
	runes := func(verb string) string { return strings.Trim(fmt.Sprintf(verb, []rune(secret)), "[]") }
	all := []string{
		secret,
		strings.Trim(fmt.Sprintf("%+q", secret), `"`),
		hex.EncodeToString(b), strings.ToUpper(hex.EncodeToString(b)),
		list("% x"), list("% X"), list("%# x"), list("%d"), list("%b"), list("%o"), list("%O"), list("%#v"), list("%U"),
		runes("%x"), runes("%#x"), runes("%c"), runes("%q"), runes("%U"), runes("%d"),
	}
	for _, encoding := range []*base64.Encoding{base64.RawStdEncoding, base64.RawURLEncoding} {
		for shift := range 3 { // the three ways in which the secret can lie in a longer text
			e := encoding.EncodeToString(append(bytes.Repeat([]byte{'x'}, shift), b...))
			if skip := []int{0, 2, 3}[shift]; len(e) > skip+3 {
				all = append(all, e[skip:len(e)-2])
			}
		}
	}
	return all
}

// needles is every form of every secret that is long enough to mean something.
var needles = func() []string {
	var all []string
	for _, s := range secrets {
		for _, form := range forms(s) {
			if len(form) >= 4 {
				all = append(all, form)
			}
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}()

// told returns the form of a secret that stands in the output, or "".
func told(output string) string {
	for _, needle := range needles {
		if strings.Contains(output, needle) {
			return needle
		}
	}
	return ""
}

func mustNotTell(t *testing.T, how, output string) {
	t.Helper()
	if needle := told(output); needle != "" {
		t.Errorf("%s gives away %q:\n%s", how, needle, output)
	}
}

func mail() phi.Email {
	m, err := phi.ParseEmail("zq@hollow.example")
	if err != nil {
		panic(err)
	}
	return m
}

// holder is the ways in which a value can lie in other values.
type holder[T any] struct {
	Open       T
	closed     T
	Pointer    *T
	pointer    *T
	Pointers   **T
	Slice      []T
	slice      []T
	Array      [2]T
	Map        map[string]T
	closedMap  map[string]*T
	Any        any
	closedAny  any
	Struct     struct{ In T }
	closedIn   struct{ in T }
	PointerIn  *struct{ in T }
	SliceOfAny []any
	T2         T `json:"t" xml:"t"`
}

func hold[T any](v T) holder[T] {
	p := &v
	h := holder[T]{
		Open: v, closed: v, Pointer: p, pointer: p, Pointers: &p, Slice: []T{v}, slice: []T{v}, Array: [2]T{v, v},
		Map: map[string]T{"k": v}, closedMap: map[string]*T{"k": p}, Any: v, closedAny: p,
		PointerIn: &struct{ in T }{v}, SliceOfAny: []any{v, p, []T{v}}, T2: v,
	}
	h.Struct.In, h.closedIn.in = v, v
	return h
}

// specimens is a value of every type of the package, in everything that can hold it. TestSpecimensAreComplete sees
// to it that none is forgotten.
func specimens() map[string][]any {
	return map[string][]any{
		"Text":      around(phi.NewText("limping since Zebulon fell")),
		"Name":      around(phi.NewName("Zebulon", "Quartermaine")),
		"BirthDate": around(phi.NewBirthDate(civil.Date{Year: 1931, Month: 7, Day: 4})),
		"Phone":     around(phi.NewPhone("+12185550123")),
		"Email":     around(mail()),
	}
}

func around[T comparable](v T) []any {
	p, h := &v, hold(v)
	return []any{v, p, &p, []T{v}, []*T{p}, [1]T{v}, map[string]T{"k": v}, map[T]int{v: 1}, map[string]any{"k": p}, h, &h, []any{v, p, h},
		func() T { return v }, struct{ holder[T] }{h}}
}

func TestSpecimensAreComplete(t *testing.T) {
	tested := specimens()
	found := 0
	sources, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, source := range sources {
		if strings.HasSuffix(source, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), source, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range file.Decls {
			g, ok := d.(*ast.GenDecl)
			if !ok {
				continue
			}
			for _, spec := range g.Specs {
				typ, ok := spec.(*ast.TypeSpec)
				if !ok || !typ.Name.IsExported() || typ.Name.Name == "Keys" { // Keys has TestKeysDoNotPrint
					continue
				}
				found++
				if tested[typ.Name.Name] == nil {
					t.Errorf("phi.%s is not among the specimens", typ.Name.Name)
				}
			}
		}
	}
	if found != len(tested) {
		t.Errorf("the package has %d types, the test %d", found, len(tested))
	}
}

func everyFormat() []string {
	var all []string
	for _, flags := range []string{"", "+", "#", "-", " ", "0", "+#", "# ", "+ 0", "20", ".3", "-20.5", "+.2", "[1]"} {
		for _, verb := range "vTtbcdoOqxXUeEfFgGspwyz!" {
			all = append(all, "%"+flags+string(verb))
		}
	}
	return all
}

func TestNothingPrints(t *testing.T) {
	for name, values := range specimens() {
		for _, v := range values {
			for _, format := range everyFormat() {
				how := fmt.Sprintf("%s in %T, fmt %s", name, v, format)
				mustNotTell(t, how, fmt.Sprintf(format, v))
				mustNotTell(t, how+" in an error", fmt.Errorf("a "+format+" b", v).Error())
			}
			how := fmt.Sprintf("%s in %T, ", name, v)
			mustNotTell(t, how+"fmt.Sprint", fmt.Sprint(v, v))
			mustNotTell(t, how+"fmt.Sprintln", fmt.Sprintln(v, v))
			mustNotTell(t, how+"errors.Join", errors.Join(fmt.Errorf("a %v", v), fmt.Errorf("b %+v", v)).Error())
			mustNotTell(t, how+"panic", fmt.Sprint(recovered(v)))

			for encoder, encode := range encoders {
				out, err := encode(v)
				mustNotTell(t, how+encoder, out)
				if err != nil {
					mustNotTell(t, how+"the error of "+encoder, err.Error())
				}
			}
		}
	}
}

func recovered(v any) (r any) {
	defer func() { r = recover() }()
	panic(v)
}

var encoders = map[string]func(any) (string, error){
	"encoding/json": func(v any) (string, error) {
		out, err := json.MarshalIndent(v, "", " ")
		return string(out), err
	},
	"encoding/xml": func(v any) (string, error) {
		out, err := xml.Marshal(v)
		return string(out), err
	},
	"encoding/gob": func(v any) (string, error) {
		var out bytes.Buffer
		err := gob.NewEncoder(&out).Encode(v)
		return out.String(), err
	},
	"text/template": func(v any) (string, error) {
		var out strings.Builder
		err := texttemplate.Must(texttemplate.New("").Parse(`{{.}} {{print .}} {{printf "%+v %#v %q %x" . . . .}} {{html .}} {{js .}} {{urlquery .}}`)).Execute(&out, v)
		return out.String(), err
	},
	"html/template": func(v any) (string, error) {
		var out strings.Builder
		err := htmltemplate.Must(htmltemplate.New("").Parse(
			`<p title="{{.}}" onclick="f({{.}})" style="width:{{.}}">{{.}} {{printf "%+v" .}}</p><a href="/x?y={{.}}">x</a><script>let a = {{.}}, b = "{{.}}"</script><style>p { color: {{.}} }</style>`)).Execute(&out, v)
		return out.String(), err
	},
	"slog text": func(v any) (string, error) { return logged(v, false), nil },
	"slog JSON": func(v any) (string, error) { return logged(v, true), nil },
	"log": func(v any) (string, error) {
		var out strings.Builder
		l := log.New(&out, "", 0)
		l.Print(v)
		l.Printf("%+v %#v", v, v)
		l.Println(v)
		return out.String(), nil
	},
}

func logged(v any, asJSON bool) string {
	var out strings.Builder
	var h slog.Handler = slog.NewTextHandler(&out, &slog.HandlerOptions{Level: slog.LevelDebug})
	if asJSON {
		h = slog.NewJSONHandler(&out, nil)
	}
	l := slog.New(h)
	l.Info("a", "v", v, slog.Any("w", v), slog.Group("g", "v", v))
	l.With("v", v).WithGroup("g").Error("b", "err", fmt.Errorf("c: %v", v))
	l.Info("c", "d", []any{v}, "e", map[string]any{"v": v})
	return out.String()
}

// The test itself is tried on a value that hides nothing.
func TestTheTestFinds(t *testing.T) {
	plain := "Mr. Zebulon"
	for _, format := range []string{"%v", "%s", "%q", "%+q", "%x", "%X", "% x", "%# x"} {
		if out := fmt.Sprintf(format, plain); told(out) == "" {
			t.Errorf("%s is not noticed: %s", format, out)
		}
	}
	for _, format := range []string{"%v", "%d", "%x", "%b", "%o", "%O", "%U", "%#v", "% x"} {
		if out := fmt.Sprintf(format, []byte(plain)); told(out) == "" {
			t.Errorf("%s of bytes is not noticed: %s", format, out)
		}
	}
	for shift := range 4 {
		text := strings.Repeat("a", shift) + "Quartermaine, and more"
		if out := base64.StdEncoding.EncodeToString([]byte(text)); told(out) == "" {
			t.Errorf("base64 is not noticed: %s", out)
		}
	}
}

// A person who reads a log should see that something was left out.
func TestRedactedIsSaid(t *testing.T) {
	v := phi.NewText("limping since Zebulon fell")
	for _, out := range []string{fmt.Sprint(v), fmt.Sprintf("%+v", v), fmt.Sprintf("%x", v), logged(v, true), logged(v, false)} {
		if !strings.Contains(out, "[redacted]") {
			t.Errorf("%q does not say that something was left out", out)
		}
	}
	if out, err := json.Marshal(map[string]any{"reason": v}); err != nil || string(out) != `{"reason":"[redacted]"}` {
		t.Errorf("JSON is %s, %v", out, err)
	}
}

func TestKeysDoNotPrint(t *testing.T) {
	file, err := phi.NewKeyFile(strings.NewReader("zzzzyyyyxxxxwwwwvvvvuuuuttttssss"))
	if err != nil {
		t.Fatal(err)
	}
	k, err := phi.ParseKeys(file)
	if err != nil {
		t.Fatal(err)
	}
	// The master key, and anything that looks like 32 bytes written out.
	for _, v := range []any{k, *k, &k, struct{ k *phi.Keys }{k}, struct{ K phi.Keys }{*k}, struct{ k phi.Keys }{*k}, []any{k}} {
		for _, format := range everyFormat() {
			out := fmt.Sprintf(format, v)
			for _, form := range forms("zzzzyyyyxxxx") {
				if strings.Contains(out, form) {
					t.Errorf("%s of %T gives the key away: %s", format, v, out)
				}
			}
			if len(strings.ReplaceAll(out, "phi.Keys", "")) > 500 {
				t.Errorf("%s of %T prints much: %s", format, v, out)
			}
		}
		if out := logged(v, true) + logged(v, false); strings.Contains(out, "token:[") {
			t.Errorf("a log of %T gives a key away: %s", v, out)
		}
	}
}
