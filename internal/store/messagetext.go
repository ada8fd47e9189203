package store

import (
	"context"

	"bedside/internal/fault"
	"bedside/internal/outreach/template"
	"bedside/internal/tx"
)

// messageTexts keeps the practice's own words of messages.
type messageTexts struct{}

// MessageTexts returns the store of package template.
func (s *Store) MessageTexts() template.Store { return messageTexts{} }

const messageTextColumns = "kind, channel, language, number, state, revision, title, body, saved_by, saved_at, published_by, published_at"

// Add implements [template.Store].
func (messageTexts) Add(ctx context.Context, t tx.Tx, e template.Edition) error {
	_, err := in(t).exec(ctx, "INSERT INTO message_text ("+messageTextColumns+") VALUES ("+marks(12)+")", string(e.Kind), string(e.Channel), string(e.Language),
		e.Number, string(e.State), e.Revision, e.Title, e.Body, string(e.SavedBy), micros(e.SavedAt), string(e.PublishedBy), micros(e.PublishedAt))
	return fault.At("template.Add", classify("template.Add", err))
}

// Put implements [template.Store].
func (messageTexts) Put(ctx context.Context, t tx.Tx, e template.Edition) error {
	n, err := in(t).exec(ctx, `UPDATE message_text SET state = ?, revision = ?, title = ?, body = ?, saved_by = ?, saved_at = ?, published_by = ?, published_at = ?
		WHERE kind = ? AND channel = ? AND language = ? AND number = ?`, string(e.State), e.Revision, e.Title, e.Body, string(e.SavedBy), micros(e.SavedAt),
		string(e.PublishedBy), micros(e.PublishedAt), string(e.Kind), string(e.Channel), string(e.Language), e.Number)
	if err == nil && n == 0 {
		err = fault.New(fault.NotFound, "template.Put", "There is no such text.")
	}
	return fault.At("template.Put", classify("template.Put", err))
}

// Of implements [template.Store].
func (s messageTexts) Of(ctx context.Context, t tx.Tx, k template.Key) ([]template.Edition, error) {
	return s.list(ctx, t, "WHERE kind = ? AND channel = ? AND language = ? ORDER BY number DESC", string(k.Kind), string(k.Channel), string(k.Language))
}

// Now implements [template.Store].
func (s messageTexts) Now(ctx context.Context, t tx.Tx) ([]template.Edition, error) {
	return s.list(ctx, t, "WHERE state IN ('draft', 'published') ORDER BY kind, channel, language, number")
}

// Published implements [template.Store].
func (s messageTexts) Published(ctx context.Context, t tx.Tx, k template.Key) (template.Edition, bool, error) {
	all, err := s.list(ctx, t, "WHERE kind = ? AND channel = ? AND language = ? AND state = 'published'", string(k.Kind), string(k.Channel), string(k.Language))
	if err != nil || len(all) == 0 {
		return template.Edition{}, false, err
	}
	return all[0], true, nil
}

func (messageTexts) list(ctx context.Context, t tx.Tx, where string, args ...any) (all []template.Edition, err error) {
	err = in(t).each(ctx, "SELECT "+messageTextColumns+" FROM message_text "+where, args, func(scan func(...any) error) error {
		var e template.Edition
		var saved, published int64
		err := scan((*string)(&e.Kind), (*string)(&e.Channel), (*string)(&e.Language), &e.Number, (*string)(&e.State), &e.Revision, &e.Title, &e.Body,
			(*string)(&e.SavedBy), &saved, (*string)(&e.PublishedBy), &published)
		e.SavedAt, e.PublishedAt = instant(saved), instant(published)
		all = append(all, e)
		return err
	})
	return all, fault.At("template.list", err)
}
