package store_test

import (
	"context"
	"log/slog"
	"strings"
	"testing"

	"bedside/internal/civil"
	"bedside/internal/fault"
	"bedside/internal/practice"
	"bedside/internal/testkit"
	"bedside/internal/tx"
)

func licence(who practice.ProviderID) practice.Credential {
	looked := civil.DateOf(monday)
	return practice.Credential{Provider: who, Kind: practice.Licence, Issuer: "Minnesota Board of Medical Practice", State: "MN", Number: "70001", Status: practice.InForce,
		Expires: looked.AddDays(500), CheckedBy: "Priya Anand", CheckedOn: looked.AddDays(-20), Source: "https://bmp.example", Next: looked.AddDays(300)}
}

func TestCredentialsAreKept(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, dsn string) {
		r := openRecords(t, dsn, slog.New(slog.DiscardHandler))
		var who, other practice.ProviderID
		var kept practice.CredentialID
		must(t, r.do(owner, func(ctx context.Context, t tx.Tx) (err error) {
			s := practice.Defaults()
			s.Name = "Lakeside"
			if err = r.practice.SaveSettings(ctx, t, s); err != nil {
				return err
			}
			v := practice.Provider{Given: "Ines", Family: "Marlow", Credentials: "MD", Specialty: "Family medicine", Qualifications: "One\nTwo", Disclosures: "Owns part of it.", NPI: "1234567893", Active: true}
			if who, err = r.practice.SaveProvider(ctx, t, v); err != nil {
				return err
			}
			if other, err = r.practice.SaveProvider(ctx, t, practice.Provider{Given: "Kwame", Family: "Osei"}); err != nil {
				return err
			}
			kept, err = r.practice.SaveCredential(ctx, t, licence(who))
			return err
		}))
		want := licence(who)
		want.ID = kept
		if p := r.read(t); len(p.Credentials) != 1 || p.Credentials[0] != want {
			t.Fatalf("kept %+v", p.Credentials)
		}

		save := func(c practice.Credential) error {
			return r.do(owner, func(ctx context.Context, t tx.Tx) error { _, err := r.practice.SaveCredential(ctx, t, c); return err })
		}
		again, elsewhere, missing := licence(who), want, want
		elsewhere.Provider, missing.ID = other, "none"
		wantKind(t, "a second time", save(again), fault.Invalid)
		wantKind(t, "with another provider", save(elsewhere), fault.NotFound)
		missing.Number = "70002"
		wantKind(t, "one that is not there", save(missing), fault.NotFound)
		wantKind(t, "of nobody", save(licence("nobody")), fault.NotFound)
		wantKind(t, "by the front desk", r.do(frontDesk, func(ctx context.Context, t tx.Tx) error {
			_, err := r.practice.SaveCredential(ctx, t, want)
			return err
		}), fault.Forbidden)
		want.Status, want.Expires, want.CheckedOn = practice.Lapsed, civil.Date{}, civil.DateOf(monday)
		must(t, save(want))
		if p := r.read(t); p.Credentials[0] != want {
			t.Errorf("changed to %+v", p.Credentials[0])
		}

		found := practice.Registered{NPI: "1234567893", Person: true, Active: true, Given: []string{"INES"}, Family: []string{"MARLOW"},
			Taxonomies: []practice.Taxonomy{{Name: "Family Medicine", State: "MN"}}, Source: "NPPES"}
		look := func(f practice.Registered) error {
			return r.do(owner, func(ctx context.Context, t tx.Tx) error { return r.practice.SaveNPICheck(ctx, t, who, f) })
		}
		must(t, look(found))
		v, _ := r.read(t).Provider(who)
		if v.NPICheck != (practice.NPICheck{On: civil.DateOf(monday), Source: "NPPES", Name: "INES MARLOW", Taxonomy: "Family Medicine", States: "MN"}) {
			t.Errorf("the check is %+v", v.NPICheck)
		}
		found.NPI = "1558598797"
		wantKind(t, "another number", look(found), fault.Conflict)
		v.Bio = "New words keep the check."
		change := func() {
			must(t, r.do(owner, func(ctx context.Context, t tx.Tx) error { _, err := r.practice.SaveProvider(ctx, t, v); return err }))
			v, _ = r.read(t).Provider(who)
		}
		if change(); v.NPICheck.Name == "" || v.Qualifications != "One\nTwo" || v.Disclosures == "" {
			t.Errorf("after other words: %+v", v)
		}
		v.NPI = "1558598797"
		if change(); v.NPICheck != (practice.NPICheck{}) {
			t.Errorf("another number kept the check %+v", v.NPICheck)
		}
		same := practice.Provider{Given: "A", Family: "B", NPI: v.NPI}
		wantKind(t, "two with one number", r.do(owner, func(ctx context.Context, t tx.Tx) error { _, err := r.practice.SaveProvider(ctx, t, same); return err }), fault.Invalid)

		remove := func() error {
			return r.do(owner, func(ctx context.Context, t tx.Tx) error { return r.practice.RemoveCredential(ctx, t, kept) })
		}
		must(t, remove())
		wantKind(t, "removed twice", remove(), fault.NotFound)
	})
}

const credentialFile = `
[practice]
name = "Lakeside"
[[provider]]
given = "Ines"
family = "Marlow"
certification = "Certified by the American Board of Family Medicine"
qualifications = "MD, 2004"
npi = "1234567893"
[[provider.credential]]
kind = "licence"
issuer = "Minnesota Board of Medical Practice"
state = "MN"
number = "70001"
checked_by = "Priya Anand"
checked_on = "2026-11-02"
source = "https://bmp.example"
next = "2027-11-02"
`

func TestCredentialsComeFromAFileOnce(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, dsn string) {
		r := openRecords(t, dsn, slog.New(slog.DiscardHandler))
		apply := func(text string) error {
			f, err := practice.ReadFile(strings.NewReader(text))
			if err != nil {
				return err
			}
			return r.do(owner, func(ctx context.Context, t tx.Tx) error { return f.Apply(ctx, t, r.practice) })
		}
		must(t, apply(credentialFile))
		first := r.read(t)
		must(t, apply(credentialFile))
		if p := r.read(t); p.Version != first.Version || len(p.Credentials) != 1 || p.Credentials[0].Status != practice.InForce || p.Providers[0].Qualifications != "MD, 2004\nCertified by the American Board of Family Medicine" {
			t.Errorf("applied twice: %+v, %+v", p.Credentials, p.Providers)
		}
		must(t, apply(strings.Replace(credentialFile, "2026-11-02", "2026-11-20", 1)))
		if p := r.read(t); len(p.Credentials) != 1 || p.Credentials[0].CheckedOn.Day != 20 {
			t.Errorf("looked up again: %+v", p.Credentials)
		}
		for wrong, want := range map[string]string{"2026-11-31": "2026-11-02", "\"diploma\"": "\"licence\"", "2199-01-01": "2027-11-02"} {
			err := apply(strings.Replace(credentialFile, want, wrong, 1))
			if !fault.Is(err, fault.Invalid) || !strings.Contains(fault.Message(err), "Marlow") && !strings.Contains(fault.Message(err), "Minnesota") {
				t.Errorf("%s: %v", wrong, err)
			}
		}
	})
}
