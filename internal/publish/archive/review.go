package archive

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strings"

	"bedside/internal/guard"
	"bedside/internal/guard/rules"
)

// Checker is the guard.
type Checker interface {
	Check(d guard.Draft) guard.Report
}

// Reviewed is an archive after the guard has read it.
type Reviewed struct {
	Read   int // posts
	Groups []Group
}

// Group is posts to be reconsidered for the same reason.
type Group struct {
	Category guard.Category
	Blocks   bool    // of privacy alone: what may identify a patient is another group than what is only in doubt
	Found    []Found // what would be blocked today first, then the latest
}

// Found is a post to be reconsidered. It belongs to the first group that one of its findings belongs to.
type Found struct {
	Post
	Report guard.Report
	Blocks bool // it could not be posted today
}

// urgent is what is reconsidered first: what may identify a patient, then what may mislead a reader, then what should
// not stand under a clinician's name. The other categories follow as the rules list them.
var urgent = []string{"claim", "advice", "boundary"}

// rank is the place of a finding's group; less is looked at first.
func rank(f guard.Finding) int {
	order := slices.Concat(urgent, rules.Categories())
	switch {
	case f.Category != guard.Privacy:
		return 1 + slices.Index(order, string(f.Category))
	case f.Severity == rules.Block:
		return 0
	}
	return 1 + len(order)
}

// Review has the guard read every post as if it were to be said today, and ranks what it would not let pass untouched.
// The error is that of a context that ended.
func Review(ctx context.Context, g Checker, posts []Post) (Reviewed, error) {
	out := Reviewed{Read: len(posts)}
	groups := map[int]*Group{}
	for _, p := range posts {
		if err := ctx.Err(); err != nil {
			return Reviewed{}, err
		}
		r := g.Check(p.draft())
		lead, ok := leading(r.Findings)
		if !ok {
			continue
		}
		group := groups[rank(lead)]
		if group == nil {
			group = &Group{Category: lead.Category, Blocks: lead.Category == guard.Privacy && lead.Severity == rules.Block}
			groups[rank(lead)] = group
		}
		group.Found = append(group.Found, Found{p, r, r.Verdict == guard.Block})
	}
	for _, n := range slices.Sorted(maps.Keys(groups)) {
		found := groups[n].Found
		slices.SortStableFunc(found, func(a, b Found) int { return cmp.Or(weight(a)-weight(b), b.At.Compare(a.At)) })
		out.Groups = append(out.Groups, *groups[n])
	}
	return out, nil
}

func weight(f Found) int {
	if f.Blocks {
		return 0
	}
	return 1
}

func (p Post) draft() guard.Draft {
	d := guard.Draft{Kind: guard.Post, Audience: guard.Public, Channel: p.Channel, Body: []guard.Part{guard.Literal(p.Text)}}
	if p.Reply {
		d.Kind = guard.Reply
	}
	if p.Title != "" {
		d.Title = []guard.Part{guard.Literal(p.Title)}
	}
	return d
}

// leading is the finding for which a post is reconsidered: of those that block, else of those that warn, the first in
// rank. A note is none, nor is a doubt about an account that is only mentioned: that is how people speak to each other
// on a network, and half of an archive would stand in the list.
func leading(findings []guard.Finding) (lead guard.Finding, ok bool) {
	for _, f := range findings {
		if f.Severity == rules.Note || f.Severity == rules.Warn && f.Category == guard.Privacy && strings.HasPrefix(f.Text, "@") {
			continue
		}
		if !ok || f.Severity == rules.Block && lead.Severity != rules.Block || f.Severity == lead.Severity && rank(f) < rank(lead) {
			lead, ok = f, true
		}
	}
	return lead, ok
}
