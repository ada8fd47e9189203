package media

// Leak is a way in which a picture gives a patient away, and what to ask about it.
type Leak struct {
	ID       string
	Question string
	Look     string // where to look
}

// Leaks are the questions that whoever puts a picture up answers, each with "no" or with what was done about it. They
// are for people: that a program found nothing proves nothing.
func Leaks() []Leak {
	return []Leak{
		{"people", "Can anybody be recognized?",
			"Faces, also in the background and from the side; tattoos, scars, jewelry, clothes. Each person needs a written authorization or release."},
		{"screens", "Can anything be read on a screen, a board or paper?",
			"Computer and telephone screens, monitors, whiteboards, schedules, sticky notes, papers on a desk."},
		{"labels", "Is there a wristband or a label?",
			"Wristbands, specimen tubes, medicine bottles, folders, X-rays: a name, a date of birth, a number or a code to scan."},
		{"badges", "Is there a badge or a door sign?",
			"Badges of staff and visitors, name plates, room numbers: who is where, and when."},
		{"reflections", "Does anything reflect?",
			"Windows, mirrors, glasses, eyes, steel trays, dark screens: make the picture large and look again."},
	}
}
