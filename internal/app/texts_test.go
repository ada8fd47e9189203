package app_test

import (
	"context"
	"strings"
	"testing"

	"bedside/internal/actor"
	"bedside/internal/outreach/template"
	"bedside/internal/tx"
	"bedside/internal/words"
)

var textKey = template.Key{Kind: template.Reminder1, Channel: template.SMS, Language: words.English}

// drafted begins a draft of a text where there is none, and returns its mark.
func (d demo) drafted(t *testing.T, more string) (m template.Mark) {
	t.Helper()
	ctx := context.Background()
	must(t, d.Store.Do(ctx, actor.System(), func(tr tx.Tx) error {
		h, err := d.Wording.Of(ctx, tr, textKey)
		if err != nil || h.Draft != nil {
			return err
		}
		text := template.Default(textKey)
		text.Body = strings.Replace(text.Body, "Reply C", more+" Reply C", 1)
		e, err := d.Wording.Save(ctx, tr, textKey, template.Mark{}, text)
		m = e.Mark()
		return err
	}))
	return m
}

// furnishTexts begins a draft of what a message says, anew wherever it was published or put aside.
func (d demo) furnishTexts(t *testing.T, house furnished) {
	t.Helper()
	house["/console/practice/messages/{key}"] = func() string { d.drafted(t, "See you soon."); return textKey.String() }
}
