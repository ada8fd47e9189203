package cli

import (
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"strings"

	"bedside/internal/app"
	"bedside/internal/channel/email"
	"bedside/internal/channel/twilio"
	"bedside/internal/config"
	"bedside/internal/fault"
	"bedside/internal/llm"
	"bedside/internal/practice"
	"bedside/internal/social/bluesky"
	"bedside/internal/social/wordpress"
)

// target says which practice a command works on.
type target struct {
	Config string `help:"The configuration file." placeholder:"FILE" type:"path"`
	Data   string `help:"The data folder, if there is no configuration file." placeholder:"DIR" type:"path"`
}

// load reads the configuration file, or takes what is usual in a data folder.
func (p target) load(o *IO) (config.Config, error) {
	switch {
	case p.Config != "":
		return config.Load(p.Config, o.Getenv)
	case p.Data != "":
		return config.Default(p.Data, o.Getenv)
	}
	return config.Config{}, fault.New(fault.Invalid, "cli.target", "Say which practice: --config FILE, or --data DIR.")
}

// database is load for commands that take a database as it is: url, if there is one, takes the place of the configured
// one and needs no configuration. A file must be there, because opening it would make a new one.
func (p target) database(o *IO, url string) (c config.Config, err error) {
	const op = "cli.database"
	if url != "" && !onServer(url) {
		return c, fault.New(fault.Invalid, op, "--url takes the address of a PostgreSQL database, such as postgres://user@host/name. For SQLite name the folder with --data.")
	}
	if p.Config != "" || p.Data != "" || url == "" {
		if c, err = p.load(o); err != nil {
			return c, err
		}
	}
	if url != "" {
		c.Database = url
	}
	if !onServer(c.Database) {
		if _, err := os.Stat(c.Database); err != nil {
			return c, fault.Wrap(fault.Invalid, op, "There is no database at "+c.Database+": "+plainPath(err)+".", err)
		}
	}
	return c, nil
}

// open builds the program from the configuration.
func (p target) open(o *IO) (*app.App, config.Config, error) {
	c, err := p.load(o)
	if err != nil {
		return nil, c, err
	}
	smtp := email.Config{Host: c.SMTP.Host, Port: c.SMTP.Port, Username: c.SMTP.User, TLS: email.TLS(c.SMTP.TLS)}
	if c.SMTP.PasswordFile != "" {
		secret, err := os.ReadFile(c.SMTP.PasswordFile)
		if err != nil {
			return nil, c, fault.Wrap(fault.Invalid, "cli.open", "Cannot read the file with the mail server's password: "+plainPath(err)+".", err)
		}
		smtp.Password = strings.TrimSpace(string(secret))
	}
	phone, err := telephone(c)
	if err != nil {
		return nil, c, err
	}
	press, err := passwordOf("WordPress", c.WordPress)
	if err != nil {
		return nil, c, err
	}
	sky, err := passwordOf("Bluesky", c.Bluesky)
	if err != nil {
		return nil, c, err
	}
	model := llm.Config{Kind: llm.Kind(c.Model.Kind), URL: c.Model.URL, Name: c.Model.Name}
	if c.Model.URL != "" && c.Model.KeyFile != "" {
		key, err := os.ReadFile(c.Model.KeyFile)
		if err != nil {
			return nil, c, fault.Wrap(fault.Invalid, "cli.open", "Cannot read the file with the model's key: "+plainPath(err)+".", err)
		}
		model.Key = strings.TrimSpace(string(key))
	}
	if c.NPPESFile != "" {
		f, err := os.Open(c.NPPESFile)
		if err != nil {
			return nil, c, fault.Wrap(fault.Invalid, "cli.open", "Cannot read nppes_file, the registry's file of provider numbers: "+plainPath(err)+".", err)
		}
		_ = f.Close() // nothing was written
	}
	lines, err := interfaces(c.HL7)
	if err != nil {
		return nil, c, err
	}
	a, err := app.New(o.Ctx, app.Config{HL7: lines, PDF: pdfReader(), Database: c.Database, KeyFile: c.KeyFile, Heads: c.Heads, Rules: rulesIn(c.Data), Listen: c.Listen, Proxied: c.BehindProxy, SMTP: smtp, Twilio: phone,
		WordPress: wordpress.Config{URL: c.WordPress.URL, User: c.WordPress.User, Password: press}, Bluesky: bluesky.Config{Server: c.Bluesky.URL, Handle: c.Bluesky.User, Password: sky}, Sources: app.Sources{Folder: c.Data, Crossref: c.Sources.Crossref, PubMed: c.Sources.PubMed, Email: c.Sources.Email}, Model: model, NPPESFile: c.NPPESFile, Log: logger(o.Err, c.LogLevel)})
	return a, c, err
}

