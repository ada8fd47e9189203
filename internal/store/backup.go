package store

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"crypto/subtle"
	"database/sql/driver"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"filippo.io/age"
	"github.com/pressly/goose/v3"

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

// OpenAsIs opens a database without bringing its schema up to date and without asking whose key file it was written
// with, for Dump, Backup and Load only. Errors are those of [Open].
func OpenAsIs(c Config) (*Store, error) { return connect(c) }

// BackupFile writes a backup to path, which has the whole of it or what it had before, whatever happens meanwhile.
// A path that is no ordinary file is Invalid, a disk that cannot be written Unavailable.
func (s *Store) BackupFile(ctx context.Context, path string, to ...age.Recipient) (err error) {
	const op = "store.BackupFile"
	if info, err := os.Stat(path); err == nil && !info.Mode().IsRegular() {
		return fault.New(fault.Invalid, op, path+" is not a file.")
	}
	defer func() {
		var p *fs.PathError
		if errors.As(err, &p) {
			err = fault.Wrap(fault.Unavailable, op, "Cannot write the backup to "+path+": "+p.Err.Error()+".", err)
		}
	}()
	f, err := os.CreateTemp(filepath.Dir(path), ".bedside-backup-*") // readable by its owner only
	if err != nil {
		return err
	}
	err = s.Backup(ctx, f, to...)
	if err = errors.Join(err, f.Sync(), f.Close()); err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		return errors.Join(err, os.Remove(f.Name()))
	}
	return syncDir(filepath.Dir(path))
}

// Backup writes a backup that every one of the recipients can open. Recipients that age does not mix, as a passphrase
// with anything else, are Invalid.
func (s *Store) Backup(ctx context.Context, w io.Writer, to ...age.Recipient) error {
	out := bufio.NewWriterSize(w, 1<<16) // takes the header, so that an error of Encrypt is never one of w
	sealed, err := age.Encrypt(out, to...)
	if err != nil {
		return fault.Wrap(fault.Invalid, "store.Backup", "The backup cannot be encrypted to these recipients together.", err)
	}
	packed := gzip.NewWriter(sealed)
	if err := s.Dump(ctx, packed); err != nil {
		return err
	}
	for _, finish := range []func() error{packed.Close, sealed.Close, out.Flush} {
		if err := finish(); err != nil {
			return classify("store.Backup", err)
		}
	}
	return nil
}

// Restore fills the database c.URL with a backup: an SQLite file that must not be there, and is there only once it is
// whole, or an empty PostgreSQL database. The key file c.Keys must belong to it, but may be nil. Errors are those of
// [Store.Load]; who holds the wrong identity or passphrase gets Invalid.
func Restore(ctx context.Context, c Config, r io.Reader, with ...age.Identity) (err error) {
	const op = "store.Restore"
	plain, err := age.Decrypt(r, with...)
	var locked *age.NoIdentityMatchError
	if errors.As(err, &locked) {
		return fault.Wrap(fault.Invalid, op, "The backup does not open: it was made for another identity or passphrase.", err)
	}
	if err != nil {
		return fault.Wrap(fault.Invalid, op, noBackup, err)
	}
	dump, err := gzip.NewReader(plain)
	if err != nil {
		return fault.Wrap(fault.Invalid, op, damaged, err)
	}
	if strings.HasPrefix(c.URL, "postgres://") || strings.HasPrefix(c.URL, "postgresql://") {
		return load(ctx, c, dump)
	}
	path := c.URL
	if _, err := os.Stat(path); err == nil {
		return fault.New(fault.Conflict, op, "There is a database already: "+path+". Restore into a folder without one.")
	}
	dir, err := os.MkdirTemp(filepath.Dir(path), ".bedside-restore-*")
	if err != nil {
		return fault.Wrap(fault.Unavailable, op, "Cannot write to the folder "+filepath.Dir(path)+". Check that it exists and belongs to the user who runs Bedside.", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	c.URL = filepath.Join(dir, "bedside.db")
	if err := load(ctx, c, dump); err != nil {
		return err
	}
	if _, err := os.Stat(c.URL + "-wal"); err == nil { // SQLite says nothing when it cannot empty it into the file
		return fault.New(fault.Unavailable, op, diskFull)
	}
	if err := os.Rename(c.URL, path); err != nil {
		return fault.Wrap(fault.Unavailable, op, diskFull, err)
	}
	return classify(op, syncDir(filepath.Dir(path)))
}

func load(ctx context.Context, c Config, dump io.Reader) error {
	s, err := OpenAsIs(c)
	if err != nil {
		return err
	}
	return errors.Join(s.Load(ctx, dump), s.Close())
}

// syncDir makes a renaming in dir last.
func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

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
	columns, references := pgColumns, pgReferences
	if _, ok := s.engine.(*sqliteEngine); ok {
		columns, references = sqliteColumns, sqliteReferences
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
