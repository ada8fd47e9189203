package api

import (
	"bytes"
	"net/http"

	"bedside/internal/fault"
	"bedside/internal/guard"
	"bedside/internal/guard/wire"
)

// check reads a text as bedside check --jsonl does a line: POST /api/v1/check. Nothing of it is kept.
func (s *Server) check(r *http.Request) (int, any, error) {
	if err := s.Checks.Check(r); err != nil {
		return 0, nil, err
	}
	raw, err := body(r)
	if err != nil {
		return 0, nil, err
	}
	if bytes.IndexByte(bytes.TrimLeft(raw, " \t\r\n"), '{') != 0 {
		return 0, nil, fault.New(fault.Invalid, "api.check", `Send a JSON object with "text".`)
	}
	t, err := wire.Parse(raw)
	if err != nil {
		return 0, nil, err
	}
	d, err := t.Draft(guard.Post, guard.Public, "")
	if err != nil {
		return 0, nil, err
	}
	report, err := s.Guard.Answer(d)
	if err != nil {
		return 0, nil, err
	}
	a := wire.AnswerOf(t.ID, report)
	a.Learned = wire.LearnedOf(d, report, t.Readings, t.Explain)
	return http.StatusOK, a, nil
}
