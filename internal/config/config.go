// Package config reads how a practice runs Bedside: one TOML file, and the environment on top of it.
//
// It promises that a mistake is found before anything starts, with the key, the line and what to write instead.
// Callers owe nothing; a Config that Load returned is complete.
package config

import (
	_ "embed"
	"errors"
	"log/slog"
	"net"
	"net/mail"
	neturl "net/url"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"bedside/internal/fault"
	"bedside/internal/practice"
	"bedside/internal/strict"
)

// Config is how Bedside runs.
type Config struct {
	Data     string `toml:"data"`     // folder of the database, the key file and the exported heads
	Database string `toml:"database"` // postgres://… or a path; bedside.db in the data folder if empty
	KeyFile  string `toml:"key_file"`
	Heads    string `toml:"heads_file"` // where the audit chain's heads are exported to
	Listen   string `toml:"listen"`
	URL      string `toml:"url"` // where the public reaches it
	// BehindProxy says that every request comes through the practice's own proxy, which adds to X-Forwarded-For whom it
	// saw. Without a proxy anybody could write anything there.
	BehindProxy bool    `toml:"behind_proxy"`
	SMTP        SMTP    `toml:"smtp"`
	Twilio      Twilio  `toml:"twilio"`
	WordPress   Account `toml:"wordpress"`
	Bluesky     Account `toml:"bluesky"`
	Sources     Sources `toml:"sources"`
	Model       Model   `toml:"model"`
	HL7         []HL7   `toml:"hl7"`
	// NPPESFile is the national registry's own file of provider numbers, for a practice that asks nobody outside.
	NPPESFile string     `toml:"nppes_file"`
	LogLevel  slog.Level `toml:"log_level"`
}

// Account is an account that posts go to. Without one, they are copied there by hand.
type Account struct {
	URL          string `toml:"url"`  // the WordPress site, or the Bluesky server
	User         string `toml:"user"` // on WordPress an Author, on Bluesky the handle
	PasswordFile string `toml:"password_file"`
	// Agreement is as [SMTP]'s; posts hold no patient's data unless somebody has authorised it.
	Agreement string `toml:"agreement"`
}

// Model is a language model that is asked what a caller may have meant where Bedside is unsure. Without one, Bedside asks
// the caller again.
type Model struct {
	Kind    string `toml:"kind"` // openai, anthropic
	URL     string `toml:"url"`
	Name    string `toml:"name"`
	KeyFile string `toml:"key_file"`
	// Agreement is as [SMTP]'s.
	Agreement string `toml:"agreement"`
}

// Sources are the services that are asked whether a paper was retracted. Without an address, none is: what the imported
// index does not have is unknown then.
type Sources struct {
	Crossref string `toml:"crossref"` // https://api.crossref.org
	PubMed   string `toml:"pubmed"`   // https://eutils.ncbi.nlm.nih.gov/entrez/eutils
	Email    string `toml:"email"`    // by which they can reach who asks
}

// Twilio is the practice's telephone number at Twilio, for calls and texts. Without an account nobody can call.
type Twilio struct {
	Account   string `toml:"account"`
	TokenFile string `toml:"token_file"`
	Number    string `toml:"number"`
	// API is where Twilio's own interface answers; only a test is elsewhere.
	API string `toml:"api"`
	// Agreement is as [SMTP]'s.
	Agreement string `toml:"agreement"`
}

// SMTP is the practice's mail server. Without a host, messages wait in the outbox.
type SMTP struct {
	Host         string `toml:"host"`
	Port         int    `toml:"port"`
	User         string `toml:"user"`
	PasswordFile string `toml:"password_file"`
	TLS          string `toml:"tls"` // starttls, implicit, off
	// Agreement says who signed the business associate agreement with the server's operator and when, or why none is
	// needed. Only a server on this machine goes without.
	Agreement string `toml:"agreement"`
}

//go:embed example.toml
var example string

// Example is an annotated configuration file for the data folder, and for the database if it is not in there.
func Example(data, database string) string {
	text := strings.Replace(example, `"/var/lib/bedside"`, strconv.Quote(data), 1)
	if database != "" {
		text = strings.Replace(text, `# database = "postgres://bedside@localhost/bedside"`, "database = "+strconv.Quote(database), 1)
	}
	return text
}

// Default is the configuration of a data folder without a file.
func Default(data string, getenv func(string) string) (Config, error) {
	return complete(Config{Data: data}, getenv)
}

// Load reads a file. Invalid says which key on which line is wrong.
func Load(path string, getenv func(string) string) (Config, error) {
	var c Config
	f, err := os.Open(path)
	if err != nil {
		return c, fault.Wrap(fault.Invalid, "config.Load", "Cannot read the configuration file "+path+".", err)
	}
	defer func() { _ = f.Close() }()
	if err := strict.Decode(f, &c); err != nil {
		return c, fault.Wrap(fault.Invalid, "config.Load", path+": "+fault.Message(err), err)
	}
	return complete(c, getenv)
}

