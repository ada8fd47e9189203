package config_test

import (
	"os"
	"path/filepath"
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
		{name: "the example", text: config.Example("/srv/bedside")},
		{name: "a wrong key", text: "data = \"/d\"\nlissten = \"x\"\n", says: `Line 2: there is no setting "lissten". Did you mean "listen"?`},
		{name: "a wrong key in a section", text: "data = \"/d\"\n[smtp]\nhost = \"h\"\nportt = 25\n", says: `Line 4: there is no setting "smtp.portt". Did you mean "port"?`},
		{name: "a wrong section", text: "data = \"/d\"\n[mail]\nhost = \"h\"\n", says: `Line 2: there is no setting "mail"`},
		{name: "no TOML", text: "data = /d\n", says: "Line 1"},
		{name: "a wrong type", text: "data = 5\n", says: "data"},
		{name: "no data folder", text: "", says: "data folder is missing"},
		{name: "no address", text: "data = \"/d\"\nlisten = \"8080\"\n", says: "listen is not an address"},
		{name: "no https", text: "data = \"/d\"\nurl = \"http://lakeside.example\"\n", says: "https://"},
		{name: "no port", text: "data = \"/d\"\n[smtp]\nhost = \"h\"\n", says: "smtp.port is missing"},
		{name: "a user without a password", text: "data = \"/d\"\n[smtp]\nhost = \"h\"\nport = 25\nuser = \"u\"\n", says: "smtp.password_file"},
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

func TestDefaultIsComplete(t *testing.T) {
	c, err := config.Default("/srv", env("BEDSIDE_DATABASE", "postgres://x/y"))
	if err != nil {
		t.Fatal(err)
	}
	if c.Database != "postgres://x/y" || c.KeyFile != "/srv/bedside.key" || c.Listen != "127.0.0.1:8080" || c.SMTP.Host != "" {
		t.Errorf("%+v", c)
	}
}
