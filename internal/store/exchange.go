package store

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"bedside/internal/exchange"
	"bedside/internal/fault"
	"bedside/internal/phi"
	"bedside/internal/schedule"
	"bedside/internal/tx"
)

// Exchange returns the store of files on their way in.
func (s *Store) Exchange() exchange.Store { return exchangeStore{s} }

type exchangeStore struct{ *Store }

const (
	runColumns = `id, kind, name_sealed, plan, phase, lines, at_line, added, changed, moved, cancelled, unchanged, refused, made_by, made_role, made_at, changed_at, version`
	partSize   = 256 << 10 // bytes of a file in one row
)

func runPlace(i exchange.ID) string { return "import_run|name|" + string(i) }
func partPlace(i exchange.ID, part int) string {
	return fmt.Sprintf("import_part|sealed|%s|%d", i, part)
}

func (s exchangeStore) row(r exchange.Run) ([]any, error) {
	plan, err := json.Marshal(r.Plan)
	return []any{r.ID, string(r.Kind), s.keys.Seal(runPlace(r.ID), r.Name.Reveal()), string(plan), string(r.Phase), r.Lines, r.At, r.Counts.Added, r.Counts.Changed,
		r.Counts.Moved, r.Counts.Cancelled, r.Counts.Unchanged, r.Counts.Refused, r.By, string(r.Role), micros(r.Made), micros(r.Changed), r.Version}, err
}

func (s exchangeStore) scan(scan func(...any) error) (r exchange.Run, err error) {
	var name []byte
	var plan string
	var made, changed int64
	if err = scan(&r.ID, &r.Kind, &name, &plan, &r.Phase, &r.Lines, &r.At, &r.Counts.Added, &r.Counts.Changed, &r.Counts.Moved, &r.Counts.Cancelled, &r.Counts.Unchanged, &r.Counts.Refused,
		&r.By, &r.Role, &made, &changed, &r.Version); err != nil {
		return r, err
	}
	r.Made, r.Changed = instant(made), instant(changed)
	opened, err := s.keys.Open(runPlace(r.ID), name)
	if err != nil {
		return r, err
	}
	r.Name = phi.NewText(opened)
	return r, json.Unmarshal([]byte(plan), &r.Plan)
}

func (s exchangeStore) Insert(ctx context.Context, t tx.Tx, r exchange.Run, file []byte) error {
	row, err := s.row(r)
	if err != nil {
		return err
	}
	if _, err := in(t).exec(ctx, "INSERT INTO import_run ("+runColumns+") VALUES ("+marks(len(row))+")", row...); err != nil {
		return err
	}
	part := 0
	for chunk := range slices.Chunk(file, partSize) {
		if _, err := in(t).exec(ctx, "INSERT INTO import_part (run_id, part, sealed) VALUES (?, ?, ?)", r.ID, part, s.keys.Seal(partPlace(r.ID, part), string(chunk))); err != nil {
			return err
		}
		part++
	}
	return nil
}

func (s exchangeStore) Get(ctx context.Context, t tx.Tx, i exchange.ID) (exchange.Run, error) {
	return s.scan(func(to ...any) error {
		return in(t).one(ctx, "SELECT "+runColumns+" FROM import_run WHERE id = ?", []any{i}, to...)
	})
}

func (s exchangeStore) File(ctx context.Context, t tx.Tx, i exchange.ID) ([]byte, error) {
	var file strings.Builder
	err := in(t).each(ctx, "SELECT part, sealed FROM import_part WHERE run_id = ? ORDER BY part", []any{i}, func(scan func(...any) error) error {
		var part int
		var sealed []byte
		if err := scan(&part, &sealed); err != nil {
			return err
		}
		text, err := s.keys.Open(partPlace(i, part), sealed)
		file.WriteString(text)
		return err
	})
	if err == nil && file.Len() == 0 {
		err = fault.New(fault.NotFound, "store.File", "The file is no longer here. Choose it again.")
	}
	return []byte(file.String()), err
}

func (s exchangeStore) Recent(ctx context.Context, t tx.Tx, limit int) (all []exchange.Run, err error) {
	err = in(t).each(ctx, "SELECT "+runColumns+" FROM import_run ORDER BY made_at DESC, id DESC LIMIT ?", []any{limit}, func(scan func(...any) error) error {
		r, err := s.scan(scan)
		all = append(all, r)
		return err
	})
	return all, err
}

