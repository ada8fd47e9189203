// Package view holds one struct for each page of the console and of the site.
// A view is what a reader sees and nothing more: strings that are already
// formatted, flags and lists. It imports no other package of Bedside, so
// handlers can be tested by comparing views.
//
// Callers fill a view and hand it to render.Page, which picks the template by
// the view's Template method. Whatever carries a patient's value goes into a
// field that is shown in the body: titles and addresses (every field named URL
// or ID) must carry none.
//
// Every field of an input has the type Field: Value is shown again after a
// mistake, Error says in one sentence what to do. The name of an input is
// written in the view's comment, after "Form:". A form without another address
// posts to the address of its own page.
package view

// Page is a view that knows its template, such as "console/today".
type Page interface{ Template() string }

// Piece is a view of a part that is put into a page which is open; it knows the part's name, such as "chat-lines".
type Piece interface{ Part() string }

// Field is one input: what it holds and what is wrong with it.
type Field struct {
	Value string
	Error string
}

// Choice is one option of a select, a group of radio buttons or of checkboxes.
type Choice struct {
	Value  string
	Label  string
	Note   string // a second line, may be empty
	Chosen bool
}

// Option makes a Choice of a value and its label.
func Option(value, label string, chosen bool) Choice {
	return Choice{Value: value, Label: label, Chosen: chosen}
}

// Link is an address with its words.
type Link struct {
	Text string
	URL  string
	Now  bool // this is the page that is open
	Up   bool // it leads to the page above
}

// Fact is one line of a definition list.
type Fact struct{ Name, Value string }
