package store

import (
	"context"
	"strconv"
	"strings"

	"bedside/internal/fault"
	"bedside/internal/knowledge"
	"bedside/internal/phi"
	"bedside/internal/tx"
)

// library keeps what the practice has written.
type library struct{ keys *phi.Keys }

// Knowledge returns the store of package knowledge.
func (s *Store) Knowledge() knowledge.Store { return library{s.keys} }

func sourcePlace(i knowledge.SourceID) string { return "knowledge_source|name_sealed|" + string(i) }
func titlePlace(i knowledge.PageID) string    { return "knowledge_page|title_sealed|" + string(i) }

func passagePlace(column string, i knowledge.PageID, n int) string {
	return "knowledge_passage|" + column + "_sealed|" + string(i) + " " + strconv.Itoa(n)
}

const sourceColumns = `id, kind, name_sealed, address, state, problem, added_by, added_at, indexed_at, live, building, version`

// AddSource implements [knowledge.Store].
func (l library) AddSource(ctx context.Context, t tx.Tx, s knowledge.Source) error {
	_, err := in(t).exec(ctx, `INSERT INTO knowledge_source (`+sourceColumns+`) VALUES (`+marks(12)+`)`,
		s.ID, s.Kind, l.keys.Seal(sourcePlace(s.ID), s.Name.Reveal()), s.Address, s.State, s.Problem, s.AddedBy, micros(s.Added), micros(s.Indexed), s.Live, s.Building, s.Version)
	return fault.At("knowledge.AddSource", err)
}

// Source implements [knowledge.Store].
func (l library) Source(ctx context.Context, t tx.Tx, i knowledge.SourceID) (knowledge.Source, error) {
	return first(l.sources(ctx, t, `SELECT `+sourceColumns+` FROM knowledge_source WHERE id = ?`, i))("There is no such source.")
}

// Sources implements [knowledge.Store].
func (l library) Sources(ctx context.Context, t tx.Tx) ([]knowledge.Source, error) {
	return l.sources(ctx, t, `SELECT `+sourceColumns+` FROM knowledge_source ORDER BY added_at, id`)
}

func (l library) sources(ctx context.Context, t tx.Tx, query string, args ...any) (all []knowledge.Source, err error) {
	err = in(t).each(ctx, query, args, func(scan func(...any) error) error {
		var s knowledge.Source
		var name []byte
		var added, indexed int64
		if err := scan(&s.ID, &s.Kind, &name, &s.Address, &s.State, &s.Problem, &s.AddedBy, &added, &indexed, &s.Live, &s.Building, &s.Version); err != nil {
			return err
		}
		text, err := l.keys.Open(sourcePlace(s.ID), name)
		s.Name, s.Added, s.Indexed = phi.NewText(text), instant(added), instant(indexed)
		all = append(all, s)
		return err
	})
	return all, fault.At("knowledge.sources", err)
}

// SaveSource implements [knowledge.Store].
func (l library) SaveSource(ctx context.Context, t tx.Tx, s knowledge.Source) error {
	n, err := in(t).exec(ctx, `UPDATE knowledge_source SET state = ?, problem = ?, indexed_at = ?, live = ?, building = ?, version = ? WHERE id = ? AND version = ?`,
		s.State, s.Problem, micros(s.Indexed), s.Live, s.Building, s.Version, s.ID, s.Version-1)
	if err == nil && n == 0 {
		err = fault.New(fault.Conflict, "knowledge.SaveSource", "Somebody else changed this meanwhile. Please look at it again.")
	}
	return fault.At("knowledge.SaveSource", err)
}

// RemoveSource implements [knowledge.Store].
func (l library) RemoveSource(ctx context.Context, t tx.Tx, i knowledge.SourceID) error {
	err := l.DropOthers(ctx, t, i)
	if err == nil {
		_, err = in(t).exec(ctx, `DELETE FROM knowledge_source WHERE id = ?`, i)
	}
	return fault.At("knowledge.RemoveSource", err)
}

// Pages and passages are bookkeeping until a source takes them up, which is an event: reading one needs none.
const pageColumns = `id, source_id, generation, address, depth, state, why, title_sealed, language, read_at`

