package api_test

import (
	"net/http"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"bedside/internal/api"
)

func jsonFile(t *testing.T, c *jsonschema.Compiler, name, file string) any {
	t.Helper()
	f, err := os.Open(file)
	must(t, err)
	defer f.Close()
	doc, err := jsonschema.UnmarshalJSON(f)
	must(t, err)
	must(t, c.AddResource(name, doc))
	return doc
}

// The description is OpenAPI 3.1 by the schema of the OpenAPI Initiative, and names every address and no other.
func TestDescriptionValidates(t *testing.T) {
	c := jsonschema.NewCompiler()
	jsonFile(t, c, "oas.json", "testdata/openapi-3.1-schema.json")
	doc := jsonFile(t, c, "openapi.json", "openapi.json")
	schema, err := c.Compile("oas.json")
	must(t, err)
	if err := schema.Validate(doc); err != nil {
		t.Error(err)
	}
	var described []string
	for path, item := range doc.(map[string]any)["paths"].(map[string]any) {
		for method := range item.(map[string]any) {
			described = append(described, strings.ToUpper(method)+" "+path)
		}
	}
	handled := slices.DeleteFunc(api.Patterns(), func(p string) bool { return p == "/api/" })
	slices.Sort(described)
	slices.Sort(handled)
	if !slices.Equal(described, handled) {
		t.Errorf("described are %v, handled %v", described, handled)
	}
}

// What the handlers answer is what the description says of that address and status, and what it says may be sent is
// taken.
func TestAnswersFitTheDescription(t *testing.T) {
	d := open(t)
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	doc := jsonFile(t, c, "openapi.json", "openapi.json").(map[string]any)
	escape := strings.NewReplacer("~", "~0", "/", "~1")
	schemaAt := func(parts ...string) *jsonschema.Schema {
		t.Helper()
		at, node := "openapi.json#", any(doc)
		for _, p := range append(parts, "content", "application/json", "schema") {
			next, ok := node.(map[string]any)[p]
			if !ok {
				t.Fatalf("the description has no %s in %v", p, parts)
			}
			node, at = next, at+"/"+escape.Replace(p)
		}
		s, err := c.Compile(at)
		must(t, err)
		return s
	}
	fits := func(name, method, path, status string, a answer) {
		t.Helper()
		if status != strconv.Itoa(a.status) {
			t.Errorf("%s: %d %s", name, a.status, a.raw)
			return
		}
		v, err := jsonschema.UnmarshalJSON(strings.NewReader(a.raw))
		must(t, err)
		if err := schemaAt("paths", path, method, "responses", status).Validate(v); err != nil {
			t.Errorf("%s: %v\n%s", name, err, a.raw)
		}
	}
	check := func(body string) answer { return d.postTo("/api/v1/check", "", strings.NewReader(body)) }
	slots := "/api/v1/slots?from=2026-11-03&to=2026-11-03&service=" + string(d.service)
	booking := written(d.booking(9, 0, nil))
	sent, err := jsonschema.UnmarshalJSON(strings.NewReader(booking))
	must(t, err)
	must(t, schemaAt("paths", "/api/v1/appointments", "post", "requestBody").Validate(sent))

	fits("services", "get", "/api/v1/services", "200", d.get("/api/v1/services"))
	fits("slots", "get", "/api/v1/slots", "200", d.get(slots))
	fits("slots without days", "get", "/api/v1/slots", "400", d.get("/api/v1/slots?service="+string(d.service)))
	fits("slots of nothing", "get", "/api/v1/slots", "404", d.get("/api/v1/slots?from=2026-11-03&to=2026-11-03&service=none"))
	fits("a visit", "post", "/api/v1/appointments", "201", d.post("k", strings.NewReader(booking)))
	fits("no visit", "post", "/api/v1/appointments", "400", d.post("", strings.NewReader(booking)))
	fits("another visit at the time", "post", "/api/v1/appointments", "409", d.post("k2", strings.NewReader(written(d.booking(9, 0, person{"given": "Ada"})))))
	fits("a large booking", "post", "/api/v1/appointments", "413", d.post("k3", strings.NewReader(strings.Repeat("[", 65<<10))))
	fits("a clear text", "post", "/api/v1/check", "200", check(`{"text":"Walk each day."}`))
	fits("a blocked text", "post", "/api/v1/check", "200", check(`{"id":["a"],"text":"My patient Maria Lopez came on October 3, 2026.","audience":"public","channel":"site"}`))
	fits("a reading", "post", "/api/v1/check", "200", check(`{"text":"I saw a 71-year-old dairy farmer from Elba, NY last Tuesday. Smoking is 1 of 3 causes.","readings":true,"explain":true}`))
	fits("no text", "post", "/api/v1/check", "400", check(`{"id":1}`))
	fits("an unknown kind", "post", "/api/v1/check", "400", check(`{"text":"x","kind":"tweet"}`))
	fits("a large text", "post", "/api/v1/check", "413", check(`{"text":"`+strings.Repeat("x", 1<<20)+`"}`))
	fits("this", "get", "/api/v1/openapi.json", "200", d.get("/api/v1/openapi.json"))
	for range 600 {
		check(`{"text":""}`)
	}
	fits("too many", "post", "/api/v1/check", "429", check(`{"text":""}`))
}

