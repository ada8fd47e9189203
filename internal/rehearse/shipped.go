package rehearse

import (
	"embed"
	"io/fs"

	"bedside/internal/fault"
)

//go:embed scenarios/*.txt personas.txt
var files embed.FS

// Shipped returns the scenarios that Bedside ships with.
func Shipped() ([]Scenario, error) {
	names, err := fs.Glob(files, "scenarios/*.txt")
	if err != nil {
		return nil, fault.Wrap(fault.Internal, "rehearse.Shipped", "", err)
	}
	var all []Scenario
	for _, name := range names {
		some, err := read(name)
		if err != nil {
			return nil, err
		}
		all = append(all, some...)
	}
	return all, nil
}

func read(name string) ([]Scenario, error) {
	text, err := files.ReadFile(name)
	if err != nil {
		return nil, fault.Wrap(fault.Internal, "rehearse.Shipped", "", err)
	}
	return Parse(name, string(text))
}

// Personas returns how people talk, by name and language: "hurried.en".
func Personas() (map[string]*persona, error) {
	list, err := read("personas.txt")
	all := map[string]*persona{}
	for i := range list {
		all[list[i].Name] = &list[i]
	}
	return all, err
}
