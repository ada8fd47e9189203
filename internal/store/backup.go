package store

import (
	"bufio"
	"compress/gzip"
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"filippo.io/age"

	"bedside/internal/fault"
)

// OpenAsIs opens a database without bringing its schema up to date and without asking whose key file it was written
// with: for dumping, loading, verifying the log and asking whose it is, which must change nothing. Errors are those of [Open].
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
