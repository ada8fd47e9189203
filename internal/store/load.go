package store

import (
	"bytes"
	"context"
	"crypto/subtle"
	"encoding/json"
	"io"
	"io/fs"
	"maps"
	"reflect"
	"slices"
	"strings"

	"github.com/pressly/goose/v3"

	"bedside/internal/actor"
	"bedside/internal/fault"
	"bedside/internal/tx"
)

// Load fills an empty database with a dump, all of it or nothing. A database without tables gets those of the dump's
// schema; the next [Open] brings them up to date. Like seals and leases, loading records no event: the events come
// with the dump, as they were, and one more would stand in a log that another key may have sealed.
//
// A database that is not empty, or that another program writes to, and a dump from a newer Bedside are Conflict; what
// is no dump, was cut short or changed, or belongs to another key file is Invalid.
func (s *Store) Load(ctx context.Context, r io.Reader) error {
	const op = "store.Load"
	l := loader{in: json.NewDecoder(r), rows: map[string]int64{}}
	var h dumpHeader
	if err := l.in.Decode(&h); err != nil || h.Format != dumpFormat {
		return fault.New(fault.Invalid, op, noBackup)
	}
	if h.Version > dumpVersion {
		return fault.New(fault.Conflict, op, newer)
	}
	if err := s.makeTables(ctx, h.Schema); err != nil {
		return err
	}
	begun := false
	return s.own(ctx, func(t *Tx) error {
		if begun { // what was read is gone
			return fault.New(fault.Conflict, op, "Another program is writing to this database. Stop it and restore into an empty one.")
		}
		begun = true
		l.t = t
		if err := l.clear(ctx, s); err != nil {
			return err
		}
		if err := l.load(ctx); err != nil {
			return err
		}
		if s.keys == nil {
			return nil
		}
		var theirs []byte
		err := t.one(ctx, "SELECT key_check FROM installation WHERE id = 1", nil, &theirs)
		if err == nil && subtle.ConstantTimeCompare(s.keys.Token("installation", "key check"), theirs) != 1 {
			return fault.New(fault.Invalid, op, "The key file does not belong to this backup. Use the key file that was in use when it was made; the recovery sheet says which.")
		}
		return err
	})
}

// makeTables brings a database that has no tables to the schema, so that one from an older Bedside fits.
func (s *Store) makeTables(ctx context.Context, schema int64) error {
	const op = "store.Load"
	dir, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return fault.Wrap(fault.Internal, op, "", err)
	}
	db, dialect := s.engine.migrator()
	p, err := goose.NewProvider(goose.Dialect(dialect), db, dir)
	if err != nil {
		return classify(op, err)
	}
	if sources := p.ListSources(); schema > sources[len(sources)-1].Version {
		return fault.New(fault.Conflict, op, newer)
	}
	var have int64
	var tables []dumpTable
	err = s.View(ctx, actor.System(), func(x tx.Tx) error {
		have, tables, err = s.schema(ctx, in(x))
		return err
	})
	switch {
	case err != nil:
		return err
	case have == 0 && len(tables) == 0:
		_, err = p.UpTo(ctx, schema)
		return classify(op, err)
	case have != schema:
		return fault.New(fault.Conflict, op, notEmpty)
	}
	return nil
}

// loader reads a dump into the tables of t.
type loader struct {
	t      *Tx
	in     *json.Decoder
	tables []dumpTable      // that the database has
	rows   map[string]int64 // read so far, of every table that was begun
	table  dumpTable        // that is read
	args   []any            // of rows that are not inserted yet
}

// clear sees that there are tables and nothing in them but what [Open] leaves in an empty database.
func (l *loader) clear(ctx context.Context, s *Store) (err error) {
	if _, l.tables, err = s.schema(ctx, l.t); err != nil {
		return err
	}
	if _, err := l.t.keep(ctx, "DELETE FROM installation"); err != nil {
		return err
	}
	for _, table := range l.tables {
		var one int64
		if err := l.t.one(ctx, "SELECT 1 FROM "+quoted(table.Name)+" LIMIT 1", nil, &one); err == nil {
			return fault.New(fault.Conflict, "store.Load", notEmpty)
		} else if !fault.Is(err, fault.NotFound) {
			return err
		}
	}
	return nil
}

func (l *loader) load(ctx context.Context) error {
	for {
		var line json.RawMessage
		if err := l.in.Decode(&line); err != nil {
			return fault.Wrap(fault.Invalid, "store.Load", damaged, err)
		}
		if line[0] == '[' {
			if err := l.row(ctx, line); err != nil {
				return err
			}
			continue
		}
		if err := l.flush(ctx); err != nil {
			return err
		}
		var end dumpEnd
		var table dumpTable
		if json.Unmarshal(line, &end) != nil || json.Unmarshal(line, &table) != nil {
			return fault.New(fault.Invalid, "store.Load", damaged)
		}
		if end.Rows != nil {
			return l.end(ctx, end)
		}
		if err := l.begin(table); err != nil {
			return err
		}
	}
}

// begin starts a table, which must be one of the database's.
func (l *loader) begin(table dumpTable) error {
	_, again := l.rows[table.Name]
	if again || !slices.ContainsFunc(l.tables, func(x dumpTable) bool {
		return x.Name == table.Name && slices.Equal(x.Columns, table.Columns)
	}) {
		return fault.New(fault.Invalid, "store.Load", noBackup)
	}
	l.table, l.rows[table.Name] = table, 0
	return nil
}

func (l *loader) row(ctx context.Context, line json.RawMessage) error {
	cells := l.table.cells()
	if err := json.Unmarshal(line, &cells); err != nil || len(cells) != len(l.table.Columns) || len(cells) == 0 { // the cause may hold the value
		return fault.New(fault.Invalid, "store.Load", damaged)
	}
	if len(l.args)+len(cells) > dumpArgs {
		if err := l.flush(ctx); err != nil {
			return err
		}
	}
	for _, cell := range cells {
		l.args = append(l.args, reflect.ValueOf(cell).Elem().Interface())
	}
	l.rows[l.table.Name]++
	return nil
}

// flush inserts the rows that wait.
func (l *loader) flush(ctx context.Context) error {
	if len(l.args) == 0 {
		return nil
	}
	if err := ctx.Err(); err != nil { // SQLite's writer does not look
		return err
	}
	n := len(l.table.Columns)
	row := "(" + marks(n) + ")"
	_, err := l.t.keep(ctx, "INSERT INTO "+quoted(l.table.Name)+" ("+l.table.list()+") VALUES "+row+strings.Repeat(", "+row, len(l.args)/n-1), l.args...)
	l.args = l.args[:0]
	if err != nil && !conflicted(err) && !fault.Is(err, fault.Unavailable) {
		return fault.Wrap(fault.Invalid, "store.Load", "The rows of table "+l.table.Name+" do not fit into this database.", err)
	}
	return err
}

// end compares what was read with what was written.
func (l *loader) end(ctx context.Context, end dumpEnd) error {
	chain, err := chainEnd(ctx, l.t)
	if err != nil {
		return err
	}
	same := chain.Sealed == end.Chain.Sealed && chain.Seq == end.Chain.Seq && bytes.Equal(chain.MAC, end.Chain.MAC)
	if _, err := l.in.Token(); err != io.EOF || !same || !maps.Equal(l.rows, end.Rows) || len(l.rows) != len(l.tables) {
		return fault.New(fault.Invalid, "store.Load", damaged)
	}
	return nil
}
