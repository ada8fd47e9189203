package flow

import (
	"slices"
	"strings"

	"bedside/internal/frontdesk/hear"
	"bedside/internal/patient"
	"bedside/internal/phi"
	"bedside/internal/practice"
)

// take returns how an answer is read, by name, nil for a name that there is not. It reports whether it understood one.
func take(name string) func(*talk) (bool, error) {
	switch name {
	case "reason":
		return (*talk).takeReason
	case "wish":
		return (*talk).takeWish
	case "offer":
		return (*talk).takeOffer
	case "name":
		return (*talk).takeName
	case "birth":
		return (*talk).takeBirth
	case "contact":
		return (*talk).takeContact
	case "visit":
		return (*talk).takeVisit
	case "yes":
		return (*talk).takeYes
	case "text":
		return (*talk).takeText
	}
	return nil
}

// answer reads an answer to the open question, unless it is something else altogether.
func (t *talk) answer() error {
	step := t.steps[t.Step]
	if a, ok := t.approved(approvedSurely); ok && t.Ready() {
		t.quote(a)
		return t.ask("")
	}
	if f := t.other(step); f != nil {
		if len(f.Steps) == 0 {
			if err := t.inform(f); err != nil {
				return err
			}
			return t.ask("")
		}
		t.park()
		return t.begin(f)
	}
	corrected := t.correct()
	understood, err := take(step.Take)(t)
	if err != nil || t.asks {
		return err
	}
	if understood {
		t.Fails = 0
		t.absorb()
		return t.next()
	}
	if corrected {
		t.say("noted", nil)
		return t.next()
	}
	return t.fail()
}

// other returns the flow that the caller turns to instead of answering; nil where they answer.
func (t *talk) other(step Step) *Flow {
	h := t.in.Heard
	f, ok := t.wished()
	if !ok || f == t.flow() || !t.Ready() || step.Take == "name" && t.Tries > 0 && saysAny(plainly(t.in.Text), message) {
		return nil
	}
	chooses := step.Take == "offer" || step.Take == "wish"
	_, names := h.Slot("provider")
	switch {
	case len(f.Steps) == 0 && t.p.Desk.Dial(f.Name) == practice.Message:
		return nil
	case chooses && f.Name == "find_provider" && names && !saysAny(plainly(t.in.Text), asksWho), chooses && (h.Selected >= 0 || f.Name == "book" || f.Name == "reschedule"):
		return nil // "is there something with Dr. Osei?", "could we change that to Friday?"
	case step.Take == "yes" && (h.Has(hear.Affirm) || f.Name == "book" || f.Name == t.flow().Does || f.Name == "confirm"):
		return nil
	case step.Free:
		if slices.Contains([]string{"reschedule", "cancel", "appointment_info"}, f.Name) && t.Flow == "book" {
			return f
		}
		if len(f.Steps) > 0 || step.Take == "text" {
			return nil
		}
	}
	return f
}

// fail is an answer that was not understood: once it is asked again, once by keypad, and then a person helps.
func (t *talk) fail() error {
	t.Fails++
	switch {
	case t.Fails == 1:
		t.say("sorry", nil)
		return t.ask("again")
	case t.Fails == 2:
		t.say("sorry", nil)
		return t.ask("keypad")
	}
	t.note("three failures on " + t.Step)
	if f := t.flow(); t.Plain || f.Does == "" { // a message goes out with what there is
		return t.finish()
	}
	t.say("unwell", nil)
	if t.Channel() == "voice" {
		return t.person()
	}
	return t.orMessage(t.summary())
}

// correct takes what the caller corrects beside what was asked: "no, the name is Meyer", "Thursday, I mean". It reports
// whether there was something.
func (t *talk) correct() (corrected bool) {
	h := t.in.Heard
	if t.Step != "confirm" && !h.Has(hear.Correct) && !h.Has(hear.Deny) {
		return false
	}
	if _, ok := h.Slot("name"); ok && t.Step != "name" {
		t.setName()
		corrected = true
	}
	if _, ok := h.Slot("dob"); ok && t.Step != "dob" {
		t.setBirth()
		corrected = true
	}
	if p, ok := h.Slot("phone"); ok && t.Step != "phone" {
		t.Who.Phone, corrected = p.Value, true
	}
	if t.Chosen != nil && t.Step != "dob" && t.Step != "phone" {
		corrected = t.rewished() || corrected
	}
	return corrected
}

