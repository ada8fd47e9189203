package app

import (
	"bedside/internal/frontdesk"
	"bedside/internal/llm"
)

// model is who is asked where the front desk is unsure what a caller meant; nil without one.
func (a *App) model() frontdesk.Model {
	if a.Model.URL == "" {
		return nil
	}
	c := a.Model
	c.HTTP = a.fetcher(c.URL)
	return &llm.Client{Config: c}
}