// complete puts the environment on top, fills in what is usual, and checks the whole.
func complete(c Config, getenv func(string) string) (Config, error) {
	for name, at := range map[string]*string{
		"DATA": &c.Data, "DATABASE": &c.Database, "KEY_FILE": &c.KeyFile, "HEADS_FILE": &c.Heads, "LISTEN": &c.Listen, "URL": &c.URL, "NPPES_FILE": &c.NPPESFile,
		"SMTP_HOST": &c.SMTP.Host, "SMTP_USER": &c.SMTP.User, "SMTP_PASSWORD_FILE": &c.SMTP.PasswordFile, "SMTP_TLS": &c.SMTP.TLS,
		"SMTP_AGREEMENT": &c.SMTP.Agreement, "TWILIO_ACCOUNT": &c.Twilio.Account, "TWILIO_TOKEN_FILE": &c.Twilio.TokenFile,
		"TWILIO_NUMBER": &c.Twilio.Number, "TWILIO_API": &c.Twilio.API, "TWILIO_AGREEMENT": &c.Twilio.Agreement,
		"WORDPRESS_URL": &c.WordPress.URL, "WORDPRESS_USER": &c.WordPress.User, "WORDPRESS_PASSWORD_FILE": &c.WordPress.PasswordFile, "WORDPRESS_AGREEMENT": &c.WordPress.Agreement,
		"MODEL_KIND": &c.Model.Kind, "MODEL_URL": &c.Model.URL, "MODEL_NAME": &c.Model.Name, "MODEL_KEY_FILE": &c.Model.KeyFile, "MODEL_AGREEMENT": &c.Model.Agreement,
		"BLUESKY_URL": &c.Bluesky.URL, "BLUESKY_USER": &c.Bluesky.User, "BLUESKY_PASSWORD_FILE": &c.Bluesky.PasswordFile, "BLUESKY_AGREEMENT": &c.Bluesky.Agreement,
		"SOURCES_CROSSREF": &c.Sources.Crossref, "SOURCES_PUBMED": &c.Sources.PubMed, "SOURCES_EMAIL": &c.Sources.Email,
	} {
		if v := getenv("BEDSIDE_" + name); v != "" {
			*at = v
		}
	}
	if v := getenv("BEDSIDE_SMTP_PORT"); v != "" {
		n, err := strconv.Atoi(v)
		if err != nil {
			return c, fault.Wrap(fault.Invalid, "config", "BEDSIDE_SMTP_PORT is not a number.", err)
		}
		c.SMTP.Port = n
	}
	if v := getenv("BEDSIDE_BEHIND_PROXY"); v != "" {
		b, err := strconv.ParseBool(v)
		if err != nil {
			return c, fault.Wrap(fault.Invalid, "config", "BEDSIDE_BEHIND_PROXY is true or false.", err)
		}
		c.BehindProxy = b
	}
	if v := getenv("BEDSIDE_LOG_LEVEL"); v != "" {
		if err := c.LogLevel.UnmarshalText([]byte(v)); err != nil {
			return c, fault.Wrap(fault.Invalid, "config", "BEDSIDE_LOG_LEVEL is DEBUG, INFO, WARN or ERROR.", err)
		}
	}
	if c.Data == "" {
		return c, fault.New(fault.Invalid, "config", `The data folder is missing. Write data = "/var/lib/bedside".`)
	}
	usual := func(at *string, value string) {
		if *at == "" {
			*at = value
		}
	}
	usual(&c.Database, filepath.Join(c.Data, "bedside.db"))
	usual(&c.KeyFile, filepath.Join(c.Data, "bedside.key"))
	usual(&c.Heads, filepath.Join(c.Data, "audit-heads.log"))
	usual(&c.Listen, "127.0.0.1:8080")
	return c, c.check()
}

func (c Config) check() error {
	wrong := func(sentence string) error { return fault.New(fault.Invalid, "config", sentence) }
	if _, _, err := net.SplitHostPort(c.Listen); err != nil {
		return wrong(`listen is not an address. It looks like "127.0.0.1:8080".`)
	}
	if c.URL != "" {
		u, err := neturl.Parse(c.URL)
		if err != nil || u.Host == "" || u.Scheme != "https" && u.Hostname() != "localhost" && u.Hostname() != "127.0.0.1" {
			return wrong(`url must begin with https://, as "https://lakeside.example". Only this machine itself may be http.`)
		}
	}
	if c.SMTP.Host != "" && (c.SMTP.Port < 1 || c.SMTP.Port > 65535) {
		return wrong("smtp.port is missing. It is usually 587.")
	}
	if !slices.Contains([]string{"", "starttls", "implicit", "off"}, c.SMTP.TLS) {
		return wrong("smtp.tls is starttls, implicit or off.")
	}
	if c.SMTP.User != "" && c.SMTP.PasswordFile == "" {
		return wrong("smtp.user needs smtp.password_file: a file that holds the password.")
	}
	if c.SMTP.Host != "" && !thisMachine(c.SMTP.Host) && strings.TrimSpace(c.SMTP.Agreement) == "" {
		return wrong(`smtp.agreement is missing. Say who signed the business associate agreement for this mail server and when, or why none is needed, as "signed by Ines Marlow on 2026-03-02". Nothing leaves before that.`)
	}
	return errors.Join(c.Twilio.check(c.URL), c.WordPress.check("wordpress"), c.Bluesky.check("bluesky"), c.Model.check(), c.Sources.check(), checkHL7(c.HL7))
}

