package knowledge

import (
	"context"
	"net/url"
	"path"
	"strings"
	"unicode/utf8"

	"bedside/internal/actor"
	"bedside/internal/audit"
	"bedside/internal/fault"
	"bedside/internal/id"
	"bedside/internal/job"
	"bedside/internal/knowledge/read"
	"bedside/internal/phi"
	"bedside/internal/tx"
)

// LargestFile is how many bytes of a file are taken.
const LargestFile = 10 << 20

const (
	mostSources  = 50
	mostPages    = 400 // of one source
	mostPassages = 400 // of one page
	longestName  = 200
)

// kindOf is the media type of a file by its name; "" for one that cannot be read.
func kindOf(name string) string {
	switch strings.ToLower(path.Ext(name)) {
	case ".md", ".markdown":
		return "text/markdown"
	case ".html", ".htm", ".xhtml":
		return "text/html"
	case ".txt", ".text":
		return "text/plain"
	case ".pdf":
		return pdf
	}
	return ""
}

const pdf = "application/pdf"

// AddFile reads a file and answers from it at once; one of the same name is replaced. Invalid with a sentence for a
// file that cannot be read.
func (s *Service) AddFile(ctx context.Context, by actor.Actor, name string, data []byte) (SourceID, error) {
	const op = "knowledge.AddFile"
	if err := may(by, actor.ManageKnowledge, op); err != nil {
		return "", err
	}
	name = strings.TrimSpace(path.Base(strings.ReplaceAll(name, `\`, "/")))
	pages, err := s.file(ctx, name, data)
	if err != nil {
		return "", fault.At(op, err)
	}
	judged := make([][]Passage, len(pages))
	count := 0
	for i, p := range pages {
		judged[i] = s.passages(p)
		count += len(judged[i])
	}
	if count == 0 {
		return "", fault.New(fault.Invalid, op, "There are no sentences in this file that could be read. If it is a scan, save it with its text.")
	}
	var i SourceID
	err = s.DB.Do(ctx, by, func(t tx.Tx) error {
		src, err := s.fileNamed(ctx, t, name)
		if err != nil {
			return err
		}
		fresh := src.ID == ""
		if fresh {
			src = Source{ID: id.New[Source](s.IDs), Kind: File, Name: phi.NewText(name), AddedBy: by.ID, Added: t.Now()}
		}
		i = src.ID
		before := src.Live
		src.State, src.Live, src.Indexed, src.Problem, src.Version = Ready, src.Live+1, t.Now(), "", src.Version+1
		if fresh {
			err = s.Store.AddSource(ctx, t, src)
		} else {
			err = s.Store.SaveSource(ctx, t, src)
		}
		if err != nil {
			return err
		}
		for n, p := range pages {
			g := Page{ID: id.New[Page](s.IDs), Source: src.ID, Generation: src.Live, Depth: n, State: Taken, Title: phi.NewText(p.Title), Language: languageOf(p), Read: t.Now()}
			if len(pages) > 1 {
				g.Address = "page " + itoa(n+1)
			}
			if err := s.put(ctx, t, g, judged[n]); err != nil {
				return err
			}
		}
		if err := s.Store.DropOthers(ctx, t, src.ID, src.Live); err != nil {
			return err
		}
		verb := "knowledge added"
		if before > 0 {
			verb = "knowledge replaced"
		}
		return s.raised(ctx, t, verb, src.ID, audit.Facts{"kind": string(File), "pages": itoa(len(pages))})
	})
	if err == nil {
		err = s.Refresh(ctx)
	}
	return i, fault.At(op, err)
}

// file reads a file's pages.
func (s *Service) file(ctx context.Context, name string, data []byte) ([]read.Page, error) {
	const op = "knowledge.file"
	kind := kindOf(name)
	switch {
	case name == "" || name == "." || utf8.RuneCountInString(name) > longestName:
		return nil, fault.New(fault.Invalid, op, "The file needs a name of at most 200 letters.")
	case kind == "":
		return nil, fault.New(fault.Invalid, op, "This kind of file cannot be read. Bring Markdown (.md), HTML, plain text (.txt) or PDF.")
	case len(data) > LargestFile:
		return nil, fault.New(fault.Invalid, op, "The file is larger than 10 MB. Cut it into parts.")
	case kind != pdf:
		return []read.Page{read.Read(kind, data)}, nil
	case s.PDF == nil:
		return nil, fault.New(fault.Invalid, op, "PDF files cannot be read here. Save it as text.")
	}
	return s.PDF.Pages(ctx, data)
}

func (s *Service) fileNamed(ctx context.Context, t tx.Tx, name string) (Source, error) {
	all, err := s.Store.Sources(ctx, t)
	if err != nil {
		return Source{}, err
	}
	for _, src := range all {
		if src.Kind == File && src.Name.Reveal() == name {
			return src, nil
		}
	}
	if len(all) >= mostSources {
		return Source{}, fault.New(fault.Conflict, "knowledge.fileNamed", "There are 50 sources already. Remove one first.")
	}
	return Source{}, nil
}

// put adds a page with its passages.
func (s *Service) put(ctx context.Context, t tx.Tx, g Page, all []Passage) error {
	if _, err := s.Store.AddPage(ctx, t, g); err != nil {
		return err
	}
	return s.Store.PutPassages(ctx, t, g.ID, all)
}

// raised ends a change of what answers.
func (s *Service) raised(ctx context.Context, t tx.Tx, verb string, i SourceID, facts audit.Facts) error {
	if err := s.Store.Raise(ctx, t); err != nil {
		return err
	}
	return s.Audit.Record(ctx, t, verb, audit.Ref{Kind: "knowledge", ID: string(i)}, "", facts)
}

// AddSite adds a website by its address; it is read as a job. Invalid for an address that may not be asked, Conflict
// for a site that is there.
func (s *Service) AddSite(ctx context.Context, by actor.Actor, address string) (SourceID, error) {
	const op = "knowledge.AddSite"
	if err := may(by, actor.ManageKnowledge, op); err != nil {
		return "", err
	}
	if address = strings.TrimSpace(address); !strings.Contains(address, "://") {
		address = "https://" + address
	}
	if err := s.Web.Allowed(address); err != nil {
		return "", fault.At(op, err)
	}
	u, err := url.Parse(address)
	if err != nil {
		return "", fault.Wrap(fault.Invalid, op, `That is not an address. It looks like "https://lakeside.example".`, err)
	}
	address = canonical(u)
	src := Source{ID: id.New[Source](s.IDs), Kind: Site, Name: phi.NewText(u.Host), Address: address, State: Waiting, AddedBy: by.ID, Version: 1}
	err = s.DB.Do(ctx, by, func(t tx.Tx) error {
		all, err := s.Store.Sources(ctx, t)
		if err != nil {
			return err
		}
		for _, o := range all {
			if o.Kind == Site && sameHost(o.Address, address) {
				return fault.New(fault.Conflict, op, "This site is there already.")
			}
		}
		if len(all) >= mostSources {
			return fault.New(fault.Conflict, op, "There are 50 sources already. Remove one first.")
		}
		src.Added = t.Now()
		if err := s.Store.AddSource(ctx, t, src); err != nil {
			return err
		}
		if err := s.Queue.Put(ctx, t, s.job(src.ID, t)); err != nil {
			return err
		}
		return s.raised(ctx, t, "knowledge added", src.ID, audit.Facts{"kind": string(Site)})
	})
	return src.ID, fault.At(op, err)
}

func (s *Service) job(i SourceID, t tx.Tx) job.Job {
	return job.Job{Kind: JobKind, Key: string(i), Ref: string(i), Due: t.Now()}
}

// Again has a site, or what Bedside shows, read now. Conflict for a file, which is brought again.
func (s *Service) Again(ctx context.Context, by actor.Actor, i SourceID) error {
	const op = "knowledge.Again"
	if err := may(by, actor.ManageKnowledge, op); err != nil {
		return err
	}
	return fault.At(op, s.DB.Do(ctx, by, func(t tx.Tx) error {
		src, err := s.Store.Source(ctx, t, i)
		if err != nil {
			return err
		}
		if src.Kind == File {
			return fault.New(fault.Conflict, op, "Bring the file again to read it again.")
		}
		if src.State != Reading {
			src.State = Waiting
		}
		src.Version++
		if err := s.Store.SaveSource(ctx, t, src); err != nil {
			return err
		}
		if err := s.Queue.Put(ctx, t, s.job(i, t)); err != nil {
			return err
		}
		return s.Audit.Record(ctx, t, "knowledge read again", audit.Ref{Kind: "knowledge", ID: string(i)}, "", nil)
	}))
}

// Remove removes a source; nothing of it answers from then on. Conflict for what Bedside itself shows.
func (s *Service) Remove(ctx context.Context, by actor.Actor, i SourceID) error {
	const op = "knowledge.Remove"
	if err := may(by, actor.ManageKnowledge, op); err != nil {
		return err
	}
	err := s.DB.Do(ctx, by, func(t tx.Tx) error {
		src, err := s.Store.Source(ctx, t, i)
		if err != nil {
			return err
		}
		if src.Kind == House {
			return fault.New(fault.Conflict, op, "What Bedside shows on the site is always read.")
		}
		if err := s.Queue.Drop(ctx, t, JobKind, string(i)); err != nil {
			return err
		}
		if err := s.Store.RemoveSource(ctx, t, i); err != nil {
			return err
		}
		return s.raised(ctx, t, "knowledge removed", i, audit.Facts{"kind": string(src.Kind)})
	})
	if err == nil {
		err = s.Refresh(ctx)
	}
	return fault.At(op, err)
}

// Wake adds what Bedside itself shows as a source, once, and has it read.
func (s *Service) Wake(ctx context.Context) error {
	by := actor.System()
	return fault.At("knowledge.Wake", s.DB.Do(ctx, by, func(t tx.Tx) error {
		all, err := s.Store.Sources(ctx, t)
		if err != nil {
			return err
		}
		for _, src := range all {
			if src.Kind == House {
				return s.Queue.Put(ctx, t, s.job(src.ID, t))
			}
		}
		src := Source{ID: id.New[Source](s.IDs), Kind: House, State: Waiting, Added: t.Now(), Version: 1}
		if err := s.Store.AddSource(ctx, t, src); err != nil {
			return err
		}
		if err := s.Queue.Put(ctx, t, s.job(src.ID, t)); err != nil {
			return err
		}
		return s.raised(ctx, t, "knowledge added", src.ID, audit.Facts{"kind": string(House)})
	}))
}
