package store

import (
	"context"
	"database/sql/driver"
	"encoding/json"
	"io"
	"maps"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"bedside/internal/actor"
	"bedside/internal/fault"
	"bedside/internal/tx"
)

// A backup is a dump, compressed by gzip and encrypted by age. A dump is JSON lines that say the same whichever engine
// they come from: a dumpHeader, then for every table, those it refers to before it, a dumpTable and its rows as
// arrays, then a dumpEnd. Bytes are base64. Sealed columns stay sealed: neither holds the key file.

type dumpHeader struct {
	Format  string    `json:"format"`
	Version int       `json:"version"`
	Schema  int64     `json:"schema"` // the migration that made the tables
	At      time.Time `json:"at"`
}

type dumpTable struct {
	Name    string       `json:"table"`
	Columns []dumpColumn `json:"columns"` // in the order of the alphabet
}

type dumpColumn struct {
	Name string `json:"name"`
	Type string `json:"type"`
}

type dumpEnd struct {
	Rows  map[string]int64 `json:"rows"` // of every table
	Chain dumpChain        `json:"chain"`
}

// dumpChain is the end of the sealed event log.
type dumpChain struct {
	Sealed int64  `json:"sealed"` // events
	Seq    int64  `json:"seq"`
	MAC    []byte `json:"mac"`
}

const (
	dumpFormat  = "bedside dump"
	dumpVersion = 1
	dumpArgs    = 900 // parameters of one INSERT at most

	gooseTable = "goose_db_version"
	noBackup   = "This is not a backup that Bedside wrote, or it was changed afterwards."
	damaged    = "The backup was cut short or changed: it cannot be read to its end. Nothing was restored. Try another copy."
	newer      = "This backup was made by a newer Bedside. Restore it with that version."
	notEmpty   = "There is something in this database already. Restore into an empty one."
)

// Dump writes one consistent reading of every table to w while others go on working. It needs no key file and records
// no event: sealed columns go out sealed, so nothing is disclosed, and whoever can dump can read the file anyway. A
// database that Bedside did not make is NotFound.
func (s *Store) Dump(ctx context.Context, w io.Writer) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	err := s.View(ctx, actor.System(), func(x tx.Tx) error {
		t := in(x)
		schema, tables, err := s.schema(ctx, t)
		if err != nil {
			return err
		}
		if schema == 0 {
			return fault.New(fault.NotFound, "store.Dump", "There is no practice in this database.")
		}
		end := dumpEnd{Rows: map[string]int64{}}
		if end.Chain, err = chainEnd(ctx, t); err != nil {
			return err
		}
		if err := enc.Encode(dumpHeader{dumpFormat, dumpVersion, schema, t.Now().UTC()}); err != nil {
			return err
		}
		for _, table := range tables {
			if end.Rows[table.Name], err = table.dump(ctx, t, enc); err != nil {
				return err
			}
		}
		return enc.Encode(end)
	})
	return classify("store.Dump", err)
}

// dump writes the table and its rows and returns how many.
func (d dumpTable) dump(ctx context.Context, t *Tx, enc *json.Encoder) (n int64, err error) {
	if err := enc.Encode(d); err != nil {
		return 0, err
	}
	err = t.each(ctx, "SELECT "+d.list()+" FROM "+quoted(d.Name), nil, func(scan func(...any) error) error {
		n++
		cells := d.cells()
		if err := scan(cells...); err != nil { // the cause may hold the value
			return fault.New(fault.Internal, "store.Dump", "a value in table "+d.Name+" is not of its column's type")
		}
		return enc.Encode(cells)
	})
	return n, err
}

// chainEnd returns the end of the sealed event log.
func chainEnd(ctx context.Context, t *Tx) (c dumpChain, err error) {
	if err = t.one(ctx, "SELECT COUNT(seq), COALESCE(MAX(seq), 0) FROM event", nil, &c.Sealed, &c.Seq); err == nil && c.Sealed > 0 {
		err = t.one(ctx, "SELECT mac FROM event WHERE seq = ?", []any{c.Seq}, &c.MAC)
	}
	return c, err
}

// schema returns the last migration that made the tables, 0 for none, and the tables themselves without that
// migration's record, each behind those that it refers to. They come from the database, so none can be forgotten.
func (s *Store) schema(ctx context.Context, t *Tx) (last int64, tables []dumpTable, err error) {
	columns, references := sqliteColumns, sqliteReferences
	if _, ok := s.engine.(*postgresEngine); ok {
		columns, references = pgColumns, pgReferences
	}
	waiting := map[string]dumpTable{}
	err = t.each(ctx, columns, nil, func(scan func(...any) error) error {
		var table string
		var c dumpColumn
		err := scan(&table, &c.Name, &c.Type)
		d := waiting[table]
		waiting[table] = dumpTable{table, append(d.Columns, c)}
		return err
	})
	if err != nil {
		return 0, nil, err
	}
	if _, ok := waiting[gooseTable]; ok {
		delete(waiting, gooseTable)
		if err := t.one(ctx, "SELECT COALESCE(MAX(version_id), 0) FROM "+gooseTable, nil, &last); err != nil {
			return 0, nil, err
		}
	}
	parents := map[string][]string{}
	err = t.each(ctx, references, nil, func(scan func(...any) error) error {
		var child, parent string
		err := scan(&child, &parent)
		parents[child] = append(parents[child], parent)
		return err
	})
	if err != nil {
		return 0, nil, err
	}
	tables, err = inOrder(waiting, parents)
	return last, tables, err
}

