package view

// Data is what a page says to machines: schema.org in JSON-LD. The renderer escapes it, so that no value can end the
// element that it stands in. There is never a rating in it.
type Data *Thing

// Thing is one thing of schema.org with the properties that Bedside uses. Empty ones are left out.
type Thing struct {
	Context string `json:"@context,omitempty"`
	Type    string `json:"@type"`
	ID      string `json:"@id,omitempty"`
	URL     string `json:"url,omitempty"`
	Name    string `json:"name,omitempty"`

	// of an organisation or a person
	Telephone     string   `json:"telephone,omitempty"`
	Address       *Thing   `json:"address,omitempty"`
	Department    []*Thing `json:"department,omitempty"`
	Specialty     string   `json:"medicalSpecialty,omitempty"`
	JobTitle      string   `json:"jobTitle,omitempty"`
	Languages     []string `json:"knowsLanguage,omitempty"`
	PracticesAt   *Thing   `json:"practicesAt,omitempty"`
	WorksFor      *Thing   `json:"worksFor,omitempty"`
	NPI           string   `json:"usNPI,omitempty"`
	Identifier    *Thing   `json:"identifier,omitempty"`
	HasCredential []*Thing `json:"hasCredential,omitempty"`

	// of an address
	Street   string `json:"streetAddress,omitempty"`
	Locality string `json:"addressLocality,omitempty"`
	Region   string `json:"addressRegion,omitempty"`
	ZIP      string `json:"postalCode,omitempty"`
	Country  string `json:"addressCountry,omitempty"`

	// of a credential and of an identifier
	Category     string `json:"credentialCategory,omitempty"`
	RecognizedBy *Thing `json:"recognizedBy,omitempty"`
	ValidIn      *Thing `json:"validIn,omitempty"`
	Expires      string `json:"expires,omitempty"`
	PropertyID   string `json:"propertyID,omitempty"`
	Value        string `json:"value,omitempty"`

	// of a page
	Headline     string   `json:"headline,omitempty"`
	Language     string   `json:"inLanguage,omitempty"`
	Published    string   `json:"datePublished,omitempty"`
	Modified     string   `json:"dateModified,omitempty"`
	LastReviewed string   `json:"lastReviewed,omitempty"`
	Author       *Thing   `json:"author,omitempty"`
	ReviewedBy   *Thing   `json:"reviewedBy,omitempty"`
	Publisher    *Thing   `json:"publisher,omitempty"`
	Citation     []string `json:"citation,omitempty"`
	Correction   []string `json:"correction,omitempty"`
	Image        []string `json:"image,omitempty"`
	Parts        []*Thing `json:"hasPart,omitempty"`
	Main         []*Thing `json:"mainEntity,omitempty"`

	// of a question and of an answer
	Accepted *Thing `json:"acceptedAnswer,omitempty"`
	Text     string `json:"text,omitempty"`
}
