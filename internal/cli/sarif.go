package cli

import (
	"io"
	"net/url"
	"path/filepath"
	"slices"

	"bedside/internal/guard"
	"bedside/internal/guard/rules"
)

// The part of SARIF 2.1.0 (OASIS Standard, 27 March 2020, with Errata 01 of 28 August 2023) that Bedside writes.
type (
	sarifLog struct {
		Schema  string     `json:"$schema"`
		Version string     `json:"version"`
		Runs    []sarifRun `json:"runs"`
	}
	sarifRun struct {
		Tool        sarifTool         `json:"tool"`
		Invocations []sarifInvocation `json:"invocations"`
		Artifacts   []sarifArtifact   `json:"artifacts"`
		ColumnKind  string            `json:"columnKind"`
		Results     []sarifResult     `json:"results"`
	}
	sarifTool struct {
		Driver sarifDriver `json:"driver"`
	}
	sarifDriver struct {
		Name             string      `json:"name"`
		ShortDescription sarifText   `json:"shortDescription"`
		Rules            []sarifRule `json:"rules"`
	}
	sarifInvocation struct {
		ExecutionSuccessful bool `json:"executionSuccessful"`
	}
	sarifArtifact struct {
		Location sarifURI `json:"location"`
		Length   int      `json:"length"` // bytes
		MimeType string   `json:"mimeType"`
		Encoding string   `json:"encoding"`
	}
	sarifURI struct {
		URI   string `json:"uri"`
		Index *int   `json:"index,omitempty"`
	}
	sarifText struct {
		Text string `json:"text"`
	}
	sarifRule struct {
		ID                   string          `json:"id"`
		ShortDescription     *sarifText      `json:"shortDescription,omitempty"`
		FullDescription      *sarifText      `json:"fullDescription,omitempty"`
		HelpURI              string          `json:"helpUri,omitempty"`
		Help                 *sarifText      `json:"help,omitempty"`
		DefaultConfiguration *sarifConfig    `json:"defaultConfiguration,omitempty"`
		Properties           sarifRuleDetail `json:"properties"`
	}
	sarifConfig struct {
		Level string `json:"level"`
	}
	sarifRuleDetail struct {
		Tags         []string `json:"tags"`
		Authority    string   `json:"authority"`
		Jurisdiction string   `json:"jurisdiction,omitempty"`
	}
	sarifResult struct {
		RuleID     string            `json:"ruleId"`
		RuleIndex  int               `json:"ruleIndex"`
		Level      string            `json:"level"`
		Message    sarifText         `json:"message"`
		Locations  []sarifLocation   `json:"locations"`
		Fixes      []sarifFix        `json:"fixes,omitempty"`
		Properties map[string]string `json:"properties,omitempty"`
	}
	sarifLocation struct {
		PhysicalLocation sarifPlace `json:"physicalLocation"`
	}
	sarifPlace struct {
		ArtifactLocation sarifURI    `json:"artifactLocation"`
		Region           sarifRegion `json:"region"`
	}
	sarifRegion struct {
		StartLine   int `json:"startLine"`
		StartColumn int `json:"startColumn"`
		EndLine     int `json:"endLine"`
		EndColumn   int `json:"endColumn"`
		CharOffset  int `json:"charOffset"`
		CharLength  int `json:"charLength"`
	}
	sarifFix struct {
		Description     sarifText     `json:"description"`
		ArtifactChanges []sarifChange `json:"artifactChanges"`
	}
	sarifChange struct {
		ArtifactLocation sarifURI           `json:"artifactLocation"`
		Replacements     []sarifReplacement `json:"replacements"`
	}
	sarifReplacement struct {
		DeletedRegion   sarifRegion `json:"deletedRegion"`
		InsertedContent *sarifText  `json:"insertedContent,omitempty"`
	}
)

var sarifLevels = map[rules.Severity]string{rules.Block: "error", rules.Warn: "warning", rules.Note: "note"}

