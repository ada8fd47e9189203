package cli

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/alecthomas/kong"

	"bedside/internal/actor"
	"bedside/internal/app"
	"bedside/internal/config"
	"bedside/internal/fault"
	"bedside/internal/identity"
	"bedside/internal/practice"
	"bedside/internal/store"
	"bedside/internal/tx"
)

// InitCmd makes a practice's data folder.
type InitCmd struct {
	Data       string  `required:"" help:"The folder to make it in." placeholder:"DIR" type:"path"`
	Database   string  `help:"The PostgreSQL database to keep everything in; a file in the folder if it is left out." placeholder:"URL"`
	OwnerName  string  `default:"Owner" help:"The owner's name."`
	OwnerEmail string  `required:"" help:"The owner's e-mail address, to sign in with." placeholder:"ADDRESS"`
	Example    example `help:"Print an annotated practice file for --import, and end."`
	Import     string  `help:"Set the practice up from this TOML file instead of in the browser." placeholder:"FILE" type:"path"`
}

// Help implements kong's help provider.
func (InitCmd) Help() string {
	return "Makes the data folder with a key file, a configuration file and an empty database, prints the recovery sheet and a one-time sign-in link. What is there already is never overwritten. The format of the import file is in docs/operating.md.\n\nExample:\n  bedside init --data /var/lib/bedside --owner-email ines@lakeside.example --import practice.toml"
}

// example is a flag that prints the practice file.
type example bool

// BeforeReset is kong's hook for a flag that answers by itself.
func (example) BeforeReset(k *kong.Kong) error {
	_, err := fmt.Fprint(k.Stdout, practice.Example())
	k.Exit(0)
	return err
}

// Run makes everything or says what is in the way; it never overwrites.
func (c *InitCmd) Run(o *IO) (err error) {
	const op = "cli.init"
	var file *practice.File
	if c.Import != "" { // read first: a mistake in it must leave nothing behind
		in, err := o.open(c.Import)
		if err != nil {
			return err
		}
		f, err := practice.ReadFile(in)
		if err = errors.Join(err, in.Close()); err != nil {
			return err
		}
		file = &f
	}
	if c.Database != "" && !onServer(c.Database) {
		return fault.New(fault.Invalid, op, "--database takes the address of a PostgreSQL database, such as postgres://user@host/name. Without it the database is a file in the folder.")
	}
	if err := os.MkdirAll(c.Data, 0o700); err != nil {
		return fault.Wrap(fault.Invalid, op, "Cannot make the folder "+c.Data+": "+plainPath(err)+".", err)
	}
	conf, err := config.Default(c.Data, o.Getenv)
	if err != nil {
		return err
	}
	if c.Database != "" {
		conf.Database = c.Database
	}
	path := filepath.Join(c.Data, "bedside.toml")
	files := []string{conf.Database, conf.Database + "-wal", conf.Database + "-shm"}
	if onServer(conf.Database) {
		files = nil
	}
	if err := nothingAt(append(files, conf.KeyFile, conf.Heads, path)...); err != nil {
		return err
	}
	if err := app.MakeKeys(conf.KeyFile); err != nil {
		if fault.Is(err, fault.Conflict) { // somebody else made it just now
			return err
		}
		return errors.Join(err, removeAll(conf.KeyFile))
	}
	made := append(files, conf.KeyFile)
	defer func() { // what fails from here on leaves nothing behind that it made, so that the next try begins anew
		if err != nil {
			err = errors.Join(err, removeAll(made...))
		}
	}()
	if onServer(conf.Database) {
		switch err := belongs(o, conf); {
		case err == nil, fault.Is(err, fault.Invalid):
			return fault.New(fault.Conflict, op, "There is a practice in this database already. A new key file would not open it.")
		case !fault.Is(err, fault.NotFound):
			return err
		}
	}
	a, err := app.New(o.Ctx, app.Config{Database: conf.Database, KeyFile: conf.KeyFile, Heads: conf.Heads, Listen: conf.Listen, Log: o.Log()})
	if onServer(conf.Database) && (err == nil || belongs(o, conf) == nil) {
		made = nil // the database remembers the key file and takes no other
		defer func() {
			if err != nil {
				_, _ = fmt.Fprintln(o.Err, "The key file "+conf.KeyFile+" stays: the database takes no other now. To begin anew, remove the key file and empty the database.")
			}
		}()
	}
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, a.Close()) }()
	if file != nil {
		err := a.Store.Do(o.Ctx, actor.System(), func(t tx.Tx) error {
			if err := file.Apply(o.Ctx, t, a.Practice); err != nil {
				return err
			}
			return a.Practice.GoLive(o.Ctx, t)
		})
		if err != nil {
			return err
		}
	}
	link, err := a.Identity.First(o.Ctx, identity.New{Email: c.OwnerEmail, Name: c.OwnerName, Role: actor.Admin})
	if err != nil {
		return err
	}
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err == nil {
		made = append(made, path)
		_, err = f.WriteString(config.Example(c.Data, c.Database))
		err = errors.Join(err, f.Close())
	}
	if err != nil {
		return fault.Wrap(fault.Unavailable, op, "Cannot write "+path+": "+plainPath(err)+".", err)
	}
	keys, err := os.ReadFile(conf.KeyFile)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(o.Out, "The practice is in %s.\n\n"+recoverySheet+`Next:
  bedside serve --config %s
and open this address within 30 minutes, once, to sign in:
  http://%s/console/link/%s
`, c.Data, conf.KeyFile, keys, path, conf.Listen, link)
	return err
}

