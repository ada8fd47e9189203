package fhir

import (
	"encoding/json"
	"reflect"
	"slices"
	"strconv"
	"strings"
)

// change is one operation of a JSON Patch.
type change struct {
	Op    string          `json:"op"`
	Path  string          `json:"path"`
	Value json.RawMessage `json:"value"`
}

const mostChanges = 50

// patched applies a JSON Patch (RFC 6902) with add, replace, remove and test to an object.
func patched(whole, patch []byte) ([]byte, error) {
	no := func(text string) error { return problem{code: "structure", text: text} }
	if err := wellFormed(append(append([]byte(`{"patch":`), patch...), '}')); err != nil {
		return nil, no("The request is not a JSON Patch: a list of operations with op, path and value.")
	}
	var all []change
	if err := json.Unmarshal(patch, &all); err != nil || len(all) > mostChanges {
		return nil, no("The request is not a JSON Patch: a list of operations with op, path and value.")
	}
	var doc any
	if err := json.Unmarshal(whole, &doc); err != nil {
		return nil, err
	}
	for _, c := range all {
		if !strings.HasPrefix(c.Path, "/") {
			return nil, no("A path of the patch does not begin with a slash.")
		}
		var v any
		if c.Op != "remove" {
			if err := json.Unmarshal(c.Value, &v); err != nil {
				return nil, no("An operation of the patch has no value.")
			}
		}
		var ok bool
		if doc, ok = c.apply(doc, strings.Split(c.Path[1:], "/"), v); !ok {
			return nil, problem{status: 422, code: "processing", text: "The patch does not fit the resource, or a test of it fails. Bedside knows add, replace, remove and test."}
		}
	}
	return json.Marshal(doc)
}

// apply does the operation below at and returns what stands there then.
func (c change) apply(at any, path []string, v any) (any, bool) {
	name := strings.NewReplacer("~1", "/", "~0", "~").Replace(path[0])
	last := len(path) == 1
	switch at := at.(type) {
	case map[string]any:
		have, is := at[name]
		if !last {
			below, ok := c.apply(have, path[1:], v)
			if ok && is {
				at[name] = below
			}
			return at, ok && is
		}
		switch {
		case c.Op == "add", c.Op == "replace" && is:
			at[name] = v
			return at, true
		case c.Op == "remove" && is:
			delete(at, name)
			return at, true
		}
		return at, c.Op == "test" && is && reflect.DeepEqual(have, v)
	case []any:
		n, err := strconv.Atoi(name)
		if name == "-" && last {
			n, err = len(at), nil
		}
		if err != nil || n < 0 || n > len(at) || strconv.Itoa(n) != name && name != "-" {
			return at, false
		}
		if c.Op == "add" && last {
			return slices.Insert(at, n, v), true
		}
		if n == len(at) {
			return at, false
		}
		if !last {
			below, ok := c.apply(at[n], path[1:], v)
			at[n] = below
			return at, ok
		}
		switch c.Op {
		case "replace":
			at[n] = v
			return at, true
		case "remove":
			return slices.Delete(at, n, n+1), true
		}
		return at, c.Op == "test" && reflect.DeepEqual(at[n], v)
	}
	return at, false
}
