package guard_test

import (
	"fmt"
	"time"

	"bedside/internal/guard"
	"bedside/internal/guard/rules"
)

// What the guard saw is read from its report: the rule, the words, where they stand in code points, and what may stand
// there instead.
func ExampleGuard_Check() {
	g, err := guard.New(nil, guard.Own{}, func() time.Time { return now })
	if err != nil {
		panic(err)
	}
	r := g.Check(guard.Draft{
		Kind: guard.Post, Audience: guard.Public, Channel: "site",
		Body: []guard.Part{guard.Literal("My patient, MRN 448271, is 93 years old.")},
	})
	fmt.Println(r.Verdict)
	for _, f := range r.Findings {
		fmt.Println(f.Severity, f.Rule, f.Type, f.Start, f.End, f.Text)
	}
	// Output:
	// block
	// block privacy.record MRN 16 22 448271
	// block privacy.age AGE 27 39 93 years old
}

// Redact proposes the words without what points to somebody. A person reads them before they are used.
func ExampleGuard_Redact() {
	g, err := guard.New(nil, guard.Own{}, func() time.Time { return now })
	if err != nil {
		panic(err)
	}
	fmt.Println(g.Redact(guard.Draft{
		Kind: guard.Post, Audience: guard.Public,
		Body: []guard.Part{guard.Literal("My patient came in on March 5, 2023 with chest pain.")},
	}))
	// Output: My patient came in 2023 with chest pain.
}

// What is the practice's own points to no patient: it is noted, and nothing else.
func ExampleOwn() {
	own := guard.Own{Names: []string{"Dr. Lena Ortiz"}, Places: []string{"14 Main Street, Duluth, MN 55802"}, Phones: []string{"218-555-0100"}}
	g, err := guard.New(nil, own, func() time.Time { return now })
	if err != nil {
		panic(err)
	}
	r := g.Check(guard.Draft{
		Kind: guard.Post, Audience: guard.Public, Channel: "site",
		Body: []guard.Part{guard.Literal("Dr. Lena Ortiz gives flu shots at 14 Main Street. Call 218-555-0100.")},
	})
	fmt.Println(r.Verdict)
	// Output: clear
}

// A practice adds a pack of its own rules, each with examples that prove it, and says which rules it does without.
func ExampleNew() {
	pack, err := rules.Parse([]byte(`
name = "Ours"
version = "1"
authority = "House policy of Lakeside"
jurisdiction = "US"
checked_on = "2026-11-22"
review_by = "2027-11-22"

[[rule]]
id = "ours.clients"
title = "Patients are no clients"
category = "fit"
severity = "warn"
check = "substitution"
swap = { clients = "patients" }
message = "We say patients."
examples.must = ["Our clients like us."]
examples.must_not = ["Our patients like us."]
`))
	if err != nil {
		panic(err)
	}
	packs, err := rules.Embedded()
	if err != nil {
		panic(err)
	}
	own := guard.Own{Off: []rules.Off{{Rule: "claim.cure", By: []string{"the owner"}}}}
	g, err := guard.New(append(packs, pack), own, func() time.Time { return now })
	if err != nil {
		panic(err)
	}
	for _, f := range g.Check(guard.Draft{Kind: guard.Post, Audience: guard.Public, Body: []guard.Part{guard.Literal("Our clients love the new laser.")}}).Findings {
		fmt.Println(f.Rule, f.Text, "→", *f.Fix)
	}
	// Output: ours.clients clients → patients
}

// A fix says what the rewrite would put in the place of one finding; a name is mended wherever it stands.
func ExampleReport_Fixes() {
	g, err := guard.New(nil, guard.Own{}, func() time.Time { return now })
	if err != nil {
		panic(err)
	}
	r := g.Check(guard.Draft{
		Kind: guard.Post, Audience: guard.Public, Channel: "site",
		Body: []guard.Part{guard.Literal("I treated James Whitaker. James' knee is better.")},
	})
	for i, fix := range r.Fixes() {
		if fix != nil {
			fmt.Printf("%s: make it %q, in %d places\n", r.Findings[i].Text, fix.Says, len(fix.Edits))
		}
	}
	// Output:
	// James Whitaker: make it "the patient", in 2 places
	// James: make it "The patient's", in 2 places
}

// Lift proposes to say a story about one patient in general, and names what it left out.
func ExampleGuard_Lift() {
	g, err := guard.New(nil, guard.Own{}, func() time.Time { return now })
	if err != nil {
		panic(err)
	}
	p := g.Lift(guard.Draft{
		Kind: guard.Post, Audience: guard.Public,
		Body: []guard.Part{guard.Literal("A welder in his thirties limped in with a red, swollen toe. It was gout. Gout flares come fast.")},
	})
	fmt.Println(p.Text)
	for _, d := range p.Dropped {
		fmt.Println("left out:", d.What, d.Text)
	}
	// Output:
	// Some people with gout have swelling. Gout flares come fast.
	// left out: the work welder
}
