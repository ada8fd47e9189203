package store_test

import (
	"context"
	"reflect"
	"testing"
	"time"

	"bedside/internal/actor"
	"bedside/internal/audit"
	"bedside/internal/civil"
	"bedside/internal/fault"
	"bedside/internal/id"
	"bedside/internal/phi"
	"bedside/internal/publish"
	"bedside/internal/testkit"
	"bedside/internal/tx"
)

// voiced is one of everything that the public voice keeps.
type voiced struct {
	post      publish.Post
	version   publish.Version
	out       publish.Publication
	picture   publish.Picture
	consent   publish.Authorisation
	mistake   publish.Mistake
	approval  publish.Approval
	comment   publish.Comment
	waiver    publish.Waiver
	policy    publish.Policy
	picturing string
}

// speak adds one of everything and records an event.
func speak(ctx context.Context, o *office, t tx.Tx) (v voiced, err error) {
	s, at := o.Publish(), t.Now().Truncate(time.Microsecond)
	day := civil.Date{Year: 2026, Month: 11, Day: 24}
	v.consent = publish.Authorisation{ID: id.New[publish.Authorisation](o.ids), Kind: publish.OfPatient, Patient: "p1", Person: phi.NewName("Tomasina", "Quill"),
		What: phi.NewText("asthma"), Discloser: "we", Recipient: "all", Purpose: "to teach", Expires: day, ExpiryEvent: "a move", Signed: day,
		Representative: phi.NewName("Ada", "Quill"), Authority: "mother", SaysRevocable: true, SaysConditions: true, SaysRedisclosure: true, OwnForm: true, Plain: true,
		CopyGiven: day, KeptAt: "safe", Turns18: day, Reviewed: day, Ended: day, Revoked: true, How: phi.NewText("by letter"), By: "s1", Created: at, Row: 1}
	v.picture = publish.Picture{ID: id.New[publish.Picture](o.ids), Type: "image/png", Width: 2, Height: 3, Size: 4, Sum: "ab", Removed: []string{"place"},
		Checklist: []string{"people"}, CheckedBy: "s1", Checked: at, By: "s2", At: at}
	v.picturing = "\x89PNG\x00\xff"
	v.post = publish.Post{ID: id.New[publish.Post](o.ids), Kind: publish.News, Account: publish.Own, Author: "s1", State: publish.Cooling,
		Current: id.New[publish.Version](o.ids), Public: "v0", Slug: "a-title-" + string(v.picture.ID), Due: at, CoolUntil: at.Add(time.Hour), ReadAgain: true,
		Created: at, Changed: at, Row: 1}
	v.version = publish.Version{ID: v.post.Current, Post: v.post.ID, Number: 1, By: "s1", At: at, Content: publish.Content{
		Kind: publish.News, Account: publish.Own, Language: "es", Title: "Ein <Titel>", Body: "Ä\n\n*b* & \u2028", Texts: map[publish.Channel]string{publish.X: "kurz"},
		Channels: []publish.Channel{publish.SiteChannel, publish.X}, Media: []publish.Media{{ID: v.picture.ID, Alt: "a", People: true, Shows: []publish.AuthorisationID{v.consent.ID}}},
		Disclosures: []string{"paid"}, Sources: []string{"doi"}, Story: publish.Story{Told: true, Whose: publish.Real, Label: "l", Authorisations: []publish.AuthorisationID{v.consent.ID}},
		Correction: "c"}}
	v.version.Hash = v.version.Content.Hash()
	v.out = publish.Publication{ID: id.New[publish.Publication](o.ids), Post: v.post.ID, Version: v.version.ID, Hash: v.version.Hash, Channel: publish.SiteChannel,
		Status: publish.Live, Why: publish.FoundPosted, Code: "429", Ref: "r", URL: "https://x.example/1", Due: at, Tries: 2, Tried: at, Sent: at, Off: at, Row: 1}
	v.approval = publish.Approval{ID: id.New[publish.Approval](o.ids), Post: v.post.ID, Version: v.version.ID, Hash: v.version.Hash, Verdict: publish.Return, By: "s2", At: at, Note: phi.NewText("n")}
	v.comment = publish.Comment{ID: id.New[publish.Comment](o.ids), Post: v.post.ID, Version: v.version.ID, By: "s2", At: at, Text: phi.NewText("t")}
	v.waiver = publish.Waiver{ID: id.New[publish.Waiver](o.ids), Post: v.post.ID, Hash: v.version.Hash, RuleSet: "rs", Rules: []string{"a.b", "c.d"},
		Texts: map[publish.Channel]string{publish.X: "h"}, By: "s1", At: at, Reason: phi.NewText("why")}
	v.mistake = publish.Mistake{ID: id.New[publish.Mistake](o.ids), Post: v.post.ID, What: phi.NewText("a name"), Discovered: at, By: "s1", Created: at,
		Evidence: []publish.Evidence{{Channel: publish.X, URL: "u", Hash: "h", Since: at, Title: "t", Text: "x", Pictures: []string{"s"}, Alts: []string{"a"}}}, Row: 1}
	none := phi.NewText("")
	v.mistake.Assessment = publish.Assessment{Nature: none, Receiver: none, Viewed: none, Mitigation: none, Reason: none}
	v.policy = publish.Defaults()
	for _, add := range []func() error{
		func() error { return s.AddAuthorisation(ctx, t, v.consent) },
		func() error { return s.AddPicture(ctx, t, v.picture, []byte("raw"), []byte(v.picturing)) },
		func() error { return s.AddPost(ctx, t, v.post) },
		func() error { return s.AddVersion(ctx, t, v.version) },
		func() error { return s.AddPublication(ctx, t, v.out) },
		func() error { return s.AddApproval(ctx, t, v.approval) },
		func() error { return s.AddComment(ctx, t, v.comment) },
		func() error { return s.AddWaiver(ctx, t, v.waiver) },
		func() error { return s.AddMistake(ctx, t, v.mistake) },
		func() error { return s.SavePolicy(ctx, t, v.policy) },
		func() error { return o.practice.Audit.Record(ctx, t, "tested", audit.Ref{Kind: "test"}, "", nil) },
	} {
		if err := add(); err != nil {
			return v, err
		}
	}
	return v, nil
}