const (
	sqliteColumns = `SELECT m.name, c.name, LOWER(c.type) FROM sqlite_schema m, pragma_table_info(m.name) c
		WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite~_%' ESCAPE '~'`
	sqliteReferences = `SELECT m.name, f."table" FROM sqlite_schema m, pragma_foreign_key_list(m.name) f WHERE m.type = 'table'`
	pgColumns        = `SELECT c.relname, a.attname, format_type(a.atttypid, NULL) FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
		WHERE c.relkind IN ('r', 'p') AND c.relnamespace = current_schema()::regnamespace AND a.attnum > 0 AND NOT a.attisdropped`
	pgReferences = `SELECT c.relname, p.relname FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid JOIN pg_class p ON p.oid = k.confrelid
		WHERE k.contype = 'f' AND k.connamespace = current_schema()::regnamespace`
)

// inOrder puts every table behind its parents, and columns and tables otherwise in the order of the alphabet, which is
// the same on both engines. What a dump cannot say, a column of another type or tables that refer to each other in a
// circle, is Internal.
func inOrder(waiting map[string]dumpTable, parents map[string][]string) (tables []dumpTable, err error) {
	for len(waiting) > 0 {
		before := len(waiting)
		for _, name := range slices.Sorted(maps.Keys(waiting)) {
			if slices.ContainsFunc(parents[name], func(p string) bool { _, ok := waiting[p]; return ok }) {
				continue
			}
			d := waiting[name]
			slices.SortFunc(d.Columns, func(a, b dumpColumn) int { return strings.Compare(a.Name, b.Name) })
			if slices.Contains(d.cells(), nil) {
				return nil, fault.New(fault.Internal, "store.schema", "table "+name+" has a column of a type that is not in the portable subset")
			}
			tables = append(tables, d)
			delete(waiting, name)
		}
		if len(waiting) == before {
			return nil, fault.New(fault.Internal, "store.schema", "the tables refer to each other in a circle")
		}
	}
	return tables, nil
}

// cells returns, for every column, a pointer that is scanned into, and that JSON is written from and read into; nil
// for a column of a type that is not in the portable subset.
func (d dumpTable) cells() []any {
	cells := make([]any, len(d.Columns))
	for i, c := range d.Columns {
		switch c.Type {
		case "text":
			cells[i] = new(*dumpText)
		case "bytea":
			cells[i] = new(*dumpBytes)
		case "bigint":
			cells[i] = new(*int64)
		case "boolean":
			cells[i] = new(*bool)
		case "double precision":
			cells[i] = new(*float64)
		}
	}
	return cells
}

// list returns the columns for a statement.
func (d dumpTable) list() string {
	var names []string
	for _, c := range d.Columns {
		names = append(names, quoted(c.Name))
	}
	return strings.Join(names, ", ")
}

func quoted(name string) string { return `"` + strings.ReplaceAll(name, `"`, `""`) + `"` }

// dumpText is a text. JSON is UTF-8 only, SQLite's texts need not be: such a one goes as {"bytes": base64}, so that it
// comes back the same and keeps nobody from making a backup.
type dumpText string

type rawText struct {
	Bytes []byte `json:"bytes"`
}

// MarshalJSON implements [json.Marshaler].
func (t dumpText) MarshalJSON() ([]byte, error) {
	if utf8.ValidString(string(t)) {
		return json.Marshal(string(t))
	}
	return json.Marshal(rawText{[]byte(t)})
}

// UnmarshalJSON implements [json.Unmarshaler].
func (t *dumpText) UnmarshalJSON(b []byte) error {
	if b[0] == '{' {
		var raw rawText
		err := json.Unmarshal(b, &raw)
		*t = dumpText(raw.Bytes)
		return err
	}
	return json.Unmarshal(b, (*string)(t))
}

// Value implements [driver.Valuer].
func (t dumpText) Value() (driver.Value, error) { return string(t), nil }

// dumpBytes are bytes; none at all are not NULL, whatever the driver says.
type dumpBytes []byte

// MarshalJSON implements [json.Marshaler].
func (b dumpBytes) MarshalJSON() ([]byte, error) { return json.Marshal(append([]byte{}, b...)) }

// Value implements [driver.Valuer].
func (b dumpBytes) Value() (driver.Value, error) { return append([]byte{}, b...), nil }
