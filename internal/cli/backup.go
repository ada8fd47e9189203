package cli

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"filippo.io/age"

	"bedside/internal/app"
	"bedside/internal/fault"
	"bedside/internal/phi"
	"bedside/internal/store"
)

// BackupCmd writes the whole database to one encrypted file.
type BackupCmd struct {
	File string `arg:"" help:"The file to write, which takes the place of one that is there; - writes to standard output."`
	target
	URL            string   `placeholder:"URL" aliases:"database" help:"The PostgreSQL database, if it is not the one of the configuration."`
	Recipient      []string `xor:"lock" required:"" placeholder:"age1…" help:"Whose identity opens the backup, as age-keygen prints it; may be given more than once."`
	PassphraseFile string   `xor:"lock" required:"" placeholder:"FILE" type:"path" help:"A file that holds the passphrase that opens the backup."`
}

// Help implements kong's help provider.
func (BackupCmd) Help() string {
	return `Writes everything in the database to one file, compressed and encrypted by age, while Bedside goes on working. The backup of one kind of database can be restored into the other.

The key file is NOT in the backup. Without it, or the recovery sheet, nobody can read the patients' data in the backup: keep it apart from the backups, and keep it. The exported heads of the event log and the configuration file are not in it either.

Examples:
  bedside backup /mnt/backup/bedside.age --config /var/lib/bedside/bedside.toml --recipient age1…
  bedside backup - --url postgres://bedside@db/bedside --passphrase-file phrase >bedside.age`
}

// Run writes the backup.
func (c *BackupCmd) Run(o *IO) (err error) {
	conf, err := c.database(o, c.URL)
	if err != nil {
		return err
	}
	to, err := c.recipients()
	if err != nil {
		return err
	}
	s, err := store.OpenAsIs(store.Config{URL: conf.Database, Now: time.Now, Log: o.Log()})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	if c.File == "-" {
		err = s.Backup(o.Ctx, o.Out, to...)
	} else {
		err = s.BackupFile(o.Ctx, c.File, to...)
	}
	if err != nil {
		return err
	}
	_, err = fmt.Fprintln(o.Err, "The backup is written. The key file is not in it: keep the key file, or the recovery sheet, in another place.")
	return err
}

func (c *BackupCmd) recipients() ([]age.Recipient, error) {
	if c.PassphraseFile != "" {
		phrase, err := passphrase(c.PassphraseFile)
		if err != nil {
			return nil, err
		}
		r, err := age.NewScryptRecipient(phrase)
		return []age.Recipient{r}, fault.Wrap(fault.Invalid, "cli.backup", "This passphrase cannot be used.", err)
	}
	to, err := age.ParseRecipients(strings.NewReader(strings.Join(c.Recipient, "\n")))
	return to, fault.Wrap(fault.Invalid, "cli.backup", "A recipient looks like age1… and is what age-keygen prints as the public key.", err)
}

// RestoreCmd fills an empty database with a backup.
type RestoreCmd struct {
	File           string `arg:"" help:"The backup; - reads standard input."`
	Into           string `required:"" placeholder:"DIR|URL" help:"A data folder without a database, or the address of an empty PostgreSQL database."`
	Key            string `placeholder:"FILE" type:"path" help:"The key file, if it is not in the data folder."`
	Identity       string `xor:"lock" required:"" placeholder:"FILE" type:"path" help:"The identity that the backup was made for, as age-keygen writes it."`
	PassphraseFile string `xor:"lock" required:"" placeholder:"FILE" type:"path" help:"A file that holds the passphrase."`
}

// Help implements kong's help provider.
func (RestoreCmd) Help() string {
	return `Fills an empty database with a backup, all of it or nothing, and verifies the event log. Put the key file into the folder first: it is not in the backup.

What happened after the backup was made is gone: messages that went out since may go out again, and whoever was shut out since can sign in again. Look at both before Bedside serves.

Examples:
  bedside restore bedside.age --into /var/lib/bedside --identity identity.txt
  bedside restore bedside.age --into postgres://bedside@db/bedside --key bedside.key --passphrase-file phrase`
}

// Run restores the backup.
func (c *RestoreCmd) Run(o *IO) (err error) {
	conf := store.Config{URL: c.Into, Now: time.Now, Log: o.Log()}
	key := c.Key
	if !onServer(c.Into) {
		var usual string
		conf.URL, usual, _ = app.Files(c.Into)
		if err := os.MkdirAll(c.Into, 0o700); err != nil {
			return fault.Wrap(fault.Invalid, "cli.restore", "Cannot make the folder "+c.Into+": "+plainPath(err)+".", err)
		}
		if _, err := os.Stat(usual); key == "" && !errors.Is(err, fs.ErrNotExist) {
			key = usual
		}
	}
	if key != "" {
		file, err := os.ReadFile(key)
		if err != nil {
			return fault.Wrap(fault.Invalid, "cli.restore", "Cannot read the key file: "+plainPath(err)+".", err)
		}
		if conf.Keys, err = phi.ParseKeys(string(file)); err != nil {
			return err
		}
	}
	with, err := c.identities()
	if err != nil {
		return err
	}
	in, err := o.open(c.File)
	if err != nil {
		return err
	}
	if err := errors.Join(store.Restore(o.Ctx, conf, in, with...), in.Close()); err != nil {
		return err
	}
	if _, err := fmt.Fprintln(o.Out, "The backup is restored."); err != nil {
		return err
	}
	if conf.Keys == nil {
		_, err := fmt.Fprintln(o.Err, "The key file is not in the backup. Put the one that was in use when it was made in its place, then run: bedside audit verify")
		return err
	}
	s, err := store.Open(o.Ctx, conf)
	if err != nil {
		return err
	}
	return errors.Join(verifyAudit(o.Ctx, s, conf.Keys, "", o.Out, "text"), s.Close())
}

func (c *RestoreCmd) identities() ([]age.Identity, error) {
	if c.PassphraseFile != "" {
		phrase, err := passphrase(c.PassphraseFile)
		if err != nil {
			return nil, err
		}
		i, err := age.NewScryptIdentity(phrase)
		return []age.Identity{i}, fault.Wrap(fault.Invalid, "cli.restore", "This passphrase cannot be used.", err)
	}
	text, err := os.ReadFile(c.Identity)
	if err != nil {
		return nil, fault.Wrap(fault.Invalid, "cli.restore", "Cannot read the identity: "+plainPath(err)+".", err)
	}
	with, err := age.ParseIdentities(bytes.NewReader(text))
	if err != nil { // the cause may hold part of a secret
		return nil, fault.New(fault.Invalid, "cli.restore", "There is no identity in "+filepath.Base(c.Identity)+" that can be used. It is a line that begins with AGE-SECRET-KEY-, as age-keygen writes it.")
	}
	return with, nil
}

// passphrase reads a passphrase, which is the file without the end of its last line.
func passphrase(path string) (string, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return "", fault.Wrap(fault.Invalid, "cli.passphrase", "Cannot read the passphrase: "+plainPath(err)+".", err)
	}
	phrase := strings.TrimRight(string(text), "\r\n")
	if phrase == "" {
		return "", fault.New(fault.Invalid, "cli.passphrase", "There is no passphrase in "+path+".")
	}
	return phrase, nil
}

func onServer(url string) bool {
	return strings.HasPrefix(url, "postgres://") || strings.HasPrefix(url, "postgresql://")
}
