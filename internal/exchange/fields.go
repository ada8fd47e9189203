package exchange

import (
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Field is what a column holds.
type Field string

const (
	LeftOut Field = ""

	GivenName  Field = "first name"
	FamilyName Field = "last name"
	FullName   Field = "name"

	BirthDay Field = "date of birth"
	Phone    Field = "phone"
	Email    Field = "e-mail"
	Number   Field = "patient number"
	MayEmail Field = "consent to e-mail"
	MayText  Field = "consent to texts"

	Credentials Field = "credentials"
	Specialty   Field = "specialty"
	NPI         Field = "NPI"
	Languages   Field = "languages"
	Services    Field = "services"
	Active      Field = "active"

	ProviderName Field = "provider"
	ProviderNPI  Field = "provider NPI"
	LocationName Field = "location"
	ServiceName  Field = "kind of visit"
	Day          Field = "date"
	Time         Field = "time"
	Ends         Field = "end time"
	Minutes      Field = "minutes"
	State        Field = "status"
	DueDay       Field = "due date"
	VisitNumber  Field = "visit number" // what the other system calls the visit
	Reason       Field = "reason"
)

// field is a field of a kind of file and the headings it goes by in files of other systems, in small letters without
// anything between them.
type field struct {
	Field
	headings []string
	many     bool // several columns may be it
}

var person = []field{
	{GivenName, []string{"firstname", "givenname", "first", "given", "forename", "fname", "patientfirstname", "patfirstname", "ptfirstname", "nombre", "nombres"}, false},
	{FamilyName, []string{"lastname", "familyname", "last", "family", "surname", "lname", "patientlastname", "patlastname", "ptlastname", "apellido", "apellidos"}, false},
	{FullName, []string{"name", "patient", "patientname", "patname", "ptname", "fullname", "nombrecompleto"}, false},
	{BirthDay, []string{"dob", "dateofbirth", "birthdate", "birthday", "birth", "bdate", "patientdob", "patientdateofbirth", "patientbirthdate", "ptdob", "born", "fechadenacimiento", "nacimiento"}, false},
	{Number, []string{"id", "mrn", "patientid", "patid", "chart", "chartnumber", "chartno", "chartid", "number", "patientnumber", "accountnumber", "account", "acctno", "medicalrecordnumber"}, false},
	{Phone, []string{"phone", "phonenumber", "mobile", "mobilephone", "cell", "cellphone", "telephone", "tel", "homephone", "phonehome", "phonemobile", "phonecell", "workphone", "primaryphone", "patientphone", "telefono", "celular"}, true},
	{Email, []string{"email", "emailaddress", "mail", "patientemail", "correo", "correoelectronico"}, true},
}

// fields lists what a file of the kind may hold.
func fields(k Kind) []field {
	switch k {
	case Providers:
		return []field{
			{GivenName, []string{"firstname", "givenname", "first", "given", "providerfirstname", "fname"}, false},
			{FamilyName, []string{"lastname", "familyname", "last", "family", "surname", "providerlastname", "lname"}, false},
			{FullName, []string{"name", "provider", "providername", "fullname", "clinician", "physician", "doctor"}, false},
			{Credentials, []string{"credentials", "credential", "suffix", "degree", "title", "designation"}, false},
			{Specialty, []string{"specialty", "speciality", "providerspecialty", "department", "taxonomy"}, false},
			{NPI, []string{"npi", "providernpi", "npinumber", "individualnpi", "renderingnpi"}, false},
			{Languages, []string{"languages", "language", "languagesspoken"}, false},
			{Services, []string{"services", "service", "visittypes", "appointmenttypes"}, false},
			{Active, []string{"active", "isactive", "status", "enabled"}, false},
		}
	case Appointments:
		visit := []field{
			{ProviderNPI, []string{"providernpi", "npi", "renderingnpi", "resourcenpi"}, false},
			{ProviderName, []string{"provider", "providername", "doctor", "physician", "clinician", "resource", "resourcename", "renderingprovider", "scheduledprovider", "apptprovider", "appointmentprovider"}, false},
			{LocationName, []string{"location", "locationname", "facility", "facilityname", "site", "office", "officename", "servicelocation", "department", "apptlocation"}, false},
			{ServiceName, []string{"service", "kindofvisit", "visittype", "appointmenttype", "appttype", "type", "visitreasontype", "appointmentcategory", "category", "procedure", "event"}, false},
			{Day, []string{"date", "apptdate", "appointmentdate", "visitdate", "startdate", "start", "starttime", "startdatetime", "datetime", "apptdatetime", "appointmentdatetime", "scheduleddate", "dateofservice", "dos", "fecha"}, false},
			{Time, []string{"time", "appttime", "appointmenttime", "visittime", "apptstarttime", "begintime", "timeofday", "hora"}, false},
			{Ends, []string{"endtime", "end", "apptendtime", "appointmentendtime", "finish", "enddatetime"}, false},
			{Minutes, []string{"minutes", "duration", "length", "apptduration", "appointmentduration", "durationminutes", "durationmin", "apptlength", "slots"}, false},
			{State, []string{"status", "apptstatus", "appointmentstatus", "visitstatus", "state"}, false},
			{VisitNumber, []string{"visitnumber", "visitid", "apptid", "appointmentid", "apptnumber", "appointmentnumber", "apptno", "encounterid", "encounternumber", "bookingid", "scheduleid", "externalid"}, false},
			{Reason, []string{"reason", "visitreason", "reasonforvisit", "chiefcomplaint", "apptreason", "appointmentreason", "notes", "comments"}, false},
		}
		return append(visit, person...)
	case Recalls:
		return append([]field{
			{ServiceName, []string{"service", "kindofvisit", "visittype", "appointmenttype", "appttype", "type", "recalltype", "recallreason", "recallfor", "recall", "reason", "procedure"}, false},
			{DueDay, []string{"due", "duedate", "dueon", "dueby", "recalldate", "recalldue", "nextdue", "nextvisit", "date", "fecha"}, false},
		}, person...)
	}
	// A consent that does not say to what is one to e-mail, the only way reminders go: never to texts and calls, for
	// which the law wants a consent that says so (47 CFR 64.1200(a)).
	return append(slices.Clone(person),
		field{MayEmail, []string{"consent", "consenttoemail", "reminders", "remindersok", "reminderconsent", "contactconsent", "consentimiento", "emailok", "emailconsent", "emailreminders"}, false},
		field{MayText, []string{"textok", "textconsent", "consenttotexts", "textreminders", "smsok", "smsconsent"}, false})
}

// Fields lists what a column of a file of the kind may be, in the order of screens.
func Fields(k Kind) []Field {
	var all []Field
	for _, f := range fields(k) {
		all = append(all, f.Field)
	}
	return all
}

// Guess says what the columns with the headings are taken for. Of two that could be the same, the first is.
func Guess(k Kind, headings []string) []Field {
	all, used := make([]Field, len(headings)), map[Field]bool{}
	for i, h := range headings {
		word := bare(h)
		for _, f := range fields(k) {
			if (!used[f.Field] || f.many) && (slices.Contains(f.headings, word) || word == bare(string(f.Field))) {
				all[i], used[f.Field] = f.Field, true
				break
			}
		}
	}
	if k == Appointments && !used[Time] { // "Start Date" and "Start Time"
		for i, h := range headings {
			if b := bare(h); all[i] == LeftOut && b == "starttime" && used[Day] {
				all[i] = Time
				break
			}
		}
	}
	return all
}

// bare is a heading in small letters without accents and anything between them: "Date of Birth (DOB)" is dateofbirth.
func bare(h string) string {
	h, _, _ = strings.Cut(h, "(")
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) && !unicode.Is(unicode.Mn, r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, norm.NFD.String(h))
}