// passwordOf reads the password of an account, "" if there is none.
func passwordOf(where string, a config.Account) (string, error) {
	if a.URL == "" {
		return "", nil
	}
	secret, err := os.ReadFile(a.PasswordFile)
	if err != nil {
		return "", fault.Wrap(fault.Invalid, "cli.passwordOf", "Cannot read the file with the password for "+where+": "+plainPath(err)+".", err)
	}
	return strings.TrimSpace(string(secret)), nil
}

// telephone reads how the practice's number is reached.
func telephone(c config.Config) (t twilio.Config, err error) {
	if c.Twilio.Account == "" {
		return t, nil
	}
	token, err := os.ReadFile(c.Twilio.TokenFile)
	if err != nil {
		return t, fault.Wrap(fault.Invalid, "cli.telephone", "Cannot read the file with Twilio's auth token: "+plainPath(err)+".", err)
	}
	number, err := practice.ParsePhone(c.Twilio.Number)
	return twilio.Config{AccountSID: c.Twilio.Account, AuthToken: strings.TrimSpace(string(token)), Number: number, PublicURL: c.URL, BaseURL: c.Twilio.API}, err
}

func logger(w io.Writer, level slog.Level) *slog.Logger {
	return slog.New(slog.NewTextHandler(w, &slog.HandlerOptions{Level: level}))
}

// ServeCmd runs the practice.
type ServeCmd struct{ target }

// Help implements kong's help provider.
func (ServeCmd) Help() string {
	return "Serves the site and the console, and does what is due: sends, reminds, seals. Make the practice with bedside init first.\n\nExample:\n  bedside serve --config /var/lib/bedside/bedside.toml"
}

// Run serves until the program is asked to stop.
func (c *ServeCmd) Run(o *IO) error {
	a, conf, err := c.open(o)
	if err != nil {
		return err
	}
	l, err := a.Listen()
	if err != nil {
		return errors.Join(err, a.Close())
	}
	url := conf.URL
	if url == "" {
		url = "http://" + reachable(l.Addr())
	}
	if conf.URL != "" {
		if err := a.SetURL(o.Ctx, conf.URL); err != nil {
			return errors.Join(err, l.Close(), a.Close())
		}
	}
	_, _ = fmt.Fprintf(o.Out, "Bedside is serving.\n\n  The site      %[1]s/\n  The console   %[1]s/console\n", url)
	return a.Run(o.Ctx, l)
}

// MigrateCmd brings the database up to date.
type MigrateCmd struct{ target }

// Help implements kong's help provider.
func (MigrateCmd) Help() string {
	return "Brings the database to this program's schema and ends. Serve does it too; this is for those who want to see it happen first.\n\nExample:\n  bedside migrate --config /etc/bedside.toml"
}

// Run migrates.
func (c *MigrateCmd) Run(o *IO) error {
	a, _, err := c.open(o)
	if err != nil {
		return err
	}
	_, _ = fmt.Fprintln(o.Out, "The database is up to date.")
	return a.Close()
}
