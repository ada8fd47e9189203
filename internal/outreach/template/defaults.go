package template

import (
	"bytes"
	"embed"
	"sync"

	"bedside/internal/strict"
	"bedside/internal/words"
)

//go:embed en.toml es.toml
var files embed.FS

// catalog is what Bedside ships with in one language.
type catalog struct {
	Fixed map[string]map[Channel]string `toml:"fixed"`
	Texts map[Kind]map[Channel]Text     `toml:"text"`
}

// shipped are the catalogs, and the fixed sentences as they were read. They come with the program: a test reads them.
var shipped = sync.OnceValue(func() map[words.Language]catalog {
	all := map[words.Language]catalog{}
	for _, l := range Languages() {
		file, err := files.ReadFile(string(l) + ".toml")
		if err != nil {
			panic(err)
		}
		var c catalog
		if err := strict.Decode(bytes.NewReader(file), &c); err != nil {
			panic("template: " + string(l) + ".toml: " + err.Error())
		}
		for k, channels := range c.Texts {
			for ch, t := range channels {
				if c.Texts[k][ch], err = t.Clean(); err != nil {
					panic(err)
				}
			}
		}
		all[l] = c
	}
	return all
})

// Default is the text of a key as Bedside ships it; the zero Text for a key that is not known.
func Default(k Key) Text { return shipped()[k.Language].Texts[k.Kind][k.Channel] }

// fixed are the words of a fixed place.
func fixed(name string, k Key) []node {
	nodes, err := parse(shipped()[k.Language].Fixed[name][k.Channel])
	if err != nil {
		panic(err)
	}
	return nodes
}
