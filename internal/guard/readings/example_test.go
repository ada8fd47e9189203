package readings_test

import (
	"fmt"
	"time"

	"bedside/internal/guard"
	"bedside/internal/guard/readings"
)

// How a draft may be read is told from the draft and from what the guard saw in it.
func ExampleOf() {
	g, err := guard.New(nil, guard.Own{}, time.Now)
	if err != nil {
		panic(err)
	}
	d := guard.Draft{Kind: guard.Reply, Audience: guard.Public, Channel: "site", Body: []guard.Part{guard.Literal("Thank you for being our patient, Maria!")}}
	r := readings.Of(d, g.Check(d))
	for _, m := range r.Matter {
		fmt.Println(m.Severity, m.Text)
	}
	for _, v := range r.Readers {
		fmt.Println(v.Who, len(v.Says) > 0)
	}
	// Output:
	// block Maria
	// block Thank you for being our
	// patient true
	// described true
	// reporter true
	// regulator true
}
