package lift

import (
	"embed"
	"strings"

	"bedside/internal/guard/lex"
)

//go:embed words/*.txt
var files embed.FS

// Classes of words.
const (
	work lex.Class = 1 << iota
	outside
	sex
	family
	time
	event
	third    // he, she
	singular // a, an, my, our, this, one: what makes "patient" one person
	now      // verbs of the present, and of duty
	past     // verbs of the past
	bids     // verbs in the imperative
	lesson   // because, lesson, taught
	negates
	figures // study, percent
	dangles // it, this, then
	owns    // his, her, my
	stage   // baby, teenager
	delay
	mistook
	recovered
	linked // found, caught: what a test did
	given  // treated, started: what care was
)

var byClass = map[lex.Class]string{
	third:    "he she him her his hers himself herself ella",
	singular: "a an my our this that one the another un una mi nuestro nuestra este esta el la otro otra",
	now: "is are can may might should must will do does don't doesn't has have need needs help helps mean means cause causes work works start starts make makes take takes get gets " +
		"look looks feel feels show shows happen happens matter matters save saves prevent prevents lower lowers raise raises spread spreads protect protects come comes go goes begin begins keep keeps " +
		"stay stays grow grows kill kills lead leads give gives let lets isn't aren't can't cannot won't shouldn't it's that's there's let's we're you're they're you'll we'll count counts cost costs die dies live lives run runs want wants hurt hurts carry carries use uses affect affects include includes tell tells become becomes increase increases reduce reduces cure cures belong belongs recommend recommends offer offers treat treats see sees know knows " +
		"es son puede pueden debe deben hay tiene tienen ayuda ayudan causa causan significa está están conviene empieza ofrecemos recomendamos " +
		"protege protegen cura curan controla controlan previene previenen aparece aparecen baja bajan sube suben reduce reducen salva salvan duele duelen necesita necesitan sirve sirven evita evitan transmite transmiten contagia mata funciona funcionan dura requiere permite mejora cuesta importa hace hacen llega existe existen",
	past: "was were had did came went saw told said found felt got took gave made knew thought left brought fell broke woke began became kept lost won ran ate drank met heard wrote sat stood spent paid sent wasn't weren't hadn't didn't couldn't wouldn't grew drove held swore asked " +
		"fue fueron era eran estaba tuvo tuvieron tenía vino vinieron dijo dijeron hizo hicieron puso pusieron pudo quiso quería había hubo vimos vi atendí atendimos creía sentía sufría vivía sabía podía dolía venía decía hacía pedí pedimos traté recibí conocí",
	bids: "call check ask talk get take keep wear use wash see bring tell look learn know remember make schedule come visit watch stop start try drink eat avoid don't never always please read write listen go give " +
		"consider book wait seek put cover walk move find let carry share test treat protect cut choose limit report leave do be remove add fill pay warm cool rest clean throw store lock buckle elevate weigh measure sit stand breathe count drive sign join email text click follow practice replace plan set turn brush floss swim carry open close choose skip cook hold " +
		"llame llámenos pida consulte hable use tome evite lleve pregunte venga vaya lávese haga hágase beba coma revise no camine mida busque descanse recuerde acuda vigile comparta mantenga póngase traiga escriba lea siga pare deje duerma ponga cuide vacune vacúnese cubra espere anote aprenda visite aplique muévase proteja aléjese",
	lesson:    "because lesson lessons taught teaches reminded reminds realize realized moral learned porque lección aprendí enseñó recordó",
	negates:   "no not never without denied denies nor neither ruled negative isn't wasn't aren't weren't didn't doesn't don't unlikely worried afraid feared fear thought mistook mistaken assumed blamed whether cause causes caused like sin negó nunca tampoco creía creyó pensó pensaba confundió",
	figures:   "study studies researchers trial trials percent survey data cdc guideline guidelines million review estudio estudios ensayo",
	dangles:   "it this that these those they them both either such then afterward afterwards later instead here him her he she esto eso ello ellos ellas entonces",
	owns:      "his her my our their your hers mi su nuestro nuestra",
	stage:     "joven newborn baby infant toddler child kid boy girl teenager teen adolescent elderly grandmother grandfather bebé niño niña adolescente anciano anciana",
	delay:     "waited ignored delayed postponed avoided procrastinated esperó ignoró aplazó",
	mistook:   "thought assumed mistook blamed figured shrugged chalked pensó pensaba creyó creía confundió",
	recovered: "recovered recovering better well healed improved fine mejoró recuperó recuperada recuperado",
	linked:    "found caught showed revealed detected spotted picked encontró mostró reveló detectó",
	given:     "treated treatment treat started gave given prescribed had underwent got received placed needed took trató tratamos recetamos recibió dimos",
}

