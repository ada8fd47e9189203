package cli

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/alecthomas/kong"

	"bedside/internal/actor"
	"bedside/internal/app"
	"bedside/internal/config"
	"bedside/internal/fault"
	"bedside/internal/identity"
	"bedside/internal/practice"
	"bedside/internal/tx"
)

// InitCmd makes a practice's data folder.
type InitCmd struct {
	Data       string  `required:"" help:"The folder to make it in." placeholder:"DIR" type:"path"`
	OwnerName  string  `default:"Owner" help:"The owner's name."`
	OwnerEmail string  `required:"" help:"The owner's e-mail address, to sign in with." placeholder:"ADDRESS"`
	Example    example `help:"Print an annotated practice file for --import, and end."`
	Import     string  `help:"Set the practice up from this TOML file instead of in the browser." placeholder:"FILE" type:"path"`
}

// Help implements kong's help provider.
func (InitCmd) Help() string {
	return "Makes the data folder with a key file, a configuration file and an empty database, prints the recovery sheet and a one-time sign-in link. The format of the import file is in docs/operating.md.\n\nExample:\n  bedside init --data /var/lib/bedside --owner-email ines@lakeside.example --import practice.toml"
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
	if err := os.MkdirAll(c.Data, 0o700); err != nil {
		return fault.Wrap(fault.Invalid, "cli.init", "Cannot make the folder "+c.Data+": "+plainPath(err)+".", err)
	}
	conf, err := config.Default(c.Data, o.Getenv)
	if err != nil {
		return err
	}
	if err := app.MakeKeys(conf.KeyFile); err != nil {
		return err
	}
	if conf.Database == filepath.Join(c.Data, "bedside.db") {
		defer func() { // whatever fails from here on leaves nothing behind, so that the next try begins anew
			if err != nil {
				err = errors.Join(err, removeAll(conf.KeyFile, conf.Database, conf.Database+"-wal", conf.Database+"-shm", conf.Heads))
			}
		}()
	}
	a, err := app.New(o.Ctx, app.Config{Database: conf.Database, KeyFile: conf.KeyFile, Heads: conf.Heads, Listen: conf.Listen, Log: o.Log()})
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
	path := filepath.Join(c.Data, "bedside.toml")
	if err := os.WriteFile(path, []byte(config.Example(c.Data)), 0o600); err != nil {
		return fault.Wrap(fault.Unavailable, "cli.init", "Cannot write "+path+": "+plainPath(err)+".", err)
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
	for _, s := range all {
		if s.Email != c.Email {
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
