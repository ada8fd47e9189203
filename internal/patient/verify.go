package patient

import (
	"context"
	"slices"

	"bedside/internal/actor"
	"bedside/internal/fault"
	"bedside/internal/phi"
	"bedside/internal/tx"
)

// atOnce is how many records [Registry.Verify] opens at least: more than are born on three days in any practice but the
// largest, of whom it opens the next so many.
const atOnce = 16

// mostBirths is how many dates of birth one question may have.
const mostBirths = 3

// Verify returns the patients who were born on one of the days and whose name is one of the names or sounds like one,
// those of the very name first, without their contact points: what two identifiers that somebody gave can verify
// (SAFETY 8). Whether there is one or not, it runs the same statements, opens as many sealed values and compares as many
// names, so that the time that it takes does not tell; the caller says the same words whatever comes back. At most three
// days are looked at. Forbidden without the right to see patients.
func (r *Registry) Verify(ctx context.Context, t tx.Tx, names []phi.Name, births []phi.BirthDate) ([]Patient, error) {
	if err := t.By().Need(actor.SeePatients); err != nil {
		return nil, err
	}
	keys := make([]Key, mostBirths)
	for i := range keys {
		keys[i] = key(KeyBirth, "") // nobody is on file without one
		if i < len(births) {
			keys[i] = key(KeyBirth, births[i].Reveal())
		}
	}
	list, err := r.Store.Born(ctx, t, keys, atOnce)
	if err != nil {
		return nil, fault.At("patient.Verify", err)
	}
	var very, like []Patient
	for _, p := range list {
		same, sounds := false, false
		for _, n := range names {
			asked := Patient{Name: n}
			is := asked.sameName(p)
			same, sounds = same || is, asked.soundsLike(p) || sounds
		}
		switch {
		case p.ID == "": // a decoy
		case same:
			very = append(very, p)
		case sounds:
			like = append(like, p)
		}
	}
	return slices.Concat(very, like), nil
}
