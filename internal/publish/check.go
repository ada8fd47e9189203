package publish

import (
	"context"
	"slices"

	"bedside/internal/actor"
	"bedside/internal/fault"
	"bedside/internal/guard"
	"bedside/internal/tx"
)

// Check reads a draft as every channel it is for would get it. It keeps nothing. Forbidden without the right to write.
func (s *Service) Check(ctx context.Context, by actor.Actor, d Draft) (c Checked, err error) {
	const op = "publish.Check"
	who, err := person(by, actor.WritePosts)
	if err != nil {
		return c, fault.At(op, err)
	}
	if d.Content, err = d.Content.tidy(); err != nil {
		return c, err
	}
	err = s.DB.View(ctx, by, func(t tx.Tx) error {
		p := Post{Account: d.Account, Author: who, Due: d.Due}
		v := Version{Number: 1, Content: d.Content, By: who, At: t.Now(), Hash: d.Content.Hash()}
		if d.ID != "" {
			if p, err = s.Store.Post(ctx, t, d.ID); err != nil {
				return err
			}
			was, err := s.Store.Version(ctx, t, p.Current)
			if err != nil {
				return err
			}
			v.Post, v.Number = p.ID, was.Number+1
		}
		c, err = s.checked(ctx, t, p, v)
		return err
	})
	return c, fault.At(op, err)
}

// checked is what the guard and the channels say of a version.
func (s *Service) checked(ctx context.Context, t tx.Tx, p Post, v Version) (Checked, error) {
	w, err := s.setting(ctx, t, v)
	if err != nil {
		return Checked{}, err
	}
	if p.Slug == "" {
		p.Slug = slugOf(v.Title)
	}
	c := Checked{Verdict: guard.Clear, On: map[Channel]OnChannel{}}
	read := map[[2]string]guard.Report{} // most channels say the same
	for _, ch := range v.Channels {
		i := s.item(p, v, ch, w)
		var words [2]string
		words[0], words[1] = i.Words()
		r, ok := read[words]
		if !ok {
			r = s.Guard.Check(draft(i, ch, v))
			read[words] = r
		}
		c.On[ch] = OnChannel{Item: i, Report: r, Over: s.Typeset.Fits(ch, i.Text)}
		c.Verdict = worse(c.Verdict, r.Verdict)
	}
	c.Missing, err = s.missing(ctx, t, p, v, w, c)
	return c, err
}

func worse(a, b guard.Verdict) guard.Verdict {
	order := []guard.Verdict{guard.Clear, guard.Review, guard.Block}
	return order[max(slices.Index(order, a), slices.Index(order, b))]
}

// missing are sentences that say what has to be there before the version can be submitted.
func (s *Service) missing(ctx context.Context, t tx.Tx, p Post, v Version, w setting, c Checked) (all []string, err error) {
	live, err := s.live(ctx, t, p.ID)
	if err != nil {
		return nil, err
	}
	say := func(missing bool, sentence string) {
		if missing {
			all = append(all, sentence)
		}
	}
	say(len(v.Channels) == 0, "Choose where it is to appear.")
	say(v.Title == "" && slices.ContainsFunc(v.Channels, Long), "It needs a title.")
	for _, ch := range v.Channels {
		say(v.Body == "" && v.Texts[ch] == "", "There are no words for "+string(ch)+".")
		say(c.On[ch].Over != "", "On "+string(ch)+": "+c.On[ch].Over)
	}
	authorisation, label := v.Story.Whose.Needs()
	say(v.Story.Told && v.Story.Whose == Nobodys, "Say whose story it is.")
	say(authorisation && len(v.Story.Authorisations) == 0, "A real story needs the person's written authorisation, also with details changed.")
	say(label && v.Story.Label == "", "Tell readers what kind of story it is: the label is missing.")
	for _, m := range v.Media {
		say(m.Alt == "", "A picture has no words for people who cannot see it.")
		say(w.pictures[m.ID].Checked.IsZero(), "Nobody has gone through the checklist for a picture.")
		say(m.People && len(m.Shows) == 0, "Somebody can be recognised in a picture: their authorisation is missing.")
	}
	say(p.Public != "" && v.Correction == "", "It is public: say what is corrected.")
	for _, u := range live {
		say(!slices.Contains(v.Channels, u.Channel), "It is public on "+string(u.Channel)+", so the correction goes there too.")
	}
	why, err := s.unauthorised(ctx, t, v)
	say(why != "", why)
	return all, err
}

// live returns the publications of a post that are public.
func (s *Service) live(ctx context.Context, t tx.Tx, i PostID) ([]Publication, error) {
	if i == "" {
		return nil, nil
	}
	all, err := s.Store.Publications(ctx, t, i)
	return slices.DeleteFunc(all, func(u Publication) bool { return u.Status != Live }), err
}
