package view

// PostLift is a proposal to say in general what a draft tells of one person.
type PostLift struct {
	Text    string // "" if rules alone cannot make one
	Notice  string
	Dropped []PostReason
	Anew    []PostReason // sentences that a person writes anew
}

// PostReason is words of a draft, what they are, and why.
type PostReason struct{ What, Quote, Why string }

// PostReadings is how a draft may be read.
type PostReadings struct {
	Matter  []PostMatter
	Readers []PostReader
	Grade   string // "Reading grade 9.4, aim 6"; "" for too little text
	Words   []PostHard
	Long    string // "The longest sentence has 41 words."; "" if none is long
	Tones   []PostTone
}

// PostMatter is a finding that matters most.
type PostMatter struct {
	Tone  Tone
	Quote string
	Text  string
}

// PostReader is one of those who may read it, and what they may say.
type PostReader struct {
	Who  string
	Says []string
}

// PostHard is a word that raises the reading grade.
type PostHard struct {
	Word, Instead string // Instead "" where there is no everyday word
	Raises        string // "+0.4"
	Times         int
}

// PostTone is how it sounds, and by which words.
type PostTone struct {
	Mark   Mark
	Says   string
	Quotes []string
}
