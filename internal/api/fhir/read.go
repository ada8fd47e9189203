package fhir

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"strings"
	"unicode/utf8"

	"bedside/internal/fault"
)

const deepest = 32 // brackets within brackets

// body reads a request of one of the media types.
func (a *ask) body(types ...string) ([]byte, error) {
	kind, _, err := mime.ParseMediaType(a.r.Header.Get("Content-Type"))
	found := false
	for _, t := range types {
		found = found || kind == t
	}
	if err != nil || !found {
		return nil, problem{status: http.StatusUnsupportedMediaType, code: "not-supported", text: "Send the request as " + strings.Join(types, " or ") + "."}
	}
	raw, err := io.ReadAll(a.r.Body)
	if err != nil {
		return nil, fault.Wrap(fault.Invalid, "fhir.body", "The request is too large or did not arrive whole: at most 256 KiB.", err)
	}
	return raw, nil
}

// resource reads a resource of the type into the value.
func (a *ask) resource(name string, into any) error {
	raw, err := a.body(mime4, "application/json")
	if err != nil {
		return err
	}
	return decode(raw, name, into)
}

// decode reads one JSON object that is a resource of the type. What is wrong with it is said without repeating it.
func decode(raw []byte, name string, into any) error {
	if err := wellFormed(raw); err != nil {
		return err
	}
	var is struct {
		ResourceType string `json:"resourceType"`
	}
	if err := json.Unmarshal(raw, &is); err != nil || is.ResourceType != name {
		return problem{code: "structure", at: name, text: "Send a resource of the type " + name + "."}
	}
	if err := json.Unmarshal(raw, into); err != nil {
		var wrong *json.UnmarshalTypeError
		at := name
		if errors.As(err, &wrong) && wrong.Field != "" {
			at += "." + wrong.Field
		}
		return problem{code: "structure", at: at, text: "An element has another type than R4 gives it."}
	}
	return nil
}

// wellFormed refuses what is not one JSON object in UTF-8, what is nested without end, and a name that comes twice in one
// object, of which two programs could read two different things.
func wellFormed(raw []byte) error {
	no := func(text string) error { return problem{code: "structure", text: text} }
	if !utf8.Valid(raw) {
		return no("The request is not valid UTF-8.")
	}
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	var open []map[string]bool // the names of each object that is open; nil for a list
	key := false               // the next string is a name
	for {
		tok, err := d.Token()
		if errors.Is(err, io.EOF) && len(open) == 0 && len(raw) > 0 {
			return nil
		}
		if err != nil {
			return no("The request is not one JSON object.")
		}
		if len(open) == 0 && tok != json.Delim('{') {
			return no("The request is not one JSON object.")
		}
		switch {
		case tok == json.Delim('{') || tok == json.Delim('['):
			if len(open) >= deepest {
				return no("The request is nested too deeply.")
			}
			var names map[string]bool
			if tok == json.Delim('{') {
				names = map[string]bool{}
			}
			open = append(open, names)
		case tok == json.Delim('}') || tok == json.Delim(']'):
			open = open[:len(open)-1]
		case key:
			name := tok.(string)
			if open[len(open)-1][name] {
				return no("A name comes twice in one object.")
			}
			open[len(open)-1][name] = true
			key = false
			continue
		}
		if len(open) == 0 {
			if _, err := d.Token(); !errors.Is(err, io.EOF) {
				return no("The request is not one JSON object.")
			}
			return nil
		}
		key = open[len(open)-1] != nil
	}
}