// whole says what is wrong with a mapping, "" if a file of the kind can be read with it.
func whole(k Kind, columns []Field) string {
	has := map[Field]int{}
	for _, c := range columns {
		has[c]++
	}
	for _, f := range fields(k) {
		if has[f.Field] > 1 && !f.many {
			return "Two columns are taken for the " + string(f.Field) + ". Leave one of them out."
		}
	}
	byNumber := (k == Appointments || k == Recalls) && has[Number] > 0
	switch name := has[FullName] > 0 || has[GivenName] > 0 && has[FamilyName] > 0; {
	case !name && !byNumber:
		return "No column is taken for the name. Choose one for the first and one for the last name, or one for both."
	case k != Providers && has[BirthDay] == 0 && !byNumber:
		return "No column is taken for the date of birth. Choose one."
	case k == Appointments && has[Day] == 0:
		return "No column is taken for the date of the visit. Choose one."
	case k == Recalls && has[DueDay] == 0:
		return "No column is taken for the day by which the visit is due. Choose one."
	case k == Recalls && has[ServiceName] == 0:
		return "No column is taken for the kind of visit. Choose one."
	case k == Appointments && has[ProviderName]+has[ProviderNPI] == 0:
		return "No column is taken for the provider. Choose one for the name or the NPI."
	}
	return ""
}
