package wire_test

import (
	"encoding/json"
	"fmt"
	"time"

	"bedside/internal/guard"
	"bedside/internal/guard/wire"
)

// A line of JSON becomes a draft, and what the guard saw in it a line again.
func ExampleParse() {
	g, err := guard.New(nil, guard.Own{}, time.Now)
	if err != nil {
		panic(err)
	}
	text, err := wire.Parse([]byte(`{"id":7,"text":"Our flu clinic is on Saturday."}`))
	if err != nil {
		panic(err)
	}
	d, err := text.Draft(guard.Post, guard.Public, "site")
	if err != nil {
		panic(err)
	}
	out, err := json.Marshal(wire.AnswerOf(text.ID, g.Check(d)))
	if err != nil {
		panic(err)
	}
	fmt.Println(string(out))
	// Output: {"id":7,"verdict":"clear","findings":[]}
}