// entry is something that people have, notice or are treated with.
type entry struct {
	en, es  string
	kind    kind
	event   bool
	outdoor bool
}

type kind uint8

const (
	condition kind = iota
	sign
	test
	care
)

type words struct {
	dict    *lex.Dict
	phrases lex.Phrases[*entry]
}

var vocabulary = load()

// load builds the vocabulary from the embedded lists, whose form their comments tell.
func load() *words {
	v := &words{}
	classes := map[uint64]lex.Entry{}
	class := func(word string, c lex.Class) {
		for _, h := range lex.Hashes(word) {
			e := classes[h]
			e.Class |= c
			classes[h] = e
		}
	}
	for c, list := range byClass {
		for w := range strings.FieldsSeq(list) {
			class(w, c)
		}
	}
	named := map[string]lex.Class{"[work]": work, "[outside]": outside | work, "[sex]": sex, "[family]": family, "[time]": time, "[event]": event}
	var of lex.Class
	for _, line := range lines("words/shrink.txt") {
		if c, ok := named[line]; ok {
			of = c
			continue
		}
		for w := range strings.FieldsSeq(line) {
			class(w, of)
		}
	}
	for _, line := range lines("words/conditions.txt") {
		e := &entry{kind: condition}
		head, rest, _ := strings.Cut(line, "|")
		for {
			if h, ok := strings.CutPrefix(head, "event "); ok {
				e.event, head = true, h
			} else if h, ok := strings.CutPrefix(head, "outdoor "); ok {
				e.outdoor, head = true, h
			} else {
				break
			}
		}
		v.add(e, head+"|"+rest)
	}
	for _, line := range lines("words/signs.txt") {
		v.add(&entry{kind: sign}, line)
	}
	for _, line := range lines("words/means.txt") {
		head, rest, _ := strings.Cut(line, " | ")
		k := care
		if head == "test" {
			k = test
		}
		en, rest, _ := strings.Cut(rest, " | ")
		aliases, es, _ := strings.Cut(rest, "|")
		v.add(&entry{kind: k}, en+"|"+aliases+"|"+es+"|")
	}
	v.dict = lex.NewDict(classes)
	return v
}

// add enters "english | other words | spanish | other words".
func (v *words) add(e *entry, line string) {
	f := strings.Split(line, "|")
	for len(f) < 4 {
		f = append(f, "")
	}
	e.en, e.es = strings.TrimSpace(f[0]), strings.TrimSpace(f[2])
	all := append(strings.Split(f[1], ","), strings.Split(f[3], ",")...)
	for _, w := range append(all, bare(e.en), bare(e.es)) {
		if w = strings.TrimSpace(w); w == "" {
			continue
		}
		v.phrases.Add(w, e)
	}
}

// bare is a phrase without its article.
func bare(phrase string) string {
	first, rest, ok := strings.Cut(phrase, " ")
	switch first {
	case "a", "an", "the", "un", "una":
		if ok {
			return rest
		}
	}
	return phrase
}

func lines(name string) []string {
	b, err := files.ReadFile(name)
	if err != nil {
		panic("lift: an embedded file is missing: " + err.Error())
	}
	var out []string
	for line := range strings.Lines(string(b)) {
		if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "#") {
			out = append(out, line)
		}
	}
	return out
}

// ConditionAt returns what a condition that is named at token i is called, and how many tokens name it; 0 is none.
func ConditionAt(d *lex.Doc, i int) (name string, tokens int) {
	if e, n := vocabulary.phrases.At(d, i); n > 0 && e.kind == condition {
		return e.en, n
	}
	return "", 0
}
