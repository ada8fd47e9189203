package store_test

import (
	"context"
	"log/slog"
	"reflect"
	"strings"
	"testing"
	"time"

	"bedside/internal/actor"
	"bedside/internal/audit"
	"bedside/internal/fault"
	"bedside/internal/id"
	"bedside/internal/knowledge"
	"bedside/internal/phi"
	"bedside/internal/testkit"
	"bedside/internal/tx"
	"bedside/internal/words"
)

// studied fills a library: a source with a page, its passages, and a question.
func studied(ctx context.Context, s knowledge.Store, ids *id.Source, t tx.Tx) (knowledge.Source, knowledge.Page, error) {
	src := knowledge.Source{ID: id.New[knowledge.Source](ids), Kind: knowledge.Site, Name: phi.NewText("läkeside.example"), Address: "https://lakeside.example/", State: knowledge.Ready, AddedBy: "somebody",
		Added: t.Now(), Indexed: t.Now(), Live: 1, Version: 1}
	g := knowledge.Page{ID: id.New[knowledge.Page](ids), Source: src.ID, Generation: 1, Address: "https://lakeside.example/", State: knowledge.Taken, Title: phi.NewText("Wélcome 🦃"), Language: words.English, Read: t.Now()}
	if err := s.AddSource(ctx, t, src); err != nil {
		return src, g, err
	}
	if _, err := s.AddPage(ctx, t, g); err != nil {
		return src, g, err
	}
	err := s.PutPassages(ctx, t, g.ID, []knowledge.Passage{
		{Number: 0, Headings: []string{"Wélcome", "Parking"}, Text: phi.NewText("Parking is free. <&>"), Use: knowledge.Answers},
		{Number: 1, Text: phi.NewText("Agnes Tollefson turned 93."), Use: knowledge.Blocked, Why: "This looks like a name."},
	})
	if err != nil {
		return src, g, err
	}
	if err := s.Raise(ctx, t); err != nil {
		return src, g, err
	}
	return src, g, s.AddQuestion(ctx, t, knowledge.Question{ID: id.New[knowledge.Question](ids), At: t.Now(), Person: []byte{0, 1, 0xff}, Language: words.Spanish, Channel: "voice", Text: phi.NewText("¿Qué?")})
}

