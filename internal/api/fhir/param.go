package fhir

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"bedside/internal/words"
)

// param is a search parameter of a kind.
type param struct {
	name, typ, doc string // as a CapabilityStatement says it
}

// query is a search as it was sent, and what of it is used.
type query struct {
	a       *ask
	values  []value
	used    url.Values // for the link to itself
	ignored []string   // parameters that nobody knows here
	count   int
	summary bool // only how many
	cursor  string
	sort    string
	include []string
}

// value is one parameter: several of one name must all match, of several in one with commas one must.
type value struct {
	name, modifier, raw string
}

const (
	usualCount = 50
	mostCount  = 200
	mostValues = 60
)

// common are the parameters of every search.
func common() []param {
	return []param{
		{"_id", "token", "The resource's id"}, {"_count", "number", "How many on a page, 200 at most"},
		{"_summary", "token", "count: only how many"},
	}
}

// ofPage are parameters that say how the answer is wanted, or that may be passed over (R4 §3.1.1.5).
var ofPage = map[string]bool{"_format": true, "_pretty": true, "_total": true, "_elements": true, "_cursor": true}

// asked reads the parameters of a search, in the address and in a form. An unknown one is an error where the caller wants
// it so (Prefer: handling=strict), else it is said in the answer.
func (a *ask) asked(known []param, more ...string) (*query, error) {
	all, err := url.ParseQuery(a.r.URL.RawQuery)
	if err != nil {
		return nil, bad("", "The address holds a parameter that cannot be read.")
	}
	if strings.HasSuffix(a.r.URL.Path, "/_search") {
		raw, err := a.body("application/x-www-form-urlencoded")
		if err != nil {
			return nil, err
		}
		form, err := url.ParseQuery(string(raw))
		if err != nil {
			return nil, bad("", "The form holds a parameter that cannot be read.")
		}
		for name, values := range form {
			all[name] = append(all[name], values...)
		}
	}
	return a.sorted(all, known, more...)
}

func (a *ask) sorted(all url.Values, known []param, more ...string) (*query, error) {
	q := &query{a: a, used: url.Values{}, count: usualCount}
	names := map[string]bool{}
	for _, p := range slices.Concat(known, common()) {
		names[p.name] = true
	}
	for _, name := range more {
		names[name] = true
	}
	for _, full := range sortedKeys(all) {
		name, modifier, _ := strings.Cut(full, ":")
		for _, raw := range all[full] {
			if raw == "" { // as if it were not there
				continue
			}
			if len(q.values) >= mostValues {
				return nil, problem{code: "too-costly", text: "These are more parameters than Bedside reads."}
			}
			switch {
			case ofPage[name]:
			case !names[name]:
				if !slices.Contains(q.ignored, name) {
					q.ignored = append(q.ignored, name)
				}
				continue
			}
			if err := q.take(value{name, modifier, raw}); err != nil {
				return nil, err
			}
			if name != "_cursor" {
				q.used.Add(full, raw)
			}
		}
	}
	if len(q.ignored) > 0 && strings.Contains(a.r.Header.Get("Prefer"), "handling=strict") {
		return nil, problem{code: "not-supported", text: "Bedside does not know one of the parameters.", at: q.ignored[0]}
	}
	return q, nil
}

func sortedKeys(v url.Values) []string {
	var all []string
	for k := range v {
		all = append(all, k)
	}
	slices.Sort(all)
	return all
}

func (q *query) take(v value) (err error) {
	switch v.name {
	case "_count":
		if q.count, err = strconv.Atoi(v.raw); err != nil || q.count < 0 {
			return bad("_count", "_count is a whole number.")
		}
		q.count = min(q.count, mostCount)
		q.summary = q.summary || q.count == 0
	case "_summary":
		switch v.raw {
		case "count":
			q.summary = true
		case "true", "false", "text", "data":
		default:
			return bad("_summary", "_summary is one of true, false, text, data and count.")
		}
	case "_cursor":
		q.cursor = v.raw
	case "_sort":
		q.sort = v.raw
	case "_include":
		q.include = append(q.include, v.raw)
	default:
		q.values = append(q.values, v)
	}
	return nil
}

// each calls f for every value of a parameter.
func (q *query) each(name string, f func(value) error) error {
	for _, v := range q.values {
		if v.name == name {
			if err := f(v); err != nil {
				return err
			}
		}
	}
	return nil
}

// alternatives are the values of which one must match.
func (v value) alternatives() []string {
	var all []string
	var b strings.Builder
	for i := 0; i < len(v.raw); i++ {
		switch c := v.raw[i]; {
		case c == '\\' && i+1 < len(v.raw):
			i++
			b.WriteByte(v.raw[i])
		case c == ',':
			all = append(all, b.String())
			b.Reset()
		default:
			b.WriteByte(c)
		}
	}
	return append(all, b.String())
}

// unmodified refuses a modifier that is none of those.
func (v value) unmodified(but ...string) error {
	if v.modifier == "" || slices.Contains(but, v.modifier) {
		return nil
	}
	return problem{code: "not-supported", at: v.name, text: "Bedside does not know this modifier of the parameter."}
}

// refs reads references to resources of the types: "Practitioner/x", "x" where there is one type or a modifier says which,
// or the whole address here. One that points elsewhere matches nothing.
func (v value) refs(base string, types ...string) (all []Reference, err error) {
	if v.modifier != "" && !slices.Contains(types, v.modifier) {
		return nil, v.unmodified()
	}
	for _, s := range v.alternatives() {
		r := Reference{Type: v.modifier, Reference: strings.TrimPrefix(s, base+"/")}
		if typ, i, ok := strings.Cut(r.Reference, "/"); ok {
			if r.Type != "" && r.Type != typ || !slices.Contains(types, typ) {
				return nil, bad(v.name, "The parameter does not take references of this type.")
			}
			r.Type, r.Reference = typ, i
		}
		if r.Type == "" && len(types) == 1 {
			r.Type = types[0]
		}
		if r.Type == "" {
			return nil, bad(v.name, "Say of which type the reference is, such as Practitioner/….")
		}
		all = append(all, r)
	}
	return all, nil
}

// code is a token: a system, which may be left out, and a code.
type code struct {
	system, code string
	any          bool // of the system: whichever
}

func codeOf(s string) code {
	system, c, with := strings.Cut(s, "|")
	if !with {
		return code{code: s, any: true}
	}
	return code{system: system, code: c}
}

// is reports whether the token means the code of the system.
func (c code) is(system, code string) bool {
	return (c.any || c.system == system) && (c.code == "" && !c.any || strings.EqualFold(c.code, code))
}

// begins is how R4 compares strings: the beginning, without case and accents; exact and contains on demand.
func (v value) begins(have ...string) (bool, error) {
	if err := v.unmodified("exact", "contains"); err != nil {
		return false, err
	}
	for _, want := range v.alternatives() {
		for _, h := range have {
			folded, f := words.Fold(h), words.Fold(strings.TrimSpace(want))
			switch {
			case v.modifier == "exact" && h == want,
				v.modifier == "contains" && strings.Contains(folded, f),
				v.modifier == "" && strings.HasPrefix(folded, f):
				return true, nil
			}
		}
	}
	return false, nil
}
