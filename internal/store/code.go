package store

import (
	"context"

	"bedside/internal/fault"
	"bedside/internal/frontdesk"
	"bedside/internal/tx"
)

const codeColumns = "id, conversation_id, patient_id, language, status, code_token, tries, asked_at, ends_at"

// AddCode implements [frontdesk.Store].
func (s conversations) AddCode(ctx context.Context, t tx.Tx, c frontdesk.Code) error {
	_, err := in(t).exec(ctx, "INSERT INTO code ("+codeColumns+") VALUES ("+marks(9)+")", string(c.ID), string(c.Conversation), string(c.Patient), string(c.Language),
		string(c.Status), c.Token, c.Tries, micros(c.Asked), micros(c.Ends))
	return fault.At("frontdesk.AddCode", err)
}

// SaveCode implements [frontdesk.Store].
func (s conversations) SaveCode(ctx context.Context, t tx.Tx, c frontdesk.Code) error {
	_, err := in(t).exec(ctx, "UPDATE code SET status = ?, code_token = ?, tries = ? WHERE id = ?", string(c.Status), c.Token, c.Tries, string(c.ID))
	return fault.At("frontdesk.SaveCode", err)
}

// Code implements [frontdesk.Store].
func (s conversations) Code(ctx context.Context, t tx.Tx, i frontdesk.CodeID) (frontdesk.Code, error) {
	return s.code(ctx, t, "id = ?", string(i))
}

// LatestCode implements [frontdesk.Store].
func (s conversations) LatestCode(ctx context.Context, t tx.Tx, c frontdesk.ID) (frontdesk.Code, error) {
	return s.code(ctx, t, "conversation_id = ? ORDER BY asked_at DESC, id DESC LIMIT 1", string(c))
}

func (conversations) code(ctx context.Context, t tx.Tx, where string, arg any) (c frontdesk.Code, err error) {
	var asked, ends int64
	err = in(t).one(ctx, "SELECT "+codeColumns+" FROM code WHERE "+where, []any{arg}, (*string)(&c.ID), (*string)(&c.Conversation), (*string)(&c.Patient),
		(*string)(&c.Language), (*string)(&c.Status), &c.Token, &c.Tries, &asked, &ends)
	c.Asked, c.Ends = instant(asked), instant(ends)
	return c, fault.At("frontdesk.Code", err)
}