// nothingAt refuses to go on where one of the files is there already.
func nothingAt(paths ...string) error {
	for _, p := range paths {
		switch _, err := os.Lstat(p); {
		case err == nil:
			return fault.New(fault.Conflict, "cli.init", "There is something already: "+p+". Nothing was changed. A new practice needs a folder of its own.")
		case !errors.Is(err, os.ErrNotExist):
			return fault.Wrap(fault.Unavailable, "cli.init", "Cannot look at "+p+": "+plainPath(err)+".", err)
		}
	}
	return nil
}

// belongs asks the database whether it was made with the key file; see [store.Store.Belongs].
func belongs(o *IO, conf config.Config) error {
	keys, err := readKeys("cli.init", conf.KeyFile)
	if err != nil {
		return err
	}
	s, err := store.OpenAsIs(store.Config{URL: conf.Database, Keys: keys, Now: time.Now, Log: o.Log()})
	if err != nil {
		return err
	}
	return errors.Join(s.Belongs(o.Ctx), s.Close())
}

func removeAll(paths ...string) error {
	var all error
	for _, p := range paths {
		if err := os.Remove(p); !errors.Is(err, os.ErrNotExist) {
			all = errors.Join(all, err)
		}
	}
	return all
}

// LinkCmd lets somebody in who has no password or forgot it.
type LinkCmd struct {
	target
	Email string `arg:"" help:"The staff member's e-mail address."`
}

// Help implements kong's help provider.
func (LinkCmd) Help() string {
	return "Prints a one-time sign-in link for a staff member.\n\nExample:\n  bedside link --config /etc/bedside.toml ines@lakeside.example"
}

// Run makes the link.
func (c *LinkCmd) Run(o *IO) (err error) {
	a, conf, err := c.open(o)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, a.Close()) }()
	var all []identity.Staff
	err = a.Store.View(o.Ctx, actor.System(), func(t tx.Tx) (err error) {
		all, err = a.Identity.Staff(o.Ctx, t)
		return err
	})
	if err != nil {
		return err
	}
	address := strings.ToLower(strings.TrimSpace(c.Email)) // as the staff's are kept
	for _, s := range all {
		if s.Email != address {
			continue
		}
		link, err := a.Identity.NewLink(o.Ctx, actor.System(), s.ID)
		if err != nil {
			return err
		}
		url := conf.URL
		if url == "" {
			url = "http://" + conf.Listen
		}
		_, err = fmt.Fprintf(o.Out, "%s/console/link/%s\n", url, link)
		return err
	}
	return fault.New(fault.NotFound, "cli.link", "Nobody with this address works here.")
}
