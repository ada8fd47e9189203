package config_test

import (
	"log/slog"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"bedside/internal/config"
	"bedside/internal/fault"
)

func env(pairs ...string) func(string) string {
	return func(name string) string {
		for i := 0; i < len(pairs); i += 2 {
			if pairs[i] == name {
				return pairs[i+1]
			}
		}
		return ""
	}
}

func TestLoad(t *testing.T) {
	for _, c := range []struct {
		name, text, says string
		env              []string
	}{
		{name: "the example", text: config.Example("/srv/bedside", "")},
		{name: "the example, with everything that it mentions", text: everything()},
		{name: "a wrong key", text: "data = \"/d\"\nlissten = \"x\"\n", says: `Line 2: there is no setting "lissten". Did you mean "listen"?`},
		{name: "a wrong key in a section", text: "data = \"/d\"\n[smtp]\nhost = \"h\"\nportt = 25\n", says: `Line 4: there is no setting "smtp.portt". Did you mean "port"?`},
		{name: "a wrong section", text: "data = \"/d\"\n[mail]\nhost = \"h\"\n", says: `Line 2: there is no setting "mail"`},
		{name: "no TOML", text: "data = /d\n", says: "Line 1"},
		{name: "a wrong type", text: "data = 5\n", says: "data"},
		{name: "no data folder", text: "", says: "data folder is missing"},
		{name: "no address", text: "data = \"/d\"\nlisten = \"8080\"\n", says: "listen is not an address"},
		{name: "no https", text: "data = \"/d\"\nurl = \"http://lakeside.example\"\n", says: "https://"},
		{name: "a model of nobody's", text: "data = \"/d\"\n[model]\nkind = \"openai\"\nurl = \"https://models.example.com/v1\"\nname = \"small\"\n", says: "model.agreement is missing"},
		{name: "a model of another kind", text: "data = \"/d\"\n[model]\nkind = \"oracle\"\nurl = \"http://127.0.0.1:11434/v1\"\n", says: "model.kind is openai"},
		{name: "a model over a plain line", text: "data = \"/d\"\n[model]\nkind = \"openai\"\nurl = \"http://models.example.com/v1\"\n", says: "model.url must begin with https://"},
		{name: "no port", text: "data = \"/d\"\n[smtp]\nhost = \"h\"\n", says: "smtp.port is missing"},
		{name: "a user without a password", text: "data = \"/d\"\n[smtp]\nhost = \"localhost\"\nport = 25\nuser = \"u\"\n", says: "smtp.password_file"},
		{name: "a mail server elsewhere without an agreement", text: "data = \"/d\"\n[smtp]\nhost = \"mail.example.com\"\nport = 25\nagreement = \" \"\n", says: "smtp.agreement is missing"},
		{name: "its agreement", text: "data = \"/d\"\n[smtp]\nhost = \"mail.example.com\"\nport = 25\nagreement = \"signed by I. Marlow on 2026-03-02\"\n"},
		{name: "its agreement from the environment", text: "data = \"/d\"\n[smtp]\nhost = \"10.0.0.1\"\nport = 25\n", env: []string{"BEDSIDE_SMTP_AGREEMENT", "our own server"}},
		{name: "a mail server named like this machine", text: "data = \"/d\"\n[smtp]\nhost = \"localhost.example.com\"\nport = 25\n", says: "smtp.agreement is missing"},
		{name: "a mail server on this machine", text: "data = \"/d\"\n[smtp]\nhost = \"localhost\"\nport = 25\n"},
		{name: "and by its address", text: "data = \"/d\"\n[smtp]\nhost = \"127.0.0.53\"\nport = 25\n"},
		{name: "and by its other address", text: "data = \"/d\"\n[smtp]\nhost = \"::1\"\nport = 25\n"},
		{name: "a number without a token", text: "data = \"/d\"\n[twilio]\naccount = \"AC1\"\n", says: "twilio.token_file is missing"},
		{name: "a number that is none", text: "data = \"/d\"\n[twilio]\naccount = \"AC1\"\ntoken_file = \"t\"\nnumber = \"12\"\n", says: "twilio.number is not a telephone number"},
		{name: "a number that cannot reach us", text: "data = \"/d\"\n[twilio]\naccount = \"AC1\"\ntoken_file = \"t\"\nnumber = \"218-555-0100\"\n", says: "twilio needs url"},
		{name: "a number without an agreement", text: "data = \"/d\"\nurl = \"https://lakeside.example\"\n[twilio]\naccount = \"AC1\"\ntoken_file = \"t\"\nnumber = \"218-555-0100\"\n", says: "twilio.agreement is missing"},
		{name: "a number at somebody who plays Twilio elsewhere", text: "data = \"/d\"\nurl = \"https://lakeside.example\"\n[twilio]\naccount = \"AC1\"\ntoken_file = \"t\"\nnumber = \"218-555-0100\"\napi = \"http://api.example.com\"\n", says: "twilio.api is left out"},
		{name: "and on this machine", text: "data = \"/d\"\nurl = \"http://127.0.0.1:8080\"\n[twilio]\naccount = \"AC1\"\ntoken_file = \"t\"\nnumber = \"218-555-0100\"\napi = \"http://127.0.0.1:9\"\n"},
		{name: "an interface on this machine", text: "data = \"/d\"\n[[hl7]]\nname = \"ehr\"\nlisten = \"127.0.0.1:2575\"\nsend = \"localhost:6661\"\n"},
		{name: "an interface without a name", text: "data = \"/d\"\n[[hl7]]\nlisten = \"127.0.0.1:2575\"\n", says: "hl7.name is missing"},
		{name: "an interface to nowhere", text: "data = \"/d\"\n[[hl7]]\nname = \"ehr\"\n", says: "hl7.listen or send is needed"},
		{name: "an interface in the clear", text: "data = \"/d\"\n[[hl7]]\nname = \"ehr\"\nsend = \"10.0.0.5:6661\"\nagreement = \"signed\"\n", says: "would travel in the clear"},
		{name: "an interface in a tunnel", text: "data = \"/d\"\n[[hl7]]\nname = \"ehr\"\nsend = \"10.0.0.5:6661\"\nagreement = \"signed\"\ntunnel = \"WireGuard wg0\"\n"},
		{name: "an interface that hears everybody", text: "data = \"/d\"\n[[hl7]]\nname = \"ehr\"\nlisten = \"0.0.0.0:2575\"\nagreement = \"signed\"\ntunnel = \"WireGuard wg0\"\n", says: "hl7.allow is missing"},
		{name: "an interface without an agreement", text: "data = \"/d\"\n[[hl7]]\nname = \"ehr\"\nsend = \"10.0.0.5:6661\"\ntls = true\n", says: "hl7.agreement is missing"},
		{name: "two interfaces of one name", text: "data = \"/d\"\n[[hl7]]\nname = \"ehr\"\nlisten = \"127.0.0.1:2575\"\n[[hl7]]\nname = \"ehr\"\nlisten = \"127.0.0.1:2576\"\n", says: "there twice"},
		{name: "an account without a password", text: "data = \"/d\"\n[wordpress]\nurl = \"https://w.example\"\nuser = \"u\"\n", says: "wordpress.user and password_file are needed"},
		{name: "an account without https", text: "data = \"/d\"\n[bluesky]\nurl = \"http://b.example\"\nuser = \"u\"\npassword_file = \"p\"\n", says: "bluesky.url must begin with https://"},
		{name: "an account without an agreement", text: "data = \"/d\"\n[bluesky]\nurl = \"https://b.example\"\nuser = \"u\"\npassword_file = \"p\"\n", says: "bluesky.agreement is missing"},
		{name: "an account on this machine", text: "data = \"/d\"\n[wordpress]\nurl = \"http://127.0.0.1:81\"\nuser = \"u\"\npassword_file = \"p\"\n"},
		{name: "a service without a way to reach us", text: "data = \"/d\"\n[sources]\ncrossref = \"https://api.crossref.org\"\n", says: "sources.email is missing"},
		{name: "an address that is none", text: "data = \"/d\"\n[sources]\npubmed = \"https://eutils.example\"\nemail = \"desk\"\n", says: "sources.email is missing"},
		{name: "a service without https", text: "data = \"/d\"\n[sources]\ncrossref = \"http://api.crossref.org\"\nemail = \"d@l.example\"\n", says: "sources.crossref must begin with https://"},
		{name: "a service that nobody knows", text: "data = \"/d\"\n[sources]\nscholar = \"https://s.example\"\n", says: "scholar"},
		{name: "services", text: "data = \"/d\"\n[sources]\ncrossref = \"https://api.crossref.org\"\npubmed = \"http://127.0.0.1:9\"\nemail = \"d@l.example\"\n"},
		{name: "a loud log, from the environment", text: "data = \"/d\"\n", env: []string{"BEDSIDE_LOG_LEVEL", "chatty"}, says: "BEDSIDE_LOG_LEVEL is DEBUG, INFO, WARN or ERROR"},
		{name: "the environment is heard", text: "data = \"/d\"\n", env: []string{"BEDSIDE_LISTEN", "nonsense"}, says: "listen is not an address"},
		{name: "a proxy, perhaps", text: "data = \"/d\"\n", env: []string{"BEDSIDE_BEHIND_PROXY", "perhaps"}, says: "BEDSIDE_BEHIND_PROXY is true or false"},
		{name: "a port that is no number", text: "data = \"/d\"\n", env: []string{"BEDSIDE_SMTP_PORT", "many"}, says: "BEDSIDE_SMTP_PORT"},
	} {
		t.Run(c.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "bedside.toml")
			if err := os.WriteFile(path, []byte(c.text), 0o600); err != nil {
				t.Fatal(err)
			}
			_, err := config.Load(path, env(c.env...))
			switch {
			case c.says == "" && err != nil:
				t.Fatal(err)
			case c.says != "" && (!fault.Is(err, fault.Invalid) || !strings.Contains(fault.Message(err), c.says)):
				t.Errorf("says %q, want %q in it", fault.Message(err), c.says)
			}
		})
	}
}