func (s exchangeStore) Save(ctx context.Context, t tx.Tx, r exchange.Run) error {
	row, err := s.row(r)
	if err != nil {
		return err
	}
	n, err := in(t).exec(ctx, `UPDATE import_run SET made_by = ?, made_role = ?, plan = ?, phase = ?, lines = ?, at_line = ?, added = ?, changed = ?, moved = ?, cancelled = ?, unchanged = ?, refused = ?, changed_at = ?, version = ?
		WHERE id = ? AND version = ?`, row[13], row[14], row[3], row[4], row[5], row[6], row[7], row[8], row[9], row[10], row[11], row[12], row[16], r.Version, r.ID, r.Version-1)
	if err == nil && n == 0 {
		err = fault.New(fault.Conflict, "store.Save", "Somebody else changed this meanwhile. Please look at it again.")
	}
	return err
}

func (exchangeStore) Forget(ctx context.Context, t tx.Tx, i exchange.ID) error {
	_, err := in(t).exec(ctx, "DELETE FROM import_part WHERE run_id = ?", i)
	return err
}

func (exchangeStore) Refuse(ctx context.Context, t tx.Tx, i exchange.ID, all []exchange.Refusal) error {
	for some := range slices.Chunk(all, 100) {
		var args []any
		for _, r := range some {
			args = append(args, i, r.Line, r.Column, string(r.Field), r.Sentence)
		}
		rows := strings.TrimSuffix(strings.Repeat("(?, ?, ?, ?, ?), ", len(some)), ", ")
		if _, err := in(t).exec(ctx, "INSERT INTO import_refusal (run_id, line, place, field, sentence) VALUES "+rows+" ON CONFLICT (run_id, line) DO NOTHING", args...); err != nil {
			return err
		}
	}
	return nil
}

func (s exchangeStore) Note(ctx context.Context, t tx.Tx, i exchange.ID, all []exchange.Change) error {
	var notes []exchange.Refusal
	for _, c := range all {
		notes = append(notes, exchange.Refusal{Line: c.Line, Field: exchange.Field(noteMark + c.What), Sentence: string(c.Visit) + " " + c.Text})
	}
	return s.Refuse(ctx, t, i, notes)
}

// noteMark stands before what became of a row, in the place where a refusal has its field.
const noteMark = "="

func (s exchangeStore) Noted(ctx context.Context, t tx.Tx, i exchange.ID, after int) ([]exchange.Change, error) {
	return s.notes(ctx, t, "run_id = ? AND line > ? AND field LIKE '=%' ORDER BY line", i, after)
}

func (s exchangeStore) Changes(ctx context.Context, t tx.Tx, i exchange.ID, after, limit int) ([]exchange.Change, error) {
	return s.notes(ctx, t, "run_id = ? AND line > ? AND field IN ('=moved', '=cancelled') ORDER BY line LIMIT ?", i, after, limit)
}

func (exchangeStore) notes(ctx context.Context, t tx.Tx, where string, args ...any) (all []exchange.Change, err error) {
	err = in(t).each(ctx, "SELECT line, field, sentence FROM import_refusal WHERE "+where, args, func(scan func(...any) error) error {
		var c exchange.Change
		var what, text string
		err := scan(&c.Line, &what, &text)
		visit, text, _ := strings.Cut(text, " ")
		c.What, c.Visit, c.Text = strings.TrimPrefix(what, noteMark), schedule.ID(visit), text
		all = append(all, c)
		return err
	})
	return all, err
}

func (exchangeStore) Clear(ctx context.Context, t tx.Tx, i exchange.ID) error {
	_, err := in(t).exec(ctx, "DELETE FROM import_refusal WHERE run_id = ?", i)
	return err
}

func (exchangeStore) Refusals(ctx context.Context, t tx.Tx, i exchange.ID, after, limit int) (all []exchange.Refusal, err error) {
	err = in(t).each(ctx, "SELECT line, place, field, sentence FROM import_refusal WHERE run_id = ? AND line > ? AND field NOT LIKE '=%' ORDER BY line LIMIT ?", []any{i, after, limit},
		func(scan func(...any) error) error {
			var r exchange.Refusal
			err := scan(&r.Line, &r.Column, &r.Field, &r.Sentence)
			all = append(all, r)
			return err
		})
	return all, err
}
