package store

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"sync"
	"time"

	"bedside/internal/actor"
	"bedside/internal/tx"
)

// Memory is a store that lives in the program's memory and can be put back to how it was. Nothing of it reaches a disk.
// Transactions run one after another; one goroutine at a time owns it.
type Memory struct {
	*Store
	engine *memoryEngine
	tables []dumpTable
}

// OpenMemory makes an empty database in memory, with today's schema. The URL is not looked at.
func OpenMemory(ctx context.Context, c Config) (*Memory, error) {
	db, err := sql.Open("sqlite", "file::memory:?_pragma=foreign_keys(1)&_pragma=temp_store(2)")
	if err != nil {
		return nil, classify("store.OpenMemory", err)
	}
	db.SetMaxOpenConns(1) // another connection would see another database
	e := &memoryEngine{db: db}
	m := &Memory{Store: &Store{engine: e, keys: c.Keys, now: c.Now, log: c.Log}, engine: e}
	if err = m.migrate(ctx); err == nil {
		err = m.checkKeys(ctx)
	}
	if err == nil {
		err = m.View(ctx, actor.System(), func(t tx.Tx) error {
			_, m.tables, err = m.schema(ctx, in(t))
			return err
		})
	}
	if err != nil {
		return nil, errors.Join(classify("store.OpenMemory", err), m.Close())
	}
	return m, nil
}

// Keep makes what is there now what [Memory.Reset] comes back to.
func (m *Memory) Keep() error { return classify("store.Keep", m.engine.keep()) }

// Reset undoes all that was written since [Memory.Keep].
func (m *Memory) Reset() error { return classify("store.Reset", m.engine.reset()) }

// Digests returns for every table a digest of all its rows, the same for the same rows.
func (m *Memory) Digests(ctx context.Context) (map[string]string, error) {
	all := map[string]string{}
	var text []byte
	err := m.View(ctx, actor.System(), func(t tx.Tx) error {
		for _, table := range m.tables {
			var sum [sha256.Size]byte
			n := 0
			row := make([]any, len(table.Columns))
			cells := make([]any, len(table.Columns))
			for i := range row {
				row[i] = &cells[i]
			}
			err := in(t).each(ctx, "SELECT "+table.list()+" FROM "+quoted(table.Name), nil, func(scan func(...any) error) error {
				if err := scan(row...); err != nil {
					return err
				}
				n++
				text = text[:0]
				for _, c := range cells {
					text = appendCell(text, c)
				}
				for i, b := range sha256.Sum256(text) { // a sum of them does not ask in which order they come
					sum[i] += b
				}
				return nil
			})
			if err != nil {
				return err
			}
			all[table.Name] = fmt.Sprint(n) + " " + hex.EncodeToString(sum[:8])
		}
		return nil
	})
	return all, err
}

// appendCell appends a value so that no two rows read the same.
func appendCell(text []byte, cell any) []byte {
	switch v := cell.(type) {
	case []byte:
		text = append(fmt.Appendf(text, "b%d ", len(v)), v...)
	case string:
		text = append(fmt.Appendf(text, "s%d ", len(v)), v...)
	default:
		text = fmt.Appendf(text, "%T %v ", v, v)
	}
	return text
}

// memoryEngine has one connection for everything. Between keep and reset a transaction is open, and every Do is a
// savepoint in it.
type memoryEngine struct {
	db   *sql.DB
	mu   sync.Mutex
	conn *writerConn
	open bool
}

// connection is taken when it is first needed: migrations need it before.
func (e *memoryEngine) connection() (*writerConn, error) {
	if e.conn == nil {
		c, err := e.db.Conn(context.Background())
		if err != nil {
			return nil, err
		}
		e.conn = &writerConn{conn: c, stmts: map[string]*sql.Stmt{}}
	}
	return e.conn, nil
}

func (e *memoryEngine) do(ctx context.Context, f func(runner) error) error {
	e.mu.Lock()
	defer e.mu.Unlock()
	c, err := e.connection()
	if err != nil {
		return err
	}
	u := &unit{ctx: ctx, f: f}
	return u.outcome(c.savepoint(u))
}

func (e *memoryEngine) light(ctx context.Context, f func(runner) error) error { return e.do(ctx, f) }

func (e *memoryEngine) view(_ context.Context, f func(runner) error) error {
	e.mu.Lock()
	defer e.mu.Unlock()
	c, err := e.connection()
	if err != nil {
		return err
	}
	return f(c)
}

func (e *memoryEngine) keep() error {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.again("COMMIT")
}

func (e *memoryEngine) reset() error {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.again("ROLLBACK")
}

// again ends the transaction that is open, if one is, and begins another.
func (e *memoryEngine) again(end string) error {
	c, err := e.connection()
	if err != nil {
		return err
	}
	if e.open {
		if _, err := c.exec(context.Background(), end); err != nil {
			return err
		}
		e.open = false
	}
	_, err = c.exec(context.Background(), "BEGIN")
	e.open = err == nil
	return err
}

func (e *memoryEngine) claimNow(_ context.Context, app time.Time) (time.Time, error) { return app, nil }
func (e *memoryEngine) skipLocked() string                                           { return "" }
func (e *memoryEngine) byIndex(name string) string                                   { return " INDEXED BY " + name }
func (e *memoryEngine) migrator() (*sql.DB, string)                                  { return e.db, "sqlite3" }

func (e *memoryEngine) close() error {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.conn != nil {
		e.conn.close()
		e.conn = nil
	}
	return e.db.Close()
}
