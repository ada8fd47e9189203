package exchange

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
)

// verb is one element of an answer in TwiML.
type verb struct {
	name string
	with map[string]string // attributes
	text string
	in   []verb
}

// grammar says which verbs exist here, with which attributes and inside which others. What is not in it is an error,
// as it is in Twilio's own debugger.
var grammar = map[string]struct{ inside, attributes []string }{
	"Response": {[]string{""}, nil},
	"Say":      {[]string{"Response", "Gather"}, []string{"voice", "language"}},
	"Gather": {[]string{"Response"}, []string{"input", "action", "method", "timeout", "speechTimeout", "numDigits", "language", "hints",
		"partialResultCallback", "actionOnEmptyResult"}},
	"Dial":   {[]string{"Response"}, []string{"action", "method", "timeout", "answerOnBridge"}},
	"Number": {[]string{"Dial"}, []string{"url", "method"}},
	"Record": {[]string{"Response"}, []string{"action", "method", "timeout", "maxLength", "playBeep", "recordingStatusCallback",
		"transcribe", "transcribeCallback"}},
	"Redirect": {[]string{"Response"}, []string{"method"}},
	"Hangup":   {[]string{"Response"}, nil},
	"Message":  {[]string{"Response"}, nil},
}

const mostVerbs = 1000

// parse reads an answer.
func parse(text string) ([]verb, error) {
	d := xml.NewDecoder(strings.NewReader(text))
	open := []verb{{}}
	for n := 0; ; {
		t, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, fmt.Errorf("this is no XML: %w", err)
		}
		top := &open[len(open)-1]
		switch t := t.(type) {
		case xml.StartElement:
			if n++; n > mostVerbs {
				return nil, errors.New("there are too many verbs")
			}
			v, err := begin(t, top.name)
			if err != nil {
				return nil, err
			}
			open = append(open, v)
		case xml.EndElement:
			if top.name == "Dial" && len(top.in) != 1 {
				return nil, errors.New("a Dial without its one Number")
			}
			open = open[:len(open)-1]
			parent := &open[len(open)-1]
			parent.in = append(parent.in, *top)
		case xml.CharData:
			top.text += string(t)
			if strings.TrimSpace(string(t)) != "" && !slices.Contains([]string{"Say", "Number", "Redirect", "Message"}, top.name) {
				return nil, fmt.Errorf("%s holds text", top.name)
			}
		}
	}
	if len(open) != 1 || len(open[0].in) != 1 {
		return nil, errors.New("there is not one Response")
	}
	return open[0].in[0].in, nil
}

func begin(t xml.StartElement, parent string) (verb, error) {
	v := verb{name: t.Name.Local, with: map[string]string{}}
	g, known := grammar[v.name]
	if !known || !slices.Contains(g.inside, parent) {
		return v, fmt.Errorf("%s is not understood inside %q", v.name, parent)
	}
	for _, a := range t.Attr {
		if !slices.Contains(g.attributes, a.Name.Local) {
			return v, fmt.Errorf("%s has no attribute %s", v.name, a.Name.Local)
		}
		v.with[a.Name.Local] = a.Value
	}
	return v, nil
}
