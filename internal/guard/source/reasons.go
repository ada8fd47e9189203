package source

// Principle is what a reason belongs to: one of the three of NAM 2021.
type Principle string

const (
	ScienceBased Principle = "science-based"
	Objective    Principle = "objective"
	Transparent  Principle = "transparent and accountable"
)

// Reason is one thing that speaks for relying on a source, or, with Doubt, one to look at first.
type Reason struct {
	Principle Principle
	Doubt     bool
	Text      string
}

func speaks(p Principle, text string) Reason { return Reason{Principle: p, Text: text} }
func doubts(p Principle, text string) Reason { return Reason{Principle: p, Doubt: true, Text: text} }

// reasons are what can be said of a source of each kind without having read it. They follow what NAM 2021
// says of public and non-profit organisations and, for companies and persons, its second phase (Burstin et al. 2023, doi
// 10.31478/202305b).
var reasons = map[Type][]Reason{
	Guideline: {
		speaks(ScienceBased, "A guideline brings many studies together, and a group agrees on it."),
		speaks(Transparent, "Panels usually publish how they judged the evidence and what ties their members have."),
		doubts(ScienceBased, "Guidelines are replaced: check that this one is the latest, and say for whom it is."),
	},
	Journal: {
		speaks(ScienceBased, "Articles in journals are usually read by peers before they appear."),
		doubts(ScienceBased, "One article is one study: say what kind, in whom, and what others found."),
		doubts(Objective, "Who paid for it stands at its end."),
	},
	Preprint: {
		doubts(ScienceBased, "Nobody has reviewed a preprint, and it may change or never appear."),
		speaks(Transparent, "Its versions and their dates can be seen."),
	},
	Government: {
		speaks(ScienceBased, "An agency has its guidance reviewed before it publishes it."),
		speaks(Transparent, "It answers to the public and dates its pages."),
		doubts(Objective, "Pages of an agency can change with its leadership: compare the date, and what the professional societies say."),
	},
	Society: {
		speaks(ScienceBased, "Professional and patients' organisations know their subject, and most have their pages reviewed."),
		doubts(Objective, "Many also lobby for their members or take money from industry; what they sell or ask for should stand apart."),
	},
	Institution: {
		speaks(ScienceBased, "Hospitals and universities have experts, and many of their health pages name a reviewer and a date."),
		doubts(Objective, "They also advertise their own services, and a page of one person there does not speak for the institution."),
	},
	News: {
		doubts(ScienceBased, "It tells what others found: link the study or the guideline that it is about."),
		doubts(Objective, "Headlines are made to be read, and many of these sites live on advertisements beside the text."),
	},
	Vendor: {
		doubts(Objective, "Who sells something gains from what is said about it."),
		doubts(ScienceBased, "Look for a guideline or a study that does not come from the seller."),
	},
	Social: {
		doubts(ScienceBased, "Anybody can write or say it there, and nobody reviews it first."),
		doubts(Transparent, "Who is behind it, and who pays, often cannot be seen."),
	},
	Unknown: {
		doubts(Transparent, "Bedside's table does not have this place. Look for who answers for it, how it is paid for, and when it was last reviewed."),
	},
}

// more are what can be said of some places besides.
var more = map[string]Reason{
	"PubMed":         doubts(ScienceBased, "PubMed lists articles; that it lists one says nothing about its quality."),
	"PubMed Central": doubts(ScienceBased, "PubMed Central keeps articles, some preprints among them; that one is there says nothing about its quality."),
	"Wikipedia":      doubts(ScienceBased, "Its articles name their sources: link those."),
	"ChatGPT":        doubts(ScienceBased, "A language model can make up what it says, its sources too."),
	"Gemini":         doubts(ScienceBased, "A language model can make up what it says, its sources too."),
	"Perplexity":     doubts(ScienceBased, "A language model can make up what it says, its sources too."),
	"Claude":         doubts(ScienceBased, "A language model can make up what it says, its sources too."),
}

// papers are the kinds of source that can be retracted.
func (t Type) paper() bool { return t == Journal || t == Preprint }

// Judge types a source and gives its reasons, with what is known of retractions. known may be nil.
func Judge(r *Ref, text string, known Notices) Source {
	p := typeOf(r)
	s := Source{Kind: r.Kind, Type: p.typ, Name: p.name, ID: r.ID, Host: r.Host, Start: r.Start, End: r.End, Text: text[r.Start:r.End]}
	s.Reasons = append(s.Reasons, reasons[s.Type]...)
	if add, ok := more[s.Name]; ok {
		s.Reasons = append(s.Reasons, add)
	}
	switch {
	case !r.ID.IsZero() && s.Type == Unknown:
		s.Reasons = []Reason{doubts(ScienceBased, "It has a DOI, which says that it is registered and nothing about review: data sets, theses and preprints have one too.")}
	case hides(r.Host):
		s.Reasons = []Reason{doubts(Transparent, "A short address hides where it leads. Link the page itself.")}
	}
	switch {
	case !r.ID.IsZero() && known != nil:
		s.Standing = known.About(r.ID)
	case !r.ID.IsZero():
		s.Standing = Stand(nil, nil)
	case s.Type.paper():
		s.Standing = Standing{State: NotKnown, Sentence: "The address names no DOI or PubMed id, so nobody can look up whether it was retracted."}
	}
	if doi := s.Standing.Published; doi != "" && s.Type == Preprint {
		s.Reasons = append(s.Reasons, doubts(ScienceBased, "It has since appeared in a journal as doi:"+doi+". Link that."))
	}
	if add, ok := s.Standing.reason(); ok {
		s.Reasons = append([]Reason{add}, s.Reasons...)
	}
	return s
}

func hides(host string) bool {
	for _, s := range shorteners {
		if host == s {
			return true
		}
	}
	return false
}