// absorb takes what was said beside the answer and is not known yet.
func (t *talk) absorb() {
	h := t.in.Heard
	if n, ok := h.Slot("name"); ok && !t.steps[t.Step].Free {
		switch {
		case t.Who.Given == "":
			t.setName()
		case t.Step == "" && !strings.EqualFold(n.Value, t.Who.name()): // a new request, for somebody else
			t.forget("dob")
			t.setName()
		}
	}
	if _, ok := h.Slot("dob"); ok && t.Who.Birth == "" {
		t.setBirth()
	}
	if p, ok := h.Slot("phone"); ok && (t.Who.Phone == "" || t.Who.Phone == t.From().Reveal()) {
		t.Who.Phone = p.Value
	}
	t.prefer()
	if svc, ok := h.Slot("service"); ok && t.Slots["service"] == "" && t.Flow == "book" {
		t.Slots["service"] = svc.ID
	}
	if t.Flow == "book" && t.Slots["reason"] == "" {
		if r, ok := h.Slot("reason"); ok {
			t.Slots["reason"] = r.Value
		} else if _, ok := t.p.Service(practice.ServiceID(t.Slots["service"])); ok {
			t.Slots["reason"] = clip(t.in.Text)
		}
	}
	if want := t.in.Heard.When.Want; !t.Wished && !want.IsZero() && (t.Flow == "book" || t.Flow == "reschedule" && t.Visit != nil) && h.When.Clash == nil {
		t.Want, t.Wished = t.Want.With(want), true
		t.mentions()
	}
	if steps := t.stepsOf(); t.Step == "" && len(steps) > 0 && t.steps[steps[0]].Take == "text" && telling(steps[0], t.in.Text) {
		t.Slots[steps[0]] = clip(t.in.Text) // the request says already what it is about
	}
}

// prefer takes with whom and where somebody would like to be seen, and reports whether they said so.
func (t *talk) prefer() (said bool) {
	if t.Flow != "book" && t.Flow != "reschedule" {
		return false
	}
	for _, slot := range []string{"provider", "location"} {
		if s, ok := t.in.Heard.Slot(slot); ok && s.ID != "" {
			t.Slots[slot], said = s.ID, true
		}
	}
	return said
}

// elsewhere reports whether the provider or the place that was said is not that of the time that was chosen.
func (t *talk) elsewhere() bool {
	if t.Chosen == nil {
		return false
	}
	v, withWhom := t.in.Heard.Slot("provider")
	l, where := t.in.Heard.Slot("location")
	return withWhom && v.ID != string(t.Chosen.Provider) || where && l.ID != string(t.Chosen.Location)
}

// mentions keeps the days and times as they were said.
func (t *talk) mentions() {
	for _, m := range t.in.Heard.When.Mentions {
		if !m.Past && !m.Not {
			t.Slots[m.Name] = m.Value
		}
	}
}

func (t *talk) takeText() (bool, error) {
	if strings.TrimSpace(plainly(t.in.Text)) == "" {
		return false, nil
	}
	t.Slots[t.Step] = clip(t.in.Text)
	return true, nil
}

// takeReason takes what the visit is for, in the caller's own words.
func (t *talk) takeReason() (bool, error) {
	h := t.in.Heard
	said := strings.Fields(plainly(t.in.Text))
	if len(said) == 0 || len(said) < 3 && (h.Has(hear.Affirm) || h.Has(hear.Deny) || h.Has(hear.Unsure)) {
		return false, nil
	}
	if r, ok := h.Slot("reason"); ok {
		t.Slots["reason"] = r.Value
		return true, nil
	}
	if _, ok := h.Slot("service"); !ok && !h.When.Want.IsZero() && len(h.Missed) == 0 { // "as soon as possible" is no reason
		t.absorb()
		return false, nil
	}
	t.Slots["reason"] = clip(t.in.Text)
	return true, nil
}

// message are words for one, folded.
var message = []string{"message", "mensaje", "recado"}

func (t *talk) takeName() (bool, error) {
	if t.Tries > 0 && saysAny(plainly(t.in.Text), message) {
		return true, t.orMessage("")
	}
	if _, ok := t.in.Heard.Slot("name"); !ok {
		return false, nil
	}
	t.setName()
	return t.Who.Given != "", nil
}