// A program gets for a text what bedside check --jsonl gives for a line, with the practice's own names known.
func TestCheck(t *testing.T) {
	d := open(t)
	check := func(body string, header ...string) answer {
		return d.postTo("/api/v1/check", "", strings.NewReader(body), header...)
	}
	for _, c := range []struct{ body, want string }{
		{`{"id":"a","text":"Walk each day."}`, `{"id":"a","verdict":"clear","findings":[]}`},
		{`{"text":"é MRN 123456"}`, `{"id":null,"verdict":"block","findings":[{"rule":"privacy.record","category":"privacy","severity":"block","type":"MRN","start":6,"end":12,"text":"123456",`},
		{` {"id":{"n":1},"text":"Thank you for being our patient!","kind":"reply","more":true}`, `{"id":{"n":1},"verdict":"block","findings":[{"rule":"reply.thanks",`},
		{`{"id":3,"text":"Walk each day.","readings":true,"explain":true}`, `{"id":3,"verdict":"clear","findings":[],"readings":{`},
		{`{"id":2,"text":"Thank you for being our patient!","kind":"email","audience":"patient"}`, `{"id":2,"verdict":"clear","findings":[]}`},
	} {
		if a := check(c.body); a.status != http.StatusOK || !strings.HasPrefix(a.raw, c.want) {
			t.Errorf("%s: %d %s", c.body, a.status, a.raw)
		}
	}
	for _, body := range []string{``, `[]`, `null`, `"text"`, `{"text":null}`, `{"text":1}`, `{"text":"a"}{"text":"b"}`, "{\"text\":\"\xff\"}", `{"text":"Maria Lopez"`, strings.Repeat("[", 1<<20-1)} {
		if a := check(body); a.status != http.StatusBadRequest || a.message() == "" || strings.Contains(a.raw, "Maria") {
			t.Errorf("%.40q: %d %s", body, a.status, a.raw)
		}
	}
	if a := check(`{"text":"x"}`, "Content-Type", "text/plain"); a.status != http.StatusBadRequest {
		t.Errorf("text/plain: %d", a.status)
	}
	if a := check(`{"text":"x"}`, "Origin", "https://evil.example", "Sec-Fetch-Site", "cross-site"); a.status != http.StatusForbidden {
		t.Errorf("from another site: %d", a.status)
	}
	if strings.Contains(d.log.String(), "Maria") || strings.Contains(d.log.String(), "123456") {
		t.Error("what was read stands in the log")
	}
}