// AddPage implements [knowledge.Store].
func (l library) AddPage(ctx context.Context, t tx.Tx, p knowledge.Page) (bool, error) {
	n, err := in(t).keep(ctx, `INSERT INTO knowledge_page (`+pageColumns+`) VALUES (`+marks(10)+`) ON CONFLICT (source_id, generation, address) DO NOTHING`,
		p.ID, p.Source, p.Generation, p.Address, p.Depth, p.State, p.Why, l.keys.Seal(titlePlace(p.ID), p.Title.Reveal()), p.Language, micros(p.Read))
	return n > 0, fault.At("knowledge.AddPage", err)
}

// SavePage implements [knowledge.Store].
func (l library) SavePage(ctx context.Context, t tx.Tx, p knowledge.Page) error {
	n, err := in(t).keep(ctx, `UPDATE knowledge_page SET state = ?, why = ?, title_sealed = ?, language = ?, read_at = ? WHERE id = ?`,
		p.State, p.Why, l.keys.Seal(titlePlace(p.ID), p.Title.Reveal()), p.Language, micros(p.Read), p.ID)
	if err == nil && n == 0 {
		err = fault.New(fault.NotFound, "knowledge.SavePage", "There is no such page.")
	}
	return fault.At("knowledge.SavePage", err)
}

// PageAt implements [knowledge.Store].
func (l library) PageAt(ctx context.Context, t tx.Tx, i knowledge.SourceID, generation int64, address string) (knowledge.Page, error) {
	return first(l.pages(ctx, t, `SELECT `+pageColumns+` FROM knowledge_page WHERE source_id = ? AND generation = ? AND address = ?`, i, generation, address))("There is no such page.")
}

// Pages implements [knowledge.Store].
func (l library) Pages(ctx context.Context, t tx.Tx, i knowledge.SourceID, generation int64, state knowledge.PageState, limit int) ([]knowledge.Page, error) {
	return l.pages(ctx, t, `SELECT `+pageColumns+` FROM knowledge_page WHERE source_id = ? AND generation = ? AND (? = '' OR state = ?) ORDER BY depth, id LIMIT ?`,
		i, generation, state, state, limit)
}

func (l library) pages(ctx context.Context, t tx.Tx, query string, args ...any) (all []knowledge.Page, err error) {
	err = in(t).each(ctx, query, args, func(scan func(...any) error) error {
		var p knowledge.Page
		var title []byte
		var read int64
		if err := scan(&p.ID, &p.Source, &p.Generation, &p.Address, &p.Depth, &p.State, &p.Why, &title, &p.Language, &read); err != nil {
			return err
		}
		text, err := l.keys.Open(titlePlace(p.ID), title)
		p.Title, p.Read = phi.NewText(text), instant(read)
		all = append(all, p)
		return err
	})
	return all, fault.At("knowledge.pages", err)
}

// Counts implements [knowledge.Store].
func (l library) Counts(ctx context.Context, t tx.Tx, i knowledge.SourceID, generation int64) (map[knowledge.PageState]int, error) {
	all := map[knowledge.PageState]int{}
	err := in(t).each(ctx, `SELECT state, COUNT(*) FROM knowledge_page WHERE source_id = ? AND generation = ? GROUP BY state`, []any{i, generation},
		func(scan func(...any) error) error {
			var state knowledge.PageState
			var n int
			err := scan(&state, &n)
			all[state] = n
			return err
		})
	return all, fault.At("knowledge.Counts", err)
}

// Uses implements [knowledge.Store].
func (l library) Uses(ctx context.Context, t tx.Tx, i knowledge.SourceID, generation int64) (map[knowledge.Use]int, error) {
	all := map[knowledge.Use]int{}
	err := in(t).each(ctx, `SELECT p.used, COUNT(*) FROM knowledge_passage p JOIN knowledge_page g ON g.id = p.page_id
		WHERE g.source_id = ? AND g.generation = ? GROUP BY p.used`, []any{i, generation}, func(scan func(...any) error) error {
		var use knowledge.Use
		var n int
		err := scan(&use, &n)
		all[use] = n
		return err
	})
	return all, fault.At("knowledge.Uses", err)
}