// setName takes the name that was said, or the family name where only that was missing.
func (t *talk) setName() {
	n, _ := t.in.Heard.Slot("name")
	words := strings.Fields(n.Value)
	switch {
	case len(words) == 0:
		return
	case len(words) == 1 && t.Step == "name" && t.Who.Given != "" && t.Who.Family == "":
		t.Who.Family = words[0]
		return
	case len(words) == 1 && t.Step != "name" && t.Who.Family != "": // "no, Meyer"
		t.Who.Family = words[0]
		return
	}
	if given, family := split(n.Value); given != t.Who.Given || family != t.Who.Family {
		t.Who.Given, t.Who.Family, t.Who.Patient = given, family, "" // somebody else, until they are verified
	}
	t.Who.Others = nil
	for _, o := range n.Alternatives {
		if len(t.Who.Others) < 3 {
			t.Who.Others = append(t.Who.Others, o)
		}
	}
}

// split divides a name: what comes last is the family name, with the particles before it; of four words and more two.
func split(name string) (given, family string) {
	words := strings.Fields(name)
	if len(words) < 2 {
		return name, ""
	}
	at := len(words) - 1
	if len(words) > 3 {
		at--
	}
	for at > 1 && slices.Contains([]string{"van", "von", "der", "den", "de", "del", "la", "las", "los", "di", "da", "st.", "st"}, strings.ToLower(words[at-1])) {
		at--
	}
	return strings.Join(words[:at], " "), strings.Join(words[at:], " ")
}

func (t *talk) takeBirth() (bool, error) {
	if _, ok := t.in.Heard.Slot("dob"); !ok {
		return false, nil
	}
	t.setBirth()
	return true, nil
}

func (t *talk) setBirth() {
	d, _ := t.in.Heard.Slot("dob")
	if d.Value != t.Who.Birth {
		t.Who.Birth, t.Who.Patient = d.Value, ""
	}
	t.Who.OtherBirths = slices.Clone(d.Alternatives[:min(len(d.Alternatives), 2)])
}

func (t *talk) takeContact() (bool, error) {
	if p, ok := t.in.Heard.Slot("phone"); ok {
		t.Who.Phone = p.Value
		return true, nil
	}
	if p, err := patient.ParsePhone(t.in.Digits); err == nil && t.in.Digits != "" {
		t.Who.Phone = p.Reveal()
		return true, nil
	}
	for _, w := range strings.Fields(t.in.Text) {
		if e, err := phi.ParseEmail(strings.Trim(w, ".,;:!?()<>\"'")); err == nil {
			t.Who.Email = e.Reveal()
			return true, nil
		}
	}
	if t.Flow == "message" && t.in.Heard.Has(hear.Deny) { // nobody has to leave a number
		t.Slots["phone"] = "none"
		return true, nil
	}
	return false, nil
}

// takeYes takes what was read back, or what is to be changed.
func (t *talk) takeYes() (bool, error) {
	h := t.in.Heard
	yes := h.Has(hear.Affirm) && !h.Has(hear.Deny) || t.in.Digits == "1"
	switch {
	case t.Chosen == nil && t.Flow != "cancel": // another time is wanted: correct has taken it
		return true, nil
	case t.elsewhere():
		t.prefer()
		t.rewish()
		t.Wished = true
		return true, nil
	case yes && !t.in.Full && t.Channel() == "voice":
		t.say("late", nil)
		t.asks = true
		return true, t.ask("")
	case yes:
		t.Slots["confirm"] = "yes"
		return true, nil
	}
	for _, slot := range []string{"name", "dob", "phone"} {
		if _, ok := h.Slot(slot); ok {
			return true, nil // correct has taken it
		}
	}
	if !h.Has(hear.Deny) && !h.Has(hear.RequestAlternatives) {
		return false, nil
	}
	t.asks = true
	if t.Flow == "cancel" || t.Slots["change"] != "" {
		t.say("never", nil)
		return true, t.done()
	}
	t.Slots["change"] = "asked"
	t.say("book.change", nil)
	t.Question = t.line("book.change")
	return true, nil
}

// wished is the flow that the words themselves name.
func (t *talk) wished() (*Flow, bool) {
	if h := t.in.Heard; h.Said {
		f, ok := t.byWish[string(h.Intent)]
		return f, ok
	}
	return nil, false
}

// summary is what was said so far, for a task.
func (t *talk) summary() string {
	var all []string
	for _, s := range []string{"text", "medicine", "pharmacy", "reason", "date", "date_from", "time", "time_from"} {
		if v := t.Slots[s]; v != "" {
			all = append(all, v)
		}
	}
	return strings.Join(all, ". ")
}
