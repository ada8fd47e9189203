package publish

import (
	"time"
)

// Publication is one version on one channel.
type Publication struct {
	ID      PublicationID
	Post    PostID
	Version VersionID
	Hash    string // of the version that was approved
	Channel Channel
	Status  Status
	Why     Why
	Code    string // what the channel last said of it, or where asking it broke: [attempt.Outcome]; "" if all is well
	Ref     string // the channel's own name for it
	URL     string
	Due     time.Time
	Tries   int
	Tried   time.Time // when the last attempt began
	Sent    time.Time // when it became public
	Off     time.Time // when it was to be taken down; zero for never
	Row     int64
}

// Status is what became of a publication.
type Status string

const (
	Waiting  Status = "waiting"
	Sending  Status = "sending" // an attempt runs, or its program died
	Live     Status = "published"
	Failed   Status = "failed"
	Unknown  Status = "unknown"  // it may or may not be public, and the channel cannot say
	Confirm  Status = "confirm"  // a person posts it by hand and says where it is
	Replaced Status = "replaced" // by a correction
	Gone     Status = "down"     // taken down, or never went
	Lost     Status = "lost"     // Bedside cannot take it down: a person has to
)

// Why says in a code what a publication waits for, or why it ended as it did.
type Why string

const (
	WhyNone         Why = ""
	NotApproved     Why = "not_approved"     // failed: the words are not those that were approved
	NotAuthorised   Why = "not_authorised"   // failed: an authorisation has ended
	ByGuard         Why = "guard"            // failed: the guard's verdict on the words is not clear
	NoChannel       Why = "no_channel"       // waiting: the account is not configured
	Earlier         Why = "earlier_in_doubt" // waiting: nobody knows whether the version before is public
	Retrying        Why = "retrying"         // waiting: the last attempt failed and may be repeated
	OutOfTime       Why = "out_of_time"      // failed: half a day past its time
	Refused         Why = "refused"          // failed: the channel does not take it
	NoAnswer        Why = "no_answer"        // unknown: the channel did not answer and cannot say
	ByHand          Why = "by_hand"          // lost: a person posted it, so a person removes it
	CannotRemove    Why = "cannot_remove"    // lost: the channel did not remove it
	NotPosted       Why = "not_posted"       // failed: a person found that it is not there
	FoundPosted     Why = "found_posted"     // published: a person found that it is there
	RemovedByPerson Why = "removed_by_person"
)