// PutPassages implements [knowledge.Store].
func (l library) PutPassages(ctx context.Context, t tx.Tx, i knowledge.PageID, all []knowledge.Passage) error {
	_, err := in(t).keep(ctx, `DELETE FROM knowledge_passage WHERE page_id = ?`, i)
	for _, p := range all {
		if err != nil {
			break
		}
		_, err = in(t).keep(ctx, `INSERT INTO knowledge_passage (page_id, number, headings_sealed, text_sealed, used, why) VALUES (`+marks(6)+`)`,
			i, p.Number, l.keys.Seal(passagePlace("headings", i, p.Number), strings.Join(p.Headings, "\n")), l.keys.Seal(passagePlace("text", i, p.Number), p.Text.Reveal()), p.Use, p.Why)
	}
	return fault.At("knowledge.PutPassages", err)
}

// Passages implements [knowledge.Store].
func (l library) Passages(ctx context.Context, t tx.Tx, i knowledge.SourceID, generation int64, use knowledge.Use) (all []knowledge.Passage, err error) {
	err = in(t).each(ctx, `SELECT p.page_id, p.number, p.headings_sealed, p.text_sealed, p.used, p.why FROM knowledge_passage p JOIN knowledge_page g ON g.id = p.page_id
		WHERE g.source_id = ? AND g.generation = ? AND (? = '' OR p.used = ?) ORDER BY g.depth, g.id, p.number`, []any{i, generation, use, use},
		func(scan func(...any) error) error {
			var p knowledge.Passage
			var headings, text []byte
			if err := scan(&p.Page, &p.Number, &headings, &text, &p.Use, &p.Why); err != nil {
				return err
			}
			path, err := l.keys.Open(passagePlace("headings", p.Page, p.Number), headings)
			if err != nil {
				return err
			}
			p.Headings = lines(path)
			words, err := l.keys.Open(passagePlace("text", p.Page, p.Number), text)
			p.Text = phi.NewText(words)
			all = append(all, p)
			return err
		})
	return all, fault.At("knowledge.Passages", err)
}

// DropOthers implements [knowledge.Store].
func (l library) DropOthers(ctx context.Context, t tx.Tx, i knowledge.SourceID, keep ...int64) error {
	where, args := `source_id = ?`, []any{i}
	if len(keep) > 0 {
		where += ` AND generation NOT IN (` + marks(len(keep)) + `)`
		args = append(args, anys(keep)...)
	}
	_, err := in(t).exec(ctx, `DELETE FROM knowledge_passage WHERE page_id IN (SELECT id FROM knowledge_page WHERE `+where+`)`, args...)
	if err == nil {
		_, err = in(t).exec(ctx, `DELETE FROM knowledge_page WHERE `+where, args...)
	}
	return fault.At("knowledge.DropOthers", err)
}

// Revision implements [knowledge.Store].
func (l library) Revision(ctx context.Context, t tx.Tx) (n int64, err error) {
	err = in(t).one(ctx, `SELECT revision FROM knowledge_revision WHERE id = 1`, nil, &n)
	if fault.Is(err, fault.NotFound) {
		return 0, nil
	}
	return n, fault.At("knowledge.Revision", err)
}

// Raise implements [knowledge.Store]. The revision is taken from the clock, so that one that was undone with its
// transaction does not come back with other contents.
func (l library) Raise(ctx context.Context, t tx.Tx) error {
	_, err := in(t).exec(ctx, `INSERT INTO knowledge_revision (id, revision) VALUES (1, ?)
		ON CONFLICT (id) DO UPDATE SET revision = CASE WHEN excluded.revision > knowledge_revision.revision THEN excluded.revision ELSE knowledge_revision.revision + 1 END`, micros(t.Now()))
	return fault.At("knowledge.Raise", err)
}

func questionPlace(i knowledge.QuestionID) string { return "question|text_sealed|" + string(i) }

// AddQuestion implements [knowledge.Store].
func (l library) AddQuestion(ctx context.Context, t tx.Tx, q knowledge.Question) error {
	_, err := in(t).exec(ctx, `INSERT INTO question (id, asked_at, person_token, language, channel, text_sealed, settled_at, answer_id) VALUES (`+marks(8)+`)`,
		q.ID, micros(q.At), q.Person, q.Language, q.Channel, l.keys.Seal(questionPlace(q.ID), q.Text.Reveal()), 0, "")
	return fault.At("knowledge.AddQuestion", err)
}