// everything is the example with the settings that it has in comments.
func everything() string {
	return regexp.MustCompile(`(?m)^# (\w+ = |\[)`).ReplaceAllString(config.Example("/srv/bedside", ""), "$1")
}

func TestTheExampleMentionsEverySetting(t *testing.T) {
	var walk func(reflect.Type)
	walk = func(c reflect.Type) {
		for i := range c.NumField() {
			f := c.Field(i)
			if !regexp.MustCompile(`(?m)^\[{0,2}` + f.Tag.Get("toml") + `\b`).MatchString(everything()) {
				t.Errorf("no %s", f.Tag.Get("toml"))
			}
			if f.Type == reflect.TypeFor[config.SMTP]() {
				walk(f.Type)
			}
		}
	}
	walk(reflect.TypeFor[config.Config]())
}

func TestTheExampleNamesTheDatabase(t *testing.T) {
	path := filepath.Join(t.TempDir(), "bedside.toml")
	if err := os.WriteFile(path, []byte(config.Example(`/srv/"odd"`, `postgres://b:"\@db/bedside`)), 0o600); err != nil {
		t.Fatal(err)
	}
	c, err := config.Load(path, env("BEDSIDE_LOG_LEVEL", "debug"))
	if err != nil {
		t.Fatal(err)
	}
	if c.Data != `/srv/"odd"` || c.Database != `postgres://b:"\@db/bedside` || c.LogLevel != slog.LevelDebug {
		t.Errorf("%+v", c)
	}
}

func TestDefaultIsComplete(t *testing.T) {
	c, err := config.Default("/srv", env("BEDSIDE_DATABASE", "postgres://x/y"))
	if err != nil {
		t.Fatal(err)
	}
	if c.Database != "postgres://x/y" || c.KeyFile != "/srv/bedside.key" || c.Listen != "127.0.0.1:8080" || c.SMTP.Host != "" {
		t.Errorf("%+v", c)
	}
}
