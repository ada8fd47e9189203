package strict

import (
	"errors"
	"strings"
	"testing"

	"bedside/internal/fault"
)

type settings struct {
	Name  string            `toml:"name"`
	Port  int               `toml:"port"`
	Rooms []room            `toml:"room"`
	Deep  struct{ A room }  `toml:"deep"`
	Free  map[string]string `toml:"free"`
}

type room struct {
	Color string `toml:"color"`
}

func TestDecode(t *testing.T) {
	for text, want := range map[string]string{
		"name = \"a\"\nport = 1\n[[room]]\ncolor = \"b\"\n[free]\nanything = \"goes\"": "",
		"":                               "",
		"nmae = \"a\"":                   `Line 1: there is no setting "nmae". Did you mean "name"?`,
		"# a comment = here\n\nprot = 1": `Line 3: there is no setting "prot". Did you mean "port"?`,
		"xyz = 1":                        `Line 1: there is no setting "xyz".`,
		"[[room]]\ncolor = \"b\"\n[[room]] # two\ncolour = 1": `Line 4: there is no setting "room.colour". Did you mean "color"?`,
		"[ \"rooms\" ]\ncolor = \"b\"":                        `Line 1: there is no setting "rooms". Did you mean "room"?`,
		"room = [{shape = 1}]":                                `There is no setting "room.shape".`,
		"port = \"a\"":                                        "Line 1 (last key \"port\"): incompatible types",
		"port = ":                                             "Line 1: ",
		"port = 1\nport = 2":                                  "Line 2: ",
		"\xff":                                                "The file is not UTF-8 text. Save it as UTF-8.",
	} {
		err := Decode(strings.NewReader(text), &settings{})
		if want == "" && err != nil || want != "" && (!fault.Is(err, fault.Invalid) || !strings.HasPrefix(fault.Message(err), want)) {
			t.Errorf("%q: got %v, want %q", text, err, want)
		}
	}
	if err := Decode(broken{}, &settings{}); !fault.Is(err, fault.Unavailable) {
		t.Errorf("a file that cannot be read: %v", err)
	}
}

type broken struct{}

func (broken) Read([]byte) (int, error) { return 0, errors.New("broken") }
