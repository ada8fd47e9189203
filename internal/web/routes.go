package web

import "bedside/internal/actor"

// Route is one address, who may open it, and what answers.
type Route struct {
	Pattern string      // method and path, as net/http reads them
	Console bool        // behind sign-in
	Open    bool        // in the console, but before sign-in
	Need    actor.Right // the right it takes; "" is everybody who is signed in
	Limit   int64       // bytes of the body
	Rough   bool        // what is written is taken as it comes: nothing that somebody says may be lost

	handle func(*call) error
}

// Routes is every address of the two faces: the only place that says so.
func (s *Server) Routes() []Route {
	site := func(pattern string, h func(*call) error) Route {
		return Route{Pattern: pattern, Limit: formLimit, handle: h}
	}
	rough := func(r Route) Route {
		r.Rough = true
		return r
	}
	open := func(pattern string, h func(*call) error) Route {
		return Route{Pattern: pattern, Console: true, Open: true, Limit: formLimit, handle: h}
	}
	staff := func(pattern string, need actor.Right, h func(*call) error) Route {
		return Route{Pattern: pattern, Console: true, Need: need, Limit: formLimit, handle: h}
	}
	draft := func(pattern string, need actor.Right, h func(*call) error) Route {
		return Route{Pattern: pattern, Console: true, Need: need, Limit: draftLimit, handle: h}
	}
	upload := func(pattern string, need actor.Right, h func(*call) error) Route {
		return Route{Pattern: pattern, Console: true, Need: need, Limit: fileLimit, handle: h}
	}
	routes := []Route{
		site("GET /{$}", (*call).home),
		site("GET /providers", (*call).providers),
		site("GET /providers/{slug}", (*call).provider),
		site("GET /find-us", (*call).findUs),
		site("GET /posts", (*call).sitePosts),
		site("GET /posts/{slug}", (*call).sitePost),
		site("GET /posts/feed.atom", (*call).feedAtom),
		site("GET /posts/feed.json", (*call).feedJSON),
		site("GET /posts/pictures/{id}", (*call).postPicture),
		site("GET /robots.txt", (*call).robots),
		site("GET /sitemap.xml", (*call).siteMap),
		site("GET /book", (*call).bookService),
		site("GET /book/with", (*call).bookWith),
		site("GET /book/time", (*call).bookTime),
		site("GET /book/details", (*call).bookDetails),
		site("POST /book", few(s.Limits.Booking, (*call).book)),
		site("GET /book/done/{ref}", (*call).bookDone),
		site("GET /book/done/{ref}/visit.ics", (*call).bookICS),
		site("GET /chat", (*call).chat),
		rough(site("POST /chat", few(s.Limits.Chat, (*call).chatSay))),
		site("POST /chat/end", (*call).chatEnd),
		site("GET /chat/stream", (*call).chatStream),
		open("GET /oncall/{ref}", few(s.Limits.Stop, (*call).alertLink)),
		open("POST /oncall/{ref}", few(s.Limits.Stop, (*call).alertLinkPost)),
		site("GET /stop/{ref}", few(s.Limits.Stop, (*call).stopAsk)),
		site("POST /stop/{ref}", few(s.Limits.Stop, (*call).stop)),

		open("GET /console/signin", (*call).signIn),
		open("POST /console/signin", few(s.Limits.SignIn, (*call).signInPost)),
		open("GET /console/link/{token}", few(s.Limits.SignIn, (*call).signInLink)),
		open("POST /console/link/{token}", few(s.Limits.SignIn, (*call).signInLinkPost)),
		staff("GET /console/password", "", (*call).password),
		staff("POST /console/password", "", (*call).passwordPost),
		staff("POST /console/signout", "", (*call).signOut),
		staff("POST /console/stay", "", (*call).stay),

		staff("GET /console", actor.SeeSchedule, (*call).today),
		staff("GET /console/calendar", actor.SeeSchedule, (*call).calendar),
		staff("GET /console/calendar/sheet", actor.SeeSchedule, (*call).daySheet),
		staff("GET /console/visits/{id}", actor.SeeSchedule, (*call).visit),
		staff("GET /console/visits/{id}/move", actor.ChangeVisits, (*call).visitMove),
		staff("POST /console/visits/{id}/move", actor.ChangeVisits, (*call).visitMovePost),
		staff("GET /console/visits/{id}/cancel", actor.ChangeVisits, (*call).visitCancel),
		staff("POST /console/visits/{id}/cancel", actor.ChangeVisits, (*call).visitCancelPost),
		staff("POST /console/visits/{id}/close", actor.ChangeVisits, (*call).visitClosePost),
		staff("GET /console/book", actor.ChangeVisits, (*call).bookWho),
		staff("POST /console/book/search", actor.ChangeVisits, (*call).bookWho),
		staff("GET /console/book/{patient}", actor.ChangeVisits, (*call).bookSlot),
		staff("GET /console/book/{patient}/confirm", actor.ChangeVisits, (*call).bookConfirm),
		staff("POST /console/book/{patient}/confirm", actor.ChangeVisits, (*call).bookConfirmPost),

		staff("GET /console/inbox", actor.SeeInbox, (*call).inbox),
		staff("POST /console/inbox/search", actor.SeeInbox, (*call).inbox),
		staff("GET /console/inbox/tasks", actor.SeeInbox, (*call).tasks),
		staff("POST /console/tasks/{id}/done", actor.WorkInbox, (*call).taskDone),
		staff("POST /console/tasks/{id}/assign", actor.WorkInbox, (*call).taskAssign),
		staff("GET /console/inbox/{id}", actor.SeeInbox, (*call).thread),
		staff("GET /console/inbox/{id}/since", actor.SeeInbox, (*call).threadSince),
		staff("GET /console/inbox/{id}/copy", actor.SeeInbox, (*call).threadCopy),
		staff("GET /console/inbox/{id}/recordings/{entry}", actor.SeeInbox, (*call).recording),
		staff("POST /console/inbox/{id}/check", actor.WorkInbox, (*call).threadCheck),
		staff("POST /console/inbox/{id}/reply", actor.WorkInbox, (*call).threadReply),
		staff("POST /console/inbox/{id}/note", actor.WorkInbox, (*call).threadNote),
		staff("POST /console/inbox/{id}/take", actor.WorkInbox, (*call).threadTake),
		staff("POST /console/inbox/{id}/handback", actor.WorkInbox, (*call).threadBack),
		staff("POST /console/inbox/{id}/assign", actor.WorkInbox, (*call).threadAssign),
		staff("POST /console/inbox/{id}/resolve", actor.WorkInbox, (*call).threadResolve),
		staff("POST /console/inbox/{id}/reopen", actor.WorkInbox, (*call).threadReopen),
		staff("POST /console/inbox/{id}/task", actor.WorkInbox, (*call).threadTask),
		staff("GET /console/inbox/{id}/patient", actor.WorkInbox, (*call).threadPatient),
		staff("POST /console/inbox/{id}/patient/search", actor.WorkInbox, (*call).threadPatient),
		staff("POST /console/inbox/{id}/patient", actor.WorkInbox, (*call).threadPatientPost),

		staff("GET /console/desk", actor.SeeInbox, (*call).live),
		staff("GET /console/desk/rows", actor.SeeInbox, (*call).livePiece),
		staff("GET /console/desk/{id}", actor.SeeInbox, (*call).conversation),
		staff("GET /console/desk/{id}/turns/{turn}", actor.SeeInbox, (*call).replay),

		staff("GET /console/oncall", actor.SeeOnCall, (*call).onCall),
		staff("POST /console/oncall/drill", actor.ManageOnCall, (*call).drill),
		staff("GET /console/oncall/alerts/{id}", actor.SeeOnCall, (*call).alert),
		staff("POST /console/oncall/alerts/{id}/ack", actor.WorkInbox, (*call).alertAck),
		staff("POST /console/oncall/alerts/{id}/close", actor.WorkInbox, (*call).alertClose),
		staff("GET /console/oncall/roster", actor.SeeOnCall, (*call).roster),
		staff("POST /console/oncall/people", actor.ManageOnCall, (*call).rosterPerson),
		staff("POST /console/oncall/people/{id}/remove", actor.ManageOnCall, (*call).rosterPersonRemove),
		staff("POST /console/oncall/shifts", actor.ManageOnCall, (*call).rosterShift),
		staff("POST /console/oncall/shifts/{id}/remove", actor.ManageOnCall, (*call).rosterShiftRemove),
		staff("POST /console/oncall/table", actor.ManageOnCall, (*call).rosterTable),
		staff("POST /console/oncall/overrides", actor.ManageOnCall, (*call).rosterOverride),
		staff("POST /console/oncall/overrides/{id}/remove", actor.ManageOnCall, (*call).rosterOverrideRemove),
		staff("POST /console/oncall/ladders", actor.ManageOnCall, (*call).rosterLadder),
		staff("POST /console/oncall/ladders/{id}/remove", actor.ManageOnCall, (*call).rosterLadderRemove),
		staff("POST /console/oncall/policy", actor.ManageOnCall, (*call).rosterPolicy),

		staff("GET /console/patients", actor.SeePatients, (*call).patients),
		staff("POST /console/patients/search", actor.SeePatients, (*call).patients),
		staff("GET /console/patients/new", actor.ChangePatients, (*call).patientNew),
		staff("POST /console/patients/new", actor.ChangePatients, (*call).patientNewPost),
		staff("GET /console/patients/import", actor.ChangePatients, (*call).patientImport),
		upload("POST /console/patients/import", actor.ChangePatients, (*call).patientImportPost),
		upload("POST /console/patients/import/apply", actor.ChangePatients, (*call).patientImportApply),
		staff("GET /console/patients/{id}", actor.SeePatients, (*call).patient),
		staff("GET /console/patients/{id}/edit", actor.ChangePatients, (*call).patientEdit),
		staff("POST /console/patients/{id}/edit", actor.ChangePatients, (*call).patientEditPost),
		staff("POST /console/patients/{id}/stop/{contact}", actor.ChangePatients, (*call).patientStop),
		staff("GET /console/patients/{id}/proxies", actor.ChangePatients, (*call).proxyForm),
		staff("POST /console/patients/{id}/proxies", actor.ChangePatients, (*call).proxyPost),
		staff("POST /console/patients/{id}/proxies/{proxy}/end", actor.ChangePatients, (*call).proxyEnd),
		staff("GET /console/patients/{id}/looked", actor.SeeAudit, (*call).patientLooked),

		staff("GET /console/outbox", actor.SeeOutbox, (*call).outbox),
		staff("GET /console/outbox/{id}", actor.SeeOutbox, (*call).message),
		staff("POST /console/outbox/{id}/again", actor.ManageOutbox, (*call).messageAgain),
		staff("POST /console/outbox/{id}/arrived", actor.ManageOutbox, (*call).messageArrived),
		staff("POST /console/outbox/{id}/lost", actor.ManageOutbox, (*call).messageLost),
		staff("POST /console/outbox/{id}/giveup", actor.ManageOutbox, (*call).messageGiveUp),

		staff("GET /console/practice", actor.SeePractice, (*call).practiceForm),
		staff("POST /console/practice", actor.ManagePractice, (*call).practicePost),
		staff("GET /console/practice/locations", actor.SeePractice, (*call).locations),
		staff("GET /console/practice/locations/{id}", actor.SeePractice, (*call).location),
		staff("POST /console/practice/locations/{id}", actor.ManagePractice, (*call).locationPost),
		staff("GET /console/practice/providers", actor.SeePractice, (*call).providerList),
		staff("GET /console/practice/providers/{id}", actor.SeePractice, (*call).providerForm),
		staff("POST /console/practice/providers/{id}", actor.ManagePractice, (*call).providerPost),
		staff("POST /console/practice/providers/{id}/npi", actor.ManagePractice, (*call).providerNPI),
		staff("GET /console/practice/providers/{id}/credentials/{credential}", actor.SeePractice, (*call).credential),
		staff("POST /console/practice/providers/{id}/credentials/{credential}", actor.ManagePractice, (*call).credentialPost),
		staff("POST /console/practice/providers/{id}/credentials/{credential}/remove", actor.ManagePractice, (*call).credentialRemove),
		staff("GET /console/practice/services", actor.SeePractice, (*call).serviceList),
		staff("GET /console/practice/services/{id}", actor.SeePractice, (*call).serviceForm),
		staff("POST /console/practice/services/{id}", actor.ManagePractice, (*call).servicePost),
		staff("GET /console/practice/hours", actor.SeePractice, (*call).hours),
		staff("POST /console/practice/hours", actor.ManagePractice, (*call).hoursPost),
		staff("GET /console/practice/closures", actor.SeePractice, (*call).closures),
		staff("POST /console/practice/closures", actor.ManagePractice, (*call).closuresPost),
		staff("POST /console/practice/closures/{id}/remove", actor.ManagePractice, (*call).closureRemove),
		staff("GET /console/practice/desk", actor.SeePractice, (*call).deskForm),
		staff("POST /console/practice/desk", actor.ManagePractice, (*call).deskPost),
		staff("GET /console/practice/voice", actor.SeePosts, (*call).voiceForm),
		staff("POST /console/practice/voice", actor.ManageVoice, (*call).voicePost),
		staff("GET /console/practice/voice/group", actor.SeePosts, (*call).groupForm),
		staff("POST /console/practice/voice/group", actor.ManageVoice, (*call).groupPost),
		staff("GET /console/practice/answers", actor.SeePractice, (*call).answers),
		staff("GET /console/practice/answers/{id}", actor.SeePractice, (*call).answer),
		staff("POST /console/practice/answers/{id}", actor.ManagePractice, (*call).answerPost),
		staff("POST /console/practice/answers/{id}/remove", actor.ManagePractice, (*call).answerRemove),
		staff("GET /console/practice/emergencies", actor.SeePractice, (*call).redFlags),
		staff("POST /console/practice/emergencies", actor.SignRedFlags, (*call).redFlagsSign),
		staff("GET /console/practice/staff", actor.ManageStaff, (*call).staff),
		staff("POST /console/practice/staff", actor.ManageStaff, (*call).staffInvite),
		staff("POST /console/practice/staff/{id}/role", actor.ManageStaff, (*call).staffRole),
		staff("POST /console/practice/staff/{id}/end", actor.ManageStaff, (*call).staffEnd),
		staff("POST /console/practice/staff/{id}/link", actor.ManageStaff, (*call).staffLink),

		staff("GET /console/setup/practice", actor.ManagePractice, (*call).setupPractice),
		staff("POST /console/setup/practice", actor.ManagePractice, (*call).setupPracticePost),
		staff("GET /console/setup/hours", actor.ManagePractice, (*call).setupHours),
		staff("POST /console/setup/hours", actor.ManagePractice, (*call).setupHoursPost),
		staff("GET /console/setup/people", actor.ManagePractice, (*call).setupPeople),
		staff("POST /console/setup/people", actor.ManagePractice, (*call).setupPeoplePost),
		staff("GET /console/setup/patients", actor.ManagePractice, (*call).setupPatients),
		upload("POST /console/setup/patients", actor.ManagePractice, (*call).setupPatientsPost),
		upload("POST /console/setup/patients/apply", actor.ManagePractice, (*call).setupPatientsApply),
		staff("POST /console/setup/skip", actor.ManagePractice, (*call).setupSkip),
		staff("GET /console/setup/done", actor.ManagePractice, (*call).setupDone),

		staff("GET /console/posts", actor.SeePosts, (*call).posts),
		staff("GET /console/posts/month", actor.SeePosts, (*call).postsMonth),
		staff("GET /console/posts/new", actor.WritePosts, (*call).postNew),
		draft("POST /console/posts/edit", actor.WritePosts, (*call).postSave),
		draft("POST /console/posts/check", actor.WritePosts, (*call).postCheck),
		draft("POST /console/posts/keep", actor.WritePosts, (*call).postKeep),
		staff("GET /console/posts/{id}", actor.SeePosts, (*call).post),
		staff("GET /console/posts/{id}/edit", actor.WritePosts, (*call).postEdit),
		staff("POST /console/posts/{id}/submit", actor.WritePosts, (*call).postSubmit),
		staff("POST /console/posts/{id}/approve", actor.WritePosts, (*call).postApprove),
		staff("POST /console/posts/{id}/return", actor.WritePosts, (*call).postReturn),
		staff("POST /console/posts/{id}/comment", actor.WritePosts, (*call).postComment),
		staff("POST /console/posts/{id}/waive", actor.WritePosts, (*call).postWaive),
		staff("POST /console/posts/{id}/agree", actor.ApprovePosts, (*call).postAgree),
		staff("GET /console/posts/{id}/read", actor.WritePosts, (*call).postRead),
		staff("POST /console/posts/{id}/read", actor.WritePosts, (*call).postReadPost),
		staff("POST /console/posts/{id}/schedule", actor.WritePosts, (*call).postSchedule),
		staff("POST /console/posts/{id}/down", actor.WritePosts, (*call).postDown),
		staff("GET /console/posts/{id}/mistake", actor.WritePosts, (*call).mistakeNew),
		staff("POST /console/posts/{id}/mistake", actor.WritePosts, (*call).mistakeNewPost),
		staff("POST /console/publications/{id}/confirm", actor.WritePosts, (*call).publicationConfirm),
		staff("POST /console/publications/{id}/settle", actor.WritePosts, (*call).publicationSettle),
		staff("POST /console/publications/{id}/again", actor.WritePosts, (*call).publicationAgain),
		staff("POST /console/publications/{id}/removed", actor.WritePosts, (*call).publicationRemoved),
		staff("GET /console/pictures", actor.SeePosts, (*call).mediaList),
		upload("POST /console/pictures", actor.WritePosts, (*call).mediaPost),
		staff("GET /console/pictures/{id}", actor.SeePosts, (*call).media),
		staff("POST /console/pictures/{id}", actor.WritePosts, (*call).mediaCheck),
		staff("GET /console/pictures/{id}/file", actor.SeePosts, (*call).mediaBytes),
		staff("GET /console/authorisations", actor.WritePosts, (*call).authorisations),
		staff("GET /console/authorisations/new", actor.ManageVoice, (*call).authorisationNew),
		staff("POST /console/authorisations/new", actor.ManageVoice, (*call).authorisationPost),
		staff("GET /console/authorisations/{id}", actor.WritePosts, (*call).authorisation),
		staff("POST /console/authorisations/{id}", actor.ManageVoice, (*call).authorisationPost),
		staff("POST /console/authorisations/{id}/revoke", actor.WritePosts, (*call).authorisationRevoke),
		staff("GET /console/rules", actor.SeePosts, (*call).rules),
		staff("GET /console/rules/{rule}", actor.SeePosts, (*call).rule),
		staff("POST /console/rules/{rule}/off", actor.ManageVoice, (*call).ruleOff),
		staff("POST /console/rules/{rule}/agree", actor.ManageVoice, (*call).ruleAgree),
		staff("POST /console/rules/{rule}/on", actor.ManageVoice, (*call).ruleOn),

		staff("GET /console/mistakes", actor.ManageVoice, (*call).mistakes),
		staff("GET /console/mistakes/{id}", actor.ManageVoice, (*call).mistake),
		staff("POST /console/mistakes/{id}/assess", actor.ManageVoice, (*call).mistakeAssess),
		staff("POST /console/mistakes/{id}/notified", actor.ManageVoice, (*call).mistakeNotified),
		staff("GET /console/lookback", actor.WritePosts, (*call).lookback),
		{Pattern: "POST /console/lookback", Console: true, Need: actor.WritePosts, Limit: archiveLimit, handle: (*call).lookbackPost},
		staff("POST /console/lookback/done", actor.WritePosts, (*call).lookbackDone),
		staff("POST /console/lookback/forget", actor.WritePosts, (*call).lookbackForget),
		staff("GET /check", actor.WritePosts, (*call).pocket),
		staff("POST /check", actor.WritePosts, (*call).pocketPost),
		staff("POST /check/live", actor.WritePosts, (*call).pocketLive),

		staff("GET /console/audit", actor.SeeAudit, (*call).auditLog),
		staff("GET /console/audit/visits/{id}", actor.SeeAudit, (*call).receipt),
	}
	if s.Demo != nil {
		routes = append(routes,
			open("POST /demo/as", (*call).demoAs),
			open("POST /demo/clock", (*call).demoClock),
			open("GET /demo/mailbox", (*call).demoMailbox),
			open("GET /demo/mailbox/{id}", (*call).demoMailbox),
			open("GET /demo/phone", (*call).demoPhone),
			open("POST /demo/phone", (*call).demoPhonePost),
			open("GET /demo/race", (*call).demoRace),
			open("POST /demo/race", (*call).demoRacePost),
			staff("POST /demo/tamper", actor.SeeAudit, (*call).demoTamper),
		)
	}
	return routes
}