func TestPublishStore(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, dsn string) {
		ctx := context.Background()
		o := openOffice(t, dsn, "America/Chicago", monday, workday())
		s := o.Publish()
		do := func(f func(tx.Tx) error) error {
			return o.Do(ctx, actor.System(), func(tr tx.Tx) error {
				if err := f(tr); err != nil {
					return err
				}
				return o.practice.Audit.Record(ctx, tr, "tested", audit.Ref{Kind: "test"}, "", nil)
			})
		}
		var v voiced
		must(t, o.Do(ctx, actor.System(), func(tr tx.Tx) (err error) { v, err = speak(ctx, o, tr); return err }))
		same := func(what string, got, want any, err error) {
			t.Helper()
			if err != nil || !reflect.DeepEqual(got, want) {
				t.Errorf("%s is not as it was kept: %v\n got %+v\nwant %+v", what, err, got, want)
			}
		}
		read := func() {
			t.Helper()
			must(t, o.View(ctx, actor.System(), func(tr tx.Tx) error {
				p, err := s.Post(ctx, tr, v.post.ID)
				same("the post", p, v.post, err)
				p, err = s.BySlug(ctx, tr, v.post.Slug)
				same("the post by its slug", p, v.post, err)
				w, err := s.Version(ctx, tr, v.version.ID)
				same("the version", plainly(w), plainly(v.version), err)
				if w.Content.Hash() != w.Hash {
					t.Error("the content's hash is another after reading")
				}
				u, err := s.Publication(ctx, tr, v.out.ID)
				same("the publication", u, v.out, err)
				a, err := s.Approvals(ctx, tr, v.post.ID)
				same("the approvals", a, []publish.Approval{v.approval}, err)
				c, err := s.Comments(ctx, tr, v.post.ID)
				same("the comments", c, []publish.Comment{v.comment}, err)
				x, err := s.Waivers(ctx, tr, v.post.ID)
				same("the waivers", x, []publish.Waiver{v.waiver}, err)
				i, err := s.Picture(ctx, tr, v.picture.ID)
				same("the picture", i, v.picture, err)
				b, err := s.PictureBytes(ctx, tr, v.picture.ID)
				same("its bytes", string(b), v.picturing, err)
				f, err := s.Authorisation(ctx, tr, v.consent.ID)
				same("the authorisation", f, v.consent, err)
				m, err := s.Mistake(ctx, tr, v.mistake.ID)
				same("the mistake", m, v.mistake, err)
				y, err := s.Policy(ctx, tr)
				same("the policy", y, v.policy, err)
				all, err := s.UsedBy(ctx, tr, v.consent.ID)
				same("what rests on the authorisation", all, []publish.Post{v.post}, err)
				all, err = s.Posts(ctx, tr, 5)
				same("the posts", all, []publish.Post{v.post}, err)
				ids := []publish.PostID{v.post.ID, "none"}
				now, err := s.Currents(ctx, tr, ids)
				same("the current versions", []any{len(now), plainly(now[v.post.ID])}, []any{1, plainly(v.version)}, err)
				out, err := s.PublicationsOf(ctx, tr, ids)
				same("the publications of posts", out, map[publish.PostID][]publish.Publication{v.post.ID: {v.out}}, err)
				return nil
			}))
		}
		read()

		t.Run("nothing there", func(t *testing.T) {
			must(t, o.View(ctx, actor.System(), func(tr tx.Tx) error {
				for what, err := range map[string]error{
					"post":          second(s.Post(ctx, tr, "none")),
					"slug":          second(s.BySlug(ctx, tr, "none")),
					"no slug":       second(s.BySlug(ctx, tr, "")),
					"version":       second(s.Version(ctx, tr, "none")),
					"publication":   second(s.Publication(ctx, tr, "none")),
					"picture":       second(s.Picture(ctx, tr, "none")),
					"bytes":         second(s.PictureBytes(ctx, tr, "none")),
					"authorisation": second(s.Authorisation(ctx, tr, "none")),
					"mistake":       second(s.Mistake(ctx, tr, "none")),
				} {
					if !fault.Is(err, fault.NotFound) {
						t.Errorf("%s: %v", what, err)
					}
				}
				all, err := s.Posts(ctx, tr, 0)
				same("no posts", len(all), 0, err)
				now, err := s.Currents(ctx, tr, nil)
				same("versions of no posts", len(now), 0, err)
				out, err := s.PublicationsOf(ctx, tr, nil)
				same("publications of no posts", len(out), 0, err)
				return nil
			}))
		})
		t.Run("the site shows", func(t *testing.T) {
			must(t, do(func(tr tx.Tx) error {
				all, err := s.Shown(ctx, tr, 5, 0)
				same("what it shows", all, []publish.Post{v.post}, err)
				is, err := s.Showing(ctx, tr, v.picture.ID)
				same("the picture", is, true, err)
				v.out.Status, v.out.Row = publish.Gone, 2
				return s.SavePublication(ctx, tr, v.out)
			}))
			must(t, do(func(tr tx.Tx) error {
				all, err := s.Shown(ctx, tr, 5, 0)
				same("what it shows", len(all), 0, err)
				is, err := s.Showing(ctx, tr, v.picture.ID)
				same("the picture", is, false, err)
				return nil
			}))
		})
		t.Run("changes", func(t *testing.T) {
			must(t, do(func(tr tx.Tx) error {
				v.post.State, v.post.ReadAgain, v.post.Slug, v.post.Row = publish.Approved, false, "other", 2
				v.version.Title, v.version.Media, v.version.Submitted = "Other", nil, monday
				v.version.Hash = v.version.Content.Hash()
				v.waiver.Agreed, v.waiver.AgreedAt = "s2", monday
				v.picture.Checklist, v.picture.Checked, v.picture.CheckedBy = nil, time.Time{}, ""
				v.consent.Purpose, v.consent.Row = "other", 2
				v.mistake.Conclusion, v.mistake.Nature, v.mistake.Assessed, v.mistake.Row = publish.Breach, phi.NewText("much"), monday, 2
				v.policy.PerWeek = 7
				for _, err := range []error{s.SavePost(ctx, tr, v.post), s.SaveVersion(ctx, tr, v.version), s.AgreeWaiver(ctx, tr, v.waiver), s.SavePicture(ctx, tr, v.picture),
					s.SaveAuthorisation(ctx, tr, v.consent), s.SaveMistake(ctx, tr, v.mistake), s.SavePolicy(ctx, tr, v.policy)} {
					if err != nil {
						return err
					}
				}
				return nil
			}))
			read()
		})
		for what, late := range map[string]func(tx.Tx) error{ // each is as stale as the first writer left it, or comes twice
			"post":          func(tr tx.Tx) error { return s.SavePost(ctx, tr, v.post) },
			"version":       func(tr tx.Tx) error { return s.SaveVersion(ctx, tr, v.version) },
			"publication":   func(tr tx.Tx) error { return s.SavePublication(ctx, tr, v.out) },
			"waiver":        func(tr tx.Tx) error { return s.AgreeWaiver(ctx, tr, v.waiver) },
			"authorisation": func(tr tx.Tx) error { return s.SaveAuthorisation(ctx, tr, v.consent) },
			"mistake":       func(tr tx.Tx) error { return s.SaveMistake(ctx, tr, v.mistake) },
			"same channel": func(tr tx.Tx) error {
				again := v.out
				again.ID = id.New[publish.Publication](o.ids)
				return s.AddPublication(ctx, tr, again)
			},
			"same slug": func(tr tx.Tx) error {
				again := v.post
				again.ID = id.New[publish.Post](o.ids)
				return s.AddPost(ctx, tr, again)
			},
		} {
			if err := do(late); !fault.Is(err, fault.Conflict) {
				t.Errorf("%s: %v, want a conflict", what, err)
			}
		}
	})
}

func second[T any](_ T, err error) error { return err }

// plainly is a version whose content can be printed and compared.
func plainly(v publish.Version) any {
	type plain publish.Content
	return []any{v.ID, v.Post, v.Number, v.By, v.At, v.Submitted, v.Hash, plain(v.Content)}
}
