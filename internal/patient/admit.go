package patient

import (
	"context"
	"slices"

	"bedside/internal/actor"
	"bedside/internal/audit"
	"bedside/internal/fault"
	"bedside/internal/phi"
	"bedside/internal/tx"
)

// Admit returns the patient that somebody on the booking page is. A record on file is taken only if name, birth date
// and every contact point given match it; otherwise a new one is made, whose Like points to the record that is
// probably the same person's, for staff to decide. The caller cannot tell which happened, and a contact point is never
// added to a record that was there before. Consent is recorded for the address and for the number, each as they were asked;
// a consent that was withdrawn stays so, and an opt-out holds regardless. Invalid with a sentence about the input alone; Forbidden without the right to book.
func (r *Registry) Admit(ctx context.Context, t tx.Tx, who Person) (ID, error) {
	if err := t.By().Need(actor.Book); err != nil {
		return "", err
	}
	p, err := who.patient(t)
	if err != nil {
		return "", fault.At("patient.Admit", err)
	}
	twins, err := r.bornWith(ctx, t, p)
	if err != nil {
		return "", err
	}
	for _, on := range twins {
		if p.sameName(on) && p.contactsIn(on) {
			return on.ID, r.consentTo(ctx, t, on, p)
		}
	}
	p.Like = likest(p, twins)
	i, err := r.add(ctx, t, "admitted", p)
	if err != nil || who.Language == "" {
		return i, err
	}
	return i, r.prefer(ctx, t, i, Preferences{}, Preferences{Language: who.Language, How: who.How})
}

// patient is what the person would be as a new record.
func (w Person) patient(t tx.Tx) (Patient, error) {
	p := Patient{Name: w.Name, Birth: w.Birth}
	add := func(kind ContactKind, value string, consent bool, words phi.Text) {
		if value != "" {
			p.Contacts = append(p.Contacts, Contact{Kind: kind, Value: phi.NewText(value), Consent: consent, ConsentHow: w.How, ConsentWords: words})
		}
	}
	add(Phone, w.Phone.Reveal(), w.Texts, w.TextsWords)
	add(Email, w.Email.Reveal(), w.Consent, w.ConsentWords)
	if len(p.Contacts) == 0 {
		return p, invalid("Give a phone number or an e-mail address, so that the practice can reach you.")
	}
	return p, p.normalise(dayOf(t.Now()))
}

// bornWith returns the patients who have p's birth date, the oldest record first.
func (r *Registry) bornWith(ctx context.Context, t tx.Tx, p Patient) ([]Patient, error) {
	ids, err := r.Store.Having(ctx, t, [][]Key{{key(KeyBirth, p.Birth.Reveal())}}, candidates)
	if err != nil {
		return nil, fault.At("patient.bornWith", err)
	}
	slices.Sort(ids)
	return r.load(ctx, t, ids)
}

func (p Patient) sameName(o Patient) bool { return plain(p.Name.Reveal()) == plain(o.Name.Reveal()) }

// contactsIn reports whether all of p's contact points are on file for o.
func (p Patient) contactsIn(o Patient) bool {
	return !slices.ContainsFunc(p.Contacts, func(c Contact) bool { return !slices.ContainsFunc(o.Contacts, c.same) })
}

func (p Patient) sharesContact(o Patient) bool {
	return slices.ContainsFunc(p.Contacts, func(c Contact) bool { return slices.ContainsFunc(o.Contacts, c.same) })
}

// soundsLike reports whether a word of both the given and the family names sounds the same.
func (p Patient) soundsLike(o Patient) bool {
	share := func(a, b string) bool {
		return slices.ContainsFunc(words(a), func(w string) bool {
			return slices.ContainsFunc(words(b), func(v string) bool { return sound(w) == sound(v) })
		})
	}
	return p.sameName(o) || share(p.Name.RevealGiven(), o.Name.RevealGiven()) && share(p.Name.RevealFamily(), o.Name.RevealFamily())
}

// likest returns the patient, of those with p's birth date, who is most probably the same person, or "".
func likest(p Patient, twins []Patient) ID {
	best, most := ID(""), 0
	for _, o := range twins {
		score := 0
		if p.sameName(o) {
			score += 2
		}
		if p.soundsLike(o) {
			score += 2
		}
		if p.sharesContact(o) {
			score++
		}
		if score > most {
			best, most = o.ID, score
		}
	}
	return best
}

// consentTo records p's consent for its contact points on the record on, where nothing was ever said: whoever is not
// verified cannot undo what the patient withdrew.
func (r *Registry) consentTo(ctx context.Context, t tx.Tx, on, p Patient) error {
	for _, c := range p.Contacts {
		had := on.Contacts[slices.IndexFunc(on.Contacts, c.same)]
		if !c.Consent || had.Consent || !had.ConsentAt.IsZero() {
			continue
		}
		had.Consent, had.ConsentHow, had.ConsentAt = true, c.ConsentHow, t.Now()
		if err := r.Store.SetConsent(ctx, t, had); err != nil {
			return fault.At("patient.Admit", err)
		}
		if err := r.enter(ctx, t, on.ID, had, Gave, Said{How: c.ConsentHow, Words: c.ConsentWords, For: []Purpose{Reminders}}); err != nil {
			return err
		}
		facts := audit.Facts{"contact": string(had.ID), "how": had.ConsentHow}
		if err := r.Audit.Record(ctx, t, "consented", about(on.ID), "", facts); err != nil {
			return err
		}
	}
	return nil
}

// Alike returns the records on file that may be the same person as p: the same birth date with a name that sounds the
// same or a shared contact point. Forbidden without the right to see patients.
func (r *Registry) Alike(ctx context.Context, t tx.Tx, p Patient) ([]Patient, error) {
	if err := t.By().Need(actor.SeePatients); err != nil {
		return nil, err
	}
	twins, err := r.bornWith(ctx, t, p)
	return slices.DeleteFunc(twins, func(o Patient) bool {
		return o.ID == p.ID || !p.soundsLike(o) && !p.sharesContact(o)
	}), err
}