func TestKnowledgeIsKept(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, dsn string) {
		r := openRecords(t, dsn, slog.New(slog.DiscardHandler))
		s, ids := r.Knowledge(), id.NewSource(r.clock.Now, strings.NewReader(strings.Repeat("0123456789abcdef", 1000)))
		events := &audit.Log{Store: r.Audit(), Keys: r.keys, IDs: ids}
		do := func(f func(ctx context.Context, t tx.Tx) error) error {
			r.clock.Advance(time.Second)
			return r.do(actor.System(), func(ctx context.Context, t tx.Tx) error {
				if err := f(ctx, t); err != nil {
					return err
				}
				return events.Record(ctx, t, "tested", audit.Ref{Kind: "test"}, "", nil)
			})
		}
		var src knowledge.Source
		var g knowledge.Page
		must(t, do(func(ctx context.Context, t tx.Tx) (err error) { src, g, err = studied(ctx, s, ids, t); return err }))
		must(t, do(func(ctx context.Context, tr tx.Tx) error {
			got, err := s.Source(ctx, tr, src.ID)
			if err != nil {
				return err
			}
			if got.Name.Reveal() != src.Name.Reveal() || got.Address != src.Address || !got.Indexed.Equal(src.Indexed) || got.Live != 1 || got.AddedBy != "somebody" {
				t.Errorf("kept %+v", got)
			}
			page, err := s.PageAt(ctx, tr, src.ID, 1, g.Address)
			if err != nil || page.Title.Reveal() != g.Title.Reveal() || page.Language != words.English || page.ID != g.ID {
				t.Errorf("kept %+v, %v", page, err)
			}
			all, err := s.Passages(ctx, tr, src.ID, 1, "")
			if err != nil || len(all) != 2 || all[0].Text.Reveal() != "Parking is free. <&>" || !reflect.DeepEqual(all[0].Headings, []string{"Wélcome", "Parking"}) || all[1].Why == "" || len(all[1].Headings) != 0 {
				t.Errorf("kept %+v, %v", all, err)
			}
			if some, err := s.Passages(ctx, tr, src.ID, 1, knowledge.Answers); err != nil || len(some) != 1 {
				t.Errorf("of one use: %d, %v", len(some), err)
			}
			uses, err := s.Uses(ctx, tr, src.ID, 1)
			if err != nil || uses[knowledge.Answers] != 1 || uses[knowledge.Blocked] != 1 {
				t.Errorf("uses: %v, %v", uses, err)
			}
			// The same address is one page of a generation, and another page of the next.
			if added, err := s.AddPage(ctx, tr, knowledge.Page{ID: "p2", Source: src.ID, Generation: 1, Address: g.Address, State: knowledge.Unread}); added || err != nil {
				t.Errorf("the same address twice: %t, %v", added, err)
			}
			for _, p := range []knowledge.Page{{ID: "p3", Source: src.ID, Generation: 2, Address: g.Address, Depth: 1, State: knowledge.Unread}, {ID: "p4", Source: src.ID, Generation: 2, Address: "b", State: knowledge.Unread}} {
				if added, err := s.AddPage(ctx, tr, p); !added || err != nil {
					t.Errorf("the next generation: %t, %v", added, err)
				}
			}
			next, err := s.Pages(ctx, tr, src.ID, 2, knowledge.Unread, 1)
			if err != nil || len(next) != 1 || next[0].ID != "p4" {
				t.Errorf("the next to read: %+v, %v", next, err)
			}
			if n, err := s.Counts(ctx, tr, src.ID, 2); err != nil || n[knowledge.Unread] != 2 {
				t.Errorf("counts: %v, %v", n, err)
			}
			return nil
		}))
		before := int64(0)
		must(t, do(func(ctx context.Context, tr tx.Tx) (err error) {
			if before, err = s.Revision(ctx, tr); err != nil {
				return err
			}
			if err := s.DropOthers(ctx, tr, src.ID, 2); err != nil {
				return err
			}
			if left, err := s.Passages(ctx, tr, src.ID, 1, ""); err != nil || len(left) != 0 {
				t.Errorf("a generation that was dropped has %d passages, %v", len(left), err)
			}
			return s.Raise(ctx, tr)
		}))
		must(t, do(func(ctx context.Context, tr tx.Tx) error {
			if now, err := s.Revision(ctx, tr); err != nil || now <= before {
				t.Errorf("revision %d after %d, %v", now, before, err)
			}
			src.Version, src.State = 2, knowledge.Failed
			if err := s.SaveSource(ctx, tr, src); err != nil {
				return err
			}
			wantKind(t, "an older version", s.SaveSource(ctx, tr, src), fault.Conflict)
			return nil
		}))
		must(t, do(func(ctx context.Context, tr tx.Tx) error {
			open, err := s.Open(ctx, tr, time.Time{}.Add(1), 10)
			if err != nil || len(open) != 1 || open[0].Text.Reveal() != "¿Qué?" || string(open[0].Person) != "\x00\x01\xff" || open[0].Channel != "voice" {
				t.Errorf("open: %+v, %v", open, err)
				return err
			}
			if late, err := s.Open(ctx, tr, tr.Now(), 10); err != nil || len(late) != 0 {
				t.Errorf("asked before: %d, %v", len(late), err)
			}
			if err := s.Settle(ctx, tr, []knowledge.QuestionID{open[0].ID}, "an answer"); err != nil {
				return err
			}
			wantKind(t, "settled twice", s.Settle(ctx, tr, []knowledge.QuestionID{open[0].ID}, ""), fault.Conflict)
			if open, err = s.Open(ctx, tr, time.Time{}.Add(1), 10); err != nil || len(open) != 0 {
				t.Errorf("after it was settled: %d, %v", len(open), err)
			}
			n, err := s.Forget(ctx, tr, tr.Now())
			if n != 1 {
				t.Errorf("forgot %d", n)
			}
			return err
		}))
		must(t, do(func(ctx context.Context, tr tx.Tx) error {
			if err := s.RemoveSource(ctx, tr, src.ID); err != nil {
				return err
			}
			_, err := s.Source(ctx, tr, src.ID)
			wantKind(t, "a source that was removed", err, fault.NotFound)
			return nil
		}))
	})
}