// writeSARIF prints findings for editors and code hosts. Columns count code points. The words that were found are left
// out: such files are stored and shown where a patient's values must not be.
func writeSARIF(w io.Writer, all []checked, packs []rules.Pack) error {
	known, index := sarifRules(all, packs)
	run := sarifRun{
		Tool: sarifTool{sarifDriver{Name: "bedside", ShortDescription: sarifText{"Reads what a medical practice says before it is said."}, Rules: known}}, Invocations: []sarifInvocation{{true}},
		Artifacts: []sarifArtifact{}, ColumnKind: "unicodeCodePoints", Results: []sarifResult{},
	}
	for n, c := range all {
		at, mime := sarifURI{fileURI(c.name), &n}, "text/plain"
		if c.markdown {
			mime = "text/markdown"
		}
		run.Artifacts = append(run.Artifacts, sarifArtifact{sarifURI{URI: at.URI}, len(c.text), mime, "UTF-8"})
		regions := regionsOf(c.text, c.report.Findings, func(f guard.Finding) (int, int) { return f.Start, f.End })
		for i, f := range c.report.Findings {
			r := sarifResult{RuleID: f.Rule, RuleIndex: index[f.Rule], Level: sarifLevels[f.Severity], Message: sarifText{f.Message}, Locations: []sarifLocation{{sarifPlace{at, regions[i]}}}}
			if f.Type != "" {
				r.Properties = map[string]string{"type": f.Type}
			}
			if i < len(c.fixes) && c.fixes[i] != nil {
				r.Fixes = []sarifFix{{sarifText{"What may stand there instead."}, []sarifChange{{at, replacements(c.text, c.fixes[i])}}}}
			}
			run.Results = append(run.Results, r)
		}
	}
	return encodeIndented(w, sarifLog{"https://json.schemastore.org/sarif-2.1.0.json", "2.1.0", []sarifRun{run}})
}

// sarifRules describes the rules of the packs, and the identifiers that were found, which are no rules of a pack.
func sarifRules(all []checked, packs []rules.Pack) (known []sarifRule, index map[string]int) {
	index, known = map[string]int{}, []sarifRule{}
	for _, p := range packs {
		for _, r := range p.Rules {
			index[r.ID] = len(known)
			s := sarifRule{
				ID: r.ID, ShortDescription: &sarifText{r.Title}, FullDescription: &sarifText{r.Message}, Help: &sarifText{r.Message + " Authority: " + r.Authority},
				DefaultConfiguration: &sarifConfig{sarifLevels[r.Severity]}, Properties: sarifRuleDetail{[]string{r.Category}, r.Authority, r.Jurisdiction},
			}
			if u, err := url.Parse(r.URL); err == nil && u.IsAbs() {
				s.HelpURI = u.String()
			}
			known = append(known, s)
		}
	}
	for _, c := range all {
		for _, f := range c.report.Findings {
			if _, there := index[f.Rule]; there {
				continue
			}
			index[f.Rule] = len(known)
			known = append(known, sarifRule{ID: f.Rule, Properties: sarifRuleDetail{Tags: []string{string(f.Category)}, Authority: f.Authority}})
		}
	}
	return known, index
}

// replacements are the edits of a fix.
func replacements(text string, f *guard.Fix) (out []sarifReplacement) {
	regions := regionsOf(text, f.Edits, func(e guard.Edit) (int, int) { return e.Start, e.End })
	for i, e := range f.Edits {
		r := sarifReplacement{DeletedRegion: regions[i]}
		if e.Text != "" {
			r.InsertedContent = &sarifText{e.Text}
		}
		out = append(out, r)
	}
	return out
}

// regionsOf are where spans of a text stand, which are in the order of their starts.
func regionsOf[T any](text string, spans []T, at func(T) (start, end int)) []sarifRegion {
	var starts, ends []int
	for _, s := range spans {
		start, end := at(s)
		starts, ends = append(starts, start), append(ends, end)
	}
	sorted := slices.Clone(ends)
	slices.Sort(sorted)
	sorted = slices.Compact(sorted)
	from, to := places(text, starts), places(text, sorted)
	out := make([]sarifRegion, len(starts))
	for i, end := range ends {
		n, _ := slices.BinarySearch(sorted, end)
		out[i] = sarifRegion{from[i].line, from[i].column, to[n].line, to[n].column, starts[i], end - starts[i]}
	}
	return out
}

// fileURI is a file as a reference: relative ones stay so, and what has no name is standard input.
func fileURI(name string) string {
	if name == "-" {
		return "stdin"
	}
	u := url.URL{Path: filepath.ToSlash(name)}
	if filepath.IsAbs(name) {
		u.Scheme = "file"
	}
	return u.String()
}
