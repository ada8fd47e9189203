package exchange

import (
	"context"
	"fmt"
	"strconv"

	"bedside/internal/actor"
	"bedside/internal/civil"
	"bedside/internal/fault"
	"bedside/internal/outreach"
	"bedside/internal/patient"
	"bedside/internal/practice"
	"bedside/internal/tx"
)

// due is what a row says of a recall.
type due struct {
	who     patient.Patient // as the row describes them
	service practice.Service
	day     civil.Date
}

func (r *reading) due(row Row) (d due, no *Refusal) {
	if d.who, no = r.person(row); no != nil {
		return d, no
	}
	if d.service, no = r.kind(row); no != nil {
		return d, no
	}
	day, err := r.orders[DueDay].american(dateOnly(r.value(row, DueDay)))
	if err == nil {
		d.day, err = parseDay(day)
	}
	if err != nil {
		return d, r.no(row, DueDay, err)
	}
	return d, nil
}

// duesTwice refuses a second day for a patient and a kind of visit.
func (r *reading) duesTwice() {
	first := map[string]int{}
	for i := range r.rows {
		s := &r.rows[i]
		if s.no != nil {
			continue
		}
		marks := s.due.who.Marks()
		key := fmt.Sprint(marks[len(marks)-1].Reveal(), " ", s.due.service.ID)
		if line := first[key]; line > 0 {
			s.no = &Refusal{Line: s.line, Sentence: "The same visit of this patient is due in line " + strconv.Itoa(line) + "."}
			continue
		}
		first[key] = s.line
	}
}

// recall puts a patient on the due list, on another day if they are on it for the kind of visit.
func (s *Service) recall(ctx context.Context, t tx.Tx, d due, dry bool) (outcome, error) {
	who, err := s.one(ctx, t, d.who)
	if err != nil {
		return "", err
	}
	on, err := s.Outreach.DuesOf(ctx, t, who)
	if err != nil {
		return "", err
	}
	what := outcome(patient.WasAdded)
	for _, o := range on {
		if o.Service != d.service.ID || o.Status != outreach.IsDue && o.Status != outreach.IsPaused {
			continue
		}
		if what = patient.WasUpdated; o.Day == d.day {
			return patient.WasUnchanged, nil
		}
	}
	if dry {
		return what, s.Outreach.CheckRecall(ctx, t, who, d.service.ID, d.day)
	}
	_, err = s.Outreach.AddRecall(ctx, t, who, d.service.ID, d.day, "import")
	return what, err
}

// exportDues writes who is due, those whose messages are paused too.
func (s *Service) exportDues(ctx context.Context, by actor.Actor, sheet func(...string) error) error {
	p, _, err := s.now(ctx, by)
	if err != nil {
		return err
	}
	if err := sheet(heads(GivenName, FamilyName, BirthDay, Number, ServiceName, DueDay)...); err != nil {
		return err
	}
	for _, status := range []outreach.DueStatus{outreach.IsDue, outreach.IsPaused} {
		for offset := 0; ; offset += page {
			count, err := s.wrote(ctx, by, sheet, func(t tx.Tx) ([][]string, error) { return s.dues(ctx, t, status, offset, p) })
			if err != nil {
				return err
			}
			if count < page {
				break
			}
		}
	}
	return nil
}

func (s *Service) dues(ctx context.Context, t tx.Tx, status outreach.DueStatus, offset int, p *practice.Practice) (lines [][]string, err error) {
	all, err := s.Outreach.Store.FindDue(ctx, t, status, page, offset)
	if err != nil {
		return nil, err
	}
	var who []patient.ID
	var shown []string
	for _, d := range all {
		who, shown = append(who, d.Patient), append(shown, string(d.Patient))
	}
	people, err := s.Patients.Many(ctx, t, who)
	if err != nil {
		return nil, err
	}
	for _, d := range all {
		o := people[d.Patient]
		svc, _ := p.Service(d.Service)
		lines = append(lines, []string{o.Name.RevealGiven(), o.Name.RevealFamily(), o.Birth.Reveal(), o.Number.Reveal(), svc.Name, d.Day.String()})
	}
	return lines, s.Audit.Disclose(ctx, t, "export of recalls", shown...)
}

// one is the patient that a row means. Invalid if there is none, or several.
func (s *Service) one(ctx context.Context, t tx.Tx, who patient.Patient) (patient.ID, error) {
	found, err := s.Patients.OnFile(ctx, t, who)
	switch {
	case err != nil:
		return "", fault.At("exchange.one", err)
	case len(found) == 0:
		return "", refused("This patient is not on file. Bring the patients in first.")
	case len(found) > 1:
		return "", refused("Several patients on file have this name and date of birth. Give the patient number, a phone number or an e-mail address.")
	}
	return found[0].ID, nil
}
