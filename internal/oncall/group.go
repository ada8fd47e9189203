package oncall

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"bedside/internal/actor"
	"bedside/internal/audit"
	"bedside/internal/fault"
	"bedside/internal/id"
	"bedside/internal/tx"
)

// SaveGroup adds a ladder, or replaces the one with its id; alerts that run follow it from their next step on. Conflict
// if another ladder is for one of its tiers.
func (s *Service) SaveGroup(ctx context.Context, by actor.Actor, g Group) (GroupID, error) {
	err := s.manage(ctx, by, "oncall.SaveGroup", func(t tx.Tx) (err error) {
		if g, err = s.checkGroup(ctx, t, g); err != nil {
			return err
		}
		all, err := s.Store.Groups(ctx, t)
		if err != nil {
			return err
		}
		known := false
		for _, other := range all {
			if other.ID == g.ID {
				known = true
				continue
			}
			for _, tier := range g.Tiers {
				if slices.Contains(other.Tiers, tier) {
					return fault.New(fault.Conflict, "oncall.SaveGroup", "The ladder "+other.Name+" is for this already. Take it off there first.")
				}
			}
		}
		verb := "changed"
		switch {
		case g.ID == "":
			g.ID, verb = id.New[Group](s.IDs), "added"
		case !known:
			return fault.New(fault.NotFound, "oncall.SaveGroup", "Somebody has removed this ladder.")
		}
		if err := s.Store.PutGroup(ctx, t, g); err != nil {
			return err
		}
		return s.changed(ctx, t, verb, "ladder", string(g.ID), audit.Facts{"steps": strconv.Itoa(len(g.Steps))})
	})
	if err != nil {
		return "", err
	}
	return g.ID, nil
}

const stepsMost = 20

func (s *Service) checkGroup(ctx context.Context, t tx.Tx, g Group) (_ Group, err error) {
	if g.Name, err = name("The name", g.Name, 60); err != nil {
		return g, err
	}
	switch {
	case g.Name == "":
		return g, invalid("The name is missing.")
	case len(g.Steps) == 0:
		return g, invalid("A ladder needs a step: who is alerted first, and how.")
	case len(g.Steps) > stepsMost:
		return g, invalid("A ladder has at most 20 steps.")
	case !minutes(g.Wait, 1, 60):
		return g, invalid("The owner is alerted 1 to 60 minutes after the last step.")
	}
	for _, tier := range g.Tiers {
		if !slices.Contains(tiers, tier) {
			return g, invalid("A ladder is for emergencies, for what is urgent, or for both.")
		}
	}
	for i, step := range g.Steps {
		at := "Step " + strconv.Itoa(i+1) + ": "
		switch {
		case i == 0 && step.After != 0:
			return g, invalid("The first step is taken at once.")
		case !minutes(step.After, 0, 60):
			return g, invalid(at + "a step follows the one before after 0 to 60 minutes.")
		case !slices.Contains(Hows(), step.How):
			return g, invalid(at + "choose text, call or e-mail.")
		}
		if err := s.checkWho(ctx, t, step.Who, at); err != nil {
			return g, err
		}
	}
	return g, nil
}

func (s *Service) checkWho(ctx context.Context, t tx.Tx, who Who, at string) error {
	if who == Owner || slices.Contains(Ranks(), Rank(who)) {
		return nil
	}
	i, ok := strings.CutPrefix(string(who), personPrefix)
	if !ok {
		return invalid(at + "choose who is alerted.")
	}
	_, err := s.alertable(ctx, t, PersonID(i), at+"this person is not on the list.")
	return err
}

// RemoveGroup removes a ladder. Its alerts that run go to the owner. NotFound if it is gone.
func (s *Service) RemoveGroup(ctx context.Context, by actor.Actor, i GroupID) error {
	return s.manage(ctx, by, "oncall.RemoveGroup", func(t tx.Tx) error {
		if err := s.Store.DropGroup(ctx, t, i); err != nil {
			return err
		}
		return s.changed(ctx, t, "removed", "ladder", string(i), nil)
	})
}
