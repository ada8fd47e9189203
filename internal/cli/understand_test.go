package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"strings"
	"testing"

	"bedside/internal/fault"
)

func TestEveryLineIsAnswered(t *testing.T) {
	lines := []struct {
		in, id string
		broken bool
	}{
		{`{"id":1,"text":"book tuesday"}`, `1`, false},
		{`{"id":"a b","nbest":["book tuesday"]}`, `"a b"`, false},
		{`{"id":2,"text":""}`, `2`, false},
		{`{"id":3}`, `3`, true},
		{``, `null`, true},
		{`{"id":"x\"4","text":`, `"x\"4"`, true},
		{`{"id":5,"text":7}`, `5`, true},
		{`nothing`, `null`, true},
	}
	var in, out bytes.Buffer
	for _, l := range lines {
		in.WriteString(l.in + "\n")
	}
	err := (&UnderstandCmd{Jsonl: true}).Run(&IO{Ctx: context.Background(), In: &in, Out: &out, Err: &out, Getenv: func(string) string { return "" }})
	if !fault.Is(err, fault.Invalid) {
		t.Errorf("the error is %v", err)
	}
	got := strings.Split(strings.TrimSpace(out.String()), "\n")
	if len(got) != len(lines) {
		t.Fatalf("%d answers to %d lines: %s", len(got), len(lines), out.String())
	}
	for n, l := range lines {
		var a struct {
			ID    json.RawMessage `json:"id"`
			Error string          `json:"error"`
		}
		if err := json.Unmarshal([]byte(got[n]), &a); err != nil || string(a.ID) != l.id || (a.Error != "") != l.broken {
			t.Errorf("%s is answered %s (%v)", l.in, got[n], err)
		}
	}
}
