package inbox

import (
	"context"

	"bedside/internal/fault"
	"bedside/internal/patient"
	"bedside/internal/tx"
	"bedside/internal/words"
)

// Spoke returns the language of the thread that the patient spoke in last, "" where there is none or it is not known.
// It tells nothing else of it, so whoever may write to them may ask.
func (s *Service) Spoke(ctx context.Context, t tx.Tx, p patient.ID) (words.Language, error) {
	all, err := s.Store.OfPatient(ctx, t, p)
	for _, h := range all {
		if h.Language != "" {
			return h.Language, nil
		}
	}
	return "", fault.At("inbox.Spoke", err)
}