func (a Account) check(section string) error {
	wrong := func(sentence string) error { return fault.New(fault.Invalid, "config", section+"."+sentence) }
	if a.URL == "" {
		return nil
	}
	u, err := neturl.Parse(a.URL)
	switch {
	case err != nil || u.Host == "" || u.Scheme != "https" && !thisMachine(u.Hostname()):
		return wrong(`url must begin with https://, as "https://lakeside.example".`)
	case a.User == "" || a.PasswordFile == "":
		return wrong("user and password_file are needed: who posts, and a file that holds an application password.")
	case !thisMachine(u.Hostname()) && strings.TrimSpace(a.Agreement) == "":
		return wrong(`agreement is missing. Say who signed the business associate agreement and when, or why none is needed, as "none is needed: posts hold no patient's data". Nothing leaves before that.`)
	}
	return nil
}

func (m Model) check() error {
	wrong := func(sentence string) error { return fault.New(fault.Invalid, "config", "model."+sentence) }
	if m.URL == "" {
		return nil
	}
	u, err := neturl.Parse(m.URL)
	switch {
	case m.Kind != "openai" && m.Kind != "anthropic":
		return wrong("kind is openai, which most servers speak, or anthropic.")
	case err != nil || u.Host == "" || u.Scheme != "https" && !thisMachine(u.Hostname()):
		return wrong(`url must begin with https://, as "https://api.anthropic.com/v1", or be on this machine, as "http://127.0.0.1:11434/v1".`)
	case m.Name == "":
		return wrong("name is missing: which of the server's models is asked.")
	case !thisMachine(u.Hostname()) && strings.TrimSpace(m.Agreement) == "":
		return wrong(`agreement is missing. Say who signed the business associate agreement with the model's operator and when, as "signed by Ines Marlow on 2026-03-02". Nothing leaves before that.`)
	}
	return nil
}

func (s Sources) check() error {
	wrong := func(sentence string) error { return fault.New(fault.Invalid, "config", "sources."+sentence) }
	for name, address := range map[string]string{"crossref": s.Crossref, "pubmed": s.PubMed} {
		u, err := neturl.Parse(address)
		if address != "" && (err != nil || u.Host == "" || u.Scheme != "https" && !thisMachine(u.Hostname())) {
			return wrong(name + ` must begin with https://, as "https://api.crossref.org".`)
		}
	}
	if _, err := mail.ParseAddress(s.Email); err != nil && (s.Crossref != "" || s.PubMed != "") {
		return wrong(`email is missing, or is no address: Crossref and PubMed want to be able to reach who asks, as "desk@lakeside.example".`)
	}
	return nil
}

// check is given where the public reaches the practice, because Twilio has to reach it there too.
func (t Twilio) check(url string) error {
	wrong := func(sentence string) error { return fault.New(fault.Invalid, "config", sentence) }
	if t.Account == "" {
		return nil
	}
	if t.TokenFile == "" {
		return wrong("twilio.token_file is missing: a file that holds the account's auth token.")
	}
	if _, err := practice.ParsePhone(t.Number); err != nil {
		return wrong(`twilio.number is not a telephone number. It looks like "218-555-0100".`)
	}
	if url == "" {
		return wrong("twilio needs url: the address where Twilio reaches this program, and by which its signatures are checked.")
	}
	api, err := neturl.Parse(t.API)
	if err != nil || t.API != "" && (api.Host == "" || api.Scheme != "https" && !thisMachine(api.Hostname())) {
		return wrong("twilio.api is left out, unless another program plays Twilio on this machine.")
	}
	if !thisMachine(api.Hostname()) && strings.TrimSpace(t.Agreement) == "" {
		return wrong(`twilio.agreement is missing. Say who signed the business associate agreement with Twilio and when, as "signed by Ines Marlow on 2026-03-02". Nobody can call before that.`)
	}
	return nil
}

// thisMachine reports whether the host is the machine itself.
func thisMachine(host string) bool {
	return strings.EqualFold(host, "localhost") || net.ParseIP(host).IsLoopback()
}
